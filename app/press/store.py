"""Files of press kits, kept under what they were made from: one that tells another figure is another file.

Everything here can be lost: it is made again, the next time that somebody asks.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from app.campaigns.models import Campaign

FORM = "1"  # to raise when a file is drawn in another way


@dataclass(frozen=True)
class Kept:
    """A file, and the mark of the facts that it tells."""

    content: bytes
    mark: str


def kept(campaign: Campaign, name: str, facts: Mapping[str, Any], make: Callable[[], bytes]) -> Kept:
    """The file that these facts make; drawn now if nobody asked for it before. Whole, or not there at all."""
    mark = _mark(facts)
    path = Path(current_app.config["DATA_DIR"]) / "press" / campaign.id.hex / name / mark
    try:
        return Kept(path.read_bytes(), mark)
    except FileNotFoundError:
        content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = [old for old in path.parent.iterdir() if old != path]
    with tempfile.NamedTemporaryFile(dir=path.parents[1], delete=False) as written:
        written.write(content)
    Path(written.name).replace(path)
    for old in earlier:  # figures of another moment
        old.unlink(missing_ok=True)
    return Kept(content, mark)


def _mark(facts: Mapping[str, Any]) -> str:
    told = json.dumps([FORM, facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
