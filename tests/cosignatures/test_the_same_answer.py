"""Whatever is known already, the answer to a form is the same, unless everybody reads it on the public list."""

from __future__ import annotations

from typing import Any

import pytest

from app.cosignatures import links
from tests.cosignatures.conftest import Coordinator, main_of, rows, states
from tests.factories import make_cosignature, make_organization
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    ("state", "known"),
    [
        ("submitted", {"email": "n@example.org"}),
        ("confirmed", {"email": "n@example.org"}),
        ("to_check", {"email": "n@example.org"}),
        ("declined", {"email": "n@example.org"}),
        ("validated", {"email": "n@example.org", "publishes_name": False}),
        ("confirmed", {"email": "quelquun-dautre@example.org"}),
    ],
)
def test_the_answer_is_the_page_of_a_first_signature(
    coordinator: Coordinator, state: str, known: dict[str, Any]
) -> None:
    make_cosignature(coordinator.campaign, state, organization_name="Connu", **known)
    first = coordinator.sends(organization="Tout neuf", email="x@example.org")
    again = coordinator.sends(organization="Connu", email="n@example.org")
    robot = coordinator.sends(organization="Connu", email="n@example.org", website="x")
    assert (first.status_code, again.status_code, robot.status_code) == (303, 303, 303)
    pages = [main_of(coordinator.client.get(answer.location)) for answer in (first, again, robot)]
    assert pages[0].replace("x@example.org", "n@example.org") == pages[1] == pages[2]


def test_a_code_typed_after_a_repeat_is_answered_as_a_wrong_one_after_a_first(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    first = coordinator.sends(organization="Tout neuf").location
    repeats = [coordinator.sends(organization="Le Phare").location for _ in range(2)]
    waited_for = [links.WAIT.read(one.rpartition("/")[2]) for one in (first, *repeats)]
    assert len(set(waited_for)) == 3
    assert waited_for[1] != rows()[0].id
    for _ in range(7):
        pages = [coordinator.types_the_code("000000", one) for one in (first, repeats[0])]
        assert [page.status_code for page in pages] == [422, 422]
        assert main_of(pages[0]) == main_of(pages[1])


def test_a_repeated_signature_is_told_by_mail_only_once_an_hour_and_adds_no_row(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    for spelling in ("Le Phare", "LE PHARE INC.", "Phare"):
        coordinator.sends(organization=spelling, email="Nadia@example.org")
    assert states() == ["confirmed"]
    assert mail_names() == ["cosignature_confirm", "cosignature_already_signed"]
    assert "c’est déjà signé" in mails()[-1].subject
    assert "/signature/" in mails()[-1].body_text


def test_the_same_address_signs_for_two_organizations(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    coordinator.sends(organization="La Bouée")
    coordinator.sends(organization="Le Phare", city="Matane")
    assert states() == ["confirmed", "submitted", "submitted"]


def test_an_unconfirmed_form_blocks_nobody(coordinator: Coordinator) -> None:
    for email in ("a@example.org", "b@example.org", "a@example.org"):
        assert coordinator.sends(email=email).status_code == 303
    assert states() == ["submitted"] * 3
    assert mail_names() == ["cosignature_confirm"] * 3


@pytest.mark.parametrize("typed", ["Maison Exemple", "la maison exemple inc.", "MAISON EXEMPLE"])
def test_what_everybody_reads_on_the_list_may_be_said_kindly(coordinator: Coordinator, typed: str) -> None:
    make_cosignature(coordinator.campaign, "validated", organization_name="Maison Exemple")
    page = coordinator.sends(organization=typed)
    assert page.status_code == 409
    assert "Bonne nouvelle : c’est déjà signé" in page.text.replace("\u00a0", " ")
    assert "/cosigner/lien" in page.text
    assert len(rows()) == 1


def test_the_published_one_is_recognized_by_the_entry_chosen_in_the_list_too(coordinator: Coordinator) -> None:
    known = make_organization("Maison Exemple")
    make_cosignature(coordinator.campaign, "validated", organization_name="Maison Exemple")
    page = coordinator.sends(organization="Maison Exemple", organization_id=str(known.id), city="Matane")
    assert page.status_code == 409
    assert coordinator.sends(organization="Maison Exemple", city="Matane").status_code == 303
