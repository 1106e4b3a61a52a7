"""`flask territory …`: lists of places from files, as whoever installs the site types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.core.database import db
from app.territory import service as territory
from app.territory.models import Municipality, PostalCode

PLACES = "name,region,mrc,ridings\nRimouski,01,Rimouski-Neigette,Rimouski\nSaguenay,02,,Chicoutimi;Dubuc\n"
CODES = "code,riding,municipality\nG5L 1A1,Rimouski,Rimouski\n"


def load(app: Flask, command: str, folder: Path, content: str | bytes) -> Result:
    path = folder / f"{command}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return app.test_cli_runner().invoke(args=["territory", command, str(path)])


def test_municipalities_and_postal_codes_are_loaded_once(app: Flask, tmp_path: Path) -> None:
    assert "municipalités ajoutées, 2" in load(app, "municipalities", tmp_path, PLACES).output
    assert "codes postaux ajoutés, 1" in load(app, "postal-codes", tmp_path, CODES).output
    assert [riding.name for riding in territory.ridings_of_postal_code("G5L 1A1")] == ["Rimouski"]
    again = load(app, "municipalities", tmp_path, PLACES), load(app, "postal-codes", tmp_path, CODES)
    assert [done.output.split(", ")[1].strip() for done in again] == ["0", "0"]


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        ("municipalities", PLACES.replace("02", "42"), "municipalities.csv, line 3: no region '42'"),
        ("municipalities", PLACES.replace("Dubuc", "Nulle-Part"), "municipalities.csv, line 3: no riding 'Nulle-Part'"),
        ("municipalities", "name,region\nRimouski,01\n", "municipalities.csv: no column mrc, ridings"),
        ("municipalities", "nom;région\n".encode("latin-1"), "municipalities.csv: not UTF-8 text"),
        ("postal-codes", CODES.replace("G5L 1A1", "12345"), "postal-codes.csv, line 2: no postal code"),
        ("postal-codes", "", "postal-codes.csv: no column"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_named_with_its_line(
    app: Flask, tmp_path: Path, command: str, content: str | bytes, said: str
) -> None:
    done = load(app, command, tmp_path, content)
    assert done.exit_code == 1
    assert said in done.output
    assert db.session.query(Municipality).count() == db.session.query(PostalCode).count() == 0


def test_a_file_that_is_not_there_is_said(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["territory", "municipalities", str(tmp_path / "absent.csv")])
    assert done.exit_code == 2
    assert "absent.csv" in done.output
