"""What kind of file it is, told by its bytes and not by its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from app.core.tabular.delimited import read_delimited
from app.core.tabular.spreadsheet import read_spreadsheet
from app.core.tabular.table import Limits, Table, TabularError, TabularReason

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and the envelope of an encrypted XLSX
_OTHERS = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|head|meta|\?xml)", re.IGNORECASE
)  # « .xls » of old sites

Source = BinaryIO | bytes | Path


def read(source: Source, limits: Limits | None = None) -> Table:
    """The table in a CSV, XLSX, XLS or ODS file. Raises `TabularError`, with a line where one is to blame."""
    limits = limits or Limits()
    data = _bytes_of(source, limits.bytes + 1)
    if len(data) > limits.bytes:
        raise TabularError(TabularReason.TOO_BIG)
    if data.startswith((_ZIP, _OLE)):
        return read_spreadsheet(data, limits)
    if data.startswith(_OTHERS) or _WEB_PAGE.match(data):
        raise TabularError(TabularReason.NOT_A_TABLE)
    return read_delimited(data, limits)


def _bytes_of(source: Source, most: int) -> bytes:
    """Never more than is needed to know that it is too much."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return stream.read(most)
    return source.read(most)
