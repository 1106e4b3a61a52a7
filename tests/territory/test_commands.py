"""`flask territory …`: official files of places, as whoever installs the site types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.core.database import db
from app.territory.models import Municipality, PostalCode
from tests.territory.official_files import CHICOUTIMI, DUBUC, RIMOUSKI, SAGUENAY, elections_quebec, mamh, put


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["territory", *map(str, arguments)])


def told(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_postal_codes_are_imported_and_looked_up(app: Flask, tmp_path: Path) -> None:
    path = put(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI, DUBUC))
    dry = run(app, "import-postal", path, "--dry-run", "--json")
    names = ("map", "form", "new", "changed", "same", "removed", "refused", "dry_run")
    assert {name: told(dry)[name] for name in names} == {
        "map": "2026", "form": "elections_quebec", "new": 2, "changed": 0, "same": 0, "removed": 0, "refused": [],
        "dry_run": True,
    }  # fmt: skip
    assert db.session.query(PostalCode).count() == 0
    done = run(app, "import-postal", path, "--map", "2026")
    assert (done.exit_code, "Nouveaux : 2" in done.output) == (0, True)
    assert told(run(app, "lookup", "g7h1a1", "--json")) == {
        "postal_code": "G7H1A1", "map": "2026", "method": "postal_code",
        "ridings": [{"code": "821", "name": "Chicoutimi"}, {"code": "819", "name": "Dubuc"}],
    }  # fmt: skip
    assert "Saguenay" in run(app, "lookup", "G7H 1A1").output


def test_an_unknown_code_is_no_guess(app: Flask, tmp_path: Path) -> None:
    unknown = {"postal_code": "G6V7M5", "map": "2026", "ridings": [], "method": "unknown"}
    assert told(run(app, "lookup", "G6V 7M5", "--json")) == unknown
    assert "electionsquebec" in run(app, "lookup", "G6V 7M5").output
    run(app, "import-municipalities", put(tmp_path, mamh(SAGUENAY)))
    named = told(run(app, "lookup", "G6V 7M5", "--municipality", "saguenay", "--json"))
    assert (named["method"], [one["name"] for one in named["ridings"]]) == ("municipality", ["Chicoutimi", "Dubuc"])
    wrong = run(app, "lookup", "G6V")
    assert (wrong.exit_code, "code postal" in wrong.output) == (1, True)


def test_a_wrong_file_is_refused_whole_in_plain_sentences(app: Flask, tmp_path: Path) -> None:
    path = put(tmp_path, elections_quebec(RIMOUSKI, ("G5L1A2", "1", "Atlantide", *RIMOUSKI[3:]), ("1", *RIMOUSKI[1:])))
    done = run(app, "import-postal", path)
    said = done.output.replace("\u00a0", " ")
    assert done.exit_code == 1
    assert "Ligne 3 : la circonscription « Atlantide » n’est pas sur cette carte." in said
    assert "Ligne 4 : « 1 » n’a pas la forme d’un code postal." in said
    as_json = run(app, "import-postal", path, "--json")
    assert as_json.exit_code == 1
    assert [(one["line"], one["lines"]) for one in told(as_json)["refused"]] == [(3, 1), (4, 1)]
    assert db.session.query(PostalCode).count() == db.session.query(Municipality).count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import-postal", "{file}", "--map", "1867"), "Aucune carte électorale ne porte le nom « 1867 »"),
        (("import-municipalities", "{file}"), "colonnes"),
        (("import-ridings", "{file}", "--map", "2030", "--from", "2030-10-07"), "colonnes"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_exit_code_1(
    app: Flask, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    path = put(tmp_path, elections_quebec(RIMOUSKI))
    done = run(app, *(one.replace("{file}", str(path)) for one in arguments))
    assert (done.exit_code, said in done.output.replace("\u00a0", " ")) == (1, True), done.output


def test_a_file_that_is_not_there_is_said(app: Flask, tmp_path: Path) -> None:
    done = run(app, "import-postal", tmp_path / "absent.csv")
    assert done.exit_code == 2
    assert "absent.csv" in done.output
