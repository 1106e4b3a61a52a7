"""`flask officials …`: who can be written to, as whoever installs the site types it."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.core.clock import today
from app.core.database import db
from app.officials import service as officials
from app.officials.models import Official
from tests.factories import make_official, make_riding

COLUMNS = "name,gender,party,email,phone,riding,portfolio,starts_on\n"
LINE = "Élise Exemple,f,Parti de l’Exemple,elise@example.org,418 555-0100,Rimouski,finance,2026-10-05\n"


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["officials", *arguments])


def load(app: Flask, folder: Path, content: str) -> Result:
    path = folder / "elus.csv"
    path.write_text(content, encoding="utf-8")
    return flask(app, "load", str(path), "--source", "Liste officielle, consultée le 2026-11-21")


def test_officials_are_loaded_once_with_the_source_of_their_address(app: Flask, tmp_path: Path) -> None:
    assert "personnes ajoutées, 1" in load(app, tmp_path, COLUMNS + LINE).output
    assert "personnes ajoutées, 0" in load(app, tmp_path, COLUMNS + LINE).output
    person = db.session.query(Official).one()
    assert person.contact_source == "Liste officielle, consultée le 2026-11-21"
    assert not person.is_invented
    listed = flask(app, "list").output
    assert "Rimouski  Élise Exemple" in listed
    assert "minister:finance  Élise Exemple" in listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (COLUMNS + LINE.replace("Rimouski", "Nulle-Part"), "elus.csv, line 2: no riding 'Nulle-Part'"),
        (COLUMNS + LINE.replace("elise@example.org", "elise"), "elus.csv, line 2: no e-mail address"),
        (COLUMNS + LINE.replace("2026-10-05", "hier"), "elus.csv, line 2: "),
        ("name\n", "elus.csv: no column email, gender"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_named_with_its_line(
    app: Flask, tmp_path: Path, content: str, said: str
) -> None:
    done = load(app, tmp_path, content)
    assert done.exit_code == 1
    assert said in done.output
    assert db.session.query(Official).count() == 0


def test_the_source_of_the_addresses_is_asked_for(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "elus.csv").write_text(COLUMNS + LINE, encoding="utf-8")
    assert flask(app, "load", str(tmp_path / "elus.csv")).exit_code == 2


def test_a_mandate_ends_on_its_last_day(app: Flask) -> None:
    mandate = make_official(riding=make_riding(), since=date(2026, 10, 5)).mandates[0]
    assert flask(app, "end", str(mandate.id), "--on", "2026-10-04").exit_code == 1
    assert flask(app, "end", str(mandate.id), "--on", "2026-10-31").exit_code == 0
    db.session.rollback()
    assert officials.mna_of(make_riding().id, date(2026, 10, 31)) is not None
    assert officials.mna_of(make_riding().id, date(2026, 11, 1)) is None
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
