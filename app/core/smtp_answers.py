"""Hearing the relay: its next answer, or that the line fell; and whether it lets us wait.

smtplib reads ahead: an answer may be in its buffer before the system says that there is anything to read.
"""

from __future__ import annotations

import contextlib
import select
import smtplib
import ssl
from collections.abc import Callable, Iterator

PROMPT_MS = 5  # as long as a durable commit on a slow disk: for less, nothing is worth doing meanwhile


class Fallen(Exception):
    """The line: it was cut, it is silent for too long, or what comes is not SMTP."""


@contextlib.contextmanager
def falls() -> Iterator[None]:
    """What is done on the line itself; what we do meanwhile is no part of it. Raises Fallen."""
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise Fallen(f"{type(error).__name__}: {error}") from error


def answer(host: smtplib.SMTP, meanwhile: Callable[[], None] | None = None) -> tuple[int, bytes]:
    """The next answer; what can be done until it comes is done when it does not come promptly. Raises Fallen."""
    if meanwhile is not None and not is_readable(host, PROMPT_MS):
        meanwhile()
    with falls():
        return host.getreply()


def is_readable(host: smtplib.SMTP, within_ms: int) -> bool:
    """Whether an answer is there, read along with the one before or about to be, or the end of the line."""
    if host.sock is None:
        return True
    if host.file is not None:
        patience = host.sock.gettimeout()
        host.sock.settimeout(0)
        try:
            if host.file.peek(1):
                return True
        except ssl.SSLWantReadError:
            pass
        except OSError:
            return True
        finally:
            host.sock.settimeout(patience)
    poll = select.poll()
    poll.register(host.sock, select.POLLIN)
    return bool(poll.poll(within_ms))
