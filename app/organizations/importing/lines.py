"""A spreadsheet of organizations, read line by line: which column holds what, and what is wrong with a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core import identifiers
from app.core.keys import InvalidEmail, normal_email
from app.core.plain_text import one_line
from app.core.tabular import Table
from app.organizations.errors import NameProblem, NameRefused
from app.organizations.names import checked_city, checked_name
from app.territory import service as territory
from app.territory.models import NATIONAL

SEVERAL = re.compile(r"\s*[;|]\s*")  # between other names
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class LineProblem(StrEnum):
    """What is wrong with a line, or should be looked at. The pages and the report say it in words."""

    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    NAME_FORMULA = "name_formula"
    NAME_LINK = "name_link"
    NAME_UNREADABLE = "name_unreadable"
    CITY_REFUSED = "city_refused"
    ALIAS_REFUSED = "alias_refused"
    REGION_MISSING = "region_missing"
    REGION_UNKNOWN = "region_unknown"
    REGION_NOT_SERVED = "region_not_served"  # another chapter's
    REGION_FROM_CITY = "region_from_city"
    NEQ_DOUBTFUL = "neq_doubtful"
    CHARITY_DOUBTFUL = "charity_doubtful"
    EMAIL_REFUSED = "email_refused"
    YEAR_UNKNOWN = "year_unknown"


# These keep a line out of the register; the others are said, and the line goes in.
WRONG = frozenset(
    {LineProblem.NO_NAME, LineProblem.NAME_TOO_LONG, LineProblem.NAME_FORMULA, LineProblem.NAME_LINK}
    | {LineProblem.NAME_UNREADABLE, LineProblem.CITY_REFUSED, LineProblem.REGION_MISSING}
    | {LineProblem.REGION_UNKNOWN, LineProblem.REGION_NOT_SERVED}
)
_OF_NAME = {
    NameProblem.EMPTY: LineProblem.NO_NAME,
    NameProblem.NO_LETTER: LineProblem.NO_NAME,
    NameProblem.TOO_LONG: LineProblem.NAME_TOO_LONG,
    NameProblem.FORMULA: LineProblem.NAME_FORMULA,
    NameProblem.LINK: LineProblem.NAME_LINK,
    NameProblem.UNREADABLE: LineProblem.NAME_UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """A problem of a line, and the cell that shows it."""

    problem: LineProblem
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line of the spreadsheet, understood as far as it can be."""

    line: int
    name: str
    region_code: str  # "": not known
    city: str
    aliases: tuple[str, ...] = ()
    neq: str = ""
    charity: str = ""
    emails: tuple[str, ...] = ()
    sector: str = ""
    member_since: int | None = None
    noted: tuple[Noted, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(noted.problem in WRONG for noted in self.noted)

    @property
    def is_elsewhere(self) -> bool:
        """Whether nothing is wrong with it but that another chapter serves its region."""
        return {noted.problem for noted in self.noted} & WRONG == {LineProblem.REGION_NOT_SERVED}


def read_lines(
    table: Table, mapping: Mapping[str, str], *, region_code: str = "", served: Sequence[str] | None = None
) -> Iterator[SheetLine]:
    """Every line of the table. `region_code` is that of lines that say none; `served`: the regions one may write in."""
    places = {field: table.columns.index(column) for field, column in mapping.items() if column in table.columns}
    for row in table.rows:
        yield _line(row.line, {field: row.cells[place] for field, place in places.items()}, region_code, served)


def region_of(said: str, city: str, otherwise: str = "") -> tuple[str, list[Noted]]:
    """The region that a line says, else the one of the whole list, else the one of its town, which is then told."""
    code = territory.region_called(said)
    if code is not None:
        return code, []
    if not said and otherwise:
        return otherwise, []
    of_city = territory.region_called(city) if city else None
    if of_city not in (None, NATIONAL):
        return of_city or "", [Noted(LineProblem.REGION_FROM_CITY, said or city)]
    return "", [Noted(LineProblem.REGION_UNKNOWN, said) if said else Noted(LineProblem.REGION_MISSING)]


def checked(name: str, city: str) -> tuple[str, str, list[Noted]]:
    """The name and the town as the register takes them, and what it refuses."""
    noted: list[Noted] = []
    try:
        name = checked_name(name)
    except NameRefused as refused:
        noted.append(Noted(_OF_NAME[refused.problem], one_line(name)[:100]))
    try:
        city = checked_city(city)
    except NameRefused:
        noted.append(Noted(LineProblem.CITY_REFUSED, one_line(city)[:100]))
    return name, city, noted


def _line(number: int, cells: Mapping[str, str], otherwise: str, served: Sequence[str] | None) -> SheetLine:
    name, city, noted = checked(cells.get("name", ""), cells.get("city", ""))
    region_code, doubts = region_of(one_line(cells.get("region", "")), city, otherwise)
    noted += doubts
    if region_code and served is not None and region_code not in served:
        noted.append(Noted(LineProblem.REGION_NOT_SERVED, region_code))
    return SheetLine(
        line=number,
        name=name,
        region_code=region_code,
        city=city,
        aliases=tuple(_aliases(cells.get("aliases", ""), noted)),
        neq=_number(identifiers.neq, cells.get("neq", ""), LineProblem.NEQ_DOUBTFUL, noted),
        charity=_number(identifiers.charity_number, cells.get("charity", ""), LineProblem.CHARITY_DOUBTFUL, noted),
        emails=tuple(_emails(cells.get("email", ""), noted)),
        sector=one_line(cells.get("sector", ""))[:200],
        member_since=_year(one_line(cells.get("member_since", "")), noted),
        noted=tuple(noted),
    )


def _aliases(cell: str, noted: list[Noted]) -> Iterator[str]:
    for alias in SEVERAL.split(one_line(cell)):
        if alias:
            try:
                yield checked_name(alias)
            except NameRefused:
                noted.append(Noted(LineProblem.ALIAS_REFUSED, alias[:100]))


def _number(read: Callable[[str], identifiers.Identifier], cell: str, doubtful: LineProblem, noted: list[Noted]) -> str:
    """Kept as it is written; what looks wrong is said."""
    text = one_line(cell)
    if not text:
        return ""
    number = read(text)
    if number.problem is not None:
        noted.append(Noted(doubtful, text[:40]))
    return number.value[:40]


def _emails(cell: str, noted: list[Noted]) -> Iterator[str]:
    refused = False
    for address in re.split(r"[\s;,|]+" if "@" in cell else r"[;,|]+", cell.strip()):
        if address:
            try:
                yield normal_email(address)
            except InvalidEmail:
                refused = True
    if refused:
        noted.append(Noted(LineProblem.EMAIL_REFUSED))


def _year(text: str, noted: list[Noted]) -> int | None:
    if not text:
        return None
    found = _YEAR.search(text)
    if found is None:
        noted.append(Noted(LineProblem.YEAR_UNKNOWN, text[:40]))
        return None
    return int(found.group())
