"""A decision can be undone before anybody is told; afterwards the mail that told it is annulled by another."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.models import Cosignature, State
from app.cosignatures.service import Seen, TakenBack
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.conftest import states
from tests.factories import form_token, make_account, make_cosignature, sign_in
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data


@pytest.fixture
def national(app: Flask) -> Account:
    return make_account("national")


@pytest.fixture
def desk(client: FlaskClient, national: Account) -> FlaskClient:
    sign_in(client, national)
    return client


def all_leave() -> None:
    """As if a worker had sent whatever waits."""
    with unit_of_work():
        for mail in mails():
            if mail.state is DeliveryState.QUEUED:
                mail.state, mail.attempts, mail.first_attempt_at = DeliveryState.ACCEPTED, 1, now()
                mail.finished_at = now()


def said(page: str) -> str:
    """The notices of a page, as they are read."""
    found = re.search(r'<div class="flashes".*?(?=<form class="filters"|<nav|<section)', page, re.DOTALL)
    assert found, page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).replace("\u00a0", " ")


def validate(client: FlaskClient, several: list[Cosignature], campaign: Campaign) -> str:
    """Tick and validate; the page that follows."""
    answer = client.post(
        "/equipe/cosignatures/valider",
        data={
            "csrf_token": form_token(client),
            "cosignature": [f"{one.id} {one.as_seen}" for one in several],
            "retour": f"/equipe/campagnes/{campaign.slug}/cosignatures",
        },
    )
    return client.get(answer.location).text


def annul(client: FlaskClient, page: str) -> str:
    """Press the button of the notice; the page that follows."""
    form = re.search(r'<form[^>]*action="/equipe/cosignatures/rouvrir">.*?</form>', page, re.DOTALL)
    assert form, page
    named = re.findall(r'name="cosignature" value="([^"]+)"', form[0])
    back = re.findall(r'name="retour" value="([^"]+)"', form[0])
    data = {"csrf_token": form_token(client), "cosignature": named, "retour": back}
    return client.get(client.post("/equipe/cosignatures/rouvrir", data=data).location).text


@pytest.mark.parametrize("minutes", [0, 10])
def test_the_mail_of_a_decision_waits_as_long_as_the_setting_says(
    app: Flask, campaign: Campaign, national: Account, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    monkeypatch.setitem(app.config, "UNDO_MINUTES", minutes)
    for state in ("validated", "declined"):
        make_cosignature(campaign, state, by=national)
        mail = mails()[-1]
        waits = (mail.next_attempt_at - mail.created_at).total_seconds() / 60 if mail.next_attempt_at else -1
        assert abs(waits - minutes) < 1


def test_after_one_the_notice_says_when_the_mail_leaves_and_undoes_it(desk: FlaskClient, campaign: Campaign) -> None:
    one = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    page = validate(desk, [one], campaign)
    assert "Le Phare : validée. Le courriel part dans 10 minutes." in said(page)
    page = annul(desk, page)
    assert "Le Phare : la décision est annulée" in said(page)
    assert "personne n’a été dérangé" in said(page)
    assert states() == ["confirmed"]
    assert [mail.state for mail in mails() if "validated" in mail.dedupe_key] == [DeliveryState.CANCELLED]
    assert "cosignature_annulled" not in mail_names()


def test_after_several_the_notice_names_them_and_undoes_them_all(desk: FlaskClient, campaign: Campaign) -> None:
    made = [make_cosignature(campaign, "confirmed", organization_name=f"Le Phare {number}") for number in range(5)]
    page = validate(desk, made[:2], campaign)
    assert "2 cosignatures validées : Le Phare 0 et Le Phare 1. Les courriels partent dans 10 minutes." in said(page)
    page = annul(desk, page)
    assert "2 décisions annulées" in said(page)
    assert states() == ["confirmed"] * 5
    page = validate(desk, made, campaign)
    assert "5 cosignatures validées : Le Phare 0, Le Phare 1, Le Phare 2 et 2 autres." in said(page)


def test_after_a_refusal_the_notice_undoes_it_too(desk: FlaskClient, campaign: Campaign) -> None:
    one = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    token = form_token(desk)
    data = {"csrf_token": token, "state": one.as_seen, "reason": "Une ville.", "retour": "/equipe"}
    page = desk.get(desk.post(f"/equipe/cosignatures/{one.id}/refuser", data=data).location).text
    assert "Le Phare : refusée. Le courriel part dans 10 minutes." in said(page)
    annul(desk, page)
    assert states() == ["confirmed"]


@pytest.mark.audit
def test_a_whole_page_of_them_fits_in_the_cookie(desk: FlaskClient, campaign: Campaign) -> None:
    names = [f"Maison {number} de l’été" for number in range(50)]
    made = [make_cosignature(campaign, "confirmed", organization_name=name) for name in names]
    page = validate(desk, made, campaign)
    assert page.count('name="cosignature" value=') == 50
    annul(desk, page)
    assert states() == ["confirmed"] * 50


def test_what_was_told_is_annulled_by_another_mail_and_staff_read_it(desk: FlaskClient, campaign: Campaign) -> None:
    one = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    page = validate(desk, [one], campaign)
    all_leave()
    page = annul(desk, page)
    assert "Le courriel était déjà parti : un autre vient de l’annuler." in said(page)
    assert mail_names()[-1] == "cosignature_annulled"
    assert "cette cosignature est validée" in mails()[-1].body_text
    assert "cette décision est annulée" in mails()[-1].body_text


def test_a_refusal_that_was_told_is_annulled_too(campaign: Campaign, national: Account) -> None:
    one = make_cosignature(campaign, "declined", by=national)
    all_leave()
    assert service.reopen(Seen(one.id, "declined"), by=national).mail is TakenBack.ANNULLED
    assert "ne peut pas être comptée" in mails()[-1].body_text


def test_the_good_news_is_told_again_once_it_was_annulled(campaign: Campaign, national: Account) -> None:
    one = make_cosignature(campaign, "validated", by=national)
    all_leave()
    service.reopen(Seen(one.id, "validated"), by=national)
    all_leave()
    service.validate(Seen(one.id, "confirmed"), by=national)
    assert mail_names()[-3:] == ["cosignature_validated", "cosignature_annulled", "cosignature_validated"]
    assert mails()[-1].state is DeliveryState.QUEUED


def test_nothing_is_annulled_for_whoever_was_told_nothing(campaign: Campaign, national: Account) -> None:
    one = make_cosignature(campaign, "validated", by=national)
    assert service.reopen(Seen(one.id, "validated"), by=national).mail is TakenBack.STOPPED
    first, double = (make_cosignature(campaign, "confirmed", organization_name="Le Phare") for _ in range(2))
    service.withdraw(first.id)
    assert service.reopen(Seen(double.id, "duplicate"), by=national).mail is TakenBack.NOTHING


def test_what_changed_since_the_notice_is_left_alone(desk: FlaskClient, campaign: Campaign) -> None:
    made = [make_cosignature(campaign, "confirmed") for _ in range(2)]
    page = validate(desk, made, campaign)
    service.withdraw(made[0].id)
    page = annul(desk, page)
    assert "1 cosignature laissée telle quelle" in said(page)
    assert states() == [State.WITHDRAWN.value, State.CONFIRMED.value]
