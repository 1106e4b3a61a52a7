"""CSV as Quebec's spreadsheets write it: UTF-8 or cp1252, commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from app.core.tabular.table import Limits, Table, TabularError, TabularReason, build_table

_DELIMITERS = ";,\t"
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_QUOTED = re.compile(r'"[^"]*"?')
_LONGEST_LINE = 1_000_000


def read_delimited(data: bytes, limits: Limits) -> Table:
    """Raises `TabularError` with the line where the reading stopped."""
    text, encoding = _decoded(data)
    binary = _NOT_TEXT.search(text)
    if binary:
        raise TabularError(TabularReason.NOT_TEXT, text.count("\n", 0, binary.start()) + 1)
    delimiter = delimiter_of(text)
    return build_table(_records(text, delimiter), limits, format="csv", encoding=encoding, delimiter=delimiter)


def _decoded(data: bytes) -> tuple[str, str]:
    """What the byte order mark says, else strict UTF-8, else cp1252, which Excel still writes."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            stopped_at = error.object.count(b"\n", 0, error.start) + 1
    raise TabularError(TabularReason.ENCODING, stopped_at)


def delimiter_of(text: str) -> str:
    """The most frequent one in the header, quoted cells apart; Excel's « sep=; » line decides if there is one."""
    for line in io.StringIO(text, newline=None):
        said = re.fullmatch(r'"?sep=([;,\t])"?', line.strip("\r\n"))
        if said:
            return said.group(1)
        if line.strip():
            header = _QUOTED.sub("", line[:_LONGEST_LINE])
            return max(_DELIMITERS, key=header.count) if any(map(header.count, _DELIMITERS)) else ","
    return ","


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:  # a quote left open, or one in the middle of a cell
            raise TabularError(TabularReason.QUOTES, line) from error
        if cells is None:
            return
        if line == 1 and text.startswith(("sep=", '"sep=')):
            continue
        yield line, cells


def _lines(text: str) -> Iterator[str]:
    """Lines ended by \\n, \\r\\n or \\r; one of a million characters is no line of a table."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if len(line) > _LONGEST_LINE:
            raise TabularError(TabularReason.TOO_MANY_COLUMNS, number)
        yield line
