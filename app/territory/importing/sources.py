"""A file as it comes: from a disk or a form, as it is or in the ZIP archive in which it was published."""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from app.core.tabular import Limits, Opener, Table, TabularError, TabularReason, read
from app.core.tabular.table import MEBIBYTE

LIMITS = Limits(bytes=32 * MEBIBYTE, unpacked=128 * MEBIBYTE)
_TEXT = (".csv", ".txt", ".tsv")
_ZIP = b"PK\x03\x04"
_MOST_MEMBERS = 100  # the archives that are published hold one text, and a word about it
_BUFFER = 256 * 1024


@dataclass(frozen=True)
class Source:
    """A file that can be opened anew as often as needed. `is_sheet`: made by a spreadsheet, not text."""

    name: str
    open: Opener
    is_sheet: bool = False

    def table(self) -> Table:
        """All of it at once, for the short ones. Raises `TabularError`."""
        with self.open() as stream:
            return read(stream, LIMITS)


def on_disk(path: Path) -> Source:
    """A file of this machine. Raises `TabularError`."""
    return _unpacked(path.name, lambda: path.open("rb"))


def kept(name: str, content: bytes) -> Source:
    """A file that was sent, as `compressed` keeps it. Raises `TabularError`."""
    return _unpacked(name, lambda: cast(BinaryIO, gzip.open(io.BytesIO(content))))


def compressed(stream: BinaryIO) -> tuple[bytes, int]:
    """What is kept of a file until it is imported, and how many bytes it had; a block at a time."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5, mtime=0) as writer:
        shutil.copyfileobj(stream, writer, _BUFFER)
        size = writer.tell()
    return packed.getvalue(), size


def is_archive(content: bytes) -> bool:
    """Of a file as `compressed` keeps it: whether it is packed, so that its size says nothing of what is in it."""
    with gzip.open(io.BytesIO(content)) as stream:
        return stream.read(len(_ZIP)) == _ZIP


def _unpacked(name: str, opener: Opener) -> Source:
    """The one text in an archive; a spreadsheet is an archive too, and stays one."""
    with opener() as stream:
        start = stream.read(len(_ZIP))
    if not start.startswith(_ZIP):
        return Source(name, opener, is_sheet=start.startswith(b"\xd0\xcf\x11\xe0"))
    try:
        with opener() as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise TabularError(TabularReason.UNREADABLE) from error
    if "[Content_Types].xml" in names or "mimetype" in names:
        return Source(name, opener, is_sheet=True)
    if len(names) > _MOST_MEMBERS:
        raise TabularError(TabularReason.ARCHIVE)
    texts = [one for one in names if one.lower().endswith(_TEXT) and not one.startswith("__MACOSX")]
    if len(texts) != 1:
        raise TabularError(TabularReason.ARCHIVE)
    return Source(name, lambda: _Member(opener(), texts[0]))


class _Member(io.BufferedReader):
    """One file of an archive; what is damaged in it is found while it is read."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._archive = zipfile.ZipFile(stream)
        self._stream = stream
        super().__init__(_Guarded(self._archive, name), _BUFFER)

    def close(self) -> None:
        super().close()
        self._archive.close()
        self._stream.close()


class _Guarded(io.RawIOBase):
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        try:
            self._member = archive.open(name)
        except RuntimeError as error:  # with a password, or packed as we cannot unpack
            raise TabularError(TabularReason.ENCRYPTED) from error
        except (zipfile.BadZipFile, OSError, ValueError) as error:  # the archive and its own list disagree
            raise TabularError(TabularReason.UNREADABLE) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._member.read(len(view))
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
            raise TabularError(TabularReason.UNREADABLE) from error
        view[: len(data)] = data
        return len(data)
