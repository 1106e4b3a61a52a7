"""What a status of RFC 3463 says: of the address itself, of one mail only, or of us."""

from __future__ import annotations

import re

# RFC 3463, 3.2 (X.1.1 to X.1.4 and X.1.6; not X.1.7 and X.1.8, which are about the sender), and RFC 7505 (X.1.10).
_NO_ADDRESS = r"1\.(?:[12346]|10)"
_DEAD = re.compile(rf"5\.(?:{_NO_ADDRESS}|2\.1|4\.4|0\.0)")
# 3.3: disabled (X.2.1), full (X.2.2); 3.5: no route to the domain (X.4.4). No text that somebody writes brings these.
_OF_THE_MAILBOX = re.compile(rf"5\.(?:{_NO_ADDRESS}|2\.[12]|4\.4)")
_OF_THE_MAIL = re.compile(r"5\.(2\.3|3\.4|6\.\d+)")
_IN_A_REPLY = re.compile(r"(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})\b")


def in_reply(reply: str) -> str:
    """The status at the head of what a relay answered, or of what a report says; none as a rule without one."""
    found = _IN_A_REPLY.match(reply)
    return found.group(1) if found else ""


def is_dead(status: str) -> bool:
    """Nobody reads there: no such mailbox, no such domain, closed."""
    return _DEAD.fullmatch(status) is not None


def is_of_the_mailbox(status: str) -> bool:
    """One is enough: whatever the mail holds, none arrives there now."""
    return _OF_THE_MAILBOX.fullmatch(status) is not None


def says_no(status: str) -> bool:
    """For good, and not surely because of one mail. A policy (X.7.1) may mean its words: one alone proves little."""
    return status.startswith("5.") and _OF_THE_MAIL.fullmatch(status) is None
