"""« Mon compte », and the rail beside it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.attempts import ONE_ACCOUNT
from app.core import navigation
from tests.accounts.door import sign_in
from tests.factories import PASSWORD, form_token, make_account

NEW = "quatre-marmottes-sous-la-neige"
ACCOUNT = "/equipe/compte"


def change(client: FlaskClient, current: str, new: str, again: str | None = None) -> TestResponse:
    again = new if again is None else again
    data = {"csrf_token": form_token(client), "current": current, "new": new, "again": again}
    return client.post(ACCOUNT, data=data)


def test_the_page_tells_who_i_am_in_words(app: Flask, client: FlaskClient) -> None:
    account = make_account("chapter", "troccqm", name="Aïcha N’Diaye-O’Neil")
    sign_in(client, account)
    page = client.get(ACCOUNT).text
    assert "Aïcha N’Diaye-O’Neil" in page
    assert account.email in page
    assert "régions 04 et 17" in page


def test_a_name_cannot_put_anything_into_the_page(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account(name="<script>alert(1)</script>"))
    assert "<script>alert" not in client.get(ACCOUNT).text


@pytest.mark.data
def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, client: FlaskClient, browser: type[FlaskClient]
) -> None:
    account = make_account()
    elsewhere = browser(app, app.response_class)
    sign_in(client, account)
    sign_in(elsewhere, account)
    uniquifier = account.fs_uniquifier
    answer = change(client, PASSWORD, NEW)
    assert (answer.status_code, answer.location) == (303, ACCOUNT)
    assert account.fs_uniquifier != uniquifier
    assert "Votre mot de passe est changé." in client.get(ACCOUNT).text
    assert elsewhere.get(ACCOUNT).status_code == 303
    assert sign_in(elsewhere, account).status_code == 422
    assert sign_in(elsewhere, account, NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("pas le bon mot de passe", NEW, NEW, "Ce n’est pas votre mot de passe actuel."),
        (PASSWORD, NEW, NEW + "s", "Les deux mots de passe ne sont pas pareils."),
        (PASSWORD, "court", "court", "Il faut au moins 12 caractères."),
        (PASSWORD, "motdepasse123", "motdepasse123", "Ce mot de passe se devine trop facilement."),
        (PASSWORD, "Maude Essai 2026", "Maude Essai 2026", "Ce mot de passe se devine trop facilement."),
        (PASSWORD, "é" * 129, "é" * 129, "Au plus 128 caractères."),
        (PASSWORD, "x" * 10_000, "x" * 10_000, "Au plus 128 caractères."),
        (PASSWORD, NEW + "\0", NEW + "\0", "ne peut pas être enregistré"),
        ("", "", "", "Écrivez votre mot de passe actuel."),
        ("\0", "\0", "\0", "Ce n’est pas votre mot de passe actuel."),
    ],
)
def test_a_refused_change_says_why_beside_the_field(
    app: Flask, client: FlaskClient, current: str, new: str, again: str, said: str
) -> None:
    account = make_account()
    sign_in(client, account)
    kept = account.password
    answer = change(client, current, new, again)
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")
    assert NEW not in answer.text
    assert account.password == kept


def test_seventy_three_characters_and_more_are_welcome(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert change(client, PASSWORD, f"{NEW} {NEW[::-1]} et encore bien des mots").status_code == 303


def test_the_present_password_cannot_be_guessed_here_either(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    for _ in range(ONE_ACCOUNT.times):
        change(client, "pas le bon mot de passe", NEW)
    assert "Trop d’essais." in change(client, PASSWORD, NEW).text


def test_without_csrf_token_nothing_changes(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.post(ACCOUNT, data={"current": PASSWORD, "new": NEW, "again": NEW}).status_code == 400


def test_the_rail_shows_what_the_visitor_may_open_with_what_waits_there(app: Flask, client: FlaskClient) -> None:
    entries = dict(navigation._entries)
    navigation.register("accounts.sign_in", "Vestiaire", "accounts.manage", lambda visitor: 12, place=navigation.FIRST)
    navigation.register("nobody.built_it", "Fantôme", "desk")
    try:
        sign_in(client, make_account("admin"))
        page = client.get(ACCOUNT).text
        rail = page[page.index("<nav") : page.index("</nav>")]
        assert rail.index("Vestiaire") < rail.index("Mon compte")
        assert 'aria-current="page">Mon compte' in page
        assert '<span class="rail__count">12</span>' in rail
        assert "Fantôme" not in page
        client.delete_cookie("session")
        sign_in(client, make_account("reader"))
        assert "Vestiaire" not in client.get(ACCOUNT).text
    finally:
        navigation._entries.clear()
        navigation._entries.update(entries)
