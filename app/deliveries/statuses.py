"""What a status of RFC 3463 says: of the address itself, of one mail only, or of us."""

from __future__ import annotations

import re

_DEAD = re.compile(r"5\.(1\.\d+|2\.1|4\.4|0\.0)")
_OF_THE_MAIL = re.compile(r"5\.(2\.3|3\.4|6\.\d+)")
_IN_A_REPLY = re.compile(r"(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})\b")


def in_reply(reply: str) -> str:
    """The status at the head of what a relay answered, or of what a report says; none as a rule without one."""
    found = _IN_A_REPLY.match(reply)
    return found.group(1) if found else ""


def is_dead(status: str) -> bool:
    """Nobody reads there: no such mailbox, no such domain, closed."""
    return _DEAD.fullmatch(status) is not None


def says_no(status: str) -> bool:
    """For good, and not because of what one mail holds: others would come back as well."""
    return status.startswith("5.") and _OF_THE_MAIL.fullmatch(status) is None
