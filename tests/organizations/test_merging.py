"""Two entries are one organization, or they are not: a person decides, the signatures follow, and it can be undone."""

from __future__ import annotations

import threading
import uuid
from datetime import date
from itertools import chain
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.renderings import revision
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.errors import DecidedMeanwhile
from app.cosignatures.models import Cosignature, FollowUp, FollowUpNote, ReminderPace, State
from app.cosignatures.service import Seen
from app.organizations import comparing, doubting, editing, merging, service
from app.organizations.errors import DecidedAlready, NoSuchOrganization
from app.organizations.followers import Fate
from app.organizations.models import Alias, Distinction, Kind, Merge, NameWord, Organization
from tests.factories import make_account, make_campaign, make_cosignature, make_organization

pytestmark = [pytest.mark.data, pytest.mark.engine]
BRIDGE, PONT = "Accueil Le Pont", "Accueil du Pont"
ONLY_GROW = {"Alias.id", "Organization.names_revision", "Organization.compared_revision"}
OTHERS = ("engagez-vous-pour-le-communautaire", "il-y-a-des-limites-au-manque-de-reconnaissance")


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def campaigns(app: Flask) -> list[Campaign]:
    return [make_campaign(), make_campaign(OTHERS[0])]


def sign(campaign: Campaign, organization: Organization, state: str, **changes: Any) -> Cosignature:
    return make_cosignature(
        campaign, state, organization_name=organization.name, region_code="01", city="Rimouski", **changes
    )


def facts() -> dict[str, Any]:
    """Everything that a signature or an entry says, but not its history, which only grows."""
    db.session.expire_all()
    tables = (Cosignature, Organization, Alias, FollowUp, FollowUpNote, ReminderPace, NameWord)
    found = {}
    for model in tables:
        columns = [column for column in model.__table__.columns if f"{model.__name__}.{column.name}" not in ONLY_GROW]
        rows = db.session.execute(sa.select(*columns))
        found[model.__tablename__] = sorted(map(str, rows))
    return found


def state_of(cosignature: Cosignature) -> tuple[State, uuid.UUID | None]:
    db.session.refresh(cosignature)
    return cosignature.state, cosignature.organization_id


def test_the_signature_of_the_other_becomes_that_of_the_entry_that_stays(app: Flask, staff: Account) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    signed = sign(campaign, merged, "validated")
    before = revision(campaign.page_key)
    merging.merge(kept.id, merged.id, [], by=staff)
    assert state_of(signed) == (State.VALIDATED, kept.id)
    assert merged.is_archived
    assert not kept.is_archived
    assert revision(campaign.page_key) > before


@pytest.mark.parametrize("validated", ["kept", "merged", "both", "none"])
def test_of_two_live_signatures_one_stays_and_the_other_is_its_duplicate(
    app: Flask, staff: Account, validated: str
) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    ours = sign(campaign, kept, "validated" if validated in ("kept", "both") else "confirmed")
    theirs = sign(campaign, merged, "validated" if validated in ("merged", "both") else "confirmed")
    stays, yields = (theirs, ours) if validated == "merged" else (ours, theirs)
    merging.merge(kept.id, merged.id, [], by=staff)
    assert state_of(yields) == (State.DUPLICATE, kept.id)
    assert yields.duplicate_of_id == stays.id
    assert stays.is_live
    assert stays.organization_id == kept.id


def test_the_page_before_says_what_will_happen_in_each_campaign(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT)
    both, first, second = make_campaign(), make_campaign(OTHERS[0]), make_campaign(OTHERS[1])
    sign(both, kept, "confirmed")
    sign(both, merged, "confirmed")
    sign(first, kept, "validated")
    sign(second, merged, "declined")
    told = merging.preview(kept.id, merged.id, "fr", by=staff)
    fates = {effect.campaign: (effect.fate, effect.kept, effect.yielding) for effect in told.effects}
    assert fates == {
        both.text("fr").title: (Fate.YIELDS, BRIDGE, PONT),
        first.text("fr").title: (Fate.STAYS, BRIDGE, ""),
        second.text("fr").title: (Fate.FOLLOWS, PONT, ""),
    }


def test_names_and_addresses_are_united_and_fields_are_chosen(app: Flask, staff: Account) -> None:
    kept = make_organization(BRIDGE, aliases=("ALP",))
    merged = make_organization(PONT, kind=Kind.OTHER, aliases=("ALP", "Le Vieux Pont"))
    details = editing.Details(
        name=PONT, kind=Kind.OTHER, city="Rimouski", phone="418 555-0101", emails=("pont@example.org",)
    )
    editing.edit(merged.id, details, by=staff)
    merging.merge(kept.id, merged.id, ["phone"], by=staff)
    assert (kept.phone, kept.kind) == ("418 555-0101", Kind.COMMUNITY)
    assert {alias.name for alias in kept.aliases} == {"ALP", PONT}
    assert [email.address for email in kept.emails] == ["pont@example.org"]


def test_a_former_spelling_finds_the_entry_that_was_kept(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE, city="Rimouski"), make_organization(PONT, city="Matane")
    merging.merge(kept.id, merged.id, [], by=staff)
    assert service.find_same(PONT, "01", "Matane") == kept
    assert service.Register(service.entries()).judge(PONT, "01", "Matane").same == kept.id
    assert [one.id for one in service.suggestions("accueil du")] == [kept.id]
    with unit_of_work():
        assert service.find_or_add(PONT, "01", "Matane") == kept


def test_an_entry_merged_twice_is_found_at_the_end_and_parted_in_the_other_order(app: Flask, staff: Account) -> None:
    first, second, third = (make_organization(name, city="") for name in (BRIDGE, PONT, "Le Pont"))
    one = merging.merge(second.id, first.id, [], by=staff)
    two = merging.merge(third.id, second.id, [], by=staff)
    assert service.find_same(PONT, "01", "") == third
    with pytest.raises(DecidedAlready):
        merging.part(one.id, by=staff)
    merging.part(two.id, by=staff)
    merging.part(one.id, by=staff)
    assert not any(entry.is_archived for entry in (first, second, third))


def test_notes_calls_and_the_wish_to_be_left_in_peace_follow_and_come_back(app: Flask, staff: Account) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    with unit_of_work():
        db.session.add(FollowUp(campaign_id=campaign.id, organization_id=merged.id, next_call_on=date(2026, 12, 1)))
        db.session.add(
            FollowUpNote(
                campaign_id=campaign.id,
                organization_id=merged.id,
                account_id=staff.id,
                body="Rappeler",
                written_at=now(),
            )
        )
        db.session.add(ReminderPace(organization_id=merged.id, stopped_at=now()))
    before = facts()
    done = merging.merge(kept.id, merged.id, [], by=staff)
    pace = db.session.get(ReminderPace, kept.id)
    assert pace is not None
    assert pace.stopped_at is not None
    assert db.session.scalars(sa.select(FollowUpNote.organization_id)).all() == [kept.id]
    assert db.session.scalars(sa.select(FollowUp.organization_id)).all() == [kept.id]
    merging.part(done.id, by=staff)
    assert facts() == before


def test_what_a_person_decided_since_stays_when_a_merge_is_undone(app: Flask, staff: Account) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    ours, theirs = sign(campaign, kept, "validated"), sign(campaign, merged, "confirmed")
    done = merging.merge(kept.id, merged.id, [], by=staff)
    cosignatures.withdraw(theirs.id)
    merging.part(done.id, by=staff)
    assert state_of(theirs) == (State.WITHDRAWN, merged.id)
    assert state_of(ours) == (State.VALIDATED, kept.id)


def test_a_signature_that_came_anew_since_keeps_its_place(app: Flask, staff: Account) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    ours, theirs = sign(campaign, kept, "confirmed"), sign(campaign, merged, "validated")
    done = merging.merge(kept.id, merged.id, [], by=staff)
    cosignatures.withdraw(theirs.id)
    again = sign(campaign, kept, "confirmed")
    merging.part(done.id, by=staff)
    assert state_of(again) == (State.CONFIRMED, kept.id)
    assert state_of(ours) == (State.DUPLICATE, kept.id)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_undoing_a_merge_conserves_every_signature_exactly(
    app: Flask, staff: Account, campaigns: list[Campaign], data: st.DataObject
) -> None:
    names = (f"Essai {uuid.uuid4().hex[:12]}", f"Essai {uuid.uuid4().hex[:12]}")
    kept, merged = (make_organization(name, aliases=(f"Autre {name}",)) for name in names)
    before_it = st.lists(st.sampled_from(["declined", "withdrawn", "submitted"]), max_size=1)
    states = st.tuples(before_it, st.sampled_from([[], ["confirmed"], ["validated"]]))
    for campaign in campaigns:
        for organization in (kept, merged):
            for state in chain(*data.draw(states)):
                sign(campaign, organization, state)
    before = facts()
    done = merging.merge(kept.id, merged.id, data.draw(st.sets(st.sampled_from(merging.FIELDS))), by=staff)
    signed = sa.select(Cosignature).where(Cosignature.organization_id.in_((kept.id, merged.id)))
    now_signed = db.session.scalars(signed).all()
    live = [one.campaign_id for one in now_signed if one.is_live]
    assert {one.organization_id for one in now_signed} <= {kept.id}
    assert len(live) == len(set(live))
    merging.part(done.id, by=staff)
    assert facts() == before


def test_merging_is_written_down_without_a_name(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT)
    done = merging.merge(kept.id, merged.id, [], by=staff)
    merging.part(done.id, by=staff)
    written = sa.select(AuditEntry).where(AuditEntry.act.like("organization.%")).order_by(AuditEntry.acted_at)
    acts = db.session.scalars(written).all()
    assert [(entry.act, entry.account_id) for entry in acts] == [
        ("organization.merged", staff.id),
        ("organization.parted", staff.id),
    ]
    assert not any("Pont" in str(entry.details) for entry in acts)


def test_a_merge_is_undone_once(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT)
    done = merging.merge(kept.id, merged.id, [], by=staff)
    merging.part(done.id, by=staff)
    with pytest.raises(DecidedAlready):
        merging.part(done.id, by=staff)
    merging.merge(merged.id, kept.id, [], by=staff)  # and may be decided the other way


def test_the_database_refuses_to_merge_an_entry_twice_at_a_time(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT)
    merging.merge(kept.id, merged.id, [], by=staff)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(Merge(kept_id=kept.id, merged_id=merged.id, before={}, account_id=staff.id, merged_at=now()))


@pytest.mark.parametrize("crossed", [False, True])
def test_of_two_persons_that_merge_at_the_same_instant_one_wins_and_the_other_is_told(
    app: Flask, staff: Account, crossed: bool
) -> None:
    kept, merged = make_organization(BRIDGE).id, make_organization(PONT).id
    pairs = [(kept, merged), (merged, kept) if crossed else (kept, merged)]
    barrier, outcomes = threading.Barrier(2), []

    def act(pair: tuple[uuid.UUID, uuid.UUID]) -> None:
        with app.app_context():
            mine = db.session.get_one(Account, staff.id)
            barrier.wait()
            try:
                merging.merge(*pair, [], by=mine)
                outcomes.append("merged")
            except DecidedAlready:
                outcomes.append("told")
            db.session.remove()

    threads = [threading.Thread(target=act, args=(pair,)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "told"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 1


def test_what_is_not_the_same_is_never_proposed_again(app: Flask, staff: Account) -> None:
    one, other = make_organization(BRIDGE), make_organization(PONT)
    comparing.compare_names()
    assert [{each.one.id, each.other.id} for each in doubting.doubts("01", 1).pairs] == [{one.id, other.id}]
    doubting.keep_apart(other.id, one.id, by=staff)
    doubting.keep_apart(one.id, other.id, by=staff)
    assert doubting.doubts("01", 1).pairs == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Distinction)) == 1


def test_a_merged_entry_is_not_proposed_and_comes_back_when_parted(app: Flask, staff: Account) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT)
    comparing.compare_names()
    done = merging.merge(kept.id, merged.id, [], by=staff)
    assert doubting.doubts("01", 1).total == 0
    merging.part(done.id, by=staff)
    comparing.compare_names()
    assert doubting.doubts("01", 1).total == 1


def test_a_chapter_merges_nothing_of_another_region(app: Flask) -> None:
    kept, merged = make_organization(BRIDGE), make_organization(PONT, "04", "Trois-Rivières")
    chapter = make_account("chapter", "troccqm")
    for act in (
        lambda: merging.merge(kept.id, merged.id, [], by=chapter),
        lambda: merging.preview(merged.id, kept.id, "fr", by=chapter),
        lambda: doubting.keep_apart(kept.id, merged.id, by=chapter),
        lambda: merging.merge(merged.id, merged.id, [], by=chapter),
        lambda: merging.part(uuid.uuid4(), by=chapter),
    ):
        with pytest.raises(NoSuchOrganization):
            act()


def test_a_merge_can_be_undone_after_the_signature_that_brought_the_entry_has_gone(app: Flask, staff: Account) -> None:
    campaign = make_campaign()
    signed = make_cosignature(campaign, "confirmed", organization_name=BRIDGE, city="Rimouski")
    kept = signed.organization
    assert kept is not None
    merged = make_organization(PONT)
    done = merging.merge(kept.id, merged.id, [], by=staff)
    with unit_of_work():
        service.forget(kept)
    merging.part(done.id, by=staff)
    assert not merged.is_archived


def test_a_decision_on_the_page_of_a_signature_that_yielded_is_told(app: Flask, staff: Account) -> None:
    kept, merged, campaign = make_organization(BRIDGE), make_organization(PONT), make_campaign()
    sign(campaign, kept, "validated")
    theirs = sign(campaign, merged, "confirmed")
    seen = Seen(theirs.id, "confirmed")
    merging.merge(kept.id, merged.id, [], by=staff)
    with pytest.raises(DecidedMeanwhile):
        cosignatures.validate(seen, by=staff)
