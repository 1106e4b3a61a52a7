"""A chapter brings its members into the register: from the command line, and by the pages."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import RoleAssignment, RoleName
from app.accounts.service import chapter_with_key
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.imports import service as imports
from app.imports.models import Import, ImportLine, Stage
from app.organizations import editing
from app.organizations.models import ContactEmail, Distinction, Organization, Origin
from tests.factories import form_token, make_account, make_campaign, make_cosignature, make_organization, sign_in
from tests.imports.sheets import MEMBERS, sheet

pytestmark = pytest.mark.data

ROWS = (
    ("Maison Les Trois Ormes", "BSL", "Villebrume", "ormes@example.org", "", "1998"),
    ("La maison les trois ormes inc.", "", "", "", "", ""),
    ("Carrefour L’Embellie", "01", "Basseterre", "pas une adresse", "123", "longtemps"),
    ("Carrefour L’Embelie", "01", "", "", "", ""),
    ("", "01", "", "", "", ""),
    ("Entraide Boréale", "Montréal", "", "", "", ""),
)
TSV = sheet(MEMBERS, ROWS)


def register() -> list[str]:
    return list(db.session.scalars(sa.select(Organization.name).order_by(Organization.name)))


def run(app: Flask, folder: Path, *options: str, content: bytes = TSV) -> dict[str, object]:
    path = folder / "membres.csv"
    path.write_bytes(content)
    done = app.test_cli_runner().invoke(args=["organizations", "import", str(path), "--json", *options])
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.output)
    return found


class Visit:
    """Somebody of the staff in a browser."""

    def __init__(
        self, client: FlaskClient, role: str = "chapter", chapter: str | None = "troc-bas-saint-laurent"
    ) -> None:
        self.client = client
        self.account = make_account(role, chapter)
        sign_in(client, self.account)
        self.token = form_token(client)

    def send(self, content: bytes, target: str = "troc-bas-saint-laurent", kind: str = "register") -> TestResponse:
        typed = {"csrf_token": self.token, "target": target, "file": (io.BytesIO(content), "membres.csv")}
        return self.client.post(f"/equipe/imports/nouveau/{kind}", data=typed)

    def post(self, path: str, **typed: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **typed})

    def sent(self, content: bytes = TSV) -> str:
        """The address of an import whose preview is ready."""
        columns = self.send(content).headers["Location"]
        page = self.client.get(columns).text
        chosen = dict(
            re.findall(r'<select[^>]*name="(\w+)"[^>]*>(?:(?!</select>).)*<option selected value="([^"]*)"', page, re.S)
        )
        answer = self.client.post(columns, data={"csrf_token": self.token, **chosen})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])


def test_a_file_of_titles_alone_is_refused_before_anybody_maps_its_columns(client: FlaskClient) -> None:
    page = Visit(client).send(sheet(MEMBERS, ()))
    assert page.status_code == 422
    assert "n’a que des titres de colonnes" in page.text
    assert db.session.scalar(sa.select(Import)) is None


@pytest.fixture
def visit(client: FlaskClient) -> Visit:
    return Visit(client)


def test_a_dry_run_says_what_would_become_of_each_line_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    found = run(app, tmp_path, "--chapter", "troc-bas-saint-laurent", "--dry-run")
    problems = found.pop("problems")
    assert found == {"lines": 6, "new": 2, "same": 1, "doubtful": 1, "wrong": 2}
    assert {"line": 6, "reason": "Le nom de l’organisme manque."} in problems  # type: ignore[operator]
    assert {"line": 7, "reason": "La région 06 est celle d’une autre antenne."} in problems  # type: ignore[operator]
    assert register() == []


def test_the_command_brings_the_members_of_a_chapter_in(app: Flask, tmp_path: Path) -> None:
    run(app, tmp_path, "--chapter", "TROC Bas-Saint-Laurent")
    assert register() == ["Carrefour L’Embellie", "Maison Les Trois Ormes"]
    ormes = db.session.scalars(sa.select(Organization).where(Organization.name.startswith("Maison"))).one()
    assert (ormes.chapter and ormes.chapter.key, ormes.member_since) == ("troc-bas-saint-laurent", 1998)
    assert [one.address for one in ormes.emails] == ["ormes@example.org"]
    assert run(app, tmp_path, "--chapter", "troc-bas-saint-laurent")["new"] == 0


def test_an_unknown_chapter_is_said_with_those_that_are_known(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "membres.csv").write_bytes(TSV)
    done = app.test_cli_runner().invoke(
        args=["organizations", "import", str(tmp_path / "membres.csv"), "--chapter", "x"]
    )
    assert done.exit_code == 1
    assert "troc-02" in done.output


def test_what_a_known_entry_lacked_is_filled_and_nothing_is_replaced(app: Flask, tmp_path: Path) -> None:
    known = make_organization("Maison les Trois Ormes", "01", "Villebrume")
    run(app, tmp_path, "--chapter", "troc-bas-saint-laurent")
    db.session.refresh(known)
    assert (known.name, known.member_since) == ("Maison les Trois Ormes", 1998)
    done = db.session.scalars(sa.select(Import)).one()
    assert imports.undo(done.id, by=None) == imports.Undoing(goes=2, stays=0)
    db.session.expire_all()
    assert (known.member_since, known.chapter_id, known.emails) == (None, None, [])
    assert register() == ["Maison les Trois Ormes"]


def test_an_organization_that_only_signed_is_known_by_staff_from_then_on(app: Flask, tmp_path: Path) -> None:
    make_cosignature(make_campaign(), "validated", organization_name="Carrefour L’Embellie", city="Basseterre")
    run(app, tmp_path, "--chapter", "troc-bas-saint-laurent")
    found = db.session.scalars(sa.select(Organization).where(Organization.name.startswith("Carrefour"))).one()
    assert found.origin is Origin.REGISTER


def test_an_entry_that_has_signed_since_stays_when_the_import_is_undone(app: Flask, tmp_path: Path) -> None:
    run(app, tmp_path, "--chapter", "troc-bas-saint-laurent")
    make_cosignature(make_campaign(), "validated", organization_name="Maison Les Trois Ormes", city="Villebrume")
    done = db.session.scalars(sa.select(Import)).one()
    assert imports.undo(done.id, by=None) == imports.Undoing(goes=1, stays=1)
    assert register() == ["Maison Les Trois Ormes"]
    assert [(line.name, line.stays) for line in imports.page_of_lines(done, imports.STAYS, 1).rows] == [
        ("Maison Les Trois Ormes", "used")
    ]


def test_the_page_and_the_report_say_which_lines_stayed_and_why(visit: Visit) -> None:
    page = visit.sent()
    visit.post(f"{page}/faire")
    ormes = db.session.scalars(sa.select(Organization).where(Organization.name.startswith("Maison"))).one()
    editing.archive(ormes.id, by=visit.account)
    visit.post(f"{page}/annuler")
    assert register() == ["Maison Les Trois Ormes"]
    undone = visit.client.get(page).text
    assert "L’import est annulé : 1 ligne retirée. 1 reste." in undone.replace("\u00a0", " ")
    assert "Voir la ligne qui reste, et pourquoi" in undone
    found = visit.client.get(f"{page}?resultat=stays").text
    assert "la fiche a changé depuis l’import" in found
    assert re.findall(r"Ligne (\d+)<", found.replace("\u00a0", " ")) == ["2"]
    report = visit.post(f"{page}/rapport").text
    assert report.count("la fiche a changé depuis l’import") == 1


def test_an_import_that_stands_shows_no_line_as_one_that_stayed(visit: Visit) -> None:
    page = visit.sent()
    visit.post(f"{page}/faire")
    assert "Ce qui reste" not in visit.client.get(f"{page}?resultat=stays").text


def test_duplicates_of_any_list_are_grouped(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(TSV)
    done = app.test_cli_runner().invoke(args=["organizations", "duplicates", str(path), "--json"])
    groups = json.loads(done.output)["groups"]
    assert {"lines": [4, 5], "verdict": "proposed", "reasons": ["close_name"]} in groups
    assert all(group["verdict"] in ("joined", "proposed") for group in groups)


def test_a_file_goes_through_its_columns_its_preview_and_into_the_register(visit: Visit) -> None:
    page = visit.sent()
    preview = visit.client.get(page).text
    for words in ("Nouveaux", "Identiques", "Douteux", "En erreur", "Le nom de l’organisme manque."):
        assert words in preview
    for words in ("Nouveau", "Identique"):  # of one line
        assert re.search(rf"\b{words}\b", preview)
    assert register() == []
    visit.post(f"{page}/faire")
    assert register() == ["Carrefour L’Embellie", "Maison Les Trois Ormes"]
    done = visit.client.get(page).text
    assert "Annuler l’import" in done
    assert "Voir le répertoire" in done
    visit.post(f"{page}/annuler")
    assert register() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ContactEmail)) == 0


def test_a_person_decides_on_doubtful_lines_and_may_change_their_mind(visit: Visit) -> None:
    page = visit.sent()
    assert "Une ligne attend votre décision." in visit.client.get(page).text
    visit.post(f"{page}/decisions", **{"ligne-5": "entry:nobody"})
    visit.post(f"{page}/decisions", **{"ligne-5": "skip"})
    visit.post(f"{page}/decisions", **{"ligne-5": "new"})
    assert "attend votre décision" not in visit.client.get(page).text
    visit.post(f"{page}/faire")
    assert register() == ["Carrefour L’Embelie", "Carrefour L’Embellie", "Maison Les Trois Ormes"]


def test_the_preview_is_filtered_by_result(visit: Visit) -> None:
    page = visit.sent()
    wrong = visit.client.get(f"{page}?resultat=wrong").text
    assert "Ligne 6" in wrong
    assert "Ligne 2<" not in wrong


def test_nothing_goes_in_when_the_register_changed_since_the_preview(visit: Visit) -> None:
    page = visit.sent()
    make_organization("Carrefour L’Embellie", "01", "Basseterre")
    visit.post(f"{page}/faire")
    assert register() == ["Carrefour L’Embellie"]
    assert "Rien n’a été importé" in visit.client.get(page).text
    visit.post(f"{page}/faire")
    assert register() == ["Carrefour L’Embellie", "Maison Les Trois Ormes"]


def test_a_file_that_cannot_be_read_is_told_beside_the_field(visit: Visit) -> None:
    answer = visit.send(b'Nom\n"a\n')
    assert answer.status_code == 422
    assert "Ligne 2\u00a0: un guillemet n’est pas refermé" in answer.text
    assert visit.send(b"").status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Import)) == 0


def test_a_column_must_hold_the_name(visit: Visit) -> None:
    columns = visit.send(sheet(("A", "B"), [("x", "y")])).headers["Location"]
    answer = visit.client.post(columns, data={"csrf_token": visit.token})
    assert answer.status_code == 422
    assert "Choisissez la colonne qui porte le nom" in answer.text


def test_a_chapter_brings_in_members_of_its_own_regions_only(client: FlaskClient) -> None:
    visit = Visit(client)
    assert visit.send(TSV, target="riocm").status_code == 422
    page = visit.sent()
    assert "celle d’une autre antenne" in visit.client.get(page).text


def test_an_import_is_seen_by_whoever_sent_it_and_by_national_staff(app: Flask, client: FlaskClient) -> None:
    page = Visit(client).sent()
    colleague = Visit(app.test_client(), chapter="riocm")
    assert colleague.client.get(page).status_code == 404
    assert colleague.post(f"{page}/faire").status_code == 404
    assert Visit(app.test_client(), "national", None).client.get(page).status_code == 200


def test_an_import_for_regions_that_are_not_its_senders_any_more_is_no_longer_theirs(client: FlaskClient) -> None:
    visit = Visit(client, "national", None)
    page = visit.sent()
    for chapter, is_there in [("troc-bas-saint-laurent", False), (None, True)]:
        role = RoleName.CHAPTER if chapter else RoleName.NATIONAL
        with unit_of_work():
            db.session.refresh(visit.account)
            visit.account.assignments = [RoleAssignment(role=role, chapter=chapter and chapter_with_key(chapter))]
        assert (client.get(page).status_code == 200) is is_there
        assert (page.split("/")[-1] in client.get("/equipe/imports").text) is is_there
        assert visit.post(f"{page}/faire").status_code == (303 if is_there else 404)


def test_the_report_has_every_line_with_its_result(visit: Visit) -> None:
    page = visit.sent()
    rows = visit.post(f"{page}/rapport").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Ligne;Résultat;Raisons;Organisme;Région administrative")
    assert len(rows) == 7
    assert rows[5].startswith("6;En erreur;Le nom de l’organisme manque.;")


def test_a_long_file_is_a_workers_business_and_the_page_says_so(app: Flask, visit: Visit) -> None:
    rows = [(f"Maison Essai {number}", "01", f"Ville {number}", "", "", "") for number in range(imports.AT_ONCE + 1)]
    page = visit.sent(sheet(MEMBERS, rows))
    assert "en arrière-plan" in visit.client.get(page).text
    imports.work_on_all()
    assert "aperçu à lire" in visit.client.get(page).text
    lines = db.session.scalar(sa.select(sa.func.count()).select_from(ImportLine).where(ImportLine.outcome == "new"))
    assert lines == len(rows)
    assert db.session.scalars(sa.select(Import)).one().stage is Stage.PLANNED


def test_another_organization_said_once_is_asked_no_more(visit: Visit) -> None:
    known = make_organization("Carrefour L’Embellie", city="")
    line = ("Carrefour L’Embelie", "01", "", "", "", "")
    where = visit.sent(sheet(MEMBERS, [line]))
    visit.post(f"{where}/decisions", **{"ligne-2": "new"})
    visit.post(f"{where}/faire")
    new = db.session.scalars(sa.select(Organization).where(Organization.name == "Carrefour L’Embelie")).one()
    kept = db.session.execute(sa.select(Distinction.one_id, Distinction.other_id, Distinction.account_id)).one()
    assert (*sorted((known.id, new.id)), visit.account.id) == tuple(kept)
    assert "Aucune paire à regarder" in visit.client.get("/equipe/repertoire/doublons").text
    again = visit.sent(sheet(MEMBERS, [line]))
    assert visit.client.get(again).text.count('name="ligne-') == 0
    assert visit.post(f"{where}/annuler").status_code == 303
    assert register() == ["Carrefour L’Embellie"]  # what was remembered of an entry goes with it
    assert db.session.execute(sa.select(Distinction.one_id)).all() == []
