"""The folder of a bundle: reads its files and gathers every complaint before giving up."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.campaigns import blanks
from app.core.language import gettext as _

FILE_LIMIT = 200_000  # bytes; a letter is a few pages


@dataclass
class Folder:
    """Reads one folder and gathers every problem before giving up."""

    path: Path
    problems: list[str] = field(default_factory=list)

    def complain(self, file: str, what: str) -> None:
        self.problems.append(_("%(file)s : %(problem)s", file=f"{self.path.name}/{file}", problem=what))

    def raw(self, file: str) -> bytes:
        """A file that is no text; empty, with a complaint, when there is none."""
        try:
            return (self.path / file).read_bytes()
        except FileNotFoundError:
            self.complain(file, _("ce fichier manque"))
        except OSError as error:
            self.complain(file, _("ce fichier ne peut pas être lu (%(reason)s)", reason=error.strerror))
        return b""

    def text(self, file: str) -> str:
        source = self.path / file
        try:
            raw = source.read_bytes()
            if len(raw) > FILE_LIMIT:
                self.complain(file, _("plus de %(limit)s ko", limit=FILE_LIMIT // 1000))
                return ""
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            self.complain(file, _("ce fichier manque"))
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            problem = _("ligne %(line)s : pas du texte UTF-8 (est-ce vraiment un fichier de texte?)", line=line)
            self.complain(file, problem)
        except OSError as error:
            self.complain(file, _("ce fichier ne peut pas être lu (%(reason)s)", reason=error.strerror))
        return ""

    def check_blanks(self, file: str, text: str, allowed: frozenset[str]) -> None:
        """A blank that nobody fills is a typing mistake: it is named with its line."""
        for number, line in enumerate(text.splitlines(), 1):
            for name in sorted(blanks.unknown_in(line, allowed)):
                self.complain(file, _("ligne %(line)s : champ à remplir inconnu {%(blank)s}", line=number, blank=name))

    def settings(self) -> dict[str, Any]:
        source = self.text("campaign.toml")
        try:
            return tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            self.complain("campaign.toml", _broken(str(error)))
        except RecursionError:
            self.complain("campaign.toml", _("ce fichier ne peut pas être lu (%(reason)s)", reason="[[[…"))
        return {}


def _broken(told: str) -> str:
    """The parser tells in English what it stumbled over; what serves is the place."""
    if place := re.search(r"\(at line (\d+), column (\d+)\)", told):
        return _(
            "ligne %(line)s, colonne %(column)s : un guillemet, un crochet ou un signe égal manque, ou est de trop",
            line=place[1], column=place[2],
        )  # fmt: skip
    return _("la fin du fichier manque : un guillemet ou un crochet n’est pas fermé")
