"""`flask accounts`: the first administrator, and what an operator must be able to do without a browser."""

from __future__ import annotations

import sys

import click

from app.accounts import service
from app.accounts.errors import (
    AccountExists,
    LastAdministrator,
    NoSuchAccount,
    NoSuchChapter,
    RoleNeedsChapter,
    WeakPassword,
)
from app.accounts.models import RoleName
from app.accounts.words import assignment_in_words, weakness_in_words
from app.core.commands import Commands, register_refusals
from app.core.keys import InvalidEmail
from app.core.language import gettext as _
from app.core.plain_text import one_line

LONGEST_NAME = 120

cli = Commands("accounts", help="Les comptes de l’équipe : créer, lister, changer un mot de passe, désactiver.")

register_refusals(
    {
        AccountExists: lambda error: _("Un compte existe déjà avec ce courriel."),
        InvalidEmail: lambda error: _("Ce n’est pas une adresse courriel."),
        LastAdministrator: lambda error: _("C’est le dernier compte d’administration : créez-en un autre d’abord."),
        RoleNeedsChapter: lambda error: _(
            "Le rôle « chapter » demande --chapter, et les autres rôles n’en veulent pas."
        ),
        NoSuchAccount: lambda error: _("Aucun compte n’a ce courriel."),
        NoSuchChapter: lambda error: _("Antenne inconnue. Clés connues : %(known)s", known=", ".join(error.known)),
        WeakPassword: lambda error: weakness_in_words(error.weakness),
    }
)


def _named(_context: click.Context, _option: click.Parameter, value: str) -> str:
    name = one_line(value)
    if not 0 < len(name) <= LONGEST_NAME:
        raise click.BadParameter(f"de 1 à {LONGEST_NAME} caractères / 1 to {LONGEST_NAME} characters")
    return name


name_option = click.option("--name", required=True, prompt="Nom", callback=_named, help="Le nom de la personne.")
password_option = click.option(
    "--password-stdin", is_flag=True, help="Lire le mot de passe sur l’entrée standard, une ligne."
)


def _password(from_stdin: bool) -> str:
    """Typed twice without being shown, or one line of the standard input; never an argument, which others see."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore une fois"))


@cli.command("create-admin")
@click.argument("email")
@name_option
@password_option
def create_admin(email: str, name: str, password_stdin: bool) -> None:
    """Créer un compte qui peut tout, y compris donner des rôles."""
    service.create_admin(email, name, _password(password_stdin))
    click.echo(_("Compte créé. La personne peut entrer à l’adresse /equipe/connexion."))


@cli.command("create")
@click.argument("email")
@name_option
@click.option("--role", type=click.Choice(["national", "chapter", "reader"]), required=True, help="Le rôle.")
@click.option("--chapter", "chapter_key", help="La clé de l’antenne, pour le rôle « chapter ».")
@password_option
def create(email: str, name: str, role: str, chapter_key: str | None, password_stdin: bool) -> None:
    """Créer un compte : national (toutes les régions), chapter (celles d’une antenne), reader (les chiffres)."""
    if (role == RoleName.CHAPTER) != (chapter_key is not None):
        raise RoleNeedsChapter
    chapter = service.chapter_with_key(chapter_key) if chapter_key else None
    password = _password(password_stdin)
    service.create_account(email, name, RoleName(role), chapter=chapter, password=password)
    click.echo(_("Compte créé. La personne peut entrer à l’adresse /equipe/connexion."))


@cli.command("list")
def list_accounts() -> None:
    """Lister les comptes et leurs rôles."""
    accounts = service.all_accounts()
    if not accounts:
        click.echo(_("Aucun compte. Créez le premier : flask accounts create-admin COURRIEL"))
    for account in accounts:
        roles = "; ".join(assignment_in_words(assignment) for assignment in account.assignments)
        inactive = "" if account.active else _(" (désactivé)")
        click.echo(f"{account.name} <{account.email}>{inactive}\n    {roles or _('aucun rôle')}")


@cli.command("set-password")
@click.argument("email")
@password_option
def set_password(email: str, password_stdin: bool) -> None:
    """Choisir un nouveau mot de passe; ferme toutes les sessions de la personne."""
    account = service.account_at(email)
    service.set_password(account, _password(password_stdin))
    click.echo(_("Mot de passe changé. Toutes les sessions de la personne sont fermées."))


@cli.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Fermer un compte : plus personne n’entre avec lui; ce qui a été fait reste écrit."""
    service.deactivate(service.account_at(email))
    click.echo(_("Compte désactivé."))


@cli.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Retirer applications, clés d’accès et codes de secours : la personne recommence à sa prochaine entrée."""
    service.reset_second_factor(service.account_at(email).id)
    click.echo(_("Deuxième preuve remise à zéro. Toutes les sessions de la personne sont fermées."))
