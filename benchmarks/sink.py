"""A fast mail relay in a process of its own, so that the relay is never the limit of what is measured.

It speaks just enough SMTP, accepts everything, and counts each message at its final dot by Message-ID:

    with fast_sink() as sink:
        …                       # send to 127.0.0.1, sink.port
        sink.counts()           # {"<1@example.org>": 1, …}
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r\n[ \t]+)?(\S+)", re.IGNORECASE | re.MULTILINE)
END = b"\r\n.\r\n"
GREETING = b"220 sink.example.org\r\n"
CAPABILITIES = b"250-sink.example.org\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
OK, GO_ON, BYE = b"250 2.0.0 ok\r\n", b"354 go on\r\n", b"221 2.0.0 bye\r\n"


class Relay(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: Counter[str]) -> None:
        self.taken = taken
        self.buffer = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._one_step():
            pass

    def _one_step(self) -> bool:
        """Deal with one command or one whole message; whether there was one."""
        end = END if self.in_data else b"\r\n"
        head, found, rest = self.buffer.partition(end)
        if not found:
            return False
        # The line break before the final dot may be the one after DATA, of a message without a line.
        self.buffer = rest
        if self.in_data:
            self._take(head)
        else:
            self._command(head[:4].upper())
        return True

    def _take(self, message: bytes) -> None:
        headers = message.partition(b"\r\n\r\n")[0]
        found = MESSAGE_ID.search(headers)
        self.taken[found[1].decode("utf-8", "replace") if found else ""] += 1
        self.in_data = False
        self.transport.write(OK)

    def _command(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self.transport.write(CAPABILITIES)
        elif verb == b"DATA":
            self.in_data = True
            self.buffer = b"\r\n" + self.buffer  # so that the end of an empty message is recognized too
            self.transport.write(GO_ON)
        elif verb == b"QUIT":
            self.transport.write(BYE)
            self.transport.close()
        else:
            self.transport.write(OK)


async def _serve() -> None:
    """Serve until standard input is closed; each line there asks for a word: count, counts or clear."""
    taken: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Relay(taken), "127.0.0.1", 0, backlog=1024)
    _say(server.sockets[0].getsockname()[1])
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while line := await asked.readline():
        if line == b"clear\n":
            taken.clear()
        _say(dict(taken) if line == b"counts\n" else taken.total())
    server.close()


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


@dataclass
class FastSink:
    """The sink as its user sees it."""

    process: subprocess.Popen[str] = field(repr=False)
    port: int
    host: str = "127.0.0.1"

    def count(self) -> int:
        """How many messages were taken."""
        return int(self._ask("count"))

    def counts(self) -> Counter[str]:
        """How many times each Message-ID was taken."""
        return Counter(json.loads(self._ask("counts")))

    def clear(self) -> None:
        self._ask("clear")

    def _ask(self, word: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextlib.contextmanager
def fast_sink() -> Iterator[FastSink]:
    """A sink of its own on a free loopback port; it ends with this block, or with whoever started it."""
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        yield FastSink(process, int(process.stdout.readline()))
        assert process.stdin is not None
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
