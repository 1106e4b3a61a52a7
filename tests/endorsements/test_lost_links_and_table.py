"""Whoever lost the mail of an endorsement receives its links again; staff take the table out, and why is kept."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.endorsements import links, resending, service
from app.endorsements.models import Supporting
from tests.endorsements.giving import endorse, form, given, mails, person
from tests.factories import csrf_token, make_account, make_campaign, sign_in
from tests.passing_time import days_later

pytestmark = pytest.mark.data
ADDRESS = "odile@example.org"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign(takes_endorsements=True)


def asks(client: FlaskClient, campaign: Campaign, address: str) -> str:
    path = f"/campagnes/{campaign.slug}/appuyer/lien"
    page = client.post(path, data={"csrf_token": csrf_token(client.get(path)), "email": address})
    assert page.status_code == 200
    return page.text


def test_the_links_come_by_mail_and_the_page_says_the_same_to_everybody(
    client: FlaskClient, campaign: Campaign
) -> None:
    first = endorse(campaign, form(email=ADDRESS))
    second = endorse(campaign, form(given(name="Ville des essais"), email=ADDRESS), "submitted")
    before = len(mails())
    known, unknown = asks(client, campaign, " Odile@EXAMPLE.org "), asks(client, campaign, "personne@example.org")
    assert known == unknown.replace("personne@example.org", ADDRESS)
    [mail] = mails()[before:]
    assert (mail.to_address, mail.to_name, mail.kind.value) == (ADDRESS, "", "confirmation")
    assert links.MANAGE.token(first.id).split(".")[0] in mail.body_text
    assert links.CONFIRM.token(second.id).split(".")[0] in mail.body_text
    assert "Ville des essais" in mail.body_text


def test_what_was_withdrawn_or_given_to_another_campaign_is_not_in_the_mail(campaign: Campaign) -> None:
    other = make_campaign("engagez-vous-pour-le-communautaire", takes_endorsements=True)
    endorse(other, form(email=ADDRESS))
    service.withdraw(endorse(campaign, form(email=ADDRESS)).id)
    before = len(mails())
    service.resend(campaign, ADDRESS, locale="fr")
    assert mails()[before:] == []


def test_a_mailbox_and_a_place_that_ask_too_often_receive_nothing_more(campaign: Campaign) -> None:
    endorse(campaign, form(email=ADDRESS))
    before = len(mails())
    for number in range(resending.RESENT_FOR_PLACE.times + 1):
        service.resend(campaign, f"o{number}@example.org", locale="fr", ip="198.51.100.7")
    service.resend(campaign, ADDRESS, locale="fr", ip="198.51.100.7")
    assert mails()[before:] == []
    for _ in range(resending.RESENT_TO_MAILBOX.times):
        service.resend(campaign, ADDRESS, locale="fr", ip="203.0.113.9")
    service.resend(campaign, ADDRESS, locale="fr", ip="203.0.113.9")
    assert 1 <= len(mails()[before:]) <= resending.RESENT_TO_MAILBOX.times


def test_a_link_to_confirm_that_is_too_old_leads_to_another(client: FlaskClient, campaign: Campaign) -> None:
    waiting = endorse(campaign, form(email=ADDRESS), "submitted")
    path = f"/appui/confirmer/{links.CONFIRM.token(waiting.id)}"
    with days_later(8):
        page = client.get(path)
    assert (page.status_code, f"/campagnes/{campaign.slug}/appuyer/lien" in page.text) == (410, True)
    service.withdraw(waiting.id)  # nothing is left of what nobody confirmed
    gone = client.get(path)
    assert (gone.status_code, "a été effacé" in gone.text) == (410, True)


def exporter(role: str = "national", chapter: str | None = None) -> Account:
    account = make_account(role, chapter)
    with unit_of_work():
        account.may_export = True
    return account


def taken(campaign: Campaign, by: Account) -> list[dict[str, str]]:
    body = service.internal(campaign, "csv", service.Purpose.THANK, by=by).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_the_table_names_the_persons_of_ones_regions_and_the_journal_keeps_why(campaign: Campaign) -> None:
    endorse(campaign, form(email=ADDRESS, wants_news=True), "validated")
    endorse(campaign, person("Ana Essai"))
    endorse(campaign, form(given(Supporting.UNION, "=cmd()", region_code="02")))
    endorse(campaign, form(given(name="Jamais confirmé")), "submitted")
    assert len(taken(campaign, exporter())) == 3
    rows = taken(campaign, by := exporter("chapter", "troc-bas-saint-laurent"))
    assert [
        (row["Courriel"], row["État"], row["Veut des nouvelles"]) for row in rows if row["Courriel"] == ADDRESS
    ] == [(ADDRESS, "validé", "oui")]
    assert {row["Région"] for row in rows} == {"Bas-Saint-Laurent"}
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.act, entry.account_id, entry.details) == (
        "personal_data.exported", by.id, {"purpose": "thank_the_endorsers", "rows": 2},
    )  # fmt: skip


def test_the_table_is_for_those_who_were_given_the_right(client: FlaskClient, campaign: Campaign) -> None:
    sign_in(client, make_account())
    assert client.get(f"/equipe/campagnes/{campaign.slug}/appuis/table").status_code == 403
    assert "table interne" not in client.get(f"/equipe/campagnes/{campaign.slug}/appuis").text
