"""Whatever keeps `flask up` from starting is said in one sentence, in French and in English."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.local import preflight, settings
from app.local.preflight import CannotStart

ROOT = Path(__file__).parents[2]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"Impossible d’écrire dans .*\nCannot write in .*DATA_DIR"):
        preflight.writable(tmp_path / "file" / "var")


def test_a_missing_permission_is_said(tmp_path: Path):
    if os.geteuid() == 0:  # root may write anywhere: ask as somebody else
        tmp_path.chmod(0o755)
        code = "import os, sys; os.setgid(65534); os.setuid(65534); os.mkdir(sys.argv[1])"
        refused = subprocess.run([sys.executable, "-c", code, str(tmp_path / "x")], capture_output=True, text=True)
        assert "PermissionError" in refused.stderr
        return
    tmp_path.chmod(0o500)
    with pytest.raises(CannotStart, match="Cannot write in"):
        preflight.writable(tmp_path / "var")


LOCALHOST = sorted({info[0] for info in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)})


@pytest.mark.parametrize("family", LOCALHOST)  # a browser tries ::1 too where localhost has it
def test_a_taken_port_is_said(family: socket.AddressFamily):
    with socket.socket(family) as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Le port {port} est déjà pris(.*\n)*Port {port} is already taken"):
            preflight.free(port)


def test_a_port_that_was_just_left_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as caller:
            answering, _ = server.accept()
            answering.close()  # the server closes first: the port rests in TIME_WAIT
            caller.recv(1)
    preflight.free(port)


def test_two_at_once_in_one_folder_are_refused(tmp_path: Path):
    lock = preflight.alone(tmp_path)
    preflight.sign_lock(lock, "http://localhost:8000")
    with pytest.raises(CannotStart, match=rf"processus {os.getpid()}, http://localhost:8000"):
        preflight.alone(tmp_path)
    os.close(lock)
    os.close(preflight.alone(tmp_path))


def test_the_lock_waits_for_what_a_killed_launcher_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lock = preflight.alone(tmp_path)
    os.pwrite(lock, b"4194304 http://localhost:8000\n", 0)  # a process that cannot exist
    left = subprocess.Popen(["sleep", "0.5"], pass_fds=(lock,))
    os.close(lock)
    os.close(preflight.alone(tmp_path))
    assert left.wait(5) == 0


def test_the_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path):
    secret = settings.kept_secret(tmp_path)
    assert len(secret) >= 32
    assert settings.kept_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_what_was_set_by_hand_replaces_an_embedded_part(tmp_path: Path):
    given = {"DATABASE_URL": "postgresql://x@127.0.0.1/y", "REDIS_URL": "  ", "MAIL_PORT": "25"}
    assert settings.Replaced.by(given) == settings.Replaced(database=True, redis=False, mail=False)
    complete = settings.completed(given, tmp_path, REDIS_URL="redis://ours", MAIL_PORT="1234")
    assert complete["DATABASE_URL"] == "postgresql://x@127.0.0.1/y"
    assert complete["REDIS_URL"] == "redis://ours"
    assert complete["MAIL_PORT"] == "1234"  # the port of an embedded inbox belongs to it


def test_a_command_joins_what_runs_here_unless_it_is_configured(tmp_path: Path):
    typed = {"FLASK_RUN_FROM_CLI": "true", "DATA_DIR": str(tmp_path)}
    settings.publish(tmp_path, settings.completed({}, tmp_path, REDIS_URL="redis://ours"))
    joined = settings.for_commands(typed)
    assert joined["REDIS_URL"] == "redis://ours"
    assert joined["SECRET_KEY"] == settings.kept_secret(tmp_path)
    production = typed | {"SECRET_KEY": "x" * 40}
    assert settings.for_commands(production) is production


def test_a_web_server_without_settings_never_becomes_a_demonstration(tmp_path: Path):
    settings.publish(tmp_path, settings.completed({}, tmp_path))
    environ = {"DATA_DIR": str(tmp_path)}
    assert settings.for_commands(environ) is environ


def test_the_published_settings_are_for_their_owner_only_and_go_away(tmp_path: Path):
    settings.publish(tmp_path, settings.completed({}, tmp_path))
    path = tmp_path / settings.COMPLETED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings.withdraw(tmp_path)
    assert not path.exists()


@pytest.mark.parametrize("port", ["abc", "70000"])
def test_a_port_that_is_none_is_said(port: str, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", "up"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PORT": port, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr
