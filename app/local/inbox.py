"""The local inbox: an SMTP server on loopback that keeps every mail and delivers none.

A process of its own (`python -m app.local.inbox DIRECTORY PORT`), so that mail still arrives while the site
restarts. It answers 250 only once the mail is on the disk: what a sender records as accepted is readable.
"""

# ruff: noqa: N802 — aiosmtpd names its hooks after the commands of SMTP

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.local import stored_mail

MAXIMUM_SIZE = 10 * 1024 * 1024  # bytes; what a large provider takes at most is 25 MB, our mails are far below
log = structlog.get_logger()


class Keeper:
    """aiosmtpd's hook for a complete mail."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        try:
            name = stored_mail.store(
                self.directory,
                sender=envelope.mail_from or "",
                recipients=[str(address) for address in envelope.rcpt_tos],
                content=content,
            )
        except OSError as error:  # a full disk: the sender keeps the mail and tries again
            log.error("mail_not_kept", reason=type(error).__name__)
            return "452 4.3.1 not enough room to keep this mail"
        log.info("mail_kept", mail_id=name, size=len(content))
        return f"250 2.0.0 kept as {name}"


async def serve(directory: Path, port: int) -> None:
    """Take mails until SIGTERM; a mail being received is finished first."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)

    def session() -> SMTP:
        return SMTP(
            Keeper(directory),
            hostname="localhost",
            enable_SMTPUTF8=True,
            data_size_limit=MAXIMUM_SIZE,
            loop=loop,
        )

    server = await loop.create_server(session, "127.0.0.1", port)
    log.info("inbox_open", port=port)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
