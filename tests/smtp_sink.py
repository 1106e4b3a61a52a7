"""A mail relay for the tests: real SMTP on loopback, and every misbehaviour of a relay on demand.

A message is counted at its final dot, before any reply: what a relay has then is what it will deliver.
"""

# ruff: noqa: N802 — aiosmtpd names its hooks after the commands of SMTP

import asyncio
import ssl
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.smtp_behaviour import Behaviour, Received, Step


class _Session(SMTP):
    """One connection: aiosmtpd, with a banner that can be late, refused or dropped."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.sink._transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.sink._transports.discard(self.transport)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        sink: SmtpSink = self.event_handler.sink
        sink.connections += 1
        behaviour = sink._behaviour("connect")
        if behaviour:
            if behaviour.reply or behaviour.drop:  # a relay that refuses at the banner hangs up, whatever its code
                await asyncio.sleep(behaviour.delay)
                if behaviour.reply and behaviour.drop != "before":
                    await self.push(behaviour.reply)
                self.transport.close()
                return
            await asyncio.sleep(behaviour.delay)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        """The step before the 354: a refusal here means that not one byte of the message was sent."""
        behaviour = self.event_handler.sink._behaviour("data", tuple(self.envelope.rcpt_tos))
        if behaviour:
            reply = await self.event_handler._act(self, behaviour, "")
            if reply:
                await self.push(reply)
                return
        await super().smtp_DATA(arg)


class _Handler:
    """aiosmtpd's hooks: each asks the sink how to behave at its step."""

    def __init__(self, sink: "SmtpSink") -> None:
        self.sink = sink

    async def _act(self, server: SMTP, behaviour: Behaviour | None, normal: str) -> str:
        if behaviour is None:
            return normal
        if behaviour.delay:
            await asyncio.sleep(behaviour.delay)
        reply = behaviour.reply or normal
        # aiosmtpd must not answer a second time: a lost line is how it learns that nobody listens.
        if behaviour.drop == "before":
            server.transport.abort()
            raise ConnectionResetError
        if behaviour.drop == "after":
            await server.push(reply)
            server.transport.close()
            raise ConnectionResetError
        return reply

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.sink.pipelining:
            responses.insert(1, "250-PIPELINING")
        behaviour = self.sink._behaviour("ehlo")
        if behaviour is None:
            return responses
        last = await self._act(server, behaviour, responses[-1])
        return [last] if behaviour.reply else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._act(server, self.sink._behaviour("mail"), "250 2.1.0 sender ok")
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._act(server, self.sink._behaviour("rcpt", (address,)), "250 2.1.5 recipient ok")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        behaviour = self.sink._behaviour("dot", tuple(envelope.rcpt_tos))
        if behaviour is None or behaviour.taken:
            self.sink._keep(envelope)
        return await self._act(server, behaviour, "250 2.0.0 taken")


class SmtpSink:
    """`with SmtpSink() as sink:` listens on 127.0.0.1:sink.port in a thread of its own.

    Every method may be called from any thread. `sink.default` acts at its step of every transaction;
    `sink.next(...)` are used up one by one by whoever comes; `sink.script(recipient, ...)` by the
    messages to one address, or to one domain when it begins with @.
    """

    def __init__(
        self,
        *,
        default: Behaviour | None = None,
        tls: ssl.SSLContext | None = None,
        smtputf8: bool = True,
        pipelining: bool = True,  # as Postfix does: several commands at once, answered in turn
        port: int = 0,
    ) -> None:
        self.default = default or Behaviour.ok()
        self.host, self.port = "127.0.0.1", port
        self.pipelining = pipelining
        self.connections = 0
        self.on_kept: Callable[[Received], None] | None = None  # what else a relay does then: it writes a log
        self._options = {"tls_context": tls, "enable_SMTPUTF8": smtputf8}
        self._received: list[Received] = []
        self._next: deque[Behaviour] = deque()
        self._scripts: dict[str, deque[Behaviour]] = defaultdict(deque)
        self._always: dict[str, Behaviour] = {}
        self._lock = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._transports: set[asyncio.BaseTransport] = set()
        self._thread: threading.Thread | None = None

    # What the relay got

    @property
    def received(self) -> list[Received]:
        """Everything kept so far, in order."""
        with self._lock:
            return list(self._received)

    def counts(self) -> Counter[str]:
        """How many times each Message-ID was kept: a value above 1 is a duplicate."""
        return Counter(item.message_id for item in self.received)

    def to(self, address: str) -> list[Received]:
        return [item for item in self.received if address.lower() in map(str.lower, item.recipients)]

    def has(self, number: int, seconds: float) -> bool:
        """Wait until `number` messages were kept in all, or that long; whether they were."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self._received) >= number, seconds)

    def wait_for(self, number: int, seconds: float = 20) -> list[Received]:
        """Wait until `number` messages were kept in all; raises AssertionError when they do not come."""
        if not self.has(number, seconds):
            raise AssertionError(f"{len(self.received)} of {number} messages after {seconds:g} s")
        return self.received

    def is_idle(self) -> bool:
        """Whether nobody holds a line, so that nothing more can come."""
        return not self._transports

    def clear(self) -> None:
        """Forget messages, scripts and counters, and behave well again."""
        with self._lock:
            self._received.clear()
            self._next.clear()
            self._scripts.clear()
            self._always.clear()
            self.default, self.connections, self.on_kept = Behaviour.ok(), 0, None

    # How the relay behaves

    def next(self, *behaviours: Behaviour) -> None:
        with self._lock:
            self._next.extend(behaviours)

    def script(self, recipient: str, *behaviours: Behaviour) -> None:
        self._check_steps(behaviours)
        with self._lock:
            self._scripts[recipient.lower()].extend(behaviours)

    def always(self, recipient: str, behaviour: Behaviour) -> None:
        self._check_steps((behaviour,))
        with self._lock:
            self._always[recipient.lower()] = behaviour

    @staticmethod
    def _check_steps(behaviours: Iterable[Behaviour]) -> None:
        if early := [item.at for item in behaviours if item.at in {"connect", "ehlo", "mail"}]:
            raise ValueError(f"at {early[0]} the recipient is not known yet: use next() or default")

    def _behaviour(self, step: Step, recipients: tuple[str, ...] = ()) -> Behaviour | None:
        """What acts at this step, if anything: recipient first, then the queue, then the default."""
        keys = [key for address in recipients for key in (address.lower(), "@" + address.lower().partition("@")[2])]
        with self._lock:
            for key in keys:
                script = self._scripts.get(key)
                if script:
                    return self._use(script, step)
                if key in self._always:
                    return self._always[key] if self._always[key].at == step else None
            if self._next:
                return self._use(self._next, step)
            return self.default if self.default.at == step else None

    @staticmethod
    def _use(script: deque[Behaviour], step: Step) -> Behaviour | None:
        return script.popleft() if script[0].at == step else None

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        item = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, time.time())
        with self._lock:
            self._received.append(item)
            if self.on_kept:
                self.on_kept(item)
            self._lock.notify_all()

    # Its life

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started.set,), daemon=True)
        self._thread.start()
        if not started.wait(10):
            raise RuntimeError("the SMTP sink did not start")
        return self

    def __exit__(self, *_: Any) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread:
            self._thread.join(10)

    def _serve(self, started: Callable[[], None]) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda _loop, _context: None)  # dropped lines are what we are for
        server = self._loop.run_until_complete(self._loop.create_server(self._session, self.host, self.port))
        self.port = server.sockets[0].getsockname()[1]
        started()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._end_connections()
            self._loop.close()

    def _session(self) -> SMTP:
        return _Session(_Handler(self), hostname="sink.example.org", loop=self._loop, **self._options)

    def _end_connections(self) -> None:
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        for transport in self._transports:
            transport.abort()
        for _ in range(3):  # turns of the loop in which the transports let go of their sockets
            self._loop.run_until_complete(asyncio.sleep(0))
