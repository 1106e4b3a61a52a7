"""A mail that a stranger may have written, read within the time that it is worth."""

from __future__ import annotations

import email.errors
import email.parser
import re
from email.header import decode_header, make_header
from email.message import Message

from app.core.plain_text import one_line

LONGEST = 512 * 1024  # what is read of one mail; a report stands before the mail that it returns
_MOST_LINES = 2_000  # the parser makes a mail of each empty line of a report: half a megabyte of them took it 11 s
_LONGEST_HEADER = 2_000  # as words: the parser takes seconds over those that are coded one by one
_MOST_NESTED = 20  # parts in parts, mails in mails: a report has four, and hundreds take the parser minutes
_LONGEST_HEADERS = 64 * 1024
# Of what kind a part is, in more words than anybody needs: the parser takes seconds over « ;;;; ».
_ENDLESS_KIND = re.compile(rb"(?:^|\r)content-(?:type|disposition):(?:[^\n]|\n[ \t]){2000}", re.I | re.M)


def first_lines(raw: bytes) -> bytes:
    """A report stands before the mail that it returns, and is short."""
    return b"".join(raw[:LONGEST].splitlines(keepends=True)[:_MOST_LINES])


def can_be_taken_apart(raw: bytes) -> bool:
    """Within the time that a report is worth; the others are read by their head and their first words."""
    is_nested = any(raw.lower().count(mark) > _MOST_NESTED for mark in (b"boundary", b"message/"))
    return not is_nested and _ENDLESS_KIND.search(raw) is None


def headers(raw: bytes) -> Message:
    """What stands at the head of a mail; its parts are not looked at."""
    return email.parser.BytesHeaderParser().parsebytes(raw[:_LONGEST_HEADERS])


def header(mail: Message, name: str) -> str:
    """The header in words, or as it stands when it cannot be read."""
    value = str(mail.get(name) or "")[:_LONGEST_HEADER]
    try:
        return one_line(str(make_header(decode_header(value))))
    except (ValueError, LookupError, email.errors.MessageError):
        return one_line(value)
