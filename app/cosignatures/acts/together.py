"""Imported answers validated by the thousand: one act over a filter, by the rules of one at a time, undone as a whole.

Only what nobody doubts: an answer about which there is something to look at is validated by itself. The mails are
written by a worker once the act can no longer be undone, so that undoing it disturbs nobody.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.cosignatures.acts import keeping_apart
from app.cosignatures.acts.group_rows import Wanted, note_moves, update, validated
from app.cosignatures.acts.seen import VALIDATE
from app.cosignatures.acts.telling import waits
from app.cosignatures.desk import scope
from app.cosignatures.errors import NoSuchCosignature, NumbersChanged, TooLateToUndo
from app.cosignatures.models import (
    Cosignature,
    GroupValidation,
    ImportedAnswer,
    Signatory,
    State,
    ValidatedTogether,
)
from app.imports import service as imports
from app.imports.models import Import
from app.organizations import service as organizations


@dataclass(frozen=True)
class Numbers:
    """What the act would do, in figures."""

    ready: int
    published: int
    told: int  # whose signatory has an address
    doubted: int  # stay to check


def numbers(campaign: Campaign, wanted: Wanted, account: Account) -> Numbers:
    """One query, whatever the number of answers."""
    ready, doubted = ~ImportedAnswer.needs_look, ImportedAnswer.needs_look
    counted = (
        sa.func.count().filter(ready),
        sa.func.count().filter(ready, Cosignature.publishes_name),
        sa.func.count().filter(ready, Signatory.email != ""),
        sa.func.count().filter(doubted),
    )
    statement = (
        sa.select(*counted)
        .select_from(Cosignature)
        .join(ImportedAnswer, ImportedAnswer.cosignature_id == Cosignature.id)
        .outerjoin(Signatory, Signatory.cosignature_id == Cosignature.id)
        .where(*_waiting(campaign, wanted, account))
    )
    return Numbers(*db.session.execute(statement).one())


def imports_waiting(campaign: Campaign, account: Account) -> list[tuple[Import, int]]:
    """The imports of which answers wait in the account's regions, the latest first, with how many."""
    counted = (
        sa.select(Import, sa.func.count())
        .join(ImportedAnswer, ImportedAnswer.import_id == Import.id)
        .join(Cosignature, Cosignature.id == ImportedAnswer.cosignature_id)
        .where(*_waiting(campaign, Wanted(), account))
        .group_by(Import.id)
        .order_by(Import.sent_at.desc(), Import.id)
        .limit(50)
    )
    return [(brought, number) for brought, number in db.session.execute(counted)]


def validate_together(campaign: Campaign, wanted: Wanted, *, expected: int, by: Account) -> GroupValidation:
    """All of those that the preview counted, or nothing; what an organization has signed otherwise stands.

    Raises NumbersChanged when there are more or fewer than the person was shown, or none is left to validate.
    """
    with unit_of_work():
        rows = db.session.execute(_ready(campaign, wanted, by).with_for_update()).all()
        if not rows or len(rows) != expected:
            raise NumbersChanged
        named = [(one.shown_name, one.region_code, one.city) for one in rows if one.organization_id is None]
        meant = iter(organizations.find_or_add_all(named))
        of_row = {one.id: one.organization_id or next(meant) for one in rows}
        act = validated(campaign, wanted, of_row, by)
        keeping_apart.remember(of_row)
        audit.record(
            "cosignatures.validated", f"campaign:{campaign.id}", by=by.id, group=str(act.id), validated=act.validated
        )
        renderings.touch(campaign.page_key, renderings.FRONT)
    return act


def undo_together(group_id: uuid.UUID, *, by: Account) -> int:
    """The whole act, while nobody was told: whatever nobody has decided on since is to check again. How many.

    Raises NoSuchCosignature when it is not this account's, TooLateToUndo.
    """
    with unit_of_work():
        act = locked(GroupValidation, group_of(group_id, by).id)
        if act is None or not may_undo(act, by):
            raise TooLateToUndo
        at = now()
        of_group = sa.select(ValidatedTogether.cosignature_id).where(ValidatedTogether.group_id == act.id)
        as_left = Cosignature.state == State.VALIDATED, Cosignature.validated_at == act.validated_at
        rows = sa.select(Cosignature.id).where(Cosignature.id.in_(of_group), *as_left).order_by(Cosignature.id)
        ids = db.session.scalars(rows.with_for_update()).all()
        for some in imports.in_parts(ids):
            update(Cosignature.id.in_(some), state=State.TO_CHECK, validated_at=None)
        note_moves(ids, State.VALIDATED, State.TO_CHECK, at=at, by=by.id)
        act.undo(at=at, by=by.id)
        campaign = db.session.get_one(Campaign, act.campaign_id)
        audit.record("cosignatures.reopened", campaign.page_key, by=by.id, group=str(act.id), reopened=len(ids))
        renderings.touch(campaign.page_key, renderings.FRONT)
    return len(ids)


def group_of(group_id: uuid.UUID, account: Account) -> GroupValidation:
    """One that this account made. Raises NoSuchCosignature."""
    act = db.session.get(GroupValidation, group_id)
    if act is None or act.account_id != account.id:
        raise NoSuchCosignature
    return act


def latest_groups(campaign: Campaign, account: Account, *, limit: int = 10) -> list[GroupValidation]:
    """What this account validated together lately, or whoever serves all regions."""
    own = [] if account.region_codes(VALIDATE) is None else [GroupValidation.account_id == account.id]
    found = sa.select(GroupValidation).where(GroupValidation.campaign_id == campaign.id, *own)
    latest = found.order_by(GroupValidation.validated_at.desc()).limit(limit)
    return list(db.session.scalars(latest.options(joinedload(GroupValidation.region))))


def may_undo(act: GroupValidation, account: Account) -> bool:
    """Whoever made it, while the mails wait."""
    return act.account_id == account.id and act.undone_at is None and now() < act.validated_at + waits()


def _waiting(campaign: Campaign, wanted: Wanted, account: Account) -> list[sa.ColumnElement[bool]]:
    of_import = [] if wanted.import_id is None else [ImportedAnswer.import_id == wanted.import_id]
    return [
        Cosignature.campaign_id == campaign.id,
        Cosignature.state == State.TO_CHECK,
        *scope(account, VALIDATE, wanted.region_code),
        *of_import,
    ]


def _ready(campaign: Campaign, wanted: Wanted, account: Account) -> sa.Select[*tuple[Any, ...]]:
    """What is validated, in one order whoever asks: no deadlock."""
    state, *of_wanted = _waiting(campaign, Wanted(wanted.region_code), account)
    came = sa.select(ImportedAnswer.cosignature_id).where(~ImportedAnswer.needs_look)
    if wanted.import_id is not None:
        came = came.where(ImportedAnswer.import_id == wanted.import_id)
    columns = (
        Cosignature.id,
        Cosignature.shown_name,
        Cosignature.region_code,
        Cosignature.city,
        Cosignature.organization_id,
    )
    ready: sa.Select[*tuple[Any, ...]] = sa.select(*columns).where(state, *of_wanted, Cosignature.id.in_(came))
    return ready.order_by(Cosignature.id)
