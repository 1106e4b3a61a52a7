"""Files made from an edition, kept on disk under what they were made from, and served as they are.

The name of a folder says which edition, and which of its lines are shown: a file that holds somebody who is shown no
more is never found again, and is destroyed. Everything here can be lost: it is made again from the frozen rows.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import current_app

from app.editions.finding import every_id, hidden, of_id
from app.editions.models import Edition

FORM = "1"  # to raise when a rendering changes: what was kept under another form is not served


def kept(edition: Edition, name: str, make: Callable[[], bytes]) -> Path:
    """The file of that name, made now if nobody asked for it before. Whole, or not there at all."""
    while True:
        mark = _mark(edition)
        path = _home() / edition.id.hex / mark / name
        if path.exists():
            return path
        content = make()
        if _mark(edition) == mark:  # nobody left or came back while it was made
            return _written(path, content)


def forget(edition_ids: Iterable[uuid.UUID]) -> None:
    """Every file of these editions goes."""
    _destroy(_home() / edition_id.hex for edition_id in edition_ids)


def sweep() -> int:
    """Files that hold a name that is shown no more, whoever made them, and those of no edition. How many folders."""
    known = {edition_id.hex: edition_id for edition_id in every_id()}
    gone = [folder for folder in _folders(_home()) if folder.name not in known]
    for folder in _folders(_home()):
        if folder.name in known:
            mark = _mark(of_id(known[folder.name]))
            gone += [old for old in _folders(folder) if old.name != mark]
    _destroy(gone)
    return len(gone)


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _destroy(other for other in _folders(path.parent.parent) if other != path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as written:
        written.write(content)
    return Path(written.name).replace(path)


def _mark(edition: Edition) -> str:
    told = f"{FORM} {edition.checksum} {hidden(edition)}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _home() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "editions"


def _folders(home: Path) -> list[Path]:
    return sorted(folder for folder in home.iterdir() if folder.is_dir()) if home.is_dir() else []


def _destroy(folders: Iterable[Path]) -> None:
    for folder in list(folders):
        shutil.rmtree(folder, ignore_errors=True)
