"""The closed lists of officials: genders, sorts of mailboxes, offices, and where each office is written to."""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    """Grammatical: « Madame la Députée, », « Monsieur le Ministre, »."""

    FEMININE = "f"
    MASCULINE = "m"


class AddressKind(StrEnum):
    """What the mailbox is for: the office in the riding, the one at the Assembly, a ministry, anything else."""

    RIDING = "riding"
    PARLIAMENT = "parliament"
    MINISTRY = "ministry"
    OTHER = "other"


class Office(StrEnum):
    """What the mandate is for."""

    MNA = "mna"
    MINISTER = "minister"
    REGIONAL_MINISTER = "regional_minister"
    CRITIC = "critic"
    WHIP = "whip"
    HEAD = "head"

    @property
    def ends_with_the_assembly(self) -> bool:
        """At dissolution nobody sits, criticizes or whips any more; ministers stay, and so do institutions."""
        return self in (Office.MNA, Office.CRITIC, Office.WHIP)


_RIDING_FIRST = (AddressKind.RIDING, AddressKind.PARLIAMENT, AddressKind.OTHER)
_PARLIAMENT_FIRST = (AddressKind.PARLIAMENT, AddressKind.RIDING, AddressKind.OTHER)
_MINISTRY_FIRST = (AddressKind.MINISTRY, AddressKind.PARLIAMENT, AddressKind.OTHER, AddressKind.RIDING)

# Where each office is written to, the best mailbox first. The mailbox of a ministry is never that of a seat.
WRITTEN_AT: dict[Office, tuple[AddressKind, ...]] = {
    Office.MNA: _RIDING_FIRST,
    Office.MINISTER: _MINISTRY_FIRST,
    Office.REGIONAL_MINISTER: _MINISTRY_FIRST,
    Office.CRITIC: _PARLIAMENT_FIRST,
    Office.WHIP: _PARLIAMENT_FIRST,
    Office.HEAD: (AddressKind.OTHER, AddressKind.MINISTRY),
}
