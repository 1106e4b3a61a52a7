"""The pages of officials: found by anything, read by everybody on the staff, kept by those who serve all regions."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.officials import finding, keeping
from app.officials import service as officials
from app.officials.errors import OfficeHeld
from app.officials.finding import Filters, Show
from app.officials.models import AddressKind, Gender, Mandate, Office, OfficialAddress
from app.officials.service import Function, Mailbox
from tests.desk.conftest import counting
from tests.factories import form_token, make_account, make_official, make_riding, sign_in
from tests.officials.lists import ASSEMBLY, csv_of, member

pytestmark = pytest.mark.data

HOME = "/equipe/destinataires"


class Visit:
    """Somebody who serves all regions, in a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.account = make_account("national")
        sign_in(client, self.account)
        self.token = form_token(client)

    def post(self, path: str, **typed: str) -> TestResponse:
        answer = self.client.post(HOME + path, data={"csrf_token": self.token, **typed})
        db.session.expire_all()
        return answer

    def text(self, path: str = "", **query: str) -> str:
        return self.client.get(HOME + path, query_string=query).text


@pytest.fixture
def visit(client: FlaskClient) -> Visit:
    return Visit(client)


def names(**filters: object) -> list[str]:
    found = finding.search(Filters(**filters), 1)  # type: ignore[arg-type]
    return [row.official.name for row in found.rows if row.official]


def test_officials_are_found_by_riding_party_function_and_address(app: Flask) -> None:
    mna = make_official("Wanda Exemple", riding=make_riding(), email="wanda@assnat.example.org")
    officials.give(mna, Function(office=Office.CRITIC, party="Québec imaginaire", portfolio="health"), since=today())
    make_official("Onésime Exemple", portfolio="finance", email=None)
    head = make_official("Dora Exemple", email=None)
    officials.give(head, Function(office=Office.HEAD, institution="CISSS de l’Essai", region_code="01"), since=today())
    make_official("Ancienne Exemple")
    assert names() == ["Wanda Exemple", "Onésime Exemple", "Wanda Exemple", "Dora Exemple"]
    assert names(query="rimou") == names(query="WANDA@assnat", office=Office.MNA) == ["Wanda Exemple"]
    assert names(query="cisss essai") == ["Dora Exemple"]
    assert names(party="quebec imaginaire", office=Office.CRITIC) == ["Wanda Exemple"]
    assert names(region_code="01") == ["Wanda Exemple", "Dora Exemple"]
    assert names(show=Show.UNREACHABLE) == ["Onésime Exemple", "Dora Exemple"]
    assert names(show=Show.FORMER) == ["Ancienne Exemple"]
    vacant = finding.search(Filters(show=Show.VACANT), 3)
    assert (vacant.total, vacant.page, vacant.pages) == (126, 3, 3)
    assert vacant.counts[Show.HELD] == 4


def test_a_mailbox_is_stale_when_it_was_never_verified_or_too_long_ago(app: Flask) -> None:
    official = make_official(riding=make_riding(), email="wanda@assnat.example.org")
    assert officials.to_verify() == 1
    for days, stale in ((180, 0), (181, 1)):
        with unit_of_work():
            db.session.execute(sa.update(OfficialAddress).values(verified_on=today() - timedelta(days=days)))
        db.session.expire_all()
        assert (officials.to_verify(), len(names(show=Show.STALE))) == (stale, stale)
    keeping.verify(official.id, by=make_account("national"))
    assert officials.to_verify() == 0


@pytest.mark.engine
def test_the_list_asks_as_much_with_many_people_as_with_few(visit: Visit) -> None:
    asked = []
    for riding in ("Rimouski", "Joliette", "Taillon"):
        make_official(f"Exemple {riding}", riding=make_riding(riding))
        with counting() as sent:
            visit.text()
        asked.append(len(sent))
    assert asked[0] == asked[-1]
    assert asked[-1] <= 12


def test_somebody_comes_with_a_mailbox_and_an_office(visit: Visit) -> None:
    typed = {"name": "Wanda Exemple", "gender": "f", "party": "Parti", "phone": "", "source": "Appel"}
    page = visit.post("/ajouter", **typed)
    path = page.headers["Location"].removeprefix(HOME)
    added = visit.post(f"{path}/adresses/ajouter", email="wanda@assnat.example.org", kind="ministry", source="Appel",
                       verified_on="2026-11-01")  # fmt: skip
    assert added.status_code == 303
    begun = visit.post(f"{path}/charge", office="minister", portfolio="Langue française", since="2026-10-21")
    assert begun.status_code == 303
    shown = visit.text(path)
    assert "Ministre, Langue française" in shown
    assert "boîte de la charge, pas de la personne" in shown
    again = visit.post(f"{path}/adresses/ajouter", email="Wanda@assnat.example.org", kind="other", source="Appel")
    assert (again.status_code, "a déjà cette adresse" in again.text) == (422, True)
    elsewhere = visit.post(f"{path}/adresses/ajouter", email="wanda@ailleurs.example.com", kind="other", source="x")
    assert (elsewhere.status_code, "domaine permis" in elsewhere.text) == (422, True)
    acts = db.session.scalars(
        sa.select(AuditEntry.act).where(AuditEntry.act.like("official.%")).order_by(AuditEntry.id)
    )
    assert list(acts) == ["official.added", "official.address_added", "official.appointed"]


def test_a_successor_takes_the_office_and_the_mailbox_of_the_ministry(visit: Visit) -> None:
    former = officials.add_official(
        name="Ancienne Exemple", gender=Gender.FEMININE, party="P", contact_source="x", portfolio="finance",
        since=date(2026, 10, 5),
        mailboxes=(Mailbox(email="ministre@example.org", kind=AddressKind.MINISTRY, verified_on=today()),),
    )  # fmt: skip
    official = make_official("Nouvelle Exemple", email=None)
    typed = {"office": "minister", "portfolio": "Finances", "since": "2026-11-01"}
    held = visit.post(f"/{official.id}/charge", **typed)
    assert (held.status_code, "Ancienne Exemple occupe cette charge" in held.text) == (422, True)
    assert visit.post(f"/{official.id}/charge", **typed, replaces="y").status_code == 303
    now = officials.minister_of("finance")
    assert now is not None
    assert (now.official.name, now.address) == ("Nouvelle Exemple", "ministre@example.org")
    assert now.mailbox is not None
    assert now.mailbox.verified_on is None
    assert db.session.get_one(Mandate, former.mandates[0].id).ends_on == date(2026, 10, 31)


def test_a_seat_is_vacated_on_the_page_of_whoever_held_it(visit: Visit) -> None:
    official = make_official(riding=make_riding(), since=date(2026, 10, 5))
    path = f"/mandats/{official.mandates[0].id}/fin"
    early = visit.post(path, on="2026-10-04")
    assert (early.status_code, "avant d’avoir commencé" in early.text) == (422, True)
    assert visit.post(path, on="2026-11-01").status_code == 303
    assert officials.mna_of(make_riding().id, date(2026, 11, 2)) is None
    twice = visit.client.get(visit.post(path, on="2026-11-02").headers["Location"])
    assert "a déjà une fin" in twice.text
    assert "Rimouski" in visit.text(voir="vacants", q="rimouski")


def test_two_people_with_one_mailbox_are_pointed_out(visit: Visit) -> None:
    first = make_official("Wanda Exemple", email="bureau@example.org")
    make_official("Alma Exemple", email="Bureau@example.org")
    page = visit.text(f"/{first.id}")
    assert "Alma Exemple" in page
    assert "n’est plus à jour" in page


def test_a_list_is_previewed_then_brought_in_by_the_pages(visit: Visit) -> None:
    content = csv_of(ASSEMBLY, member(local="wanda@example.org"))
    columns = send(visit, content).headers["Location"]
    preview = choose(visit, columns)
    shown = visit.client.get(preview).text
    assert "Wanda Exemple" in shown
    assert "Nouvelles personnes" in shown
    done = visit.client.post(f"{preview}/faire", data={"csrf_token": visit.token})
    assert done.status_code == 303
    assert "Voir les destinataires" in visit.client.get(preview).text
    assert officials.mna_of(make_riding().id) is not None


def test_a_refused_line_leaves_no_button_to_bring_the_list_in(visit: Visit) -> None:
    preview = choose(visit, send(visit, csv_of(ASSEMBLY, member(riding="Nulle-Part"))).headers["Location"])
    shown = visit.client.get(preview).text
    assert "Circonscription inconnue sur la carte en vigueur" in shown
    assert "/faire" not in shown
    pressed = visit.client.post(f"{preview}/faire", data={"csrf_token": visit.token}, follow_redirects=True)
    assert "rien n’est importé" in pressed.text


def send(visit: Visit, content: bytes) -> TestResponse:
    typed = {"csrf_token": visit.token, "target": "", "file": (io.BytesIO(content), "elus.csv")}
    return visit.client.post("/equipe/imports/nouveau/officials", data=typed)


def choose(visit: Visit, columns: str) -> str:
    """The columns as they were guessed: the address of the preview."""
    page = visit.client.get(columns).text
    chosen = dict(
        re.findall(r'<select[^>]*name="(\w+)"[^>]*>(?:(?!</select>).)*<option selected value="([^"]*)"', page, re.S)
    )
    return str(visit.client.post(columns, data={"csrf_token": visit.token, **chosen}).headers["Location"])


@pytest.mark.engine
def test_of_two_who_are_given_a_seat_at_once_one_holds_it(app: Flask) -> None:
    staff, riding = make_account("national"), make_riding()
    people = [make_official(f"Exemple {number}").id for number in (1, 2)]
    function, start, answers = Function(office=Office.MNA, riding_id=riding.id), Barrier(2), []

    def take(official_id: object) -> None:
        with app.app_context():
            start.wait()
            try:
                keeping.begin(official_id, function, since=today(), replaces=False, by=staff)  # type: ignore[arg-type]
                answers.append("seated")
            except OfficeHeld:
                answers.append("held")
            db.session.remove()

    threads = [Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["held", "seated"]
    db.session.rollback()
    assert officials.mna_of(riding.id) is not None
