"""Invitations, forgotten passwords, new addresses: each by a link that is good once, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import service
from app.accounts.attempts import LINKS_TO_ONE
from app.accounts.errors import AccountExists, LinkUsed
from app.accounts.models import Account, LinkKind, MailedLink, RoleName
from app.core import clock
from app.core.clock import now
from app.core.database import db
from app.deliveries.models import Delivery
from tests.accounts.door import sign_in
from tests.accounts.proofs import protected
from tests.factories import PASSWORD, csrf_token, form_token, make_account
from tests.outbox import link_in, mails

pytestmark = pytest.mark.data
NEW = "quatre-marmottes-sous-la-neige"
FORGOTTEN = "/equipe/mot-de-passe"


def invited(email: str = "rose@example.org", role: RoleName = RoleName.NATIONAL) -> tuple[Account, str]:
    place = service.Place(role)
    account = service.invite(email, "Rose Essai", place, by=make_account("admin"), locale="fr")
    return account, newest("/equipe/invitation/", email)


def newest(path: str, email: str) -> str:
    mail = [one for one in mails() if one.to_address == email][-1]
    return link_in(mail, path)


def choose(client: FlaskClient, link: str, password: str = NEW) -> TestResponse:
    page = client.get(link)
    if page.status_code != 200:
        return page
    return client.post(link, data={"csrf_token": csrf_token(page), "new": password, "again": password})


def forget(client: FlaskClient, email: str) -> TestResponse:
    return client.post(FORGOTTEN, data={"csrf_token": csrf_token(client.get(FORGOTTEN)), "email": email})


def test_an_invitation_makes_an_account_that_opens_with_the_password_chosen(app: Flask, client: FlaskClient) -> None:
    account, link = invited()
    assert "Rose Essai" in client.get(link).text
    assert sign_in(app.test_client(), account, "").status_code == 422
    answer = choose(client, link)
    assert (answer.status_code, answer.location) == (303, "/equipe")
    assert client.get("/equipe/compte").status_code == 200
    assert sign_in(app.test_client(), account, NEW).status_code == 303


@pytest.mark.usefixtures("required")
def test_after_the_invitation_comes_the_second_factor(app: Flask, client: FlaskClient) -> None:
    _account, link = invited()
    assert choose(client, link).location == "/equipe/protection"
    assert client.get("/equipe/compte").status_code == 303


def test_an_invitation_is_good_once_and_for_seven_days(app: Flask, client: FlaskClient) -> None:
    _account, link = invited()
    with clock.frozen(now() + timedelta(days=7, minutes=1)):
        assert client.get(link).status_code == 410
    assert choose(client, link, "court").status_code == 422, "a weak password uses nothing up"
    assert choose(client, link).status_code == 303
    for browser in (client, app.test_client()):
        answer = choose(browser, link, "encore-une-autre-marmotte")
        assert answer.status_code == 410
        assert "Il a déjà servi" in answer.text  # and where to enter: it is no dead end
        assert 'href="/equipe/connexion"' in answer.text
    with pytest.raises(LinkUsed):
        service.accept_invitation(link.rpartition("/")[2], NEW)


def test_a_second_invitation_replaces_the_first_and_taking_it_back_leaves_nothing(
    app: Flask, client: FlaskClient
) -> None:
    account, first = invited()
    admin = make_account("admin")
    service.invite_again(account.id, by=admin)
    second = newest("/equipe/invitation/", account.email)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    service.take_back_invitation(account.id, by=admin)
    assert client.get(second).status_code == 404
    assert db.session.scalar(sa.select(Account).where(Account.email == "rose@example.org")) is None
    assert db.session.scalars(sa.select(MailedLink)).all() == []


def test_a_link_is_good_for_its_own_purpose_only(app: Flask, client: FlaskClient) -> None:
    _account, link = invited()
    token = link.rpartition("/")[2]
    for path in (f"{FORGOTTEN}/{token}", f"/equipe/adresse/{token}", "/equipe/invitation/x", f"{link}x"):
        assert client.get(path).status_code == 404, path


def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(app: Flask, client: FlaskClient) -> None:
    account, _secret, _codes = protected()
    plain = make_account()
    sign_in(client, plain)
    assert forget(app.test_client(), plain.email.upper()).status_code == 200
    answer = choose(app.test_client(), newest(f"{FORGOTTEN}/", plain.email))
    assert (answer.status_code, answer.location) == (303, "/equipe/connexion")
    assert client.get("/equipe/compte").status_code == 303
    assert sign_in(client, plain, PASSWORD).status_code == 422
    assert sign_in(client, plain, NEW).status_code == 303
    assert "Le mot de passe de votre compte" in mails()[-1].body_text
    forget(client, account.email)
    choose(client, newest(f"{FORGOTTEN}/", account.email))
    client.delete_cookie("session")
    assert sign_in(client, account, NEW).location == "/equipe/connexion/verification", "the second proof stays"


def test_the_answer_is_the_same_for_an_address_that_nobody_has(app: Flask, client: FlaskClient) -> None:
    known, inactive = make_account(), make_account()
    service.deactivate(inactive)
    never_in, _link = invited()
    db.session.execute(sa.delete(Delivery))
    db.session.commit()
    pages = {}
    for email in (known.email, inactive.email, never_in.email, "inconnue@example.org", "pas une adresse"):
        answer = forget(client, email)
        pages[email] = (answer.status_code, answer.text, answer.headers["Cache-Control"])
    assert len(set(pages.values())) == 1
    assert [mail.to_address for mail in mails()] == [known.email]


def test_one_mailbox_is_not_flooded(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    pages = {forget(client, account.email).text for _ in range(LINKS_TO_ONE.times + 2)}
    assert len(pages) == 1
    assert len(mails()) == LINKS_TO_ONE.times
    live = sa.select(MailedLink).where(MailedLink.ended_at.is_(None))
    assert len(db.session.scalars(live).all()) == 1, "only the newest opens anything"


def test_an_address_changes_when_the_new_one_has_answered(app: Flask, client: FlaskClient) -> None:
    account = make_account(email="avant@example.org")
    sign_in(client, account)
    token = form_token(client)
    client.post("/equipe/compte/adresse", data={"csrf_token": token, "email": "Apres@Example.org"})
    link = newest("/equipe/adresse/", "apres@example.org")
    page = client.get(link)
    assert account.email == "avant@example.org", "a mail program that opens links changes nothing"
    assert client.post(link, data={"csrf_token": csrf_token(page)}).status_code == 303
    assert account.email == "apres@example.org"
    assert mails()[-1].to_address == "avant@example.org"
    assert client.get(link).status_code == 410


def test_an_address_that_another_account_has_is_refused_then_and_later(app: Flask, client: FlaskClient) -> None:
    taken, account = make_account(email="prise@example.org"), make_account()
    with pytest.raises(AccountExists):
        service.ask_for_new_address(account, " PRISE@example.org ")
    service.ask_for_new_address(account, "libre@example.org")
    token = newest("/equipe/adresse/", "libre@example.org").rpartition("/")[2]
    service.ask_for_new_address(taken, "libre@example.org")
    service.take_new_address(newest("/equipe/adresse/", "libre@example.org").rpartition("/")[2])
    with pytest.raises(AccountExists):
        service.take_new_address(token)
    assert account.email != "libre@example.org"


def test_links_and_their_addresses_are_forgotten_after_a_month(app: Flask) -> None:
    service.ask_for_new_address(make_account(), "nouvelle@example.org")
    assert service.forget_old_links() == 0
    with clock.frozen(now() + timedelta(days=31)):
        assert service.forget_old_links() == 1


@pytest.mark.parametrize("kind", list(LinkKind))
def test_the_database_keeps_one_live_link_of_each_kind(app: Flask, kind: LinkKind) -> None:
    account = make_account()
    new_email = "x@example.org" if kind is LinkKind.ADDRESS else None
    rows = [{"account_id": account.id, "kind": kind, "new_email": new_email, "made_at": now()} for _ in range(2)]
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(MailedLink), rows)
    db.session.rollback()
