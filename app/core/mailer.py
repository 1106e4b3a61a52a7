"""The mail port: what a mail says (`render`), the bytes of it (`build`), and the line to the relay (`connect`).

Nothing here decides whether a mail leaves: `deliveries` does.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8
from typing import Any

from flask import Flask, current_app

from app.core.language import gettext as _
from app.core.language import speaking
from app.core.mail_headers import LONGEST_NAME, Header, deliverable, mailbox, subject
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
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")


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
    utf8 = not (to_address + (reply_to or "")).isascii()
    mail = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    _put(mail, "From", mailbox(written.from_name, deliverable(from_address)))
    _put(mail, "To", mailbox(written.to_name, to_address))
    if reply_to:
        _put(mail, "Reply-To", mailbox(written.reply_to_name, reply_to))
    _put(mail, "Subject", subject(written.subject))
    _put(mail, "Date", written.date)
    _put(mail, "Message-ID", written.message_id)
    if written.auto_submitted:
        _put(mail, "Auto-Submitted", "auto-generated")
    if written.unsubscribe_url:  # one click, without a cookie: RFC 8058
        _put(mail, "List-Unsubscribe", f"<{written.unsubscribe_url}>")
        _put(mail, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    _put(mail, "MIME-Version", "1.0")
    _fill(mail, written)
    return Parcel(sender=sender, recipient=to_address, content=mail.as_bytes(), utf8=utf8)


def _fill(mail: EmailMessage, written: Written) -> None:
    if not written.attachments:
        _say(mail, written)
        return
    _put(mail, "Content-Type", f'multipart/mixed; boundary="=_m{_letters(written)}"')
    words = _say(MIMEPart(policy=mail.policy), written)
    parts: list[Any] = [words, *(_attached(attachment, mail) for attachment in written.attachments)]
    mail.set_payload(parts)


def _say(part: MIMEPart, written: Written) -> MIMEPart:
    """The words: in plain text, and beside it in HTML when there is any."""
    if written.html is None:
        return _speak(part, "plain", written.text)
    _put(part, "Content-Type", f'multipart/alternative; boundary="=_{_letters(written)}"')
    parts: list[Any] = [_speak(MIMEPart(policy=part.policy), "plain", written.text)]
    parts.append(_speak(MIMEPart(policy=part.policy), "html", written.html))
    part.set_payload(parts)
    return part


def _attached(attachment: Attachment, mail: EmailMessage) -> MIMEPart:
    part = MIMEPart(policy=mail.policy)
    _put(part, "Content-Type", 'text/csv; charset="utf-8"')
    _put(part, "Content-Disposition", f'attachment; filename="{attachment.name}"')
    _put(part, "Content-Transfer-Encoding", "base64")
    part.set_payload(base64.encodebytes(attachment.content).decode("ascii"))
    return part


def _letters(written: Written) -> str:
    """What the boundaries are made of: the same for the same mail."""
    return re.sub(r"[^A-Za-z0-9]", "", written.message_id)[:40]


def _speak(part: MIMEPart, subtype: str, text: str) -> MIMEPart:
    """Quoted-printable: lines of any length and letters of any kind pass through every relay."""
    _put(part, "Content-Type", f'text/{subtype}; charset="utf-8"')
    _put(part, "Content-Transfer-Encoding", "quoted-printable")
    data = body(text).rstrip("\n").encode() + b"\n"
    part.set_payload(binascii.b2a_qp(data, istext=True).decode("ascii"))
    return part


def _put(part: MIMEPart, name: str, value: str) -> None:
    part[name] = Header(name, value)


def _cut(text: str, limit: int) -> str:
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
