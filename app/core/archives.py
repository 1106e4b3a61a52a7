"""Zip archives, as word processors and spreadsheets write them, without the hour at which they were written."""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 31, 0, 0, 0)  # as in our spreadsheets


def without_hours(content: bytes) -> bytes:
    """The same files in the same order: made again from the same facts, the same bytes."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            told = zipfile.ZipInfo(name, EPOCH)
            told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            kept.writestr(told, made.read(name))
    return written.getvalue()
