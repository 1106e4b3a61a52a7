"""The three forms of a file of postal codes, each line of it as a code and the same seven cells.

isq: « CP Territoires », in columns of fixed width or as a CSV of the same columns
elections_quebec: `CP_CIRC_MUN_MRC_RA`, one line for each code and riding
list: any table with a postal code and the name of a riding; without titles, in that order
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from pathlib import Path

from app.core.identifiers import InvalidPostalCode, postal_code
from app.core.tabular import Table, delimiter_of, folded, lines_of, rows_of
from app.territory.importing.headings import POSTAL, places_of
from app.territory.importing.sources import Source
from app.territory.reference import own_rows

ISQ, ELECTIONS_QUEBEC, LIST = "isq", "elections_quebec", "list"
CELLS = tuple(what for what in POSTAL if what != "code")
LAYOUT = "cp-territoires-2024.csv"

Cells = tuple[str, ...]
Layout = Sequence[tuple[str, int, int]]  # a column, where it begins (from 0), where it ends
_SHORTEST_FIXED = 200  # characters: no line of a list is so long, and that of a CSV has many delimiters
_FEWEST_DELIMITERS = 8
_MOST_WAYS = 50_000


class UnknownForm(ValueError):
    """Neither a postal code nor a riding has a column; or the columns of fixed width have moved (`columns` empty)."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns
        super().__init__("unknown form")


@dataclass(frozen=True)
class PostalFile:
    """`rows`: the number of each line, its code, and its cells in the order of CELLS ("" where there is no column)."""

    form: str
    total: int  # lines, the header among them
    columns: frozenset[str]
    rows: Iterator[tuple[int, str, Cells]]

    @property
    def says_all(self) -> bool:
        """Official files hold every code there is; a list holds what somebody wrote."""
        return self.form != LIST


@contextmanager
def opened(source: Source, layout: Layout | None = None) -> Iterator[PostalFile]:
    """The file in whichever form it is. Raises UnknownForm, and `TabularError` at once or while its rows are read."""
    if source.is_sheet:
        yield _of_table(source.table())
        return
    with lines_of(source.open) as (total, lines):
        first = next((line for line in lines if line.strip()), "")
        if len(first) >= _SHORTEST_FIXED and max(map(first.count, ",;\t")) < _FEWEST_DELIMITERS:
            yield _of_fixed_width(first, chain((first,), lines), total, layout or own_layout())
        else:
            yield _of_text(first, lines, total)


def own_layout() -> Layout:
    """The layout of the edition of 2024."""
    return _layout(own_rows(LAYOUT))


def layout_of(path: Path) -> Layout:
    """Another layout: a CSV of column, start (from 1), length. Raises UnknownForm."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        try:
            return _layout(list(csv.DictReader(source)))
        except (KeyError, ValueError, TypeError):
            raise UnknownForm(("column", "start", "length")) from None


def _layout(rows: Sequence[dict[str, str]]) -> Layout:
    return [(row["column"], int(row["start"]) - 1, int(row["start"]) - 1 + int(row["length"])) for row in rows]


def _of_fixed_width(first: str, lines: Iterator[str], total: int, layout: Layout) -> PostalFile:
    spans = {column: slice(start, end) for column, start, end in layout}
    places = places_of(list(spans), POSTAL)
    if not {"code", "riding"} <= places.keys():
        raise UnknownForm(list(spans))
    ordered = list(spans.values())
    code, cuts = ordered[places["code"]], [ordered[places[what]] if what in places else slice(0, 0) for what in CELLS]
    if not _is_postal_code(first[code]):
        raise UnknownForm(())
    rows = (
        (number, line[code], tuple([line[cut] for cut in cuts]))
        for number, line in enumerate(lines, 1) if line.strip()
    )  # fmt: skip
    return PostalFile(ISQ, total, frozenset(places), rows)


def _of_text(first: str, lines: Iterator[str], total: int) -> PostalFile:
    delimiter = delimiter_of(first)
    header = next(rows_of(iter((first,)), delimiter))[1]
    form, places, has_titles = _recognized(header)
    if not has_titles:
        lines = chain((first,), lines)
    number = 2 if has_titles else 1
    if places["code"] == 0:
        rows = _parted(lines, delimiter, number, places, len(header))
    else:
        rows = _picked(rows_of(lines, delimiter, number), places, len(header))
    return PostalFile(form, total, frozenset(places), rows)


def _of_table(table: Table) -> PostalFile:
    form, places, has_titles = _recognized(table.columns)
    rows: Iterator[tuple[int, list[str]]] = ((row.line, list(row.cells)) for row in table.rows)
    if not has_titles:
        rows = chain(((1, list(table.columns)),), rows)
    return PostalFile(form, len(table.rows), frozenset(places), _picked(rows, places, len(table.columns)))


def _recognized(header: Sequence[str]) -> tuple[str, dict[str, int], bool]:
    """The form, where each thing stands, and whether the first line says so. Raises UnknownForm."""
    if len(header) > 1 and _is_postal_code(header[0]):  # a code, a riding, perhaps a municipality
        return LIST, dict(zip(("code", "riding", "municipality"), range(len(header)), strict=False)), False
    places = places_of(header, POSTAL)
    if not {"code", "riding"} <= places.keys():
        raise UnknownForm(header)
    headings = {folded(one) for one in header}
    form = ELECTIONS_QUEBEC if "co postl" in headings else ISQ if {"cp", "nom cep"} <= headings else LIST
    return form, places, True


def _parted(
    lines: Iterator[str], delimiter: str, first: int, places: dict[str, int], width: int
) -> Iterator[tuple[int, str, Cells]]:
    """With the code in front, thousands of lines go on alike: each way to go on is taken apart once.

    From the first quote on, it may hold anything, and is read as CSV asks for.
    """
    known: dict[str, Cells] = {}
    pick = _picker(places, width)
    for number, line in enumerate(lines, first):
        code, _, rest = line.partition(delimiter)
        where = known.get(rest)
        if where is None:
            if '"' in line:
                yield from _picked(rows_of(chain((line,), lines), delimiter, number), places, width)
                return
            if not line.strip():
                continue
            if len(known) > _MOST_WAYS:
                known.clear()
            where = known[rest] = pick([code, *rest.rstrip("\r\n").split(delimiter)])
        yield number, code, where


def _picked(
    rows: Iterator[tuple[int, list[str]]], places: dict[str, int], width: int
) -> Iterator[tuple[int, str, Cells]]:
    pick, code = _picker(places, width), places["code"]
    for line, cells in rows:
        if any(cells):
            where = pick(cells)
            yield line, cells[code] if code < len(cells) else "", where


def _picker(places: dict[str, int], width: int) -> Callable[[list[str]], Cells]:
    """The cells in their order out of a line that may be too short, or too long."""
    chosen: Callable[[list[str]], Cells] = itemgetter(*(places.get(what, width) for what in CELLS))
    return lambda cells: chosen([*cells[:width], *[""] * (width + 1 - min(len(cells), width))])


def _is_postal_code(text: str) -> bool:
    try:
        postal_code(text)
    except InvalidPostalCode:
        return False
    return True
