"""Numbers and codes that people copy from paper: NEQ, charity number, postal code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.plain_text import normal

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_NEQ = re.compile(r"[0-9]{10}")
_NEQ_PREFIXES = ("11", "22", "33", "88")
_CHARITY = re.compile(r"([0-9]{9})RR[0-9]{4}")
# Letters that Canada Post uses: never D F I O Q U, and neither W nor Z at the start.
_POSTAL_CODE = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z])([0-9][ABCEGHJ-NPRSTV-Z][0-9])")


class IdentifierProblem(StrEnum):
    """What looks wrong in a number; a warning, for registers have their oddities."""

    FORM = "form"
    PREFIX = "prefix"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True)
class Identifier:
    """A number as it should be written, or as it was typed when its form is not known."""

    value: str
    problem: IdentifierProblem | None = None


class InvalidPostalCode(ValueError):
    """Not the form of a Canadian postal code."""


def neq(text: str) -> Identifier:
    """Numéro d’entreprise du Québec: ten figures, one of four prefixes, Luhn over the last eight."""
    digits = _compact(text)
    if not _NEQ.fullmatch(digits):
        return Identifier(text.strip(), IdentifierProblem.FORM)
    if not digits.startswith(_NEQ_PREFIXES):
        return Identifier(digits, IdentifierProblem.PREFIX)
    return Identifier(digits, None if _luhn(digits[2:]) else IdentifierProblem.CHECK_DIGIT)


def charity_number(text: str) -> Identifier:
    """Registered charity: « 123456782 RR 0001 », Luhn over the first nine figures."""
    number = _compact(text)
    found = _CHARITY.fullmatch(number)
    if not found:
        return Identifier(text.strip(), IdentifierProblem.FORM)
    return Identifier(number, None if _luhn(found.group(1)) else IdentifierProblem.CHECK_DIGIT)


def postal_code(text: str) -> str:
    """« h2x1y4 » is « H2X 1Y4 ». Raises `InvalidPostalCode`."""
    found = _POSTAL_CODE.fullmatch(_compact(text))
    if not found:
        raise InvalidPostalCode
    return f"{found.group(1)} {found.group(2)}"


def in_quebec(code: str) -> bool:
    """Does this postal code begin with one of Quebec's three letters?"""
    return code[:1] in ("G", "H", "J")


def _compact(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", normal("NFKC", text)).upper()


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
