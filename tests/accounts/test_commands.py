"""`flask accounts …`: what it says, and with which exit code."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from app.accounts import second_factor, service
from app.accounts.models import RoleName
from tests.accounts.proofs import protected
from tests.factories import PASSWORD, make_account


def flask(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *arguments], input=typed)


def test_the_first_administrator_types_the_password_twice(app: Flask) -> None:
    done = flask(app, "create-admin", "lise@example.org", "--name", "Lise", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert "Compte créé." in done.output
    assert PASSWORD not in done.output
    account = service.authenticate("lise@example.org", PASSWORD, ip="127.0.0.1")
    assert account.holds(RoleName.ADMIN)
    assert account.may("accounts.manage")


def test_the_password_may_come_from_another_program(app: Flask) -> None:
    done = flask(app, "create-admin", "lise@example.org", "--name", "Lise", "--password-stdin", typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert service.authenticate("lise@example.org", PASSWORD, ip="127.0.0.1").name == "Lise"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("court", "Il faut au moins 12 caractères"),
        ("motdepasse123", "se devine trop facilement"),
        ("", "Il faut au moins 12 caractères"),
        ("x" * 200, "Au plus 128 caractères"),
    ],
)
def test_a_weak_password_is_refused(app: Flask, password: str, said: str) -> None:
    done = flask(app, "create-admin", "lise@example.org", "--name", "Lise", "--password-stdin", typed=password + "\n")
    assert done.exit_code == 1
    assert said in done.output.replace("\u00a0", " ")
    assert service.all_accounts() == []


@pytest.mark.parametrize(
    ("email", "name", "exit_code", "said"),
    [
        ("pas une adresse", "Lise", 1, "Ce n’est pas une adresse courriel."),
        ("deja@example.org", "Lise", 1, "Un compte existe déjà"),
        ("lise@example.org", " ", 2, "1 à 120"),
        ("lise@example.org", "L" * 10_000, 2, "1 à 120"),
        ("l" * 300 + "@example.org", "Lise", 1, "Ce n’est pas une adresse courriel."),
    ],
)
def test_what_cannot_be_an_account_is_said_plainly(
    app: Flask, email: str, name: str, exit_code: int, said: str
) -> None:
    make_account(email="deja@example.org")
    done = flask(app, "create-admin", email, "--name", name, "--password-stdin", typed=f"{PASSWORD}\n")
    assert (done.exit_code, said in done.output) == (exit_code, True), done.output
    assert len(service.all_accounts()) == 1


def test_staff_of_a_chapter(app: Flask) -> None:
    command = ("create", "a@example.org", "--name", "A", "--role", "chapter", "--password-stdin")
    without = flask(app, *command, typed=f"{PASSWORD}\n")
    assert without.exit_code == 1
    assert "demande --chapter" in without.output
    unknown = flask(app, *command, "--chapter", "nulle-part", typed=f"{PASSWORD}\n")
    assert unknown.exit_code == 1
    assert "troccqm" in unknown.output
    done = flask(app, *command, "--chapter", "troccqm", typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert service.account_at("a@example.org").region_codes("cosignatures.read") == {"04", "17"}


def test_a_national_role_takes_no_chapter(app: Flask) -> None:
    command = (
        "create",
        "a@example.org",
        "--name",
        "A",
        "--role",
        "national",
        "--chapter",
        "troccqm",
        "--password-stdin",
    )
    assert flask(app, *command, typed=f"{PASSWORD}\n").exit_code == 1
    assert service.all_accounts() == []


def test_the_list_shows_everybody_with_their_roles(app: Flask) -> None:
    assert "Aucun compte." in flask(app, "list").output
    make_account("admin", name="Zoé", email="zoe@example.org")
    inactive = make_account("chapter", "troccqm", name="Alex", email="alex@example.org")
    service.deactivate(inactive)
    shown = flask(app, "list").output
    assert shown.index("Alex <alex@example.org> (désactivé)") < shown.index("Zoé <zoe@example.org>")
    assert "régions 04 et 17" in shown


def test_an_operator_sets_a_password_and_deactivates(app: Flask) -> None:
    make_account("admin")
    account = make_account(email="a@example.org")
    before = account.fs_uniquifier
    new = "quatre-marmottes-sous-la-neige"
    done = flask(app, "set-password", "a@example.org", "--password-stdin", typed=new + "\n")
    assert done.exit_code == 0, done.output
    assert service.authenticate("a@example.org", new, ip="127.0.0.1").fs_uniquifier != before
    assert flask(app, "deactivate", "a@example.org").exit_code == 0
    assert not service.account_at("a@example.org").active


def test_an_operator_takes_away_a_second_factor_that_was_lost(app: Flask) -> None:
    account, _secret, _codes = protected("admin")
    assert second_factor.is_set_up(account)
    done = flask(app, "reset-second-factor", account.email)
    assert done.exit_code == 0, done.output
    assert not second_factor.is_set_up(account)


@pytest.mark.parametrize("command", ["set-password", "deactivate", "reset-second-factor"])
def test_an_unknown_account_is_said(app: Flask, command: str) -> None:
    done = flask(app, command, "inconnue@example.org")
    assert (done.exit_code, "Aucun compte n’a ce courriel." in done.output) == (1, True)


def test_the_last_administrator_cannot_be_deactivated(app: Flask) -> None:
    make_account("admin", email="seule@example.org")
    done = flask(app, "deactivate", "seule@example.org")
    assert (done.exit_code, "dernier compte d’administration" in done.output) == (1, True)
