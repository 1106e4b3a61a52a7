"""The mail port: what a mail says (`render`), the bytes of it (`build`), and the line to the relay (`connect`).

Nothing here decides whether a mail leaves: `deliveries` does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from app.core.language import gettext as _
from app.core.language import speaking
from app.core.mail_headers import LONGEST_NAME, deliverable, mailbox, subject
from app.core.plain_text import one_line
from app.core.smtp import Ambiguous, Connection, Mail, MailError, Parcel, Permanent, RelayUnavailable, Temporary

__all__ = [
    "Ambiguous",
    "Attachment",
    "Connection",
    "MailError",
    "Parcel",
    "Permanent",
    "RelayUnavailable",
    "Rendered",
    "Temporary",
    "body",
    "build",
    "connect",
    "init_app",
    "on_behalf",
    "render",
]

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile("[\r\x85\u2028\u2029](?:(?<=\r)\n)?")  # a class first: the others are passed over quickly


@dataclass(frozen=True)
class Rendered:
    """A mail in words, in the language of whoever will read it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Attachment:
    """A table that goes along with a mail, in CSV. `name` is in plain letters."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Written:
    """Everything that the bytes of a mail are made of; the same words give the same bytes, for ever."""

    message_id: str
    date: str
    from_name: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str | None = None
    reply_to_name: str | None = None
    reply_to_address: str | None = None
    unsubscribe_url: str | None = None
    auto_submitted: bool = True
    attachments: tuple[Attachment, ...] = ()


def init_app(app: Flask) -> None:
    Mail(app)


def connect() -> Connection:
    """One line to the relay for many mails, opened when the first one needs it; use it with `with`."""
    return Connection(current_app.extensions["mail"])


def render(name: str, locale: str, /, **context: Any) -> Rendered:
    """The mail of `templates/email/<name>/`, spoken in that language. It knows no page: neither visitor nor request."""

    def part(file: str) -> str:
        return current_app.jinja_env.get_template(f"email/{name}/{file}").render(context, locale=locale)

    with speaking(locale):
        return Rendered(
            subject=one_line(part("subject.txt")),
            text=body(part("body.txt")).strip("\n") + "\n",
            html=body(part("body.html")),
        )


def on_behalf(person: str, campaign: str, locale: str) -> str:
    """« Prénom Nom (par CAMPAGNE) »: who writes and by whose hand, never too long to show both."""
    with speaking(locale):
        hand = _("(par %(campaign)s)", campaign=_cut(campaign, LONGEST_NAME // 2))
    return f"{_cut(person, LONGEST_NAME - len(hand) - 1)} {hand}"


def body(text: str) -> str:
    """The text with plain line ends and without the characters that no mail can carry."""
    return _HIDDEN.sub("", _BREAKS.sub("\n", text))


def build(written: Written, *, from_address: str, sender: str) -> Parcel:
    """The mail in bytes, and its envelope. Raises InvalidEmail when an address cannot be written to."""
    to_address = deliverable(written.to_address)
    reply_to = deliverable(written.reply_to_address) if written.reply_to_address else None
    headers = [
        f"From: {mailbox(written.from_name, deliverable(from_address))}",
        f"To: {mailbox(written.to_name, to_address)}",
        *([f"Reply-To: {mailbox(written.reply_to_name, reply_to)}"] if reply_to else []),
        f"Subject: {subject(written.subject)}",
        f"Date: {written.date}",
        f"Message-ID: {written.message_id}",
        *(["Auto-Submitted: auto-generated"] if written.auto_submitted else []),
        *(_way_out(written.unsubscribe_url) if written.unsubscribe_url else []),
        "MIME-Version: 1.0",
    ]
    utf8 = not (to_address + (reply_to or "")).isascii()
    content = _lines(headers).encode("utf-8" if utf8 else "ascii") + _filled(written)
    return Parcel(sender=sender, recipient=to_address, content=content, utf8=utf8)


def _way_out(url: str) -> list[str]:
    """One click, without a cookie: RFC 8058."""
    return [f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def _filled(written: Written) -> bytes:
    """The words and what goes along with them, from « Content-Type » on."""
    words = _words(written)
    if not written.attachments:
        return words
    return _several("mixed", f"=_m{_letters(written)}", [words, *map(_attached, written.attachments)])


def _words(written: Written) -> bytes:
    """In plain text, and beside it in HTML when there is any."""
    plain = _spoken("plain", written.text)
    if written.html is None:
        return plain
    return _several("alternative", f"=_{_letters(written)}", [plain, _spoken("html", written.html)])


def _spoken(subtype: str, text: str) -> bytes:
    """Quoted-printable: lines of any length and letters of any kind pass through every relay."""
    data = body(text).rstrip("\n").encode() + b"\n"
    return _part(f'text/{subtype}; charset="utf-8"', binascii.b2a_qp(data, istext=True), "quoted-printable")


def _attached(attachment: Attachment) -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{attachment.name}"'
    return _part('text/csv; charset="utf-8"', base64.encodebytes(attachment.content), "base64", disposition)


def _part(kind: str, content: bytes, encoding: str, *others: str) -> bytes:
    headers = [f"Content-Type: {kind}", *others, f"Content-Transfer-Encoding: {encoding}", ""]
    return _lines(headers).encode("ascii") + content.replace(b"\n", b"\r\n")


def _several(kind: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Parts in one. No line of a part is the boundary: in quoted-printable « = » is never followed by « _ »."""
    head = _lines([f'Content-Type: multipart/{kind}; boundary="{boundary}"', ""]).encode("ascii")
    line = f"--{boundary}".encode("ascii")
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _letters(written: Written) -> str:
    """What the boundaries are made of: the same for the same mail."""
    return re.sub(r"[^A-Za-z0-9]", "", written.message_id)[:40]


def _cut(text: str, limit: int) -> str:
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
