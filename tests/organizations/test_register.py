"""Staff search the register and keep it: each in their regions, every change written down."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.chapters import service as chapters
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations import directory, editing, service
from app.organizations.directory import Filters
from app.organizations.distinctions import kept_apart
from app.organizations.editing import Details
from app.organizations.errors import AlreadyThere, NameRefused, NoSuchOrganization, ResemblesOthers
from app.organizations.models import AliasKind, Happened, Kind, Organization, Origin
from tests.factories import (
    csrf_token,
    make_account,
    make_campaign,
    make_cosignature,
    make_organization,
    make_riding,
    sign_in,
)

pytestmark = pytest.mark.data


@pytest.fixture
def national(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def chapter(app: Flask) -> Account:
    """Serves 04 and 17."""
    return make_account("chapter", "troccqm")


def details(organization: Organization | None = None, **changes: Any) -> Details:
    told = {"name": organization.name, "city": organization.city} if organization else {"name": "Nouvelle fiche"}
    return Details(**{"kind": Kind.COMMUNITY, **told, **changes})


def names(account: Account, query: str = "", **filters: Any) -> list[str]:
    return [row.name for row in directory.search(account, Filters(query=query, **filters), 1).rows]


def full(national: Account) -> Organization:
    entry = make_organization("Regroupement des essais", "01", "Rimouski")
    told = {"neq": "1143920115", "emails": ("bonjour@essais.example.org",), "is_member": True, "phone": "418 555-0101"}
    told |= {"mrc": "Rimouski-Neigette", "sector": "Santé mentale", "riding_id": make_riding("Gaspé").id}
    told |= {"charity_number": "123456782RR0001", "aliases": ((AliasKind.ACRONYM, "REX"),), "notes": "Rappeler."}
    editing.edit(entry.id, details(entry, **told), by=national)
    return entry


@pytest.mark.parametrize(
    "query",
    [
        *("regroupement", "ESSAIS", "essais rimouski", "rex", "r.e.x.", "Rimouski", "1143920115", "123456782"),
        *("neigette", "sante mentale essais", "gaspe", "(418) 555.0101", "555-0101"),
        *("essais.example", "bonjour@essais.example.org", "BONJOUR@essais"),
    ],
)
def test_an_entry_is_found_by_anything_that_is_known_of_it(national: Account, query: str) -> None:
    full(national)
    make_organization("Tout autre", "01", "Matane")
    found = names(national, query)
    assert found == (["Regroupement des essais"] if query != "essais.example" else [])


@pytest.mark.parametrize("query", ["%", "_", "@", "'; --", "\x00", "?!", "a" * 500, "personne@nulle-part"])
def test_whatever_is_searched_for_is_answered(national: Account, query: str) -> None:
    full(national)
    assert names(national, query) in ([], ["Regroupement des essais"])


def test_filters_keep_what_they_say(national: Account) -> None:
    full(national)
    make_organization("Table", "01", kind=Kind.REGIONAL_TABLE)
    make_organization("Ailleurs", "05", "Sherbrooke")
    member = ["Regroupement des essais"]
    assert names(national, region_code="01") == [*member, "Table"]
    assert names(national, kind=Kind.REGIONAL_TABLE) == ["Table"]
    assert names(national, members=True) == member
    assert names(national, members=False) == ["Ailleurs", "Table"]
    assert names(national, without_email=True) == ["Ailleurs", "Table"]
    assert names(national, chapter_key=chapters.serving("01").key) == member
    assert names(national, archived=True) == []


def test_pages_are_in_french_order_and_a_page_past_the_end_is_the_last(national: Account) -> None:
    for number in range(55):
        make_organization(f"Échelle {number}")
    make_organization("ecluse")
    last = directory.search(national, Filters(), 99)
    assert (last.page, last.pages, last.total) == (2, 2, 56)
    assert [row.name for row in last.rows][-2:] == ["Échelle 54", "ecluse"]


def test_a_chapter_sees_and_keeps_only_its_regions(national: Account, chapter: Account) -> None:
    theirs, mine = full(national), make_organization("À nous", "17", "Drummondville")
    assert names(chapter) == ["À nous"]
    assert names(chapter, "bonjour@essais.example.org") == []
    assert names(chapter, region_code="01") == []
    for act in (
        lambda: directory.one(chapter, theirs.id),
        lambda: editing.edit(theirs.id, details(theirs), by=chapter),
        lambda: editing.move(theirs.id, "04", by=chapter),
        lambda: editing.archive(theirs.id, by=chapter),
        lambda: editing.restore(theirs.id, by=chapter),
        lambda: editing.enter(details(), "01", by=chapter),
        lambda: directory.one(chapter, uuid.uuid4()),
    ):
        with pytest.raises(NoSuchOrganization):
            act()
    assert directory.one(chapter, mine.id) == mine


def test_an_entry_that_moves_changes_hands(chapter: Account, national: Account) -> None:
    entry = editing.enter(details(is_member=True, member_since=2009, mrc="Maskinongé"), "04", by=chapter)
    editing.move(entry.id, "17", by=chapter)
    assert (entry.chapter_id, entry.member_since, entry.mrc) == (chapters.serving("17").id, 2009, "")
    editing.move(entry.id, "01", by=chapter)
    assert (entry.region_code, entry.chapter_id, entry.member_since) == ("01", None, None)
    with pytest.raises(NoSuchOrganization):
        directory.one(chapter, entry.id)
    assert directory.one(national, entry.id) == entry


def test_the_same_name_in_the_same_place_is_told_and_nothing_changes(national: Account) -> None:
    first, second = make_organization("Accueil"), make_organization("Accueil", city="Matane")
    for act in (
        lambda: editing.enter(details(name="L’ACCUEIL inc.", city="rimouski"), "01", by=national),
        lambda: editing.edit(second.id, details(name="Accueil", city="Rimouski"), by=national),
    ):
        with pytest.raises(AlreadyThere) as known:
            act()
        assert known.value.organization_id == first.id
    db.session.refresh(second)
    assert second.city == "Matane"


def test_a_name_close_to_another_is_added_once_somebody_says_that_it_is_another(
    client: FlaskClient, national: Account
) -> None:
    known, far = make_organization("Maison de la famille du Littoral"), make_organization("Le Phare")
    sign_in(client, national)
    page = "/equipe/repertoire/ajouter"
    typed = {"name": "Maison des familles du Littoral", "region": "01", "city": "Rimouski"}
    asked = post(client, page, page, **typed)
    assert (asked.status_code, names(national, "familles")) == (422, [])
    assert f"/equipe/repertoire/{known.id}" in asked.text
    assert f"/equipe/repertoire/{far.id}" not in asked.text
    assert post(client, page, page, **typed, apart=str(far.id)).status_code == 422
    assert post(client, page, page, **typed, apart=str(known.id)).status_code == 303
    assert names(national, "familles") == [typed["name"]]
    [pair] = kept_apart()
    assert known.id in pair


def test_another_name_of_a_new_entry_may_be_that_of_one_that_stands(national: Account) -> None:
    known = make_organization("Regroupement des essais")
    with pytest.raises(ResemblesOthers) as close:
        editing.enter(details(aliases=((AliasKind.FORMER_NAME, known.name),)), "01", by=national)
    assert [one.id for one in close.value.found] == [known.id]


def test_a_name_that_cannot_be_one_is_refused(national: Account) -> None:
    with pytest.raises(NameRefused):
        editing.enter(details(name="=1+1"), "01", by=national)


def test_each_change_is_kept_and_what_is_private_only_as_changed(national: Account) -> None:
    entry = full(national)
    editing.edit(entry.id, details(entry, name="Les Essais", phone="514 555-0199"), by=national)
    kept = {(one.change.what, one.change.before, one.change.after, one.who) for one in directory.history(entry)}
    assert (Happened.NAME, "Regroupement des essais", "Les Essais", "Maude Essai") in kept
    assert (Happened.PHONE, "", "", "Maude Essai") in kept
    written = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "organization.edited")).all()
    assert all("555" not in str(one.details) and "Essais" not in str(one.details) for one in written)
    assert editing.edit(entry.id, details(entry, name="Les Essais", phone="514 555-0199"), by=national) == []


def test_a_new_name_is_found_and_the_old_one_no_more_unless_kept_as_a_former_name(national: Account) -> None:
    entry = make_organization("Ancienne enseigne")
    editing.edit(entry.id, details(entry, name="Le Phare"), by=national)
    assert service.suggestions("enseigne") == []
    former = ((AliasKind.FORMER_NAME, "Ancienne enseigne"),)
    editing.edit(entry.id, details(entry, name="Le Phare", aliases=former), by=national)
    assert [one.id for one in service.suggestions("enseigne")] == [entry.id]
    assert service.find_same("Ancienne enseigne inc.", "01", "Rimouski") == entry


def test_two_organizations_may_share_a_mailbox_and_one_keeps_each_once(national: Account) -> None:
    twice = ("a@example.org", "A@EXAMPLE.ORG")
    for name in ("Une", "Deux"):
        entry = editing.enter(details(name=name, emails=twice), "01", by=national)
        assert len(entry.emails) == 1


def test_an_archived_entry_leaves_the_lists_and_comes_back(national: Account) -> None:
    entry = full(national)
    editing.archive(entry.id, by=national)
    editing.archive(entry.id, by=national)
    assert (names(national), names(national, archived=True)) == ([], ["Regroupement des essais"])
    assert service.suggestions("regroupement") == []
    assert service.find_same("Regroupement des essais", "01", "Rimouski") == entry
    editing.restore(entry.id, by=national)
    assert names(national) == ["Regroupement des essais"]


def test_staff_who_set_an_entry_right_make_it_one_of_the_register(national: Account) -> None:
    with unit_of_work():
        entry = service.find_or_add("D’une signature", "01", "Rimouski")
    editing.edit(entry.id, details(entry), by=national)
    assert entry.origin is Origin.REGISTER


def test_a_table_comes_first_on_the_lists_that_it_signed(national: Account) -> None:
    entry, campaign = make_organization("Zone"), make_campaign()
    signed = make_cosignature(campaign, "validated", organization_name="Zone", city="Rimouski")
    editing.edit(entry.id, details(entry, kind=Kind.REGIONAL_TABLE), by=national)
    db.session.refresh(signed)
    assert signed.is_regional_table


def post(client: FlaskClient, path: str, page: str, **typed: str) -> Any:
    return client.post(
        path, data={"csrf_token": csrf_token(client.get(page)), "kind": "community", "riding": "", **typed}
    )


def test_a_page_of_fifty_asks_few_questions(app: Flask, client: FlaskClient, national: Account) -> None:
    for number in range(60):
        editing.enter(details(name=f"Essai {number}", emails=(f"essai{number}@example.org",)), "01", by=national)
    sign_in(client, national)
    client.get("/equipe/repertoire")
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert "60 organismes" in client.get("/equipe/repertoire").text.replace("\u00a0", " ")
    assert len(asked) <= 12


def test_a_doubtful_number_is_kept_and_said(client: FlaskClient, national: Account) -> None:
    sign_in(client, national)
    page = "/equipe/repertoire/ajouter"
    typed = {"name": "Essai", "region": "01", "neq": "1143 9201 16", "charity_number": "12 rr"}
    answer = post(client, page, page, **typed)
    shown = client.get(answer.location).text
    assert "1143920116" in shown
    assert "Un chiffre ne concorde pas avec les autres" in shown
    assert "La forme attendue est" in shown


def test_mistakes_are_said_beside_their_fields(client: FlaskClient, national: Account) -> None:
    sign_in(client, national)
    page = "/equipe/repertoire/ajouter"
    typed = {
        "name": "http://exemple.com/x",
        "region": "",
        "emails": "a@example.org\npas une adresse",
        "member_since": "hier",
    }
    answer = post(client, page, page, **typed, acronyms="=1")
    assert answer.status_code == 422
    for said in ("Sans adresse web", "Choisissez une région", "pas une adresse", "Écrivez une année", "tableur"):
        assert said in answer.text


def test_what_stands_there_already_is_one_link_away(client: FlaskClient, national: Account) -> None:
    known = make_organization("Accueil")
    sign_in(client, national)
    page = "/equipe/repertoire/ajouter"
    answer = post(client, page, page, name="ACCUEIL", region="01", city="Rimouski")
    assert answer.status_code == 422
    assert f"/equipe/repertoire/{known.id}" in answer.text


@pytest.mark.parametrize(
    "typed", [("deux@example.org", "un@example.org"), ("neuf@example.org", "un@example.org"), ("deux@example.org",)]
)
def test_addresses_stay_in_the_order_in_which_they_were_typed(national: Account, typed: tuple[str, ...]) -> None:
    entry = editing.enter(details(emails=("un@example.org", "deux@example.org")), "01", by=national)
    editing.edit(entry.id, details(entry, emails=typed), by=national)
    db.session.expire_all()
    assert tuple(email.address for email in entry.emails) == typed
