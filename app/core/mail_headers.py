"""Headers that no text can break: a name can hold anything, and never becomes an address or a second header.

We write the RFC 2047 words and fold the lines ourselves. Python 3.11's `email` package takes 10 ms a mail for it and,
when a long accented name holds a comma, leaves the comma unquoted, which makes a second sender out of it.
"""

from __future__ import annotations

import binascii
import re
from email.headerregistry import Address
from functools import lru_cache

from app.core.keys import normal_email
from app.core.plain_text import one_line

LONGEST_NAME = 120
LONGEST_SUBJECT = 250
LINE = 76
ENCODED_BYTES = 45  # RFC 2047: an encoded word is at most 75 characters long

_NAME_WORD = re.compile(r"[A-Za-z0-9'_-]+")
_QUOTABLE = re.compile(r"(?=.{1,60}$)(?!.*=\?)[ !#-\[\]-~]+")
_SUBJECT_WORD = re.compile(r"(?!.*=\?)[!-~]+")
_PLAIN_ADDRESS = re.compile(r"[\w!#$%&'*+/=^`{|}~-]+(\.[\w!#$%&'*+/=^`{|}~-]+)*@([a-z0-9-]+\.)+[a-z0-9-]+", re.ASCII)


@lru_cache(maxsize=256)  # a campaign has one, and a supporter's name is written twice in each mail
def subject(text: str) -> str:
    """A subject, on as many lines as it takes."""
    return _folded(_words(_shortened(text, LONGEST_SUBJECT), _SUBJECT_WORD))


@lru_cache(maxsize=256)
def mailbox(name: str | None, address: str) -> str:
    """« Name <address> »; the address has passed `deliverable`."""
    local, _, domain = address.rpartition("@")
    written = Address(username=local, domain=domain).addr_spec
    shown = _shortened(name or "", LONGEST_NAME)
    words = [f'"{shown}"'] if _QUOTABLE.fullmatch(shown) else _words(shown, _NAME_WORD)
    return _folded([*words, f"<{written}>"]) if words else written


def deliverable(address: str) -> str:
    """The address as SMTP takes it, its domain in ASCII. Raises InvalidEmail."""
    if _PLAIN_ADDRESS.fullmatch(address) and len(address) <= 254:
        return address
    return normal_email(address, smtputf8=True)


def _shortened(text: str, limit: int) -> str:
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _words(text: str, plain: re.Pattern[str]) -> list[str]:
    """The text cut at its spaces: plain words as they are, everything else as encoded words."""
    words: list[str] = []
    run: list[str] = []
    for word in text.split(" ") if text else []:
        if plain.fullmatch(word) and len(word) < LINE:
            words += _encoded(run)
            run = []
            words.append(word)
        else:
            run.append(word)
    return words + _encoded(run)


def _encoded(run: list[str]) -> list[str]:
    words: list[str] = []
    piece = b""
    for letter in " ".join(run):
        data = letter.encode()
        if len(piece) + len(data) > ENCODED_BYTES:
            words.append(_encoded_word(piece))
            piece = b""
        piece += data
    return [*words, _encoded_word(piece)] if piece else words


def _encoded_word(data: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(data, newline=False).decode('ascii')}?="


def _folded(words: list[str]) -> str:
    """The words on lines of at most 76 characters, for a header whose name is short."""
    lines, line = [], ""
    room = LINE - len("Reply-To: ")
    for word in words:
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, LINE
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
