"""A Postfix log of our own making: the lines that a relay writes of a mail, in either form of syslog."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from app.core.clock import now

_numbers = itertools.count(0x1A2B3C)


@dataclass
class Log:
    """Lines as they come. `iso`: as newer systems write the time."""

    iso: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def say(self, said: str, program: str = "postfix/qmgr", at: datetime | None = None) -> None:
        at = at or now()
        stamp = at.isoformat() if self.iso else f"{at:%b} {at.day:2} {at:%H:%M:%S}"
        self.lines.append(f"{stamp} relais {program}[{next(_numbers) % 9000}]: {said}")

    def named(self, message_id: str, program: str = "postfix/cleanup") -> str:
        """Its headers were read; the queue number that it has."""
        queue = f"{next(_numbers):X}" if not self.iso else f"4Zq{next(_numbers):x}xyz"
        self.say(f"{queue}: client=localhost[127.0.0.1]", "postfix/smtpd")
        self.say(f"{queue}: message-id={message_id}", program)
        return queue

    def queued(self, message_id: str) -> str:
        queue = self.named(message_id)
        self.say(f"{queue}: from=<retours+x@porte-voix.example.org>, size=1912, nrcpt=1 (queue active)")
        return queue

    def sent(self, message_id: str, status: str = "sent (250 2.0.0 Ok)", dsn: str = "2.0.0") -> None:
        queue = self.queued(message_id)
        told = f"to=<elue@example.org>, relay=mx.example.org[192.0.2.1]:25, delay=1.1, dsn={dsn}, status={status}"
        self.say(f"{queue}: {told}", "postfix/smtp")
        if not status.startswith("deferred"):
            self.say(f"{queue}: removed")
