"""A bundle that arrives as one zip file: opened with care, then read like any other."""

from __future__ import annotations

import io
import lzma
import re
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from app.campaigns import bundle as bundles
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_leaders import LOGO_FILE
from app.campaigns.errors import BundleError
from app.campaigns.logos import LARGEST_FILE
from app.core.language import gettext as _

MOST_FILES = 40
LARGEST_ZIP = 2_000_000  # bytes; the shipped bundles weigh 15,000
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError,
)  # fmt: skip
_KNOWN = re.compile(
    rf"campaign\.toml|(page|letter|message|consent)\.(fr|en)\.md|message(\.[a-z0-9-]+){{1,3}}\.(fr|en)\.md|{LOGO_FILE.pattern}"
)


def read(content: bytes) -> Bundle:
    """The campaign of that file. Raises BundleError with every problem, each naming its file."""
    if len(content) > LARGEST_ZIP:
        raise BundleError([_("Un gabarit pèse au plus %(limit)s Mo.", limit=LARGEST_ZIP // 1_000_000)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _files(archive)
    except BundleError:  # a ValueError too, and it says more
        raise
    except _BROKEN as error:
        raise BundleError([_("Ce n’est pas un fichier zip que l’on peut ouvrir.")]) from error
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / (_slug(found) or "gabarit")
        folder.mkdir()
        for name, text in found.items():
            (folder / name).write_bytes(text)
        return bundles.read(folder)


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """What a bundle may hold, wherever it lies in the archive. Nothing is unpacked by the archive's own names."""
    found: dict[str, bytes] = {}
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BundleError([_("Un gabarit compte au plus %(limit)s fichiers.", limit=MOST_FILES)])
    for entry in entries:
        name = PurePosixPath(entry.filename).name
        if not _KNOWN.fullmatch(name):
            continue  # what computers add by themselves
        if name in found:
            raise BundleError([_("%(file)s : deux fois dans le fichier zip", file=name)])
        with archive.open(entry) as source:
            found[name] = source.read(LARGEST_FILE + 1)  # the size that the archive claims proves nothing
    return found


def _slug(found: dict[str, bytes]) -> str:
    """The name that the settings give: the folder inside a zip is often renamed on the way."""
    named = re.search(rb'^slug *= *"([a-z0-9-]{1,80})"', found.get("campaign.toml", b""), re.MULTILINE)
    return named[1].decode("ascii") if named else ""
