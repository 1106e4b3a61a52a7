"""Documents that a worker makes: asked for by whoever opens them, made one after the other, oldest first.

What is asked for is a note beside the files that are kept: whoever only reads writes nothing to the database, and a
name that leaves destroys the note with the files. The page that waits asks again, so a lost note is written anew.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from structlog import get_logger

from app.core import queues
from app.core.typesetting import NotComposed
from app.editions import finding, rendering, store
from app.editions.models import Edition
from app.editions.rendering import Form
from app.editions.store import Kept

log = get_logger()

MOST_ATTEMPTS = 3
GONE_S = 300  # longer than a document may take: the worker that held it is gone
FAILED_FOR_S = 3600  # then whoever asks may ask anew


Order = dict[str, Any]  # what a note says: the file, its region, its language, how often it was tried


class Stage(StrEnum):
    """How far a document is; also the ending of its note."""

    WAITING = "asked"
    COMPOSING = "making"
    FAILED = "failed"


@dataclass(frozen=True)
class Awaited:
    """A document that is not there yet, and how many come first."""

    stage: Stage
    before: int = 0
    percent: int = 0  # about: a typesetter does not say how far it is


def served(edition: Edition, name: str, *, region_code: str | None, locale: str) -> tuple[Form, Kept | Awaited]:
    """The file, or what is awaited when a worker has to make it. Raises NoSuchEdition."""
    form = rendering.form_of(name, region_code, locale)
    if not form.takes_a_worker:
        return rendering.file(edition, name, region_code=region_code, locale=locale)[::-1]
    kept_as = rendering.kept_as(edition, name, region_code, locale)
    order: Order = {"name": name, "region": region_code, "locale": locale, "attempts": 0}
    return form, store.found(edition, kept_as) or _ask(edition, order, store.path_of(edition, kept_as))


def _ask(edition: Edition, order: Order, path: Path) -> Awaited:
    """Have it made, unless somebody asked before."""
    failed, making, asked = (_note(path, stage) for stage in (Stage.FAILED, Stage.COMPOSING, Stage.WAITING))
    if _age(failed) < FAILED_FOR_S:
        return Awaited(Stage.FAILED)
    if _age(making) < GONE_S:
        return Awaited(Stage.COMPOSING, percent=min(95, round(100 * _age(making) / _expected_s(edition))))
    with suppress(FileExistsError, FileNotFoundError):  # somebody asked meanwhile, or a name left
        path.parent.mkdir(parents=True, exist_ok=True)
        with asked.open("x", encoding="utf-8") as note:
            json.dump(order, note)
    queues.ring_now(queues.MAKE_DOCUMENTS)
    return Awaited(Stage.WAITING, before=sum(1 for other in _waiting() if _asked_at(other) < _asked_at(asked)))


def ask_for_whole(edition: Edition) -> None:
    """What is handed over right after freezing, in each language of the campaign: ready before anybody opens it."""
    name = rendering.name_of("pdf", edition.list_preset)
    for locale in edition.titles:
        try:
            served(edition, name, region_code=None, locale=locale)
        except OSError as error:  # a disk that is full is no reason to lose an edition
            log.error("document_not_asked", edition_id=str(edition.id), reason=type(error).__name__)


def make_next_document() -> None:
    """One document, so that mails never wait for many; rings again when others are left."""
    queues.answered(queues.MAKE_DOCUMENTS)
    for note in _waiting():
        held = note.with_suffix(f".{Stage.COMPOSING}")
        with suppress(FileNotFoundError):  # another worker took it, or a name left
            note.rename(held)
            os.utime(held)
            if _make(held):
                break
    if _waiting():
        queues.ring_now(queues.MAKE_DOCUMENTS)


def _make(held: Path) -> bool:
    """Whether there was work: of an edition that is gone, nothing is left to make."""
    order = json.loads(held.read_text(encoding="utf-8"))
    edition = finding.known(uuid.UUID(held.parent.parent.name))
    if edition is not None:
        try:
            kept, _form = rendering.file(edition, order["name"], region_code=order["region"], locale=order["locale"])
            kept.stream.close()
        except NotComposed as refused:
            log.error("document_not_composed", edition_id=str(edition.id), reason=str(refused))
            _put_back(held, order)
            return True
    held.unlink(missing_ok=True)
    return edition is not None


def _put_back(held: Path, order: Order) -> None:
    """Another try, or none any more."""
    attempts = order["attempts"] + 1
    with suppress(FileNotFoundError):  # a name left meanwhile
        held.write_text(json.dumps(order | {"attempts": attempts}), encoding="utf-8")
        held.rename(held.with_suffix(f".{Stage.FAILED if attempts >= MOST_ATTEMPTS else Stage.WAITING}"))


def _waiting() -> list[Path]:
    """The notes in the order in which they were written; what a worker that is gone held is taken up again."""
    for held in store.home().glob(f"*/*/*.{Stage.COMPOSING}"):
        if _age(held) >= GONE_S:
            with suppress(FileNotFoundError):
                _put_back(held, json.loads(held.read_text(encoding="utf-8")))
    return sorted(store.home().glob(f"*/*/*.{Stage.WAITING}"), key=_asked_at)


def _expected_s(edition: Edition) -> float:
    return 1 + edition.total / 1500


def _note(path: Path, stage: Stage) -> Path:
    return path.with_name(f"{path.name}.{stage}")


def _asked_at(note: Path) -> float:
    with suppress(FileNotFoundError):
        return note.stat().st_mtime
    return 0.0


def _age(note: Path) -> float:
    """In seconds; of none, longer than anybody waits."""
    with suppress(FileNotFoundError):
        return time.time() - note.stat().st_mtime
    return float("inf")
