"""Staff note how many signed on paper; it is told beside the cosignatures, and never added to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.paper import service
from app.paper.errors import BatchCancelled, NoPaperYet, NoSuchBatch
from app.paper.models import PaperBatch
from app.paper.service import Counted
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, sign_in

pytestmark = pytest.mark.data
MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"  # it shows its paper


@pytest.fixture
def campaign(app: object) -> Campaign:
    return make_campaign(MODEL)


@pytest.fixture
def staff(app: object) -> Account:
    return make_account()


def counted(**changes: Any) -> Counted:
    told = {
        "collected_on": date(2026, 11, 1), "place": "AGA", "region_code": "01", "number": 12, "entered": 0,
        "counted_by": "Odile Essai",
    }  # fmt: skip
    return Counted(**{**told, **changes})


def test_batches_add_up_by_region_and_those_typed_in_leave_them(campaign: Campaign, staff: Account) -> None:
    service.note(campaign, counted(), by=staff)
    service.note(campaign, counted(number=30, entered=10), by=staff)
    other = service.note(campaign, counted(region_code="04", number=5, entered=5), by=staff)
    assert service.by_region(campaign) == {"01": 32}
    service.correct(other.id, counted(region_code="04", number=5, entered=1), by=staff)
    assert service.by_region(campaign) == {"01": 32, "04": 4}
    found = service.ledger(staff, campaign, 1)
    assert (found.total, found.entered, len(found.batches)) == (36, 11, 3)


def test_what_is_cancelled_counts_no_more_and_can_come_back(campaign: Campaign, staff: Account) -> None:
    batch = service.note(campaign, counted(), by=staff)
    service.cancel(batch.id, by=staff)
    assert service.public_count(campaign) == 0
    with pytest.raises(BatchCancelled):
        service.correct(batch.id, counted(number=99), by=staff)
    service.restore(batch.id, by=staff)
    assert service.public_count(campaign) == 12


def test_each_act_is_in_the_journal_without_the_name_of_whoever_counted(campaign: Campaign, staff: Account) -> None:
    batch = service.note(campaign, counted(), by=staff)
    service.correct(batch.id, counted(number=14, entered=2), by=staff)
    service.cancel(batch.id, by=staff)
    service.cancel(batch.id, by=staff)
    service.restore(batch.id, by=staff)
    written = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.object_key == f"paper:{batch.id}").order_by(AuditEntry.acted_at)
    ).all()
    assert [entry.act for entry in written] == ["paper.noted", "paper.corrected", "paper.cancelled", "paper.restored"]
    assert {entry.account_id for entry in written} == {staff.id}
    assert written[1].details == {"campaign": MODEL, "region": "01", "before": [12, 0], "after": [14, 2]}
    assert "Odile" not in repr([entry.details for entry in written])


def test_the_public_reads_it_beside_the_cosignatures_and_never_in_them(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    make_cosignature(campaign, "validated")
    for path in ("", "/signataires"):
        assert "sur papier" not in client.get(f"/campagnes/{MODEL}{path}").text
    service.note(campaign, counted(number=1200), by=staff)
    page = client.get(f"/campagnes/{MODEL}").text
    assert "et 1\u00a0200 signatures sur papier" in page
    assert "Et 1\u00a0200 signatures sur papier, comptées à part" in client.get(f"/campagnes/{MODEL}/signataires").text
    assert cosignatures.public_count(campaign) == 1
    with unit_of_work():
        campaigns.find(MODEL).shows_paper = False
    assert service.public_count(campaign) == 0


def test_a_chapter_counts_the_paper_of_its_own_regions(campaign: Campaign, staff: Account) -> None:
    chapter = make_account("chapter", "troccqm")
    theirs = service.note(campaign, counted(region_code="17"), by=chapter)
    foreign = service.note(campaign, counted(region_code="06"), by=staff)
    with pytest.raises(NoSuchBatch):
        service.note(campaign, counted(region_code="06"), by=chapter)
    with pytest.raises(NoSuchBatch):
        service.one(chapter, foreign.id)
    with pytest.raises(NoSuchBatch):
        service.correct(theirs.id, counted(region_code="06"), by=chapter)
    assert [batch.id for batch in service.ledger(chapter, campaign, 1).batches] == [theirs.id]
    assert [one.key for one in service.chapters_of(chapter, campaign)] == ["troccqm"]


def test_sheets_come_in_after_the_end_and_not_before_the_beginning(campaign: Campaign, staff: Account) -> None:
    campaigns.close_campaign(MODEL)
    service.note(campaign, counted(), by=staff)
    with pytest.raises(NoPaperYet):
        service.note(make_campaign("engagez-vous-pour-le-communautaire", is_open=False), counted(), by=staff)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("column", "value"), [("number", 0), ("number", -1), ("entered", 13), ("entered", -1), ("place", "")]
)
def test_the_database_refuses_what_no_batch_can_be(
    campaign: Campaign, staff: Account, column: str, value: object
) -> None:
    batch = service.note(campaign, counted(), by=staff)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(sa.update(PaperBatch).where(PaperBatch.id == batch.id).values({column: value}))


def test_the_page_says_what_is_wrong_and_loses_nothing(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    sign_in(client, staff)
    address = f"/equipe/campagnes/{MODEL}/papier"
    typed = {
        "csrf_token": csrf_token(client.get(address)), "collected_on": (today() + timedelta(days=1)).isoformat(),
        "place": "AGA", "region_code": "01", "number": "1 200", "entered": "1300", "counted_by": "Odile",
    }  # fmt: skip
    answer = client.post(address, data=typed)
    assert answer.status_code == 422
    for words in ("Cette date est à venir", "Il y en a plus que de signatures dans le lot", 'value="1 200"'):
        assert words in answer.text
    answer = client.post(address, data={**typed, "collected_on": today().isoformat(), "entered": ""})
    assert answer.status_code == 303
    assert "1\u00a0200 signatures notées" in client.get(address).text
