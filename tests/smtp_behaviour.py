"""What the relay of the tests can be asked to do, and what it keeps."""

import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal, Self

Step = Literal["connect", "ehlo", "mail", "rcpt", "data", "dot"]
FOREVER = 3600.0


@dataclass(frozen=True)
class Behaviour:
    """What the relay does at one step of a transaction; at every other step it is well-behaved.

    `reply` replaces the relay's answer; `delay` seconds pass before it; `drop` closes the connection
    before or after it. `taken` says whether a message dropped or refused at its final dot was kept.
    """

    at: Step = "dot"
    reply: str | None = None
    delay: float = 0.0
    drop: Literal["before", "after"] | None = None
    taken: bool = True

    @classmethod
    def ok(cls) -> Self:
        return cls()

    @classmethod
    def refuse(cls, reply: str = "550 5.1.1 no such mailbox", at: Step = "rcpt") -> Self:
        """A 4xx or 5xx reply. 421 also closes the connection, as the standard asks."""
        return cls(at=at, reply=reply, drop="after" if reply.startswith("421") else None, taken=False)

    @classmethod
    def slow(cls, seconds: float, at: Step = "dot") -> Self:
        """Answers, late. `at="connect"` is the slow banner."""
        return cls(at=at, delay=seconds)

    @classmethod
    def hang(cls, at: Step = "dot") -> Self:
        """Never answers. At the final dot the message *was* taken."""
        return cls(at=at, delay=FOREVER)

    @classmethod
    def drop_after_dot(cls, *, taken: bool = True) -> Self:
        """The line falls between the final dot and the reply: the sender cannot know."""
        return cls(drop="before", taken=taken)

    @classmethod
    def drop_after_250(cls) -> Self:
        return cls(drop="after")


@dataclass(frozen=True)
class Received:
    """One message that reached its final dot and that the relay kept."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    at: float

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()

    @property
    def text(self) -> str:
        """The decoded text part."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""
