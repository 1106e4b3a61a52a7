"""A long text file, read line by line: only one of its lines is in memory, whatever the size of the file.

It is opened twice, once to learn in which encoding it is written.
"""

from __future__ import annotations

import codecs
import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.core.tabular.table import MEBIBYTE, TabularError, TabularReason

Opener = Callable[[], BinaryIO]
Rows = Iterator[tuple[int, list[str]]]

MOST_BYTES = 512 * MEBIBYTE  # the widest official file takes 180
_CHUNK = MEBIBYTE
_NOT_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))


@contextmanager
def lines_of(opener: Opener) -> Iterator[tuple[int, Iterator[str]]]:
    """How many lines there are, and the lines one by one, in whatever encoding. Raises `TabularError`."""
    encoding, total = _looked_over(opener)
    with io.TextIOWrapper(opener(), encoding=encoding) as text:
        yield total, text


def rows_of(lines: Iterator[str], delimiter: str, number: int = 1) -> Rows:
    """The cells of each line, the first of which has that number. Raises `TabularError` where a quote is open."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = number
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + number
    except csv.Error as error:
        raise TabularError(TabularReason.QUOTES, line) from error


def _looked_over(opener: Opener) -> tuple[str, int]:
    """What the byte order mark says, else strict UTF-8, else cp1252, as the files of public bodies still are."""
    with opener() as source:
        chunk = source.read(_CHUNK)
        if chunk.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise TabularError(TabularReason.ENCODING, 1)
        may_be = ["utf-8-sig" if chunk.startswith(BOM_UTF8) else "utf-8", "cp1252"]
        utf8 = codecs.getincrementaldecoder("utf-8")()
        line, read = 1, 0
        while chunk:
            read += len(chunk)
            _check(chunk, read, line)
            if may_be[0] != "cp1252" and not _decodes(utf8, chunk):
                may_be.pop(0)
            if "cp1252" in may_be and len(chunk.translate(None, _NOT_CP1252)) < len(chunk):
                may_be.remove("cp1252")
            if not may_be:
                raise TabularError(TabularReason.ENCODING, line)
            line += chunk.count(b"\n")
            chunk = source.read(_CHUNK)
    if not read:
        raise TabularError(TabularReason.EMPTY)
    return may_be[0], line


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _check(chunk: bytes, read: int, line: int) -> None:
    if read > MOST_BYTES:
        raise TabularError(TabularReason.TOO_BIG)
    if b"\x00" in chunk:
        raise TabularError(TabularReason.NOT_TEXT, line + chunk.count(b"\n", 0, chunk.index(b"\x00")))
    if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
        raise TabularError(TabularReason.TOO_MANY_COLUMNS, line)
