"""What the product is held against, under the same server: bare Flask that does the least possible.

`/bytes/<name>` returns the bytes of a file; `/insert` takes the same form as the product, writes one row with the same
durability (SQLite in WAL with synchronous=FULL, PostgreSQL with fsync) and redirects. No session, no CSRF, no ORM, no
validation, no mail: nobody could ship that, which is why it is a ceiling.

    CEILING_PAGES=folder CEILING_DATABASE=sqlite:///file granian --interface wsgi benchmarks.ceilings:app
"""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, redirect, request

FIELDS = ("organization", "region", "city", "name", "title", "email", "authority")
TABLE = f"CREATE TABLE IF NOT EXISTS signed (id {{serial}}, {', '.join(f'{field} TEXT NOT NULL' for field in FIELDS)})"
INSERT = f"INSERT INTO signed ({', '.join(FIELDS)}) VALUES ({{marks}})"  # noqa: S608 - constants
# As long as what the product hides in its own form, so that both are sent about as many bytes.
HIDDEN = "".join(f'<input type="hidden" name="{name}" value="{"x" * size}">' for name, size in (("t", 91), ("o", 48)))

app = Flask(__name__)
mine = threading.local()


def prepare(database: str) -> None:
    """Make the table."""
    serial = "INTEGER PRIMARY KEY" if database.startswith("sqlite") else "BIGSERIAL PRIMARY KEY"
    with connect(database) as connection:
        connection.execute(TABLE.format(serial=serial))


def count(database: str) -> int:
    """How many rows were written."""
    with connect(database) as connection:
        return int(connection.execute("SELECT count(*) FROM signed").fetchone()[0])


def connect(database: str) -> Any:
    """A plain connection of the driver; every statement commits by itself."""
    if database.startswith("sqlite"):
        path = database.removeprefix("sqlite:///")
        connection = sqlite3.connect(path, timeout=15, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection
    return psycopg.connect(database.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def of_this_thread() -> Any:
    if getattr(mine, "connection", None) is None:
        mine.connection = connect(os.environ["CEILING_DATABASE"])
    return mine.connection


@app.get("/form")
def form() -> Response:
    answer = Response(f'<form method="post">{HIDDEN}</form>', mimetype="text/html")
    answer.set_cookie("session", "x" * 120)
    return answer


@app.post("/insert")
def insert() -> Any:
    given = request.form
    of_this_thread().execute(STATEMENT, [given[field] for field in FIELDS])
    return redirect("/merci", 303)


def bare_view(body: bytes) -> Any:
    return lambda: Response(body, mimetype="text/html")


STATEMENT = INSERT.format(
    marks=", ".join(["?" if os.environ.get("CEILING_DATABASE", "").startswith("sqlite") else "%s"] * len(FIELDS))
)
for page in sorted(Path(os.environ["CEILING_PAGES"]).iterdir()) if "CEILING_PAGES" in os.environ else ():
    app.add_url_rule(f"/bytes/{page.name}", page.name, bare_view(page.read_bytes()))
