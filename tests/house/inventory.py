"""The inventory of personal data, as docs/fr/inventaire-des-renseignements.md tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INVENTORY = Path(__file__).parents[2] / "docs" / "fr" / "inventaire-des-renseignements.md"
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Duration:
    """How long something is kept: the words, the setting that holds it, what has it respected."""

    words: str
    setting: str
    functions: tuple[str, ...]

    @property
    def days(self) -> int:
        """As the words say it; 0 when it ends by an act, on no day."""
        said = re.match(r"(\d+) jours", self.words)
        return int(said.group(1)) if said else 0


@dataclass(frozen=True)
class Entry:
    """One line of a table: columns of the database of which the same is to be told."""

    section: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    durations: tuple[str, ...]


def durations() -> dict[str, Duration]:
    return {
        name: Duration(words, "".join(CODE.findall(setting)), tuple(CODE.findall(functions)))
        for _, (name, words, setting, functions) in _rows("Durée")
    }


def entries() -> list[Entry]:
    """What is personal."""
    return [
        Entry(section, tuple(CODE.findall(cells[0])), cells[1:], tuple(re.split(r", ", cells[-1])))
        for section, cells in _rows("Colonne")
    ]


def not_personal() -> list[str]:
    return [
        f"{table}.{column}"
        for _, cells in _rows("Table")
        for table in CODE.findall(cells[0])
        for column in CODE.findall(cells[1])
    ]


def sections() -> dict[str, str]:
    """The text under each heading."""
    parts = re.split(r"(?m)^## (.+)$", INVENTORY.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _rows(first_heading: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for section, text in sections().items():
        lines = [line for line in text.splitlines() if line.startswith("|")]
        if lines and _cells(lines[0])[0] == first_heading:
            yield from ((section, _cells(line)) for line in lines[2:])


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
