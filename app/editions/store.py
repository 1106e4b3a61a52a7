"""Files made from an edition, kept on disk under what they were made from, and served as they are.

The name of a folder says which edition, and which of its lines are shown: a file that holds somebody who is shown no
more is never found again, and is destroyed. Everything here can be lost: it is made again from the frozen rows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from app.editions.finding import every_id, hidden, of_id
from app.editions.models import Edition

FORM = "2"  # to raise when a rendering changes: what was kept under another form is not served


@dataclass(frozen=True)
class Kept:
    """A file, open: it is read to its end even when it is destroyed meanwhile. Whoever asked closes it."""

    stream: BinaryIO
    etag: str

    @property
    def size(self) -> int:
        return os.fstat(self.stream.fileno()).st_size

    def read(self) -> bytes:
        """All of it, and no more is asked of it."""
        with self.stream:
            return self.stream.read()


def kept(edition: Edition, name: str, make: Callable[[], bytes]) -> Kept:
    """The file of that name, made now if nobody asked for it before. Whole, or not there at all.

    Others may destroy its folder at any moment, since somebody left: then it is made anew, without that name.
    """
    while True:
        mark = _mark(edition)
        path = home() / edition.id.hex / mark / name
        try:
            return Kept(path.open("rb"), f"{mark}-{name}")
        except FileNotFoundError:
            content = make()
        if _mark(edition) == mark:  # nobody left or came back while it was made
            _write(path, content)


def found(edition: Edition, name: str) -> Kept | None:
    """The file of that name, if it is there."""
    path = path_of(edition, name)
    with suppress(FileNotFoundError):
        return Kept(path.open("rb"), f"{path.parent.name}-{name}")
    return None


def path_of(edition: Edition, name: str) -> Path:
    """Where that file is, or would be: under who is shown now."""
    return home() / edition.id.hex / _mark(edition) / name


def forget(edition_ids: Iterable[uuid.UUID]) -> None:
    """Every file of these editions goes."""
    _destroy(home() / edition_id.hex for edition_id in edition_ids)


def sweep() -> int:
    """Files that hold a name that is shown no more, whoever made them, and those of no edition. How many folders."""
    known = {edition_id.hex: edition_id for edition_id in every_id()}
    gone = [folder for folder in _folders(home()) if folder.name not in known]
    for folder in _folders(home()):
        if folder.name in known:
            mark = _mark(of_id(known[folder.name]))
            gone += [old for old in _folders(folder) if old.name != mark]
    _destroy(gone)
    return len(gone)


def _write(path: Path, content: bytes) -> None:
    """Whole under its name, or not at all: the folder may be destroyed at any step, and then nothing is kept."""
    with suppress(FileNotFoundError, FileExistsError):  # mkdir says the latter of a folder that just went
        path.parent.mkdir(parents=True, exist_ok=True)
        _destroy(other for other in _folders(path.parent.parent) if other != path.parent)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as written:
            written.write(content)
        Path(written.name).replace(path)


def _mark(edition: Edition) -> str:
    told = f"{FORM} {edition.checksum} {hidden(edition)}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def home() -> Path:
    """Where the files of every edition are."""
    return Path(current_app.config["DATA_DIR"]) / "editions"


def _folders(home: Path) -> list[Path]:
    with suppress(FileNotFoundError):  # nothing was kept there yet, or it was destroyed
        return sorted(folder for folder in home.iterdir() if folder.is_dir())
    return []


def _destroy(folders: Iterable[Path]) -> None:
    for folder in list(folders):
        shutil.rmtree(folder, ignore_errors=True)
