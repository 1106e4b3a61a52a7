"""`flask officials …`: who can be written to, as whoever installs the site types it."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path

from click.testing import Result
from flask import Flask

from app.core.clock import today
from app.core.database import db
from app.officials import service as officials
from app.officials.models import Official
from tests.factories import make_official, make_riding
from tests.officials.lists import ASSEMBLY, csv_of, empty_seat, member


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["officials", *arguments])


def bring_in(app: Flask, folder: Path, content: bytes, *options: str) -> Result:
    path = folder / "elus.csv"
    path.write_bytes(content)
    return flask(app, "import", str(path), *options)


def test_a_list_is_tried_then_brought_in(app: Flask, tmp_path: Path) -> None:
    make_official("Ancienne Exemple", riding=make_riding("Joliette"), since=date(2026, 10, 5))
    content = csv_of(ASSEMBLY, member(local="wanda@example.org"), empty_seat("Joliette"))
    figures = {"new": 1, "changed": 0, "same": 0, "vacant": 1, "refused": []}
    tried = bring_in(app, tmp_path, content, "--dry-run", "--json")
    assert (tried.exit_code, json.loads(tried.output)) == (0, figures)
    assert db.session.query(Official).count() == 1
    done = bring_in(app, tmp_path, content, "--json")
    assert (done.exit_code, json.loads(done.output)) == (0, figures)
    db.session.rollback()
    listed = flask(app, "list").output
    assert "Rimouski  Wanda Exemple" in listed
    assert "Ancienne" not in listed


def test_refused_lines_are_named_and_nothing_is_brought_in(app: Flask, tmp_path: Path) -> None:
    content = csv_of(ASSEMBLY, member(), member("Onésime", riding="Nulle-Part", local="o@ailleurs.example.com"))
    tried = bring_in(app, tmp_path, content, "--dry-run", "--json")
    [refused] = json.loads(tried.output)["refused"]
    assert (tried.exit_code, refused["line"]) == (0, 3)
    assert "Nulle-Part" in refused["reason"]
    assert "o@ailleurs.example.com" in refused["reason"]
    done = bring_in(app, tmp_path, content)
    assert (done.exit_code, "ligne 3 :" in done.output) == (1, True)
    assert db.session.query(Official).count() == 0


def test_a_list_without_its_columns_is_refused(app: Flask, tmp_path: Path) -> None:
    done = bring_in(app, tmp_path, b"nom;age\nWanda;12\n")
    assert (done.exit_code, "Titres lus : nom, age" in done.output) == (1, True)
    assert bring_in(app, tmp_path, b"%PDF-1.7").exit_code == 1


def test_a_mandate_ends_on_its_last_day(app: Flask) -> None:
    mandate = make_official(riding=make_riding(), since=date(2026, 10, 5)).mandates[0]
    assert flask(app, "end", str(mandate.id), "--on", "2026-10-04").exit_code == 1
    assert flask(app, "end", str(mandate.id), "--on", "2026-10-31").exit_code == 0
    db.session.rollback()
    assert officials.mna_of(make_riding().id, date(2026, 10, 31)) is not None
    assert officials.mna_of(make_riding().id, date(2026, 11, 1)) is None
    again = flask(app, "end", str(mandate.id), "--on", "2026-10-30")
    assert (again.exit_code, "déjà une fin" in again.output) == (1, True)
    unknown = flask(app, "end", str(uuid.uuid4()), "--on", "2026-10-31")
    assert (unknown.exit_code, "Aucun mandat" in unknown.output) == (1, True)


def test_a_fixed_list_holds_who_was_put_on_it_in_that_order(app: Flask) -> None:
    first = make_official("Première Exemple", portfolio="finance", since=today())
    second = make_official("Seconde Exemple", portfolio="health", since=today())
    ids = [str(second.id), str(first.id)]
    assert flask(app, "list-put", "budget", *ids).exit_code == 0
    assert [str(mandate.official_id) for mandate in officials.on_list("budget")] == ids
    for wrong in ([ids[0], str(uuid.uuid4())], [ids[0], ids[0]]):
        done = flask(app, "list-put", "budget", *wrong)
        assert (done.exit_code, "Aucune personne" in done.output) == (1, True)
    assert len(officials.on_list("budget")) == 2
