"""Files of press kits, kept under what they were made from: one that tells another figure is another file.

Everything here can be lost: it is made again, the next time that somebody asks. Anybody may ask, as often as they like,
and on the night of a budget the figure changes every second: what takes long is drawn anew once a minute at most, one
file at a time on the whole machine, and never by all threads of a server.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from app.campaigns.models import Campaign
from app.press.errors import BeingDrawn

FORM = "1"  # to raise when a file is drawn in another way
GOOD_FOR_S = 60  # a figure of that long ago is still told
READY = "ready"  # what says that nothing is left to draw
PATIENCE_S = 8.0  # of whoever waits for a file that nobody ever asked for
_room = threading.BoundedSemaphore(2)  # of the threads of this process: one draws, one waits, the others serve pages


@dataclass(frozen=True)
class Kept:
    """A file, and the mark of the facts that it tells."""

    content: bytes
    mark: str


def kept(campaign: Campaign, name: str, facts: Mapping[str, Any], make: Callable[[], bytes], *, is_slow: bool) -> Kept:
    """The file that these facts make; drawn now if nobody asked for it before. Whole, or not there at all.

    What is slow to make may be the file of a moment ago. Raises BeingDrawn when too many are asked for at once.
    """
    path = _folder(campaign) / name / mark_of(facts)
    if found := _read(path):
        return found
    if not is_slow:
        return _write(path, make())
    earlier, age_s = _earlier(path)
    if earlier and age_s < GOOD_FOR_S:
        return earlier
    try:
        with _turn(path.parents[2], patience=0 if earlier else PATIENCE_S):
            return _read(path) or _write(path, make())
    except BeingDrawn:
        if earlier is None:
            raise
        return earlier


def found(campaign: Campaign, name: str, mark: str) -> Kept | None:
    """The file that tells these facts, if it is drawn."""
    return _read(_folder(campaign) / name / mark)


def lately(campaign: Campaign, name: str) -> Kept | None:
    """The last one that was drawn, as long as what it tells is good enough."""
    earlier, age_s = _earlier(_folder(campaign) / name / "any")
    return earlier if age_s < GOOD_FOR_S else None


def drawn_s_ago(campaign: Campaign, name: str) -> float:
    """How many seconds ago its last file was drawn, whatever it tells; without any, longer than anybody waits."""
    earlier, age_s = _earlier(_folder(campaign) / name / "any")
    return age_s if earlier else float("inf")


def is_ready(campaign: Campaign, moment: str) -> bool:
    """Whether every file of the kit was drawn at that moment."""
    with suppress(FileNotFoundError):
        return (_folder(campaign) / READY).read_text(encoding="utf-8") == f"{FORM} {moment}"
    return False


def say_ready(campaign: Campaign, moment: str) -> None:
    """Nothing is left to draw until another moment."""
    folder = _folder(campaign)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / READY).write_text(f"{FORM} {moment}", encoding="utf-8")


def mark_of(facts: Mapping[str, Any]) -> str:
    """Under which the file that tells these facts is kept."""
    told = json.dumps([FORM, facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _folder(campaign: Campaign) -> Path:
    return Path(current_app.config["DATA_DIR"]) / "press" / campaign.id.hex


@contextmanager
def _turn(home: Path, *, patience: float) -> Iterator[None]:
    """One at a time, in every process of this machine. Raises BeingDrawn when the turn does not come."""
    if not _room.acquire(blocking=False):
        raise BeingDrawn
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / ".turn").open("w") as lock:  # whoever dies lets go of it
            _wait_for(lock.fileno(), until=time.monotonic() + patience)
            yield
    finally:
        _room.release()


def _wait_for(descriptor: int, *, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise BeingDrawn from None
            time.sleep(0.05)
        else:
            return


def _read(path: Path) -> Kept | None:
    with suppress(FileNotFoundError):
        return Kept(path.read_bytes(), path.name)
    return None


def _earlier(path: Path) -> tuple[Kept | None, float]:
    """The file of another moment under the same name, if there is one, and how many seconds ago it was drawn."""
    with suppress(FileNotFoundError):
        for old in path.parent.iterdir():
            return _read(old), time.time() - old.stat().st_mtime
    return None, 0.0


def _write(path: Path, content: bytes) -> Kept:
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = [old for old in path.parent.iterdir() if old != path]
    with tempfile.NamedTemporaryFile(dir=path.parents[1], delete=False) as written:
        written.write(content)
    Path(written.name).replace(path)
    for old in earlier:  # figures of another moment
        old.unlink(missing_ok=True)
    return Kept(content, path.name)
