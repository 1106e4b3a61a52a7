"""Six digits confirm as the button does, and are not to be guessed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.personal_links import WRONG_OF_MAILBOX, WrongCode
from app.cosignatures import service
from app.cosignatures.models import Cosignature
from tests.cosignatures.conftest import Coordinator, rows, states, together
from tests.factories import make_cosignature
from tests.outbox import code_in, mails

TOO_MANY_OR_WRONG = "Ce n’est pas le bon code, ou il y a eu trop d’essais"
pytestmark = pytest.mark.data


def test_the_code_confirms_as_the_button_does(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    code = code_in(mails()[0])
    answer = coordinator.types_the_code(f" {code[:3]} {code[3:]} ", waiting)
    assert answer.status_code == 303
    assert "Votre organisme est le premier" in coordinator.client.get(answer.location).text
    assert states() == ["confirmed"]
    assert coordinator.types_the_code(code, waiting).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [("12345", "Il manque un chiffre."), ("12 34", "Il manque 2 chiffres."), ("1234567", "Il y a trop de chiffres")],
)
def test_a_code_of_another_length_is_a_slip_and_costs_no_try(coordinator: Coordinator, typed: str, words: str) -> None:
    page = coordinator.types_the_code(typed, coordinator.sends().location)
    assert page.status_code == 422
    assert words in page.text
    assert rows()[0].code_attempts == 0


def test_five_wrong_codes_and_only_the_link_works(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    right = code_in(mails()[0])
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        page = coordinator.types_the_code(wrong, waiting)
        assert page.status_code == 422
        assert TOO_MANY_OR_WRONG in page.text
    page = coordinator.client.post(waiting, data={"csrf_token": coordinator.opens()["csrf_token"], "code": right})
    assert page.status_code == 422
    assert TOO_MANY_OR_WRONG in page.text  # true of the right one too
    assert states() == ["submitted"]
    assert rows()[0].code_attempts == 5
    coordinator.confirms()
    assert states() == ["confirmed"]


@pytest.mark.engine
def test_wrong_codes_tried_at_the_same_instant_are_all_counted(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    together(app, *[lambda: service.confirm_by_code(cosignature.id, "x")] * 5)
    assert db.session.scalar(sa.select(Cosignature.code_attempts)) == 5


def test_sending_the_form_again_gives_no_more_guesses(coordinator: Coordinator) -> None:
    forms = [make_cosignature(coordinator.campaign, "submitted", email=f"nadia+{n}@example.org") for n in range(3)]
    for number in range(WRONG_OF_MAILBOX.times):
        with pytest.raises(WrongCode):
            service.confirm_by_code(forms[number % 3].id, "x", ip=f"192.0.2.{number}")
    waiting = coordinator.sends(email="nadia+7@example.org").location
    assert coordinator.types_the_code(code_in(mails()[-1]), waiting).status_code == 422
    assert set(states()) == {"submitted"}
    coordinator.confirms()
    assert states()[-1] == "confirmed"


def test_the_address_is_forgotten_by_the_browser_once_it_is_confirmed(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    assert "nadia@example.org" in coordinator.client.get(waiting).text
    coordinator.types_the_code(code_in(mails()[0]), waiting)
    assert "nadia@example.org" not in coordinator.client.get(waiting).text
    waiting = coordinator.sends(organization="Une autre").location
    coordinator.confirms()
    assert "nadia@example.org" not in coordinator.client.get(waiting).text


@pytest.mark.parametrize("typed", ["", "abc", "é" * 9000, "\0", "123 45", "１２３４５６"])
def test_whatever_is_typed_as_a_code_is_answered(coordinator: Coordinator, typed: str) -> None:
    assert coordinator.types_the_code(typed, coordinator.sends().location).status_code == 422
    assert states() == ["submitted"]
