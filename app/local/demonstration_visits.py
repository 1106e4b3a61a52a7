"""Visits of the demonstration: a few to come, a few made, one cancelled. The persons and the answers are invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.territory import service as territory
from app.visits import service as visits
from app.visits.models import Answer, Visit
from app.visits.service import Answered, Deposit, Plan


def load(campaign: Campaign, rows: Iterable[dict[str, str]], staff: Account) -> None:
    """Every line of the file, once."""
    if db.session.scalar(sa.select(Visit.id).where(Visit.campaign_id == campaign.id).limit(1)):
        return
    listed = cosignatures.public_count(campaign)
    for row in rows:
        visit = visits.plan(campaign, _plan(row), by=staff)
        if row["cancelled"]:
            visits.cancel(visit.id, row["cancelled"], seen=visit.revision, by=staff)
        elif visit.meets_on < today():
            done = Deposit(on=visit.meets_on, edition=None, organizations=listed or 1, is_public=True)
            visits.deposit(visit.id, done, seen=visit.revision, by=staff)
        if row["answer"]:
            answered = Answered(
                answer=Answer(row["answer"]), on=visit.meets_on + timedelta(days=2), source=row["source"], note="",
                is_public=row["answer_is_public"] == "yes",
            )  # fmt: skip
            visits.answer(visit.id, answered, seen=visit.revision, by=staff)


def _plan(row: dict[str, str]) -> Plan:
    riding = territory.riding_named(row["riding"]) if row["riding"] else None
    return Plan(
        target=f"riding:{riding.id}" if riding else f"portfolio:{row['portfolio']}",
        meets_on=today() + timedelta(days=int(row["in_days"] or 0) - int(row["days_ago"] or 0)),
        hour=None,
        place=row["place"],
        delegation=row["delegation"].replace(";", "\n"),
        edition=None,
    )
