"""What people answer when a form asks whether the board agrees, and to what they agree themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from app.core.keys import matching_key


class Said(StrEnum):
    """An answer, understood."""

    YES = "yes"
    NO = "no"
    PENDING = "pending"  # the board has not decided yet
    NOTHING = "nothing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """What the board says, and the day on which it will if the answer names it."""

    said: Said
    on: date | None = None


_PENDING = re.compile(
    r"\b(?:prochain\w*|en attente|attend\w*|attente|a venir|a confirmer|a valider|a suivre|bientot|en cours|sous peu|"
    r"pas encore|d ici|sous reserve|sera|seront|avait lieu|aura lieu|devrait|va etre|doit (?:etre|encore)|"
    r"presentee? au|soumise? au|deposee? au|prevue?|planifiee?|a l ordre du jour|se reunit|se rencontre|rencontre le|"
    r"non mais|on date|pending)\b"
)
_YES = re.compile(
    r"^(?:oui|ouais|yes|true|vrai|ok|x|1|accord|d accord|certain\w*|absolument|tout a fait|bien sur|fait|coche)\b|"
    r"\b(?:accepte|acceptons|consens|consentons|autorise|autorisons|confirme|confirmons|approuve|approuvons|agree)\b|"
    r"\b(?:resolution|adoptee?|enterinee?|autorisee?|approuvee?|unanim\w*|acceptee?|votee?)\b"
)
_NO = re.compile(
    r"^(?:non|no|false|faux|0|aucun\w*|jamais|nenni)\b|\b(?:refuse\w*|n accepte\w* pas|ne (?:souhaite|desire|veu\w+|"
    r"consen\w+|autorise\w*) pas|pas d accord|n est pas autorise\w*|n a pas (?:autorise|approuve|donne))\b"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), 1)
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](20\d\d)\b")
_IN_WORDS = re.compile(rf"\b(\d{{1,2}})(?:er|e)? (?:de )?({'|'.join(_MONTHS)})\b(?: (20\d\d))?")


def board(answer: str, day: str, *, asked_on: date) -> BoardAnswer:
    """What the two answers say of the board: the one in words, and that to a question about its next meeting."""
    said = _understood(answer)
    on = day_in(day, asked_on=asked_on) or (day_in(answer, asked_on=asked_on) if said is Said.PENDING else None)
    if said in (Said.NOTHING, Said.UNCLEAR, Said.NO) and on is not None and on >= asked_on:
        said = Said.PENDING
    return BoardAnswer(said, on if said is Said.PENDING else None)


def consent(answer: str) -> Said:
    """A box that was ticked holds its own sentence, and says yes; nothing was ticked, nothing was said."""
    said = _understood(answer)
    return Said.UNCLEAR if said is Said.PENDING else said


def is_said(cell: str) -> bool:
    """Whether a cell looks like an answer about the board."""
    return _understood(cell) is not Said.UNCLEAR


def day_in(text: str, *, asked_on: date) -> date | None:
    """« 27 mai », « 2024-05-27 », « 27/05/2024 »: the day that is named, the next of that name when no year is."""
    for pattern, order in ((_ISO, (0, 1, 2)), (_NUMBERS, (2, 1, 0))):
        found = pattern.search(text)
        if found:
            year, month, day = (int(found.group(place + 1)) for place in order)
            return _date(year, month, day) or _date(year, day, month)
    in_words = _IN_WORDS.search(matching_key(text))
    if not in_words:
        return None
    day, month = int(in_words.group(1)), _MONTHS[in_words.group(2)]
    if in_words.group(3):
        return _date(int(in_words.group(3)), month, day)
    this_year = _date(asked_on.year, month, day)
    return this_year if this_year is None or this_year >= asked_on else _date(asked_on.year + 1, month, day)


def moment_in(text: str) -> date | None:
    """The day of a time stamp: « 2024/05/27 1:30:02 PM UTC−4 », « 27/05/2024 13:30:02 »."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return day_in(text, asked_on=date.min)


@lru_cache(maxsize=256)  # of a form, most answers are the same few
def _understood(answer: str) -> Said:
    text = matching_key(re.sub(r"[()\[\]]", " ", answer))
    if not text:
        return Said.YES if answer.strip() in ("✓", "✔", "☑", "☒") else Said.NOTHING
    if _PENDING.search(text):
        return Said.PENDING
    if _NO.search(text):
        return Said.NO
    return Said.YES if _YES.search(text) else Said.UNCLEAR


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
