"""The addresses of those that have not signed leave the site only with the right to it, and this is written down."""

from __future__ import annotations

from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import ReminderPace
from tests.desk.conftest import HERE, THERE, Enter, make_member, read
from tests.factories import form_token, make_account, make_cosignature

pytestmark = pytest.mark.data

BUTTON = "Copier les courriels"


def address(campaign: Campaign, codes: str = HERE) -> str:
    return f"/equipe/campagnes/{campaign.slug}/regions/{codes}"


def copies(client: FlaskClient, campaign: Campaign, codes: str = HERE) -> TestResponse:
    token = form_token(client)
    return client.post(f"{address(campaign, codes)}/courriels", data={"csrf_token": token})


def exports() -> list[tuple[object, object]]:
    found = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "personal_data.exported"))
    return [(entry.account_id, entry.details) for entry in found]


@pytest.fixture
def exporter(chapter: Account) -> Account:
    with unit_of_work():
        chapter.may_export = True
    return chapter


def test_the_members_that_have_not_signed_are_copied_each_mailbox_once(
    campaign: Campaign, exporter: Account, enter: Enter
) -> None:
    make_member("Le Phare", addresses=("phare@example.org",))
    make_member("La Halte", addresses=("halte@example.org", "ca@example.org"))
    make_member("Le Relais", addresses=("ca@example.org",))
    make_member("Sans rien")
    make_member("L’Escale", THERE, "Alma", addresses=("escale@example.org",))
    make_cosignature(campaign, "validated", organization_name="Le Phare")
    client = enter(exporter)
    assert BUTTON in read(client.get(address(campaign)))
    page = copies(client, campaign)
    assert "halte@example.org, ca@example.org<" in unescape(page.text)
    assert "2 courriels à copier" in read(page)
    assert "1 membre sans adresse Sans rien" in read(page)
    assert "phare@" not in page.text
    assert "escale@" not in page.text
    assert exports() == [(exporter.id, {"purpose": "invite_to_sign", "regions": HERE, "rows": 2})]


def test_whoever_took_a_signature_back_or_wants_no_reminder_is_left_in_peace(
    campaign: Campaign, exporter: Account, enter: Enter
) -> None:
    for name in ("Le Phare", "La Halte", "Le Relais"):
        member = make_member(name, addresses=(f"{name[3:].lower()}@example.org",))
    make_cosignature(campaign, "withdrawn", organization_name="Le Phare")
    make_cosignature(campaign, "to_check", organization_name="La Halte")
    with unit_of_work():
        db.session.add(ReminderPace(organization_id=member.id, stopped_at=now(), reminded_at=None))
    page = copies(enter(exporter), campaign)
    assert "3 membres laissés en paix" in read(page)
    assert "@example.org" not in page.text[page.text.index("<main") : page.text.index("</main>")]


def test_without_the_right_there_is_neither_a_button_nor_an_address(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    make_member("Le Phare", addresses=("phare@example.org",))
    for account in (chapter, make_account("admin")):
        client = enter(account)
        assert BUTTON not in client.get(address(campaign)).text
        assert copies(client, campaign).status_code == 403
    assert exports() == []


def test_the_right_ends_at_the_regions_of_the_chapter(campaign: Campaign, exporter: Account, enter: Enter) -> None:
    client = enter(exporter)
    for codes in (THERE, "01-02", "00"):
        assert copies(client, campaign, codes).status_code == 404
    assert exports() == []


def test_opening_the_address_copies_nothing(campaign: Campaign, exporter: Account, enter: Enter) -> None:
    assert enter(exporter).get(f"{address(campaign)}/courriels").status_code == 405
    assert exports() == []
