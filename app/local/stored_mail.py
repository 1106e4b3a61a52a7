"""The mails that the local inbox keeps: one .eml file each, so that any mail program opens them too.

What is in them came from anywhere. Reading one never fails on its content: what cannot be decoded is shown
with replacement marks, and the source is always there.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import Path

from app.core.clock import now

SHOWN_HEADERS = ("From", "Reply-To", "To", "Subject", "Message-ID")
NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
STAMP = "%Y%m%dT%H%M%S%f"
FOLD = re.compile(r"\r?\n(?=[ \t])")  # a long header goes on at the next line, which starts with a space
HEADERS_READ = 64 * 1024  # bytes of a file that the list looks at
NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class StoredMail:
    """One mail as it arrived, with the recipient of its envelope."""

    id: str
    received_at: datetime
    recipients: str
    headers: dict[str, str]
    text: str
    html: str

    @property
    def sender(self) -> str:
        return self.headers.get("From", "")

    @property
    def subject(self) -> str:
        return self.headers.get("Subject", "")


def store(directory: Path, *, sender: str, recipients: Sequence[str], content: bytes) -> str:
    """Keep a mail and return its id. When this returns, the mail is on the disk, not only in memory.

    The envelope becomes two first lines, as a mail server writes them on delivery.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{now().strftime(STAMP)}-{secrets.token_hex(4)}"
    envelope = f"Return-Path: <{_line(sender)}>\r\nDelivered-To: {_line(', '.join(recipients))}\r\n"
    unfinished = directory / f"{name}.tmp"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(envelope.encode("utf-8", "replace") + content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(directory / f"{name}.eml")
    _sync_folder(directory)  # the new name too must survive a power cut
    return name


def latest(directory: Path, *, recipient: str = "", limit: int = 50, skip: int = 0) -> list[StoredMail]:
    """The mails, newest first, headers only; `recipient` keeps those whose address contains it."""
    found: list[StoredMail] = []
    for path in _newest_first(directory):
        with path.open("rb") as file:
            mail = _parse(path, file.read(HEADERS_READ), bodies=False)
        if recipient.strip().lower() not in f"{mail.recipients} {mail.headers.get('To', '')}".lower():
            continue
        if skip:
            skip -= 1
            continue
        found.append(mail)
        if len(found) == limit:
            break
    return found


def read(directory: Path, mail_id: str) -> StoredMail | None:
    """One mail with its bodies, or None when there is no such mail."""
    content = source(directory, mail_id)
    return None if content is None else _parse(directory / f"{mail_id}.eml", content, bodies=True)


def source(directory: Path, mail_id: str) -> bytes | None:
    """The bytes as they arrived."""
    if not NAME.fullmatch(mail_id):  # also what keeps a path out of an address
        return None
    path = directory / f"{mail_id}.eml"
    return path.read_bytes() if path.is_file() else None


def _newest_first(directory: Path) -> Iterator[Path]:
    names = [entry for entry in directory.glob("*.eml") if NAME.fullmatch(entry.stem)]
    yield from sorted(names, key=lambda path: path.stem, reverse=True)


def _parse(path: Path, content: bytes, *, bodies: bool) -> StoredMail:
    headers = _message(content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    text, html = _bodies(content) if bodies else ("", "")
    return StoredMail(
        id=path.stem,
        received_at=datetime.strptime(path.stem.partition("-")[0], STAMP).replace(tzinfo=UTC),
        recipients=_decoded(headers["Delivered-To"]),
        headers={name: _decoded(headers[name]) for name in SHOWN_HEADERS if headers[name] is not None},
        text=text,
        html=html,
    )


def _message(content: bytes) -> Message:
    # The older policy never raises on a header, whatever is in it; decoding is ours, and forgiving.
    return email.message_from_bytes(content, policy=email.policy.compat32)


def _bodies(content: bytes) -> tuple[str, str]:
    """The text and the HTML; neither, when the parts are nested beyond all measure."""
    try:
        message = _message(content)
        return _body(message, "text/plain"), _body(message, "text/html")
    except RecursionError:
        return "", ""


def _body(message: Message, kind: str) -> str:
    """The first part of that type that is not an attachment."""
    for part in message.walk():
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                text = _text(payload, str(part.get_content_charset() or "utf-8"))
                return _shown(text.replace("\r\n", "\n"), keep="\n\t")
    return ""


def _decoded(value: object) -> str:
    """A header as people read it, on one line."""
    raw = FOLD.sub("", str(value if value is not None else ""))
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        pieces = [(raw, None)]
    text = "".join(piece if isinstance(piece, str) else _text(piece, charset or "utf-8") for piece, charset in pieces)
    return " ".join(_shown(text).split())


def _text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or that holds a NUL
        return content.decode("utf-8", "replace")


def _shown(text: str, keep: str = "") -> str:
    """Without controls and direction marks, which could hide or reverse what stands beside them."""
    clean = NOT_SHOWN.sub(lambda found: found[0] if found[0] in keep else "\N{REPLACEMENT CHARACTER}", text)
    return clean.encode("utf-8", "replace").decode("utf-8")


def _line(text: str) -> str:
    return re.sub(r"[\r\n\x00]+", " ", text)


def _sync_folder(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
