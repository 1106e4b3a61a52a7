"""The lines of a list of officials, read: who, in which offices, at which mailboxes, and what is wrong with each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.clock import today
from app.core.keys import InvalidEmail, normal_email, search_key
from app.core.plain_text import is_formula, one_line
from app.core.tabular import Table
from app.officials.appointing import Function, Mailbox
from app.officials.importing.columns import EMAILS
from app.officials.importing.functions import FunctionUnclear, Said, function_called, offices_in
from app.officials.importing.genders import gender_called, gender_of_title, without_civility
from app.officials.importing.reasons import Note, Refusal
from app.officials.models import AddressKind, Gender, Office

LONGEST = 250
_VACANT = frozenset(
    {"", "vacant", "vacante", "siege vacant", "poste vacant", "a pourvoir", "vacance", "aucun titulaire"}
)
_MINISTRY = re.compile(r"(^|[._-])(ministre|ministere|minister|ministry|cabinet)([._-]|\d|$)", re.IGNORECASE)
_PARTED = re.compile(r"[;,\s]+")
_DAYS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[ T].*)?"),
    re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
)
_KINDS = {
    "email_riding": AddressKind.RIDING,
    "email_parliament": AddressKind.PARLIAMENT,
    "email_ministry": AddressKind.MINISTRY,
}


_UNCLEAR = {
    "function": Refusal.FUNCTION_UNKNOWN,
    "party": Refusal.PARTY_MISSING,
    "portfolio": Refusal.PORTFOLIO_MISSING,
    "region": Refusal.REGION_UNKNOWN,
    "institution": Refusal.INSTITUTION_MISSING,
}


@dataclass(kw_only=True)
class SheetLine:
    """One line of the file. `refusals` and `notes`: a code, and what it is about."""

    line: int
    name: str = ""
    gender: Gender | None = None
    party: str = ""
    phone: str = ""
    riding: str = ""
    functions: list[Function] = field(default_factory=list)
    mailboxes: list[Mailbox] = field(default_factory=list)
    since: date | None = None
    refusals: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_vacant(self) -> bool:
        return not self.name

    @property
    def key(self) -> str:
        return search_key(self.name)


@dataclass(frozen=True, kw_only=True)
class Ridings:
    """The seats that there are: those of the map in force by key, and the names that only other maps have."""

    of_map: Mapping[str, uuid.UUID]
    elsewhere: Mapping[str, str]

    def find(self, name: str) -> uuid.UUID | None:
        return self.of_map.get(riding_key(name))

    def map_of(self, name: str) -> str:
        """The other map on which there is a riding of that name, else nothing."""
        return self.elsewhere.get(riding_key(name), "")


def riding_key(name: str) -> str:
    """« Rivière-du-Loup–Témiscouata » and « Riviere du Loup Temiscouata » are one."""
    return search_key(name).replace(" ", "")


def read_lines(
    table: Table, mapping: Mapping[str, str], ridings: Ridings, *, domains: Sequence[str], source: str
) -> Iterator[SheetLine]:
    """Each line of the table by what its columns hold. `source`: where what the line does not tell comes from."""
    for number, cells in table.records():
        said = {name: one_line(cells.get(column, "")) for name, column in mapping.items()}
        yield _Reading(number, said, ridings, tuple(domains), source).line


class _Reading:
    """One line being read."""

    def __init__(
        self, number: int, said: Mapping[str, str], ridings: Ridings, domains: tuple[str, ...], source: str
    ) -> None:
        self.said = said
        self.ridings = ridings
        self.domains = domains
        self.source = said.get("source", "") or source
        self.line = SheetLine(line=number, party=self.text("party"), phone=self.text("phone"))
        if any(len(text) > LONGEST for name, text in said.items() if name not in EMAILS):
            self.refuse(Refusal.TOO_LONG)
            return
        self._read_name()
        self._read_offices()
        self.line.since = self._day("starts_on")
        if not self.line.is_vacant:
            self._read_gender()
            self._read_mailboxes()

    def text(self, name: str) -> str:
        return self.said.get(name, "")

    def refuse(self, why: Refusal, what: str = "") -> None:
        self.line.refusals.append((why.value, what))

    def note(self, why: Note, what: str = "") -> None:
        self.line.notes.append((why.value, what))

    def _read_name(self) -> None:
        name, self.civility = without_civility(self.text("name"))
        if search_key(name) in _VACANT:
            return
        family, comma, given = name.partition(",")
        if comma and "," not in given:
            name = f"{given.strip()} {family.strip()}"
        self.line.name = one_line(f"{self.text('given_name')} {name}")
        if is_formula(name) or not any(map(str.isalpha, name)) or "\N{REPLACEMENT CHARACTER}" in name:
            self.refuse(Refusal.NAME_REFUSED, name)
        for text in (self.text(column) for column in ("party", "title", "institution", "source")):
            if is_formula(text):
                self.refuse(Refusal.NAME_REFUSED, text)

    def _read_offices(self) -> None:
        self.line.riding = self.text("riding")
        if self.line.riding:
            found = self.ridings.find(self.line.riding)
            if found is not None:
                self.line.functions.append(Function(office=Office.MNA, riding_id=found))
            elif other := self.ridings.map_of(self.line.riding):
                self.refuse(Refusal.RIDING_OF_OTHER_MAP, other)
            else:
                self.refuse(Refusal.RIDING_UNKNOWN, self.line.riding)
        for text in self._office_texts():
            self._read_office(text)
        if not self.line.functions and not self.line.refusals:
            self.refuse(Refusal.OFFICE_MISSING if self.line.name else Refusal.NAME_MISSING)

    def _office_texts(self) -> list[str]:
        """What the column of functions says, else the title when it is one; a ministry alone makes a minister."""
        if self.text("function"):
            return offices_in(self.text("function"))
        title = self.text("title")
        if title and gender_called(title) is None:
            return offices_in(title)
        if self.text("institution"):
            return ["head"]
        return ["ministre"] if self.text("portfolio") else []

    def _read_office(self, text: str) -> None:
        said = Said(
            party=self.line.party, portfolio=self.text("portfolio"), institution=self.text("institution"),
            region=self.text("region"), title=self.text("title") if self.text("function") else "",
        )  # fmt: skip
        try:
            self.line.functions += [one for one in function_called(text, said) if one not in self.line.functions]
        except FunctionUnclear as unclear:
            if self.line.riding and unclear.problem in ("function", "institution"):
                self.note(Note.FUNCTION_LEFT, text)  # whoever sits does other things too
            else:
                self.refuse(_UNCLEAR[unclear.problem], unclear.what)

    def _read_gender(self) -> None:
        typed = self.text("gender")
        told = gender_called(typed) if typed else None
        if typed and told is None:
            self.refuse(Refusal.GENDER_UNKNOWN, typed)
        self.line.gender = (
            told
            or self.civility
            or next((found for name in ("title", "function") if (found := gender_of_title(self.text(name)))), None)
        )

    def _read_mailboxes(self) -> None:
        verified_on = self._day("verified_on")
        if verified_on and verified_on > today():
            self.refuse(Refusal.DAY_TO_COME, verified_on.isoformat())
        for column in EMAILS:
            for typed in filter(None, _PARTED.split(self.text(column).removeprefix("mailto:"))):
                self._read_mailbox(column, typed, verified_on)

    def _read_mailbox(self, column: str, typed: str, verified_on: date | None) -> None:
        try:
            address = normal_email(typed)
        except InvalidEmail:
            self.refuse(Refusal.EMAIL_UNREADABLE, typed)
            return
        local, _at, domain = address.rpartition("@")
        if not any(domain == one or domain.endswith(f".{one}") for one in self.domains):
            self.refuse(Refusal.EMAIL_DOMAIN, address)
            return
        kind = AddressKind.MINISTRY if _MINISTRY.search(local) else _KINDS.get(column) or self._kind(domain)
        if kind is AddressKind.MINISTRY:
            self.note(Note.MINISTRY_MAILBOX, address)
        if all(one.email != address for one in self.line.mailboxes):
            self.line.mailboxes.append(Mailbox(email=address, kind=kind, source=self.source, verified_on=verified_on))

    def _kind(self, domain: str) -> AddressKind:
        """Of an address in a column that does not tell."""
        if not self.line.riding:
            return AddressKind.OTHER
        return AddressKind.PARLIAMENT if domain.startswith("assnat.") else AddressKind.RIDING

    def _day(self, name: str) -> date | None:
        typed = self.text(name)
        if not typed:
            return None
        for pattern in _DAYS:
            if found := pattern.fullmatch(typed):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    break
        self.refuse(Refusal.DAY_UNREADABLE, typed)
        return None
