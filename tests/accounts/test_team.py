"""« Équipe », « Qui peut quoi », « Journal », and the sessions of one’s own account."""

from __future__ import annotations

import ast
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import acts, service
from app.accounts.browsers import family
from app.accounts.errors import LastAdministrator
from app.accounts.models import ERASE, EXPORT, PERSONAL_RIGHTS, RIGHTS, Account, RoleName, StaffSession
from app.accounts.words import right_in_words
from app.core import audit
from app.core.access import rule_of
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from tests.accounts.door import sign_in
from tests.accounts.proofs import protected
from tests.factories import form_token, make_account

pytestmark = pytest.mark.data
TEAM, ACCOUNT = "/equipe/comptes", "/equipe/compte"


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> Account:
    account = make_account("admin", name="Ada Essai")
    sign_in(client, account)
    return account


def send(client: FlaskClient, path: str, **typed: object) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client), **typed})


def last_act() -> AuditEntry:
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first() or AuditEntry()


def test_the_list_tells_who_is_in_invited_out_and_when_they_last_came(
    app: Flask, client: FlaskClient, admin: Account
) -> None:
    protected("reader")
    service.deactivate(make_account(name="Zoé Partie"))
    send(client, f"{TEAM}/inviter", name="Noa Essai", email="noa@example.org", role="chapter", chapters="troccqm")
    page = client.get(TEAM).text
    for said in ("Ada Essai", "jamais", "désactivé", "invitation envoyée", "deux preuves", "régions 04 et 17"):
        assert said in page, said
    assert last_act().details == {"role": "chapter", "chapters": ["troccqm"], "export": False, "erase": False}


def test_a_person_may_serve_several_chapters_and_hold_the_rights_that_no_role_gives(
    app: Flask, client: FlaskClient, admin: Account
) -> None:
    account = make_account("national")
    typed = {"role": "chapter", "chapters": ["troccqm", "riocm"], "may_export": "y"}
    assert send(client, f"{TEAM}/{account.id}", **typed).status_code == 303
    assert account.region_codes("cosignatures.read") == {"04", "06", "17"}
    assert account.may(EXPORT)
    assert not account.may(ERASE)
    assert account.region_codes(EXPORT) == {"04", "06", "17"}
    assert account.region_codes(ERASE) == frozenset()


def test_no_role_gives_the_personal_rights_and_a_reader_cannot_use_them(app: Flask) -> None:
    for role in RoleName:
        account = make_account(role.value, "troccqm" if role is RoleName.CHAPTER else None)
        assert not account.may(EXPORT)
        assert not account.may(ERASE)
    with unit_of_work():
        reader = make_account("reader")
        reader.may_export = reader.may_erase = True
    assert not reader.may(EXPORT)
    assert reader.region_codes(ERASE) == frozenset()


def test_the_last_administrator_stays_one(app: Flask, client: FlaskClient, admin: Account) -> None:
    assert send(client, f"{TEAM}/{admin.id}", role="reader").status_code == 422
    send(client, f"{TEAM}/{admin.id}/desactiver")
    assert admin.active
    assert admin.holds(RoleName.ADMIN)
    second = make_account("admin")
    assert send(client, f"{TEAM}/{second.id}", role="reader").status_code == 303
    assert second.holds(RoleName.READER)


def test_an_invited_administrator_does_not_count_yet(app: Flask, admin: Account) -> None:
    service.invite("noa@example.org", "Noa", service.Place(RoleName.ADMIN), by=admin, locale="fr")
    with pytest.raises(LastAdministrator):
        service.deactivate(admin)


@pytest.mark.engine
def test_two_administrators_who_leave_at_once_do_not_both_leave(app: Flask) -> None:
    both = [make_account("admin").id for _ in range(2)]
    start, refused = Barrier(2), []

    def leave(account_id: object) -> None:
        with app.app_context():
            account = db.session.get_one(Account, account_id)
            db.session.rollback()
            start.wait()
            try:
                service.deactivate(account)
            except LastAdministrator:
                refused.append(account_id)

    threads = [Thread(target=leave, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_a_deactivated_account_comes_back_as_it_was(app: Flask, client: FlaskClient, admin: Account) -> None:
    account = make_account("chapter", "troccqm")
    theirs = app.test_client()
    sign_in(theirs, account)
    send(client, f"{TEAM}/{account.id}/desactiver")
    assert theirs.get(ACCOUNT).status_code == 303
    assert sign_in(theirs, account).status_code == 422
    send(client, f"{TEAM}/{account.id}/reactiver")
    assert sign_in(theirs, account).status_code == 303
    assert account.region_codes("desk") == {"04", "17"}


def test_somebody_who_lost_their_phone_starts_anew(app: Flask, client: FlaskClient, admin: Account) -> None:
    account, _secret, _codes = protected()
    theirs = app.test_client()
    assert sign_in(theirs, account).location.endswith("/verification")
    send(client, f"{TEAM}/{account.id}/deuxieme-preuve")
    theirs.delete_cookie("session")
    assert sign_in(theirs, account).location == "/equipe"
    assert last_act().act == "account.signed_in"


def test_an_administrator_ends_the_sessions_of_somebody(app: Flask, client: FlaskClient, admin: Account) -> None:
    account = make_account()
    theirs = app.test_client()
    sign_in(theirs, account)
    send(client, f"{TEAM}/{account.id}/sessions")
    assert theirs.get(ACCOUNT).status_code == 303


def test_ones_own_sessions_are_listed_and_ended_one_by_one_or_all(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    others = [app.test_client() for _ in range(3)]
    for other in others:
        other.environ_base.update(HTTP_USER_AGENT=firefox, REMOTE_ADDR="203.0.113.77")
        sign_in(other, account)
    sign_in(client, account)
    page = client.get(ACCOUNT).text
    assert page.count("Firefox, Linux") >= 3
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert "vue le" in page
    named = sa.select(StaffSession).where(StaffSession.browser != "")
    newest = db.session.scalars(named.order_by(StaffSession.id.desc())).first()
    assert newest is not None
    assert send(client, f"{ACCOUNT}/sessions/{newest.id}/fermer").status_code == 303
    assert [other.get(ACCOUNT).status_code for other in others] == [200, 200, 303]
    send(client, f"{ACCOUNT}/sessions/fermer")
    assert [other.get(ACCOUNT).status_code for other in others] == [303, 303, 303]
    assert client.get(ACCOUNT).status_code == 200


def test_nobody_ends_the_session_of_somebody_else_from_their_own_page(app: Flask, client: FlaskClient) -> None:
    theirs = service.open_session(make_account())
    sign_in(client, make_account("admin"))
    assert send(client, f"{ACCOUNT}/sessions/{theirs.id}/fermer").status_code == 404


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_its_family_only(user_agent: str, said: str) -> None:
    assert family(user_agent) == said


def test_every_right_that_a_page_asks_for_is_in_the_matrix_and_has_words(app: Flask) -> None:
    rules = {rule_of(app, rule.endpoint) or "" for rule in app.url_map.iter_rules()}
    asked = {rule.removeprefix("staff:") for rule in rules if rule.startswith("staff:")} - {"setting up"}
    known = RIGHTS[RoleName.ADMIN] | set(PERSONAL_RIGHTS)
    assert asked <= known
    assert [right for right in known if right_in_words(right) == right] == []
    assert all(RIGHTS[role] <= RIGHTS[RoleName.ADMIN] for role in RoleName), "an administrator may do everything"


def test_every_act_that_the_program_writes_down_has_words(project: Path) -> None:
    written = set()
    for path in (project / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_record = isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
            if is_record and isinstance(node.args[0], ast.Constant):
                written.add(node.args[0].value)
    assert written - set(acts.ACTS) == set(), "say them in app/accounts/acts.py"
    assert {act.partition(".")[0] for act in acts.ACTS} <= set(acts.KINDS)


def test_the_journal_is_filtered_and_paged(app: Flask, client: FlaskClient, admin: Account) -> None:
    with unit_of_work():
        for number in range(120):
            audit.record("cosignature.validated", f"cosignature:{number}", by=admin.id, rows=number)
    page = client.get("/equipe/journal?acte=cosignature.validated&page=3")
    assert "120 lignes" in page.text
    assert page.text.count("cosignature validée</td>") == 20
    assert "Ada Essai" in page.text
    assert client.get("/equipe/journal?objet=cosignature:7").text.count("cosignature validée</td>") == 1
    assert client.get("/equipe/journal?genre=campaign").text.count("cosignature validée</td>") == 0
    for query in ("page=-1", "page=x", "page=99999999", "genre=%25", "objet=%00", "acte=" + "é" * 2000):
        assert client.get(f"/equipe/journal?{query}").status_code == 200, query


@pytest.mark.engine
def test_the_team_and_the_journal_ask_as_much_whatever_the_number_of_rows(
    app: Flask, client: FlaskClient, admin: Account
) -> None:
    with unit_of_work():
        for number in range(60):
            account = Account(
                email=f"{number}@example.org", name=f"Personne {number}", fs_uniquifier=str(number), created_at=now(),
                active=True, locale="fr",
            )  # fmt: skip
            service.Place(RoleName.CHAPTER, [service.chapter_with_key("troccqm")]).take(account)
            db.session.add(account)
            audit.record("account.created", f"account:{number}", by=admin.id)
    for path in (TEAM, "/equipe/journal", ACCOUNT):
        asked: list[str] = []

        @sa.event.listens_for(db.engine, "before_cursor_execute")
        def count(_c: object, _cursor: object, statement: str, *_more: object, asked: list[str] = asked) -> None:
            asked.append(statement)

        client.get(path)
        sa.event.remove(db.engine, "before_cursor_execute", count)
        assert len(asked) <= 12, path
