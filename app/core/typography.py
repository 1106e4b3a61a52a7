"""The typography of our own French text, after the Office québécois de la langue française.

A no-break space before « : », inside « », before %, $ and M$, between the groups of a large number, around
the « h » of a time and between a day and its month; none before ; ! ?. Never used on what other people wrote: names
are shown as typed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from app.core.clock import local, today

NBSP = "\u00a0"

# What is not prose, and is left as it is: one private character stands for it while the rules run.
_STAND_IN = "\ue000"
_KEPT = re.compile(
    r"""
      <!--.*?-->
    | <(?P<raw>code|pre|kbd|samp|script|style|textarea)\b[^>]*>.*?</(?P=raw)\s*>
    | </?[a-zA-Z](?:"[^"]*"|'[^']*'|[^<>"'])*>                  # a tag and its attributes
    | <(?:https?:|mailto:)[^<>\s]*>                             # Markdown: an address that is a link
    | ^(?P<fence>```|~~~).*?^(?P=fence)                         # Markdown: code
    | (?<!`)(?P<ticks>`{1,2})(?!`)[^`]+(?P=ticks)(?!`)
    | (?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)              # Markdown: the target of a link
    | (?<=\])\[[^\]\n]*\]
    | \{\{.*?\}\} | \{%.*?%\} | \{\#.*?\#\} | \{[^{}\n]*\}      # blanks
    | %\([^()\n]*\)[-+\#0]*\d*(?:\.\d+)?[a-zA-Z] | %[sd]\b      # gettext placeholders
    | (?:https?://|www\.|mailto:|tel:)[^\s<>«»"”]+
    | (?<![^\s<>«»"(\[,;:!?{}])[^\s<>«»"(\[,;:!?{}]{1,64}@[^\s<>«»")\],;:!?{}]+
    | &\#?\w+;
    | \ue000
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_SPACE = "[ \u00a0\u202f]"
_SOME = rf"(?<=[^\s]){_SPACE}+"
_END = r"(?=[\s.,;:!?)\]»”’*_<\ue000]|$)"
_FIGURE = r"(?<=[\d\ue000])"
_MONTH = "(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|\ue000)"), "’"),
    (re.compile(rf"«{_SPACE}*"), f"«{NBSP}"),
    (re.compile(rf"(?<!{_SPACE}){_SPACE}*»"), f"{NBSP}»"),
    # None before ; ! ? that end something; « ![image] », « ?page=2 » and « != » are not punctuation.
    (re.compile(rf"{_SOME}(?=[;!?]+{_END})"), ""),
    (re.compile(rf"{_SOME}(?=:(?![-:|]))"), NBSP),
    (re.compile(rf"{_SOME}(?=%(?:%|{_END}))"), NBSP),
    (re.compile(rf"{_SOME}(?=[kMG]?[$€]{_END})"), NBSP),
    (re.compile(rf"{_FIGURE}{_SPACE}h{_SPACE}(?=[0-5]\d(?!\d)|\ue000)"), f"{NBSP}h{NBSP}"),
    (re.compile(rf"{_FIGURE}{_SPACE}(?=(?:h|millions?|milliards?){_END})"), NBSP),
    (re.compile(rf"(?:(?<=\d)|(?<=\b1er)){_SPACE}(?={_MONTH}{_END})"), NBSP),
)
_GROUPS = re.compile(rf"(?<![\d,.])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)")


def french(text: str) -> str:
    """The same text with the spaces that French readers expect; doing it twice changes nothing.

    Only spaces already typed are changed (none is added but inside « »): « 12:30 » stays. Tags, attributes,
    code, addresses of pages and of people, blanks and placeholders are left as they are.
    """
    kept = [match.group() for match in _KEPT.finditer(text)]
    prose = _KEPT.sub(_STAND_IN, text)
    for pattern, replacement in _RULES:
        prose = pattern.sub(replacement, prose)
    prose = _GROUPS.sub(lambda figure: re.sub(_SPACE, NBSP, figure.group()), prose)
    pieces = prose.split(_STAND_IN)
    restored = "".join(chain.from_iterable(zip(pieces, [*kept, ""], strict=True)))
    return type(text)(restored)  # markupsafe.Markup stays Markup: no character of HTML was added


@lru_cache(maxsize=4096)  # a desk shows the same few figures hundreds of times, and Babel takes its time
def number(value: int | float | Decimal, locale: str) -> str:
    """« 1 586 » and « 12,5 » in French, « 1,586 » and « 12.5 » in English."""
    return format_decimal(value, locale=_region(locale))


@lru_cache(maxsize=1024)
def day(value: date, locale: str) -> str:
    """« 1er mai 2024 », « 27 mai 2024 »; “May 27, 2024”."""
    written = format_date(value, "long", locale=_region(locale))
    return written.replace("1 ", "1er ", 1) if value.day == 1 and locale != "en" else written


def short_day(value: date, locale: str) -> str:
    """« 27 mai », “Nov 18”; with its year when it is not this one."""
    return _short_day(value, locale, with_year=value.year != today().year)


@lru_cache(maxsize=1024)
def _short_day(value: date, locale: str, *, with_year: bool) -> str:
    skeleton = "yMMMd" if with_year else "MMMd"
    written = format_skeleton(skeleton, value, locale=_region(locale))
    return written.replace("1 ", "1er ", 1) if value.day == 1 and locale != "en" else written


def moment(value: datetime, locale: str) -> str:
    """The day and the hour on a Quebec clock: « 27 mai 2024, 13 h 30 »."""
    if value.tzinfo is None:
        raise ValueError("an instant must say its time zone")
    there = local(value)
    if locale == "en":
        hour = re.sub(_SPACE, NBSP, format_time(there.time(), "short", locale=_region(locale)))
    else:  # Babel pads the hour (« 09 h 05 »); the Office writes « 9 h 05 » and « 9 h »
        hour = f"{there.hour}{NBSP}h" + (f"{NBSP}{there.minute:02}" if there.minute else "")
    return f"{day(there.date(), locale)}, {hour}"


def _region(locale: str) -> str:
    return "en_CA" if locale == "en" else "fr_CA"
