"""What starts together starts lightly: each process loads what it works with, and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What only a command, a page in a hundred, or another engine needs.
RARELY = (
    *("aiosmtpd", "alembic", "docx", "flask_migrate", "fontTools", "icalendar", "psycopg", "python_calamine", "typst"),
    *("xlsxwriter", "zxcvbn"),
)
THE_APPLICATION = ("flask", "sqlalchemy", "redis", "rq")


def loaded(modules: str, heavy: tuple[str, ...]) -> str:
    """Which of them a Python that imports those modules has then."""
    look = f"import sys, {modules}; print(sorted(set({heavy}) & set(sys.modules)))"
    environ = {"PATH": "/usr/bin:/bin", "DEMONSTRATION": "1"}
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_web_server_and_a_worker_load_nothing_that_is_rarely_used() -> None:
    assert loaded("wsgi, worker", RARELY) == "[]"


def test_the_launcher_and_the_local_inbox_do_without_the_application() -> None:
    assert loaded("app.local.launch, app.local.inbox", THE_APPLICATION) == "[]"
