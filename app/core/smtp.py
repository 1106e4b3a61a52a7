"""The conversation with the mail relay, cut where it matters: before the first byte of the message, and after.

Flask-Mail carries the settings and opens the line; verified certificates, time limits, one line for many mails and
what each answer means are ours.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import flask_mail

from app.core import smtp_answers

GOODBYE_S = 2
CLOSING = 421
TOO_BIG = 552
PIPELINING = "pipelining"


class MailError(Exception):
    """The relay, or the line to it, did not take the mail.

    `code` is 0 when there was no answer; `of_recipient` whether it was given to the recipient's address or mail.
    """

    def __init__(self, code: int, reply: str, *, of_recipient: bool = True) -> None:
        self.code = code
        self.reply = reply
        self.of_recipient = of_recipient and code > 0
        super().__init__(f"{code} {reply}".strip())


class Temporary(MailError):
    """Not now; certainly not sent. Worth trying again."""


class Permanent(MailError):
    """Never; certainly not sent."""


class Ambiguous(MailError):
    """The message had begun to leave and no answer came: sent or not, nobody here can tell."""


class RelayUnavailable(MailError):
    """The relay cannot be reached or does not want us: it says nothing of this mail, nor of its recipient."""


@dataclass(frozen=True)
class Parcel:
    """A mail and its envelope, whose addresses have passed `deliverable`.

    `utf8`: an address has letters that only SMTPUTF8 relays can carry.
    """

    sender: str
    recipient: str
    content: bytes
    utf8: bool = False


class Mail(flask_mail.Mail):
    """Flask-Mail's settings, and those that it lacks."""

    def init_mail(self, config: Mapping[str, Any], debug: bool | int = False, testing: bool = False) -> Any:
        state: Any = super().init_mail(dict(config), debug=False, testing=False)
        state.timeout = config["MAIL_TIMEOUT"]
        state.ca_file = config["MAIL_CA_FILE"]
        state.greeting = urlsplit(config["PUBLIC_URL"]).hostname or "localhost"
        return state


class Connection(flask_mail.Connection):
    """A line that is opened when a mail needs it, kept for the next ones, and opened again when it fell."""

    def __init__(self, mail: Any) -> None:
        super().__init__(mail)
        self.unfinished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def configure_host(self) -> smtplib.SMTP:
        """A line that is greeted, encrypted with a verified certificate, and signed in where settings say so."""
        where = (self.mail.server, self.mail.port, self.mail.greeting)
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(*where, timeout=self.mail.timeout, context=self._certificates())
        else:
            host = smtplib.SMTP(*where, timeout=self.mail.timeout)
        try:
            if self.mail.use_tls:
                host.starttls(context=self._certificates())
            host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def _certificates(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.mail.ca_file)

    def open(self) -> smtplib.SMTP:
        """The line. Raises RelayUnavailable."""
        if self.host is None:
            try:
                self.host = self.configure_host()
            except smtplib.SMTPResponseException as error:
                raise RelayUnavailable(error.smtp_code, _text(error.smtp_error)) from error
            except (OSError, smtplib.SMTPException) as error:
                raise RelayUnavailable(0, f"{type(error).__name__}: {error}") from error
        return self.host

    def close(self) -> None:
        """Say goodbye, briefly; what is said at QUIT changes nothing."""
        host, self.host = self.host, None
        self.unfinished = False
        if host is not None:
            with contextlib.closing(host), contextlib.suppress(OSError, smtplib.SMTPException):
                if host.sock is not None:
                    host.sock.settimeout(GOODBYE_S)
                    host.quit()

    def deliver(
        self, parcel: Parcel, may_leave: Callable[[], bool], meanwhile: Callable[[], None] | None = None
    ) -> str | None:
        """Hand the mail to the relay and return its answer; None when `may_leave` said no.

        `may_leave` is asked once the relay accepts the recipient, before anything of the message is sent; `meanwhile`
        is called when the relay lets us wait for that. Raises Temporary, Permanent, Ambiguous, RelayUnavailable, or
        whatever the two raise.
        """
        try:
            self._begin(parcel, meanwhile)
            self._address(parcel, meanwhile)
            return self._transmit(parcel) if may_leave() else None
        except MailError:
            raise
        except BaseException:  # in the middle of a conversation: the next mail would take the answers to this one
            self.close()
            raise

    def _begin(self, parcel: Parcel, meanwhile: Callable[[], None] | None) -> None:
        """MAIL FROM, and RCPT TO along with it where the relay reads several commands at once (RFC 2920)."""
        if self.host is not None and smtp_answers.is_readable(
            self.host, 0
        ):  # nobody asked: it hangs up, or answers out of step
            self.close()
        kept = self.host is not None
        if not kept and meanwhile is not None:
            meanwhile()
        host = self.open()
        if parcel.utf8 and not host.has_extn("smtputf8"):
            raise Permanent(0, "the relay does not offer SMTPUTF8, which this address needs")
        commands = [" ".join([f"MAIL FROM:<{parcel.sender}>", *self._options(host, parcel)])]
        if host.has_extn(PIPELINING):
            commands.append(_recipient(parcel))
        try:
            with smtp_answers.falls():
                if self.unfinished and host.rset()[0] != 250:
                    raise smtplib.SMTPException("RSET was refused")
                self.unfinished = True
                host.command_encoding = "utf-8" if parcel.utf8 else "ascii"
                host.send("".join(f"{command}\r\n" for command in commands))
            code, reply = smtp_answers.answer(host, meanwhile)
        except smtp_answers.Fallen as error:
            code, reply = CLOSING, str(error).encode()
        if 200 <= code < 300:
            return None
        if _ends(code):
            self.close()
            if kept:  # it may have fallen since the last mail: it is opened once more
                return self._begin(parcel, meanwhile)
        elif len(commands) > 1:
            with contextlib.suppress(MailError):  # what is said of a recipient whose sender was refused
                self._address(parcel, meanwhile)
        raise _refused_sender(code, _text(reply))

    def _options(self, host: smtplib.SMTP, parcel: Parcel) -> list[str]:
        options = [f"SIZE={len(parcel.content)}"] if host.has_extn("size") else []
        return [*options, "SMTPUTF8"] if parcel.utf8 else options

    def _address(self, parcel: Parcel, meanwhile: Callable[[], None] | None) -> None:
        """RCPT TO: what the relay, or the recipient's domain through it, thinks of the address."""
        is_said = self.open().has_extn(PIPELINING)
        self._expect(None if is_said else _recipient(parcel), 250, 251, meanwhile=meanwhile)

    def _transmit(self, parcel: Parcel) -> str:
        """DATA. Up to its « 354 » nothing was sent; from there on, only an answer tells."""
        self._expect("DATA", 354)
        host = self.open()
        try:
            with smtp_answers.falls():
                host.send(_stuffed(parcel.content) + b".\r\n")
            code, reply = smtp_answers.answer(host)
        except smtp_answers.Fallen as error:
            self.close()
            raise Ambiguous(0, str(error)) from error
        self.unfinished = False
        if 200 <= code < 300:
            return f"{code} {_text(reply)}"
        if _ends(code):
            self.close()
        raise _refusal(code, _text(reply), unclear=Ambiguous)

    def _expect(self, command: str | None, *welcome: int, meanwhile: Callable[[], None] | None = None) -> None:
        """Say it, unless it is said, and hear one of the welcome answers. Raises Temporary or Permanent."""
        host = self.open()
        try:
            if command is not None:
                with smtp_answers.falls():
                    host.putcmd(command)
            code, reply = smtp_answers.answer(host, meanwhile)
        except smtp_answers.Fallen as error:
            self.close()
            raise Temporary(0, str(error)) from error
        if code in welcome:
            return
        if _ends(code):
            self.close()
        raise _refusal(code, _text(reply), unclear=Temporary)


def _ends(code: int) -> bool:
    """Of an answer that is not welcome: 421, or none that fits the question. Who knows what comes after it?"""
    return code == CLOSING or not 400 <= code < 600


def _stuffed(content: bytes) -> bytes:
    """A line that begins with a dot has a second one on its way: RFC 5321, 4.5.2."""
    return (b"\n" + content).replace(b"\n.", b"\n..")[1:]


def _recipient(parcel: Parcel) -> str:
    return f"RCPT TO:<{parcel.recipient}>"


def _refusal(code: int, reply: str, *, unclear: type[MailError]) -> MailError:
    if 400 <= code < 500:
        return Temporary(code, reply)
    if 500 <= code < 600:
        return Permanent(code, reply)
    return unclear(max(code, 0), reply)


def _refused_sender(code: int, reply: str) -> MailError:
    """The envelope sender is the platform's own, whoever writes: to refuse it is to refuse the platform."""
    if code == TOO_BIG or re.match(r"5\.(3\.4|6\.\d+)\b", reply):
        return Permanent(code, reply, of_recipient=False)
    if 400 <= code < 500 and code != CLOSING:
        return Temporary(code, reply, of_recipient=False)
    return RelayUnavailable(code, reply)


def _text(reply: bytes | str) -> str:
    """An answer as one line that any database keeps."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()[:1000]
