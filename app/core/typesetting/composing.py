"""Facts and a template become a document, in a process of its own with a bound on memory and time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from structlog import get_logger

from app.core.typesetting.signs import FONTS, Cleaner

log = get_logger()

TEMPLATES = FONTS.parent
MEMORY = 3 * 1024 * 1024 * 1024  # of addresses, of which a list of 20,000 names touches a third
SECONDS = 120
_CHILD = Path(__file__).with_name("composing_child.py")
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")  # and none of our secrets
_IMPORTED = re.compile(r'^#import "(\w+)\.typ"', re.MULTILINE)
_SAID = re.compile(r"[\"`«“].*?[\"`»”]", re.DOTALL)


class Reason(StrEnum):
    """Why nothing was composed."""

    UNKNOWN_SIGN = "unknown_sign"
    TOO_BIG = "too_big"
    BROKEN = "broken"  # the template, or facts that it does not expect


class NotComposed(Exception):
    """No document could be made; `said` is what the typesetter complains of, without what people wrote."""

    def __init__(self, reason: Reason, said: str = "") -> None:
        self.reason = reason
        self.said = _SAID.sub("…", said)
        super().__init__(f"{reason.value} {self.said}".strip())


@dataclass(frozen=True)
class Composed:
    """A document, and the signs that no font has: each stands in it as `SUBSTITUTE`."""

    content: bytes
    replaced: tuple[str, ...] = ()


def pdf(template: str, facts: Mapping[str, object], *, files: Mapping[str, bytes] | None = None) -> Composed:
    """`templates/print/<template>.typ` as PDF/UA-1: tagged, titled, in its language, dated by its facts.

    `facts` has `locale`, `title` and `on` (the day, as 2024-05-27), and what the template asks for. `files` are
    pictures, by the name under which the template draws them. Raises NotComposed.
    """
    return _composed({"template": template, "format": "pdf"}, facts, files or {})


def png(
    template: str, facts: Mapping[str, object], *, width: int, files: Mapping[str, bytes] | None = None
) -> Composed:
    """The first page of the template as a picture of that many pixels across. Raises NotComposed."""
    return _composed({"template": template, "format": "png", "width": width}, facts, files or {})


@lru_cache(maxsize=64)
def drawing(template: str) -> str:
    """A digest of the template and of what it is drawn with: another drawing of the same facts is another document."""
    sources = {template: (TEMPLATES / f"{template}.typ").read_text(encoding="utf-8")}
    while missing := {name for said in sources.values() for name in _IMPORTED.findall(said)} - sources.keys():
        sources |= {name: (TEMPLATES / f"{name}.typ").read_text(encoding="utf-8") for name in missing}
    return hashlib.sha256("\0".join(said for _name, said in sorted(sources.items())).encode()).hexdigest()


def _composed(order: Mapping[str, object], facts: Mapping[str, object], files: Mapping[str, bytes]) -> Composed:
    replaced: set[str] = set()
    try:
        content = _ask_child(order, Cleaner(replaced).facts(facts), files)
    except NotComposed as refused:
        if refused.reason is not Reason.UNKNOWN_SIGN:
            raise
        log.warning("typesetter_refused_a_sign", template=order["template"])
        content = _ask_child(order, Cleaner(replaced, is_strict=True).facts(facts), files)
    return Composed(content, tuple(sorted(replaced)))


def _ask_child(order: Mapping[str, object], facts: Any, files: Mapping[str, bytes]) -> bytes:
    told = {
        **order,
        "memory": MEMORY,
        "seconds": SECONDS,
        "templates": str(TEMPLATES),
        "fonts": str(FONTS),
        "facts": facts,
        "files": {name: len(content) for name, content in files.items()},
    }
    head = json.dumps(told, ensure_ascii=False).encode()
    try:
        child = subprocess.run(  # noqa: S603 - our own file, no shell; what it prints comes in by standard input
            [sys.executable, "-I", str(_CHILD)],
            input=b"\n".join((head, b"".join(files.values()))),
            capture_output=True,
            timeout=SECONDS + 5,
            check=False,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise NotComposed(Reason.TOO_BIG) from error
    if child.returncode:  # killed by its bounds, or by an allocation that was refused
        raise NotComposed(Reason.TOO_BIG if child.returncode < 0 or b"Memory" in child.stderr else Reason.BROKEN)
    answer, _, content = child.stdout.partition(b"\n")
    refused = json.loads(answer)
    if refused:
        raise NotComposed(Reason(refused["reason"]), refused["said"])
    return content
