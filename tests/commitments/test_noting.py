"""Where officials stand is noted by one person at a time, kept with its history, and taken back in one gesture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.errors import NoSuchAct, NoSuchOfficial
from app.commitments.models import Commitment, Stance
from app.commitments.service import Outcome, Said
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.officials.models import Official
from tests.commitments.conftest import NO, YES, hidden, note, stands
from tests.factories import make_account, make_official
from tests.messages.test_races import at_once
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def test_what_was_noted_last_stands_and_the_rest_is_history(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    note(campaign, rimouski, by=staff)
    other = make_account()
    note(campaign, rimouski, NO, by=other, seen=1)
    assert stands(campaign) == {rimouski.id: Stance.REFUSES}
    told = [(line.stance, line.account.id) for line in service.history(campaign.id, rimouski.id)]
    assert told == [(Stance.REFUSES, other.id), (Stance.SUPPORTS, staff.id)]
    noted = sa.select(AuditEntry).where(AuditEntry.act == "commitment.noted").order_by(AuditEntry.id)
    acts = db.session.scalars(noted).all()
    assert [act.details["stance"] for act in acts] == ["supports", "refuses"]


def test_whoever_read_something_older_changes_nothing_and_is_told(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official
) -> None:
    note(campaign, rimouski, by=staff)
    late = service.note(campaign, {rimouski.id: 0, trois_rivieres.id: 0}, NO, by=make_account())
    assert (late.noted, late.missed) == ([trois_rivieres.id], [rimouski.id])
    assert stands(campaign) == {rimouski.id: Stance.SUPPORTS, trois_rivieres.id: Stance.REFUSES}
    from_nowhere = note(campaign, rimouski, NO, by=staff, seen=7)
    assert from_nowhere.missed == [rimouski.id]


@pytest.mark.engine
def test_of_several_who_note_at_the_same_instant_one_is_kept(
    campaign: Campaign, staff: Account, rimouski: Official, app: Flask
) -> None:
    outcomes: list[Outcome] = []

    def act() -> None:
        by = db.session.get_one(Account, staff.id)
        outcomes.append(note(campaigns.find(campaign.slug), rimouski, by=by))

    assert at_once(app, *[act] * 4) == [None] * 4
    assert sorted(len(one.noted) for one in outcomes) == [0, 0, 0, 1]
    assert len(service.history(campaign.id, rimouski.id)) == 1


def test_a_stance_that_is_not_public_changes_nothing_outside(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    note(campaign, rimouski, hidden(YES), by=staff)
    assert stands(campaign) == {}
    assert service.standing(campaign.id)[rimouski.id].stance is Stance.SUPPORTS


def test_of_somebody_unknown_only_the_note_of_the_staff_is_kept(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    note(campaign, rimouski, replace(YES, stance=Stance.UNKNOWN, note="Rappeler Odile."), by=staff)
    kept = service.standing(campaign.id)[rimouski.id]
    assert (kept.said_on, kept.source, kept.sentence, kept.note) == (None, None, "", "Rappeler Odile.")
    note(campaign, rimouski, YES, by=staff, seen=1)
    assert service.standing(campaign.id)[rimouski.id].note == "Rappeler Odile."
    note(campaign, rimouski, replace(YES, note=""), by=staff, seen=2)
    assert service.standing(campaign.id)[rimouski.id].note == ""


@pytest.mark.engine
@pytest.mark.parametrize(
    "wrong",
    [{"said_on": None}, {"source": None}, {"stance": Stance.UNKNOWN}, {"revision": 0}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_a_commitment_that_makes_no_sense(
    campaign: Campaign, staff: Account, rimouski: Official, wrong: dict[str, Any]
) -> None:
    note(campaign, rimouski, by=staff)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(sa.update(Commitment).values(wrong))


def test_a_gesture_is_undone_whole_but_for_those_of_whom_something_was_noted_since(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official
) -> None:
    note(campaign, rimouski, NO, by=staff)
    both = service.note(campaign, {rimouski.id: 1, trois_rivieres.id: 0}, YES, by=staff)
    assert service.can_undo(campaign, both.act_id, by=staff) == 2
    back = service.undo(campaign, both.act_id, by=staff)
    assert stands(campaign) == {rimouski.id: Stance.REFUSES}
    assert service.standing(campaign.id)[rimouski.id].said_on == NO.on
    again = service.undo(campaign, back.act_id, by=staff)
    assert stands(campaign) == {rimouski.id: Stance.SUPPORTS, trois_rivieres.id: Stance.SUPPORTS}
    note(campaign, rimouski, NO, by=staff, seen=4)
    last = service.undo(campaign, again.act_id, by=staff)
    assert (last.noted, last.missed) == ([trois_rivieres.id], [rimouski.id])


def test_a_chapter_notes_and_undoes_those_of_its_regions_only(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official
) -> None:
    head = make_official("Line Exemple", portfolio="finance")
    chapter = make_account("chapter", "troccqm")  # 04 and 17
    note(campaign, trois_rivieres, by=chapter)
    for elsewhere in (rimouski, head):
        with pytest.raises(NoSuchOfficial):
            service.note(campaign, {trois_rivieres.id: 1, elsewhere.id: 0}, NO, by=chapter)
    assert stands(campaign) == {trois_rivieres.id: Stance.SUPPORTS}
    with pytest.raises(NoSuchAct):
        service.undo(campaign, note(campaign, head, by=staff).act_id, by=chapter)
    with pytest.raises(NoSuchOfficial):
        note(campaign, trois_rivieres, NO, by=make_account("reader"), seen=1)


def test_notes_of_the_staff_are_forgotten_with_the_persons_of_the_campaign(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    note(campaign, rimouski, replace(YES, note="Odile l’a appelé."), by=staff)
    note(campaign, rimouski, Said(stance=Stance.UNKNOWN, note=""), by=staff, seen=1)
    campaigns.close_campaign(campaign.slug)
    assert service.forget_notes() == 0
    with days_later(181):
        assert service.forget_notes() == 1
    db.session.expire_all()
    history = service.history(campaign.id, rimouski.id)
    assert [(line.note, line.sentence) for line in history] == [("", ""), ("", "J’en suis.")]
