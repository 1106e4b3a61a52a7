"""What a table is, once read; what is refused, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MEBIBYTE = 1024 * 1024
_MOST_TITLES = 5
_A_HEADER = 3  # cells from which a row is sooner a header than the first row of a list of names


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a file is read before it is refused. `unpacked` bounds what a compressed file swells to."""

    bytes: int = 10 * MEBIBYTE
    unpacked: int = 64 * MEBIBYTE
    rows: int = 50_000
    columns: int = 200
    cell: int = 10_000
    seconds: int = 20


class TabularReason(StrEnum):
    """Why a file cannot be read; the page says it in words."""

    EMPTY = "empty"
    NO_ROWS = "no_rows"  # titles of columns and nothing below, where something was to be brought in
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_CELLS = "too_many_cells"  # in one row: more than there are columns
    CELL_TOO_LONG = "cell_too_long"
    ENCODING = "encoding"
    NOT_TEXT = "not_text"
    NOT_A_TABLE = "not_a_table"  # a PDF, a picture, a web page, whatever its name says
    QUOTES = "quotes"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    ARCHIVE = "archive"  # it holds no text file, or several


class TabularError(ValueError):
    """The file is refused as a whole. `line` is counted from 1 in the file, None when no line is to blame."""

    def __init__(self, reason: TabularReason, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason.value if line is None else f"{reason.value}, line {line}")


class Row(NamedTuple):
    """One row below the header, with the line of the file where it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A header and its rows, all text. `encoding` and `delimiter` are those of a CSV file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    format: str
    encoding: str | None = None
    delimiter: str | None = None

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row as its line and its cells by column name."""
        for row in self.rows:
            yield row.line, dict(zip(self.columns, row.cells, strict=True))


def build_table(
    lines: Iterable[tuple[int, list[str]]],
    limits: Limits,
    *,
    format: str,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """The first line is the header, once empty lines and titles are passed over. Raises `TabularError`."""
    columns: tuple[str, ...] | None = None
    rows: list[Row] = []
    for line, cells in _without_titles(lines):
        _check_cells(cells, line, limits)
        if columns is None:
            columns = _column_names(cells)
            continue
        if len(cells) > len(columns):
            raise TabularError(TabularReason.TOO_MANY_CELLS, line)
        if len(rows) == limits.rows:
            raise TabularError(TabularReason.TOO_MANY_ROWS, line)
        rows.append(Row(line, (*cells, *("",) * (len(columns) - len(cells)))))
    if columns is None:
        raise TabularError(TabularReason.EMPTY)
    return Table(columns=columns, rows=tuple(rows), format=format, encoding=encoding, delimiter=delimiter)


def _without_titles(lines: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, trimmed; not « Liste des membres 2026 », alone in a row as wide as the table below."""
    titles: list[tuple[int, list[str]]] = []
    filled = ((line, len(raw), cells) for line, raw in lines if (cells := _trimmed(raw)))
    for line, width, cells in filled:
        is_title = width >= _A_HEADER and sum(map(bool, cells)) == 1 and len(titles) < _MOST_TITLES
        if not is_title:
            if sum(map(bool, cells)) < _A_HEADER:
                yield from titles
            yield line, cells
            break
        titles.append((line, cells))
    else:
        yield from titles
    yield from ((line, cells) for line, _width, cells in filled)


def _trimmed(raw: list[str]) -> list[str]:
    """The cells without the space around them, up to the last one that holds something."""
    cells = [cell.strip() for cell in raw]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_cells(cells: list[str], line: int, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise TabularError(TabularReason.TOO_MANY_COLUMNS, line)
    if max(map(len, cells)) > limits.cell:
        raise TabularError(TabularReason.CELL_TOO_LONG, line)


def _column_names(cells: list[str]) -> tuple[str, ...]:
    """Names that are all different: a column without one takes its letter, a second « Nom » is « Nom (2) »."""
    names: list[str] = []
    for position, cell in enumerate(cells):
        wanted = cell or _letters(position)
        name, count = wanted, 1
        while name in names:
            count += 1
            name = f"{wanted} ({count})"
        names.append(name)
    return tuple(names)


def _letters(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters
