"""A file of places from its arrival to its import: compared, read by a person, then brought in, all or nothing.

A short one is worked on while the page is waited for; a long one, or an archive, by a worker, which says how far it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

import sqlalchemy as sa
from structlog import get_logger

from app.core import audit, progress, queues
from app.core.clock import now
from app.core.database import db, locked
from app.core.plain_text import one_line
from app.core.retention import IMPORTED_LINES as KEPT
from app.core.tabular import TabularError
from app.core.unit_of_work import unit_of_work
from app.territory.errors import NoSuchTerritoryFile
from app.territory.importing.findings import Differences
from app.territory.importing.municipalities import Municipalities
from app.territory.importing.postal_codes import PostalCodes
from app.territory.importing.ridings import Ridings
from app.territory.importing.sources import Source, compressed, is_archive, kept
from app.territory.maps import map_named
from app.territory.models import FileKind, FileStage, TerritoryFile

AT_ONCE = 1024 * 1024  # bytes
Plan = PostalCodes | Municipalities | Ridings

log = get_logger()


def plan_of(kind: FileKind, map_name: str, options: Mapping[str, Any], *, is_sure: bool = True) -> Plan:
    """How such a file is read. `options`: replaces, with_ridings, layout; of ridings valid_from_on and source.

    Raises NoSuchMap.
    """
    replaces = options.get("replaces")
    if kind is FileKind.RIDINGS:
        return Ridings(map_name, date.fromisoformat(options["valid_from_on"]), options["source"])
    if kind is FileKind.MUNICIPALITIES:
        with_ridings = options.get("with_ridings", True)
        return Municipalities(map_named(map_name), with_ridings=with_ridings, replaces=replaces, is_sure=is_sure)
    return PostalCodes(map_named(map_name), replaces=replaces, is_sure=is_sure, layout=options.get("layout"))


def receive(
    kind: FileKind, stream: BinaryIO, *, file_name: str, map_name: str, options: dict[str, Any], by: uuid.UUID
) -> TerritoryFile:
    """Keep the file, and compare it with what is loaded."""
    content, size = compressed(stream)
    with unit_of_work():
        received = TerritoryFile(
            kind=kind, map_name=map_name, file_name=one_line(file_name)[:200], options=options, content=content,
            size=size, sent_at=now(),
        )  # fmt: skip
        db.session.add(received)
        db.session.flush()
        audit.record("territory.file_sent", _key(received), by=by, kind=kind.value)
        is_long = _is_long(received)
    return _go_on(received.id, is_long=is_long)


def begin(file_id: uuid.UUID, *, by: uuid.UUID) -> TerritoryFile:
    """Bring it in: a person has read what would change. Raises TerritoryFileMoved, NoSuchTerritoryFile."""
    with unit_of_work():
        held = _held(file_id)
        held.begin()
        audit.record("territory.import_begun", _key(held), by=by, kind=held.kind.value)
        is_long = _is_long(held)
    return _go_on(file_id, is_long=is_long)


def discard(file_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """A person wants nothing of it. What is imported stays, and so does its line. Raises NoSuchTerritoryFile."""
    with unit_of_work():
        held = _held(file_id)
        if held.stage is FileStage.IMPORTED:
            raise NoSuchTerritoryFile
        audit.record("territory.file_discarded", _key(held), by=by, kind=held.kind.value)
        db.session.delete(held)


def note_import(kind: FileKind, name: str, size: int, plan: Plan, map_name: str) -> None:
    """Within a unit of work: a file that was imported from the command line, so that the page tells of it."""
    done = TerritoryFile(
        kind=kind, stage=FileStage.IMPORTED, map_name=map_name, file_name=one_line(name)[:200], options={},
        content=None, size=size, result=plan.found.as_json(), sent_at=now(), imported_at=now(),
    )  # fmt: skip
    db.session.add(done)
    db.session.flush()
    _note(done, plan.found)


def work_on_all() -> None:
    """Every file that waits, the oldest first."""
    queues.answered(queues.WORK_ON_TERRITORY)
    waits = TerritoryFile.stage.in_((FileStage.COMPARING, FileStage.IMPORTING)) & ~TerritoryFile.has_failed
    waiting = sa.select(TerritoryFile.id).where(waits).order_by(TerritoryFile.sent_at)
    for file_id in db.session.scalars(waiting).all():
        work_on(file_id)


def work_on(file_id: uuid.UUID) -> None:
    """Whatever the file waits for, unless another worker is at it. Doing it twice does it once."""
    with progress.holding(file_id) as is_ours:
        held = _begun(file_id) if is_ours else None
        if held is None:
            return
        if held.stage is FileStage.COMPARING:
            _compare(held)
        else:
            _bring_in(held)


def forget_old() -> int:
    """Every day: files that were sent 30 days ago and never imported."""
    with unit_of_work():
        old = TerritoryFile.sent_at < now() - KEPT, TerritoryFile.imported_at.is_(None)
        gone = db.session.execute(sa.delete(TerritoryFile).where(*old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _begun(file_id: uuid.UUID) -> TerritoryFile | None:
    """Kept before the work begins, so that what kills its workers is given up."""
    with unit_of_work():
        held = locked(TerritoryFile, file_id)
        if held is None or not held.is_working:
            return None
        if not held.attempt():
            log.error("territory_file_given_up", file_id=str(file_id))
            return None
    return held


def _compare(held: TerritoryFile) -> None:
    plan, unreadable = plan_of(held.kind, held.map_name, held.options), None
    try:
        plan.compare(_source(held))
    except TabularError as error:
        unreadable = [error.reason.value, error.line]
    with unit_of_work():
        again = _held(held.id)
        if again.stage is FileStage.COMPARING:  # else another worker was faster
            _show(again, plan.found, unreadable)
    log.info("territory_file_compared", file_id=str(held.id), lines=plan.found.lines)


def _bring_in(held: TerritoryFile) -> None:
    """When something changed since the preview, nothing goes in and the new one is to be read."""
    with unit_of_work():
        again = _held(held.id)
        if again.stage is not FileStage.IMPORTING:
            return
        read_before = again.result or {}
        plan = plan_of(again.kind, again.map_name, again.options)
        with progress.share(0, 0.4):
            plan.compare(_source(again))
        if plan.found.refused or any(read_before.get(what) != count for what, count in plan.found.counts().items()):
            _show(again, plan.found, has_changed=True)
            return
        with progress.share(0.4, 1):
            plan.carry_out()
        again.finish(plan.found.as_json(), at=now())
        _note(again, plan.found)
    log.info("territory_file_imported", file_id=str(held.id), lines=plan.found.lines)


def _show(
    held: TerritoryFile, found: Differences, unreadable: list[Any] | None = None, *, has_changed: bool = False
) -> None:
    result = {**found.as_json(), "unreadable": unreadable}
    held.show(result, is_refused=bool(unreadable or found.refused), has_changed=has_changed)


def _note(done: TerritoryFile, found: Differences) -> None:
    audit.record(
        "territory.imported", _key(done), kind=done.kind.value, new=found.new, changed=found.changed, same=found.same,
        removed=found.removed,
    )  # fmt: skip


def _source(held: TerritoryFile) -> Source:
    if held.content is None:
        raise NoSuchTerritoryFile
    return kept(held.file_name, held.content)


def _is_long(held: TerritoryFile) -> bool:
    """Within a unit of work: whether it is for a worker, who is woken."""
    is_long = held.size > AT_ONCE or (held.content is not None and is_archive(held.content))
    if is_long:
        queues.ring(queues.WORK_ON_TERRITORY)
    return is_long


def _go_on(file_id: uuid.UUID, *, is_long: bool) -> TerritoryFile:
    if not is_long:
        work_on(file_id)
    return db.session.get_one(TerritoryFile, file_id, populate_existing=True)


def _held(file_id: uuid.UUID) -> TerritoryFile:
    held = locked(TerritoryFile, file_id)
    if held is None:
        raise NoSuchTerritoryFile
    return held


def _key(held: TerritoryFile) -> str:
    return f"territory:{held.id}"
