"""Every column that says something of a person is in the inventory, and is gone when the inventory says so."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Account, LinkKind, MailedLink, StaffSession
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Stance
from app.consents.models import Channel
from app.core import queues
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import AddressChange, ChangedField, FollowUpNote, ImportedAnswer, Reception
from app.deliveries.models import SendingBreaker, SuppressedAddress
from app.endorsements import service as endorsements
from app.endorsements.service import Supporting
from app.imports.models import Import, ImportLine, Stage
from app.messages.drafting import InTheNameOf, Text
from app.messages.models import MessageRecipient
from app.messages.survey.models import Reply, SurveyAnswer, SurveyWords
from app.organizations.models import Authority
from app.paper import service as paper
from app.press import service as press
from app.visits.models import State as VisitState
from app.visits.models import Visit, VisitPhoto
from tests.factories import (
    make_account,
    make_campaign,
    make_cosignature,
    make_message,
    make_official,
    make_organization,
    make_riding,
)
from tests.house import inventory
from tests.passing_time import days_later

CANARY = "canari@example.org"  # an address: what relays answered is only emptied where one may stand

# Columns that hold other things too: where the canary would have to be forgotten, and nowhere else.
ONLY_WHERE = {
    "cosignatures.declined_reason": "state = 'declined'",
    "cosignature_moves.reason": "to_state = 'declined'",
    "cosignature_changes.before": "field = 'person'",
    "cosignature_changes.after": "field = 'person'",
    "endorsements.name": "kind = 'person'",
    "endorsements.sort_key": "kind = 'person'",
    "endorsements.city": "kind = 'person'",
    "endorsements.same_key": "kind = 'person'",
    "endorsements.title": "kind = 'person'",
    "mailed_links.new_email": "kind = 'address'",
    "visits.cancelled_reason": "state = 'cancelled'",
}


def columns() -> dict[str, sa.Column[Any]]:
    return {f"{table.name}.{column.name}": column for table in db.metadata.sorted_tables for column in table.columns}


def found(path: str) -> Any:
    """What stands at that path of the code."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def test_every_column_is_in_the_inventory_once(application: Flask) -> None:
    named = [column for entry in inventory.entries() for column in entry.columns] + inventory.not_personal()
    known = set(columns())
    assert sorted(known - set(named)) == [], f"say in {inventory.INVENTORY.name} whose it is, or that it is nobody's"
    assert sorted(set(named) - known) == [], "the inventory names what is not there any more"
    assert [column for column, times in Counter(named).items() if times > 1] == []


def test_every_line_says_all_there_is_to_say() -> None:
    entries = inventory.entries()
    assert [entry.columns for entry in entries if len(entry.cells) != 4 or not all(entry.cells)] == []
    sections = inventory.sections()
    assert {entry.section for entry in entries if "\nSensibilité : " not in sections[entry.section]} == set()


def test_every_duration_is_used_and_every_used_one_is_explained() -> None:
    used = {name for entry in inventory.entries() for name in entry.durations}
    assert used == set(inventory.durations())


@pytest.mark.parametrize(("name", "duration"), inventory.durations().items())
def test_every_duration_has_its_code(application: Flask, name: str, duration: inventory.Duration) -> None:
    """A dated one is a setting, with daily work; any other ends by an act of somebody."""
    assert duration.functions
    assert all(callable(found(path)) for path in duration.functions)
    assert bool(duration.setting) == bool(duration.days)
    if duration.days:
        assert found(duration.setting) == timedelta(days=duration.days)
        assert set(duration.functions) <= {job.path for job in queues.PERIODIC}


@pytest.mark.data
def test_what_is_dated_is_gone_in_time(app: Flask) -> None:
    """A canary in every such column; the days pass, the daily work is done, and it sings nowhere any more."""
    durations = inventory.durations()
    kept = {
        column: max(durations[name].days for name in entry.durations)
        for entry in inventory.entries()
        for column in entry.columns
        if all(durations[name].days for name in entry.durations) and not _points(columns()[column])
    }
    campaign = _campaign_with_everything()
    _put_the_canary_into(kept)
    campaigns.close_campaign(campaign.slug)
    assert _singing(kept) == set(kept), "where there is no row, nothing shows that it is forgotten"
    for days in sorted(set(kept.values())):
        with days_later(days + 1):
            for path in sorted({path for one in durations.values() if one.days for path in one.functions}):
                found(path)()
        assert _singing(kept) & {column for column, limit in kept.items() if limit <= days} == set()


def _points(column: sa.Column[Any]) -> bool:
    """At another row: it goes with its own."""
    return bool(column.foreign_keys)


def _put_the_canary_into(kept: dict[str, int]) -> None:
    with unit_of_work():
        for name in kept:
            column = columns()[name]
            value: Any = [[CANARY]] if isinstance(column.type, sa.JSON) else CANARY
            value = CANARY.encode() if isinstance(column.type, sa.LargeBinary) else value
            where = sa.text(ONLY_WHERE.get(name, "1 = 1"))
            db.session.execute(sa.update(column.table).where(where).values({column.name: value}))


def _singing(kept: dict[str, int]) -> set[str]:
    """The columns that hold the canary."""
    db.session.rollback()
    every = ((name, columns()[name]) for name in kept)
    return {name for name, column in every if CANARY in repr(db.session.scalars(sa.select(column)).all())}


def _campaign_with_everything() -> Campaign:
    campaign, staff = make_campaign(), make_account()
    make_official(riding=make_riding())
    by = InTheNameOf(make_organization(), "coordonnatrice", Authority.YES)
    of_everything = {
        "letterhead": by,
        "variant": "organization",
        "others": {"stance:supports": Text("Merci", "Merci.")},
    }
    make_message(campaign, **of_everything)
    make_message(campaign, is_confirmed=True)
    make_cosignature(campaign, "submitted")
    make_cosignature(campaign, "declined", by=staff)
    signed = make_cosignature(campaign, "confirmed", by=staff)
    brought = Import(
        kind="answers", target=campaign.slug, stage=Stage.IMPORTED, file_name="reponses.csv", columns=[], mapping={},
        counts={}, total=1, sent_at=now(), imported_at=now(),
    )  # fmt: skip
    with unit_of_work():
        db.session.add(brought)
        db.session.flush()
        signed.change(ChangedField.PERSON, "Nadia", "Nadia Essai", at=now(), by=staff.id)
        signed.reception = Reception(
            channel=Channel.PHONE, received_by="Paul", received_on=date(2026, 11, 1), account_id=staff.id,
            entered_at=now(),
        )  # fmt: skip
        signed.imported = ImportedAnswer(import_id=brought.id, line=2, reasons=[["no_person", ""]])
        db.session.add(ImportLine(import_id=brought.id, line=2, cells=["Nadia"]))
        db.session.add(
            FollowUpNote(
                campaign_id=campaign.id, organization_id=signed.organization_id, account_id=staff.id, body="Rappeler.",
                written_at=now(),
            )
        )  # fmt: skip
        change = AddressChange(cosignature_id=signed.id, email=CANARY, former_email=CANARY, asked_at=now())
        db.session.add(change)
        _of_the_staff(staff)
    _endorsed(campaign, staff)
    _told(campaign, staff)
    _visited(campaign, staff)
    _answered(campaign, staff)
    return campaign


def _visited(campaign: Campaign, staff: Account) -> None:
    """A deposit with its picture, and a visit that did not take place."""
    picture = VisitPhoto(
        digest="0", content=b"0", width=1, height=1, words="Une photo", agreed_at=now(), account_id=staff.id
    )
    with unit_of_work():
        for changed in (
            {"portfolio": "health", "state": VisitState.DEPOSITED, "deposited_on": date(2026, 11, 1),
             "organizations": 1, "photo": picture},
            {"portfolio": "finance", "state": VisitState.CANCELLED, "cancelled_reason": "Tempête."},
        ):  # fmt: skip
            db.session.add(
                Visit(
                    campaign=campaign, meets_on=date(2026, 11, 1), place="Québec", delegation="Odile Essai",
                    account_id=staff.id, planned_at=now(), **changed,
                )
            )  # fmt: skip


def _answered(campaign: Campaign, staff: Account) -> None:
    """What an official answered, as staff noted it, and as somebody who wrote passed it on."""
    recipient = db.session.scalars(sa.select(MessageRecipient)).first()
    assert recipient is not None
    said = commitments.Said(stance=Stance.UNKNOWN, note="Rappeler Odile.")
    commitments.note(campaign, {recipient.official_id: 0}, said, by=staff)
    with unit_of_work():
        words = SurveyWords(message_id=recipient.message_id, words="Merci.", written_at=now())
        db.session.add(SurveyAnswer(recipient_id=recipient.id, reply=Reply.OTHER, answered_at=now(), words=words))


def _told(campaign: Campaign, staff: Account) -> None:
    """How many signed on paper, and a communiqué."""
    counted = paper.Counted(
        collected_on=date(2026, 11, 1), place="AGA", region_code="01", number=12, entered=0, counted_by="Paul Essai"
    )
    paper.note(campaign, counted, by=staff)
    press.write(campaign, "fr", press.Draft(place="Rimouski", headline="Titre", body="Texte"), by=staff)


def _endorsed(campaign: Campaign, staff: Account) -> None:
    endorsements.add(campaign, Supporting.PERSON, "Camille Essai", city="Rimouski", by=staff.id)
    given = endorsements.Given(
        kind=Supporting.PERSON, name="Nadia Essai", region_code="01", city="Rimouski", person="Nadia Essai"
    )
    form = endorsements.Submission(
        given=given, email="nadia@example.org", publishes_name=True, wants_news=False, locale="fr"
    )
    found = endorsements.confirm(endorsements.submit(campaign, form))
    endorsements.decline(found.id, found.as_seen, "Une erreur.", by=staff)


def _of_the_staff(staff: Account) -> None:
    db.session.add(StaffSession(account=staff, started_at=now(), browser="Firefox", network="203.0.113.0/24"))
    db.session.add(MailedLink(account=staff, kind=LinkKind.ADDRESS, new_email="autre@example.org", made_at=now()))
    db.session.add(SendingBreaker(key="domain:example.org", refusals=1, last_reply="550", refused_at=now()))
    db.session.add(SuppressedAddress(address_key="x", status="5.1.1", suppressed_at=now()))
