"""Visits are planned, changed, cancelled and taken up again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy.exc import IntegrityError

from app.accounts.models import VISITS, Account
from app.campaigns.models import Campaign
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.editions import service as editions
from app.editions.models import Edition
from app.visits.errors import AlreadyPlanned, ChangedMeanwhile, NoSuchVisit
from app.visits.models import State, Visit
from app.visits.scope import scope, visit_of


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What staff say of a visit to come. `edition`: its number; None: whichever is the latest by then."""

    target: str  # as Visit.target
    meets_on: date
    hour: time | None
    place: str
    delegation: str
    edition: int | None


def plan(campaign: Campaign, wanted: Plan, *, by: Account) -> Visit:
    """Raises NoSuchVisit for somebody whom the account does not reach, AlreadyPlanned, NoSuchEdition."""
    with _one_at_a_time(), unit_of_work():
        visit = Visit(campaign=campaign, state=State.PLANNED, account_id=by.id, planned_at=now())
        _fill(visit, wanted, by)
        db.session.add(visit)
        db.session.flush()
        audit.record("visit.planned", visit.audit_key, by=by.id, campaign=campaign.slug)
    return visit


def edit(visit_id: uuid.UUID, wanted: Plan, *, seen: int, by: Account) -> Visit:
    """Set right what was planned. Raises NoSuchVisit, ChangedMeanwhile, AlreadyPlanned, NoSuchEdition."""
    with _one_at_a_time(), unit_of_work():
        visit = to_change(visit_id, seen, by)
        _fill(visit, wanted, by)
        audit.record("visit.edited", visit.audit_key, by=by.id, campaign=visit.campaign.slug)
        db.session.flush()
    return visit


def cancel(visit_id: uuid.UUID, reason: str, *, seen: int, by: Account) -> Visit:
    """It will not take place. Raises NoSuchVisit, ChangedMeanwhile, IllegalVisitMove."""
    with unit_of_work():
        visit = to_change(visit_id, seen, by)
        visit.cancel(reason)
        audit.record("visit.cancelled", visit.audit_key, by=by.id, campaign=visit.campaign.slug)
    return visit


def take_back(visit_id: uuid.UUID, *, seen: int, by: Account) -> Visit:
    """A deposit or a cancellation was a mistake: the visit is still to be made, and its picture is destroyed.

    Raises NoSuchVisit, ChangedMeanwhile, AlreadyPlanned when another was planned there meanwhile.
    """
    with _one_at_a_time(), unit_of_work():
        visit = to_change(visit_id, seen, by)
        visit.take_back()
        renderings.touch(visit.campaign.page_key)
        audit.record("visit.taken_back", visit.audit_key, by=by.id, campaign=visit.campaign.slug)
        db.session.flush()
    return visit


def to_change(visit_id: uuid.UUID, seen: int, by: Account) -> Visit:
    """Within a unit of work: the visit as the page showed it, held. Raises NoSuchVisit, ChangedMeanwhile."""
    visit_of(by, visit_id, VISITS)
    visit = locked(Visit, visit_id)
    if visit is None:
        raise NoSuchVisit
    if visit.revision != seen:
        raise ChangedMeanwhile
    visit.revision += 1
    return visit


def edition_of(campaign: Campaign, number: int | None) -> Edition | None:
    """Raises NoSuchEdition."""
    return None if number is None else editions.numbered(campaign, number)


def _fill(visit: Visit, wanted: Plan, by: Account) -> None:
    """Within a unit of work. Whom it is for can change for as long as nothing was handed over."""
    if visit.state is not State.DEPOSITED:
        reached = scope(by, visit.campaign, VISITS)
        kind, _colon, which = wanted.target.partition(":")
        riding = next((one for one in reached.ridings if kind == "riding" and str(one.id) == which), None)
        portfolio = next((one for one in reached.portfolios if kind == "portfolio" and one == which), None)
        if riding is None and portfolio is None and wanted.target != visit.target:
            raise NoSuchVisit
        if wanted.target != visit.target:
            visit.riding, visit.portfolio = riding, portfolio
        visit.edition = edition_of(visit.campaign, wanted.edition)
    visit.meets_on, visit.hour = wanted.meets_on, wanted.hour
    visit.place, visit.delegation = wanted.place, wanted.delegation


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The database refuses a second visit that is planned to the same place."""
    try:
        yield
    except IntegrityError as error:
        if "visits_planned" in str(error.orig) or "visits.campaign_id" in str(error.orig):
            raise AlreadyPlanned from None
        raise
