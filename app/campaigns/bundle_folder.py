"""The folder of a bundle: reads its files and gathers every complaint before giving up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_LIMIT = 200_000  # bytes; a letter is a few pages


@dataclass
class Folder:
    """Reads one folder and gathers every problem before giving up."""

    path: Path
    problems: list[str] = field(default_factory=list)

    def complain(self, file: str, what: str) -> None:
        self.problems.append(f"{self.path.name}/{file}: {what}")

    def text(self, file: str) -> str:
        source = self.path / file
        try:
            raw = source.read_bytes()
            if len(raw) > FILE_LIMIT:
                self.complain(file, f"longer than {FILE_LIMIT} bytes")
                return ""
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            self.complain(file, "missing")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.complain(file, f"line {line}: not UTF-8 text (is it really a text file?)")
        except OSError as error:
            self.complain(file, f"cannot be read ({error.strerror})")
        return ""

    def settings(self) -> dict[str, Any]:
        source = self.text("campaign.toml")
        try:
            return tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            self.complain("campaign.toml", str(error))
            return {}
