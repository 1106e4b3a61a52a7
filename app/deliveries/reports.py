"""What a mail that came back says: a delivery report (RFC 3464), however broken, or something that only looks like one.

Only a report of failure is a bounce. Notices of delay, receipts and automatic replies are not, whatever words they use;
what a person wrote, or what nobody understands, is left alone.
"""

from __future__ import annotations

import binascii
import email
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from app.core.plain_text import one_line
from app.deliveries import parsing
from app.deliveries.parsing import header

LONGEST_REPLY = 500
_TEXT_READ = 20_000


class Finding(StrEnum):
    """What such a mail is."""

    FAILED = "failed"
    DELAYED = "delayed"
    ARRIVED = "arrived"  # handed over, or read
    AUTOMATIC_REPLY = "automatic_reply"
    OTHER = "other"


@dataclass(frozen=True)
class Report:
    """`status` as in RFC 3463, such as 5.1.1; `reply` in the words of whoever refused."""

    finding: Finding
    status: str = ""
    reply: str = ""


_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RECEIPTS = ("message/disposition-notification", "message/global-disposition-notification")
_ACTIONS = {
    "failed": Finding.FAILED,
    "delayed": Finding.DELAYED,
    "delivered": Finding.ARRIVED,
    "relayed": Finding.ARRIVED,
    "expanded": Finding.ARRIVED,
}
_CLASSES = {"5": Finding.FAILED, "4": Finding.DELAYED, "2": Finding.ARRIVED}
_FIELD = re.compile(
    r"^(action|status|diagnostic-code|final-recipient|original-recipient)[ \t]*:[ \t]*(.*(?:\n[ \t]+.+)*)", re.I | re.M
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.,-])5[0-5]\d(?=[ -]\D)")
_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|postmaster|mail[-_. ]?delivery|\bdaemon\b|microsoftexchange|mail administrator", re.I
)
_AWAY = re.compile(
    r"\s*(?:(?:re|tr|fw)\s*:\s*)?(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|on vacation|"
    r"réponse automatique|message d.absence|absen(?:ce|te?)\b|en vacances|hors du bureau)",
    re.I,
)
_NOT_YET = re.compile(
    r"warning message only|will (?:continue|keep)(?: on)? (?:to try|trying)|(?:has )?not yet been delivered|"
    r"no action is required|delivery attempts will continue|(?:has been|is|was) delayed|\bretardée?\b|"
    r"(?:n.a|n.est) pas encore (?:été|pu)|will (?:be retried|retry)|nouvelles? tentatives? ",
    re.I,
)
_NEVER = re.compile(
    r"permanent(?:ly)?\s+(?:fatal\s+)?(?:error|fail|reject)|(?:could|can)\s?not be delivered|undeliver|"
    r"giv(?:en|ing) up|delivery (?:to .{1,80} )?(?:has )?fail|failed to deliver|returned to sender|"
    r"(?:no such|unknown|invalid) (?:user|mailbox|recipient|address)|"
    r"(?:user|mailbox|recipient|address) (?:is )?unknown|"
    r"unable to deliver|wasn.t able to deliver|(?:user|mailbox) (?:does not exist|not found)|"
    r"n.a (?:pas pu|pu) être (?:remis|livré|distribué)|échec de (?:la )?(?:remise|livraison|distribution)|"
    r"adresse (?:inconnue|introuvable|inexistante)|destinataire (?:inconnu|introuvable)",
    re.I,
)

_COPY = re.compile(r"\n-{2,}[^\n]{0,60}\b(?:copy|copie|original)\b", re.I)


def read(raw: bytes) -> Report:
    """Never raises, whatever the bytes are."""
    raw = parsing.first_lines(raw)
    is_whole = parsing.can_be_taken_apart(raw)
    mail = email.message_from_bytes(raw) if is_whole else parsing.headers(raw)
    parts = list(mail.walk()) if is_whole else []
    blocks = [block for part in parts if part.get_content_type() in _REPORTS for block in _blocks(part)]
    if blocks:
        return _of_report(blocks)
    if any(part.get_content_type() in _RECEIPTS for part in parts):
        return Report(Finding.ARRIVED)
    if _is_automatic(mail):
        return Report(Finding.AUTOMATIC_REPLY)
    words = _words(parts) if is_whole else _beginning(raw)
    loose = {name.lower(): one_line(value) for name, value in _FIELD.findall(words)}
    if "action" in loose and _is_from_a_machine(mail):
        return _of_report([loose])
    return _of_words(mail, words)


def _blocks(part: Message) -> Iterator[Mapping[str, str]]:
    """What the report says of each recipient; the first group of fields is about the mail as a whole."""
    for text in re.split(r"\n[ \t]*\n", _body_of(part)):
        fields = {name.lower(): one_line(value) for name, value in _FIELD.findall(text)}
        if "action" in fields or "status" in fields:
            yield fields


def _of_report(blocks: Sequence[Mapping[str, str]]) -> Report:
    """One recipient as a rule. Who is reached through one of several mailboxes is reached."""
    found = [(_finding(block), block) for block in blocks]
    order = (Finding.ARRIVED, Finding.DELAYED, Finding.FAILED, Finding.OTHER)
    finding, block = min(found, key=lambda one: order.index(one[0]))
    stated = _STATUS.search(block.get("status", "")) or _STATUS.search(block.get("diagnostic-code", ""))
    reply = re.sub(r"^(?:smtp|x-[\w-]+|unix|dns)\s*;\s*", "", block.get("diagnostic-code", ""), flags=re.I)
    status = stated.group() if stated else "5.0.0" if finding is Finding.FAILED else ""
    return Report(finding, status, _short(reply))


def _finding(block: Mapping[str, str]) -> Finding:
    """The action says it; without one, the class of the status."""
    said = re.match(r"[a-z]+", block.get("action", "").lower())
    if said and said.group() in _ACTIONS:
        return _ACTIONS[said.group()]
    return _CLASSES.get(block.get("status", "").strip()[:1], Finding.OTHER)


def _of_words(mail: Message, words: str) -> Report:
    """A report of before the standard, or one that lost its form on the way: only if a machine sent it."""
    if not _is_from_a_machine(mail):
        return Report(Finding.OTHER)
    text = one_line(f"{header(mail, 'Subject')} {words}")
    statuses = [found.group() for found in _STATUS.finditer(text)]
    if _NOT_YET.search(text):
        return Report(Finding.DELAYED, next(iter(statuses), ""))
    hard = next((status for status in statuses if status.startswith("5")), "")
    code = _CODE.search(text)
    if not (hard or code or _NEVER.search(text)):
        return Report(Finding.OTHER)
    where = text.find(hard) if hard else code.start() if code else 0
    return Report(Finding.FAILED, hard or "5.0.0", _short(text[max(where - 4, 0) :]))


def _is_from_a_machine(mail: Message) -> bool:
    if mail.get("X-Failed-Recipients") or _DAEMON.search(f"{header(mail, 'From')} {header(mail, 'Sender')}"):
        return True
    return header(mail, "Return-Path") == "<>"


def _is_automatic(mail: Message) -> bool:
    """Somebody's mailbox answers by itself. Servers mark their reports so as well: they sign as servers."""
    if _DAEMON.search(header(mail, "From")) or mail.get("X-Failed-Recipients"):
        return False
    if header(mail, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    if mail.get("X-Autoreply") or mail.get("X-Autorespond"):
        return True
    return header(mail, "Precedence").lower() == "auto_reply" or _AWAY.match(header(mail, "Subject")) is not None


def _beginning(raw: bytes) -> str:
    """The first words of a mail that is not taken apart, as they stand."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    return _decoded(body[:_TEXT_READ], "utf-8").replace("\r", "")


def _words(parts: Sequence[Message]) -> str:
    """The text of the mail itself, not of the one that it returns."""
    texts: list[str] = []
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            break
        if part.get_content_maintype() in ("text", "multipart") and not part.is_multipart():
            texts.append(_body_of(part))
    text = _COPY.split("\n".join(texts)[:_TEXT_READ], maxsplit=1)[0]
    return re.sub(r"<[^>@]{1,200}>", " ", text).replace("\r", "")


def _body_of(part: Message) -> str:
    """The text of a part, as the parser left it: a `message/…` part comes as mails of its own."""
    payload = part.get_payload()
    if isinstance(payload, list):
        pieces = [_as_text(piece) for piece in payload if isinstance(piece, Message)]
        data = _plain("\n\n".join(pieces).encode("utf-8", "replace"), header(part, "Content-Transfer-Encoding"))
    else:
        found = part.get_payload(decode=True)
        data = found if isinstance(found, bytes) else b""
    return _decoded(data, str(part.get_content_charset("utf-8"))).replace("\r\n", "\n")


def _plain(data: bytes, coding: str) -> bytes:
    """Fields are not to be encoded, and some servers do."""
    try:
        if coding.lower() == "base64":
            return binascii.a2b_base64(data)
    except binascii.Error:
        pass
    return quopri.decodestring(data) if coding.lower() == "quoted-printable" else data


def _as_text(piece: Message) -> str:
    fields = "".join(f"{name}: {value}\n" for name, value in piece.items())
    below = piece.get_payload()
    return f"{fields}\n{below}" if isinstance(below, str) else fields


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _short(reply: str) -> str:
    return one_line(reply)[:LONGEST_REPLY]
