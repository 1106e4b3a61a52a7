"""What runs on the one machine, in which order it starts, and in which order it stops."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import smtplib
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from app.local import preflight, settings
from app.local.children import Child
from app.local.console import Console
from app.local.demonstration_account import EMAIL, LOCAL_PASSWORD
from app.local.engines import ValkeyEngine, free_port
from app.local.settings import Replaced
from app.local.supervisor import StartFailed, StopAsked, Supervisor
from config import ROOT, Config

PYTHON = sys.executable
FLASK = (PYTHON, "-m", "flask", "--app", "wsgi:app")
STOP_ORDER = ("web", "worker", "scheduler", "inbox", "valkey")
READY_S = 60.0  # generous: a busy laptop must not fail
WORKER_STOPS_WITHIN = 45.0  # longer than an answer of the relay may take (MAIL_TIMEOUT), so that it is heard
LOADED = "demonstration.loaded"

Waiting = list[tuple[Child, Callable[[], bool]]]


def launch(environ: Mapping[str, str]) -> None:
    """Start everything, keep it running until Ctrl-C or SIGTERM, stop it.

    Raises CannotStart with one sentence when something is in the way, StartFailed when a part fails.
    """
    port = settings.port(environ)
    address = environ.get("PUBLIC_URL", "").strip() or f"http://localhost:{port}"
    directory = settings.data_directory(environ)
    preflight.writable(directory)
    lock = preflight.alone(directory)
    preflight.free(port)
    preflight.sign_lock(lock, address)
    console = Console()
    supervisor = Supervisor(ROOT, console, keep=(lock,))
    supervisor.take_signals()
    try:
        complete = _start(supervisor, environ, directory)
        settings.publish(directory, complete)
        console.plain(_welcome(Config.from_env(complete)))
        supervisor.watch()
    except StopAsked:
        pass
    finally:
        console.plain("\nArrêt en cours… / Stopping…")
        settings.withdraw(directory)
        supervisor.stop(STOP_ORDER)
    console.plain("Arrêté. / Stopped.")


def _start(supervisor: Supervisor, environ: Mapping[str, str], directory: Path) -> dict[str, str]:
    """Start the embedded engines, prepare the database, then the site. Returns the settings in force."""
    complete, waiting = _start_engines(supervisor, environ, directory)
    database = complete["DATABASE_URL"]
    first_time = not _is_loaded(directory, database)
    if not _is_current(database):
        supervisor.run("migrate", [*FLASK, "db", "upgrade"], complete)
    for child, ready in waiting:
        supervisor.wait_until(ready, child, READY_S)
    if first_time and Config.from_env(complete).DEMONSTRATION:
        supervisor.run("demo", [*FLASK, "demo", "load"], complete)
        (directory / LOADED).write_text(_mark(database), encoding="ascii")
    web = Child("web", web_command(complete), complete, stop_within=10)
    supervisor.start(web)
    supervisor.wait_until(lambda: _answers(int(complete["PORT"])), web, READY_S)
    supervisor.start(Child("worker", [PYTHON, "worker.py"], complete, stop_within=WORKER_STOPS_WITHIN))
    supervisor.start(Child("scheduler", [PYTHON, "worker.py", "--schedule"], complete))
    return complete


def _start_engines(
    supervisor: Supervisor, environ: Mapping[str, str], directory: Path
) -> tuple[dict[str, str], Waiting]:
    """Start what DATABASE_URL, REDIS_URL and MAIL_SERVER do not replace (SQLite needs no starting).

    Returns the settings in force, and how to tell that each engine is ready.
    """
    replaced = Replaced.by(environ)
    engines: dict[str, str] = {}
    waiting: Waiting = []
    valkey = None if replaced.redis else ValkeyEngine.prepare(directory / "valkey")
    if valkey is not None:
        engines["REDIS_URL"] = valkey.url
        waiting.append((Child("valkey", valkey.command(), environ, log=valkey.log), valkey.answers))
    if not replaced.mail:
        port = free_port()
        engines |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), "EMBEDDED_INBOX": "1"}
        command = [PYTHON, "-m", "app.local.inbox", str(directory / "inbox"), str(port)]
        waiting.append((Child("inbox", command, environ), lambda: _takes_mail(port)))
    complete = settings.completed(environ, directory, **engines) | {"PYTHONUNBUFFERED": "1"}
    Config.from_env(complete)  # every mistake at once, before any process meets one
    for child, _ in waiting:
        child.environ = complete
        supervisor.start(child)
    return complete, waiting


def web_command(environ: Mapping[str, str]) -> list[str]:
    """Granian: two processes of four threads each were the fastest on two cores (docs/adr)."""
    workers = environ.get("WORKERS", "").strip() or str(Config.WORKERS)
    return [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", environ["PORT"]),
        *("--workers", workers, "--blocking-threads", "4", "--backpressure", "128"),
        # A process that died comes back without the others closing; one that hangs at the end is killed.
        *("--respawn-failed-workers", "--workers-kill-timeout", "8", "--no-ws", "--log-level", "warning"),
        "wsgi:app",
    ]


def _is_current(database: str) -> bool:
    """Whether a SQLite file already has the newest migration: a second start need not ask Alembic."""
    path = Path(database.removeprefix("sqlite:///"))
    if not database.startswith("sqlite:///") or not path.is_file():
        return False
    newest = max(script.name[:4] for script in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest,)]
    except sqlite3.Error:
        return False


def _is_loaded(directory: Path, database: str) -> bool:
    """Whether the demonstration is already in that database (a removed SQLite file is loaded anew)."""
    mark = directory / LOADED
    kept = not database.startswith("sqlite:///") or Path(database.removeprefix("sqlite:///")).is_file()
    return kept and mark.is_file() and mark.read_text(encoding="ascii") == _mark(database)


def _mark(database: str) -> str:
    return hashlib.sha256(database.encode()).hexdigest()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/pret")  # not /sante, which is red until the worker has swept once
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _takes_mail(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
            return line.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _welcome(config: Config) -> str:
    address = config.PUBLIC_URL
    lines = [f"Porte-voix : {address}   (English: {address}/en/)", f"Équipe / Staff : {address}/equipe"]
    if config.DEMONSTRATION and config.IS_LOCAL:
        lines.append(f"    compte de démonstration / demonstration account: {EMAIL}   {LOCAL_PASSWORD}")
    if config.EMBEDDED_INBOX:
        lines.append(f"Courrier local / Local inbox : {address}/courrier")
    return "\n".join(["", *(f"  {line}" for line in lines), "", "  Ctrl-C pour arrêter / to stop", ""])


__all__ = ["StartFailed", "launch", "web_command"]
