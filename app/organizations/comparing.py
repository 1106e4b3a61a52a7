"""The names of the register are held against each other in the background, and only those that changed since.

An entry counts the changes of its names; a pair says of which names it was made. So nothing has to be taken back when
an entry is merged, renamed, moved or archived: the pair of names that are no longer there tells nothing.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from structlog import get_logger

from app.core import queues
from app.core.database import db, insert_into
from app.core.unit_of_work import unit_of_work
from app.organizations.directory import STANDS
from app.organizations.distinctions import kept_apart
from app.organizations.known import standing
from app.organizations.models import LikelyPair, Organization
from app.organizations.proposing import Proposal, proposals

log = get_logger()
T = TypeVar("T")

TO_COMPARE = sa.and_(STANDS, Organization.compared_revision < Organization.names_revision)
_AT_A_TIME = 100  # rows in one statement: SQLite counts its parameters


@dataclass(frozen=True, slots=True)
class _Revision:
    """The names that an entry has, and whether they are to be compared."""

    number: int
    is_due: bool


def compare_names() -> int:
    """Hold what changed against its region. How many entries. May run twice, and at the same time."""
    queues.answered(queues.COMPARE_NAMES)
    due = db.session.scalars(sa.select(Organization.region_code).where(TO_COMPARE).distinct())
    return sum(_compare(region_code) for region_code in sorted(due))


def _compare(region_code: str) -> int:
    """One region, outside of any transaction; what changes meanwhile stays to be compared."""
    revisions = _revisions(region_code)  # before the names: what changes in between is compared once more
    entries = [entry for entry in standing(region_code) if entry.id in revisions]
    due = [key for key, revision in revisions.items() if revision.is_due]
    found = proposals(entries, kept_apart(), among=set(due) if len(due) < len(entries) else None)
    for pairs in _in_parts(found):
        _keep(region_code, pairs, revisions)
    for keys in _in_parts(due):
        _note(keys, revisions)
    _sweep(region_code)
    log.info("names_compared", region=region_code, entries=len(due), pairs=len(found))
    return len(due)


def _revisions(region_code: str) -> dict[uuid.UUID, _Revision]:
    columns = Organization.id, Organization.names_revision, Organization.compared_revision
    found = db.session.execute(sa.select(*columns).where(STANDS, Organization.region_code == region_code))
    return {key: _Revision(names, compared < names) for key, names, compared in found}


def _keep(region_code: str, found: Sequence[Proposal], revisions: Mapping[uuid.UUID, _Revision]) -> None:
    """The pairs, unless somebody kept one of later names meanwhile."""
    rows = [
        {"one_id": pair.one, "other_id": pair.other, "region_code": region_code, "score": pair.score,
         "reasons": [reason.value for reason in pair.reasons],
         "one_revision": revisions[pair.one].number, "other_revision": revisions[pair.other].number}
        for pair in found
    ]  # fmt: skip
    statement = insert_into(LikelyPair).values(rows)
    told = statement.excluded
    kept_before = statement.on_conflict_do_update(
        index_elements=[LikelyPair.one_id, LikelyPair.other_id],
        set_={name: told[name] for name in ("one_revision", "other_revision", "region_code", "score", "reasons")},
        where=sa.and_(
            LikelyPair.one_revision <= told.one_revision, LikelyPair.other_revision <= told.other_revision
        ),
    )  # fmt: skip
    with unit_of_work():
        db.session.execute(kept_before)


def _note(due: Sequence[uuid.UUID], revisions: Mapping[uuid.UUID, _Revision]) -> None:
    """They were compared under these names; one that has others since then is still to be compared."""
    by_number: dict[int, list[uuid.UUID]] = defaultdict(list)
    for key in due:
        by_number[revisions[key].number].append(key)
    with unit_of_work():
        for number, keys in by_number.items():
            db.session.execute(
                sa.update(Organization)
                .where(Organization.id.in_(keys), Organization.names_revision == number)
                .values(compared_revision=number)
                .execution_options(synchronize_session=False)
            )


def _sweep(region_code: str) -> None:
    """Pairs of names that are no longer there: revisions only rise, they will never tell anything again."""
    gone = sa.or_(*(
        ~sa.exists().where(Organization.id == key, Organization.names_revision == revision, STANDS)
        for key, revision in (
            (LikelyPair.one_id, LikelyPair.one_revision),
            (LikelyPair.other_id, LikelyPair.other_revision),
        )
    ))  # fmt: skip
    with unit_of_work():
        db.session.execute(
            sa.delete(LikelyPair)
            .where(LikelyPair.region_code == region_code, gone)
            .execution_options(synchronize_session=False)
        )


def _in_parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + _AT_A_TIME] for start in range(0, len(rows), _AT_A_TIME))
