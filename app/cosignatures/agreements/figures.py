"""Who stands behind which words: by version of the letter, by answer, and one by one. Every figure is of live ones."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, Letter
from app.core.database import db
from app.cosignatures.agreements.agreeing import first_version
from app.cosignatures.desk import READ, scope
from app.cosignatures.models import LIVE, Agreement, Answer, Cosignature
from app.cosignatures.publishing import publication

PER_PAGE = 50


class Group(StrEnum):
    """Those who signed earlier words, as the addresses of the page name them."""

    SILENT = "sans-reponse"
    NOT_ASKED = "pas-demande"
    AGREES = "d-accord"
    KEEPS = "gardent"


@dataclass(frozen=True)
class Version:
    """Words that organizations signed: the first version that says so, the last one, and how many stand behind."""

    first: Letter
    last: Letter
    behind: int


@dataclass(frozen=True)
class Line:
    """One organization, what it signed, and what it answered."""

    id: uuid.UUID
    name: str
    region_code: str
    number: int
    answered_at: datetime | None
    asked_at: datetime | None


@dataclass(frozen=True)
class Lines:
    """One page of a group."""

    rows: Sequence[Line]
    page: int
    pages: int


@dataclass(frozen=True)
class Earlier:
    """What the public is told of those on the list that signed other words than the present ones."""

    letter: Letter
    replaced_on: datetime
    organizations: int


def versions(campaign: Campaign, account: Account) -> list[Version]:
    """Every letter that said something of its own, the latest first, with those of those regions who stand behind."""
    counted = dict(
        db.session.execute(
            sa.select(Letter.says, sa.func.count())
            .join(Cosignature, Cosignature.letter_id == Letter.id)
            .where(Cosignature.campaign_id == campaign.id, Cosignature.state.in_(LIVE), *scope(account, READ))
            .group_by(Letter.says)
        ).all()
    )
    letters = campaigns.letter_versions(campaign)
    by_words: dict[int, list[Letter]] = {}
    for letter in letters:
        by_words.setdefault(letter.says, []).append(letter)
    return [Version(same[0], same[-1], counted.get(says, 0)) for says, same in sorted(by_words.items(), reverse=True)]


def answers(campaign: Campaign, account: Account) -> Counter[Group]:
    """Of those who signed earlier words than the present ones, how many answered what."""
    present = campaigns.current_letter(campaign)
    group = _group()
    found = db.session.execute(_concerned(campaign, present, account, group, sa.func.count()).group_by(group))
    return Counter({Group(name): number for name, number in found})


def lines(campaign: Campaign, account: Account, group: Group, page: int) -> Lines:
    """One page of them, in French order."""
    present = campaigns.current_letter(campaign)
    total = answers(campaign, account)[group]
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    columns = (
        Cosignature.id,
        Cosignature.shown_name,
        Cosignature.region_code,
        Letter.number,
        Agreement.answered_at,
        sa.func.coalesce(Agreement.asked_again_at, Agreement.asked_at),
    )
    found = _concerned(campaign, present, account, *columns).where(_group() == group.value)
    ordered = found.order_by(Cosignature.sort_key, Cosignature.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Lines([Line(*row) for row in db.session.execute(ordered)], page, pages)


def signed_earlier(campaign: Campaign, letters: Sequence[Letter] | None = None) -> list[Earlier]:
    """What the list owes the truth: those on it that signed earlier words, by letter, the latest first.

    `letters`: all versions, for whoever has them at hand.
    """
    letters = campaigns.letter_versions(campaign) if letters is None else letters
    if not letters or letters[-1].says == 1:
        return []
    found = db.session.execute(
        sa.select(Letter.says, sa.func.count())
        .join(Cosignature, Cosignature.letter_id == Letter.id)
        .where(Cosignature.campaign_id == campaign.id, publication().is_counted(), Letter.says < letters[-1].says)
        .group_by(Letter.says)
        .order_by(Letter.says.desc())
    )
    last = {letter.says: letter for letter in letters}
    next_one = {before.says: after for before, after in pairwise(letters) if after.says != before.says}
    return [Earlier(last[says], next_one[says].created_at, number) for says, number in found]


def _concerned(campaign: Campaign, present: Letter, account: Account, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Live ones that stand behind earlier words, or that answered the question about the present ones."""
    of_question = Agreement.cosignature_id == Cosignature.id, Agreement.letter_id == first_version(present)
    return (
        sa.select(*columns)
        .select_from(Cosignature)
        .join(Letter, Letter.id == Cosignature.letter_id)
        .outerjoin(Agreement, sa.and_(*of_question))
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.state.in_(LIVE),
            sa.or_(Letter.says < present.says, Agreement.answer.is_not(None)),
            *scope(account, READ),
        )
    )


def _group() -> sa.Case[str]:
    return sa.case(
        (Agreement.answer == Answer.AGREES, Group.AGREES.value),
        (Agreement.answer == Answer.KEEPS, Group.KEEPS.value),
        (Agreement.asked_at.is_not(None), Group.SILENT.value),
        else_=Group.NOT_ASKED.value,
    )
