"""XLSX, XLS and ODS, read in a process of their own.

A sheet of two cells can claim seventeen billion, a file of ten kilobytes can swell to gigabytes, and a parser
in C or Rust may abort. The child has a bound on memory and time, no settings, and only its answer comes back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from app.core.tabular.table import MEBIBYTE, Limits, Table, TabularError, TabularReason, build_table

_CHILD = Path(__file__).with_name("spreadsheet_child.py")
_MEMORY = 1024 * MEBIBYTE
_MOST_ENTRIES = 2_000
_PACKED_AS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # what ISO/IEC 29500-2 and ODF 1.3 allow
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")  # and none of our secrets


def read_spreadsheet(data: bytes, limits: Limits) -> Table:
    """The first visible sheet that holds something. Raises `TabularError`."""
    if data.startswith(b"PK"):
        _check_unpacked_size(data, limits)
    answer = _ask_child(data, limits)
    head, _, body = answer.partition(b"\n")
    found = json.loads(head)
    if "refused" in found:
        raise TabularError(TabularReason(found["refused"]), found.get("line"))
    return build_table(_lines(body), limits, format=found["format"])


def _check_unpacked_size(data: bytes, limits: Limits) -> None:
    """What the archive says that it holds, then whether it told the truth."""
    truthful = False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            small = len(entries) <= _MOST_ENTRIES and sum(entry.file_size for entry in entries) <= limits.unpacked
            is_sheet = all(entry.compress_type in _PACKED_AS for entry in entries)
            truthful = small and is_sheet and archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise TabularError(TabularReason.UNREADABLE) from error
    if not truthful:
        raise TabularError(TabularReason.UNREADABLE if small else TabularReason.TOO_BIG)


def _ask_child(data: bytes, limits: Limits) -> bytes:
    bounds = {
        "memory": _MEMORY,
        "seconds": limits.seconds,
        "rows": limits.rows + 1_000,  # the header, and empty rows between
        "columns": limits.columns,
        "text": limits.unpacked,
    }
    try:
        child = subprocess.run(  # noqa: S603 - our own file, no shell; the upload goes in by standard input
            [sys.executable, "-I", str(_CHILD), json.dumps(bounds)],
            input=data,
            capture_output=True,
            timeout=limits.seconds + 5,
            check=False,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise TabularError(TabularReason.TOO_BIG) from error
    if child.returncode < 0 or b"MemoryError" in child.stderr:  # killed by its bounds
        raise TabularError(TabularReason.TOO_BIG)
    if child.returncode or not child.stdout:
        raise TabularError(TabularReason.UNREADABLE)
    return child.stdout


def _lines(body: bytes) -> Iterator[tuple[int, list[str]]]:
    for line in body.splitlines():
        number, cells = json.loads(line)
        yield number, cells
