"""« Équipe » and « Journal »: who is here, with which role, and who did what."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts import acts, service
from app.accounts.arriving import me
from app.accounts.errors import AccountExists, AlreadyAccepted, LastAdministrator
from app.accounts.forms import InvitationForm, PlaceForm
from app.accounts.journal import journal as read_journal
from app.accounts.models import PERSONAL_RIGHTS, RIGHTS, Account, RoleName
from app.accounts.words import place_in_words, right_in_words, scope_in_words, short_role_in_words
from app.chapters import service as chapters
from app.core import access
from app.core.keys import InvalidEmail
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page, page_number
from app.core.plain_text import one_line

bp = Blueprint("accounts_staff", __name__, url_prefix="/equipe")


@bp.get("/comptes")
@access.staff("accounts.manage")
def team() -> str:
    """Everybody, with roles and last sign-in."""
    return render_template("accounts/team.html", members=service.members(), in_words=place_in_words)


@bp.route("/comptes/inviter", methods=["GET", "POST"])
@access.staff("accounts.manage")
def invite() -> Page:
    """Somebody new: a link leaves, and the person chooses a password."""
    form = InvitationForm(chapters=_chapters())
    if form.validate_on_submit():
        try:
            account = service.invite(
                form.email.data or "", form.name.data or "", _place(form), by=me(), locale=locale()
            )  # fmt: skip
        except InvalidEmail:
            form.email.errors = [_("Ce n’est pas une adresse courriel.")]
        except AccountExists:
            form.email.errors = [_("Un compte existe déjà avec ce courriel.")]
        else:
            flash(_("L’invitation est partie à %(email)s.", email=account.email), "success")
            return redirect(url_for(".team"), 303)
    return render_template("accounts/invite.html", form=form), 422 if form.errors else 200


@bp.get("/comptes/roles")
@access.staff("desk")
def roles() -> str:
    """« Qui peut quoi »: the matrix of the roles, as the program applies it."""
    return render_template(
        "accounts/roles.html",
        roles=list(RoleName),
        rights=_most_widely_held_first(),
        matrix=RIGHTS,
        personal=list(PERSONAL_RIGHTS),
        right_in_words=right_in_words,
        role_in_words=short_role_in_words,
        scope_in_words=scope_in_words,
    )


@bp.route("/comptes/<uuid:account_id>", methods=["GET", "POST"])
@access.staff("accounts.manage")
def one(account_id: uuid.UUID) -> Page:
    """One person: role, rights, and the acts that change who may enter."""
    member = service.member(account_id)
    form = PlaceForm(chapters=_chapters(), data=_present(member.account))
    if form.validate_on_submit():
        try:
            service.change_place(account_id, _place(form), by=me())
        except LastAdministrator:
            form.role.errors = [_last_administrator()]
        else:
            flash(_("Rôle changé : %(name)s.", name=member.account.name), "success")
            return redirect(url_for(".one", account_id=account_id), 303)
    page = render_template(
        "accounts/member.html",
        member=member,
        form=form,
        places=place_in_words(member.account),
        is_me=member.account == me(),
    )
    return page, 422 if form.errors else 200


@bp.post("/comptes/<uuid:account_id>/desactiver")
@access.staff("accounts.manage")
def deactivate(account_id: uuid.UUID) -> Answer:
    account = service.member(account_id).account
    try:
        service.deactivate(account, by=me().id)
        flash(_("Compte désactivé : %(name)s.", name=account.name), "success")
    except LastAdministrator:
        flash(_last_administrator(), "warning")
    return _back(account_id)


@bp.post("/comptes/<uuid:account_id>/reactiver")
@access.staff("accounts.manage")
def reactivate(account_id: uuid.UUID) -> Answer:
    account = service.reactivate(account_id, by=me())
    flash(_("Compte de nouveau actif : %(name)s.", name=account.name), "success")
    return _back(account_id)


@bp.post("/comptes/<uuid:account_id>/deuxieme-preuve")
@access.staff("accounts.manage")
def reset_second_factor(account_id: uuid.UUID) -> Answer:
    """For somebody who lost everything; make sure by voice that it is them."""
    account = service.reset_second_factor(account_id, by=me())
    flash(_("Deuxième preuve remise à zéro : %(name)s.", name=account.name), "success")
    return _back(account_id)


@bp.post("/comptes/<uuid:account_id>/sessions")
@access.staff("accounts.manage")
def end_sessions(account_id: uuid.UUID) -> Answer:
    account = service.end_sessions(account_id, by=me())
    flash(_("Toutes les sessions sont fermées : %(name)s.", name=account.name), "success")
    return _back(account_id)


@bp.post("/comptes/<uuid:account_id>/inviter")
@access.staff("accounts.manage")
def invite_again(account_id: uuid.UUID) -> Answer:
    try:
        account = service.invite_again(account_id, by=me())
        flash(_("Une nouvelle invitation est partie à %(email)s.", email=account.email), "success")
    except AlreadyAccepted:
        flash(_("Cette personne est déjà entrée."), "warning")
    return _back(account_id)


@bp.post("/comptes/<uuid:account_id>/annuler-invitation")
@access.staff("accounts.manage")
def take_back_invitation(account_id: uuid.UUID) -> Answer:
    try:
        service.take_back_invitation(account_id, by=me())
        flash(_("L’invitation est annulée, et le compte effacé."), "success")
    except AlreadyAccepted:
        flash(_("Cette personne est déjà entrée : désactivez plutôt son compte."), "warning")
        return _back(account_id)
    return redirect(url_for(".team"), 303)


@bp.get("/journal")
@access.staff("audit.read")
def journal() -> str:
    """Who did what, when: filtered, fifty a page."""
    kind, act, about = (one_line(request.args.get(name, "")[:100]) for name in ("genre", "acte", "objet"))
    return render_template(
        "accounts/journal.html",
        journal=read_journal(kind=kind, act=act, about=about, page=page_number()),
        kinds=acts.KINDS,
        known_acts=acts.ACTS,
        chosen={"genre": kind, "acte": act, "objet": about},
        act_in_words=acts.act_in_words,
        kind_in_words=acts.kind_in_words,
        details_in_words=acts.details_in_words,
        object_in_words=acts.object_in_words,
        link_to=lambda number: url_for(".journal", genre=kind, acte=act, objet=about, page=number),
    )


def _most_widely_held_first() -> list[str]:
    return sorted(RIGHTS[RoleName.ADMIN], key=lambda right: (-sum(right in held for held in RIGHTS.values()), right))


def _chapters() -> dict[str, str]:
    return {chapter.key: chapter.name for chapter in chapters.chapters()}


def _place(form: PlaceForm) -> service.Place:
    chosen = [chapter for chapter in chapters.chapters() if chapter.key in (form.chapters.data or [])]
    return service.Place(
        RoleName(form.role.data), chosen, may_export=form.may_export.data, may_erase=form.may_erase.data
    )  # fmt: skip


def _present(account: Account) -> dict[str, Any]:
    """What the account has now; of several roles, the one that gives most."""
    held = {assignment.role for assignment in account.assignments}
    return {
        "role": next((role.value for role in RoleName if role in held), None),
        "chapters": [assignment.chapter.key for assignment in account.assignments if assignment.chapter],
        "may_export": account.may_export,
        "may_erase": account.may_erase,
    }


def _back(account_id: uuid.UUID) -> Answer:
    return redirect(url_for(".one", account_id=account_id), 303)


def _last_administrator() -> str:
    return _("C’est le dernier compte d’administration : donnez d’abord ce rôle à quelqu’un d’autre.")
