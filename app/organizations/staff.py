"""The register for staff: searched, read, and kept entry by entry."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.chapters import service as chapters
from app.core import access, identifiers
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page, page_number
from app.organizations import directory, editing, words
from app.organizations.errors import AlreadyThere, Close, ResemblesOthers
from app.organizations.followers import followers
from app.organizations.forms import EntryForm, MoveForm, NewEntryForm, table_of
from app.organizations.models import Kind, Organization

bp = Blueprint("register", __name__, url_prefix="/equipe/repertoire")


@bp.get("")
@access.staff("register.read")
def index() -> str:
    """The register of the person's regions, searched and filtered."""
    me, filters = signed_in(), _filters()
    return render_template(
        "organizations/index.html",
        found=directory.search(me, filters, page_number()),
        filters=filters,
        asked=_asked(filters),
        regions=directory.regions_of(me),
        chapters=chapters.chapters(),
        kinds=Kind,
        words=words,
        may_edit=me.may("register.edit"),
    )


@bp.get("/<uuid:organization_id>")
@access.staff("register.read")
def one(organization_id: uuid.UUID) -> str:
    """One entry: what is known of it, what it signed, and what became of it."""
    return _one_page(organization_id)


@bp.route("/ajouter", methods=["GET", "POST"])
@access.staff("register.edit")
def add() -> Page:
    """A new entry, in one of the person's regions."""
    me = signed_in()
    form = NewEntryForm().offer(directory.regions_of(me, "register.edit"))
    if not form.is_submitted():
        form.name.data, form.region.data = request.args.get("nom", "")[:250], request.args.get("region", "")
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    try:
        organization = editing.enter(form.details, form.region.data, by=me, apart=form.said_apart)
    except AlreadyThere as known:
        return _form_page(form, known=known), 422
    except ResemblesOthers as doubt:
        return _form_page(form, close=doubt.found), 422
    flash(_("%(name)s : fiche ajoutée au répertoire.", name=organization.name), "success")
    return _warned(organization)


@bp.route("/<uuid:organization_id>/modifier", methods=["GET", "POST"])
@access.staff("register.edit")
def edit(organization_id: uuid.UUID) -> Page:
    """Set an entry right."""
    me = signed_in()
    organization = directory.one(me, organization_id, "register.edit")
    form = EntryForm() if request.method == "POST" else EntryForm.of(organization)
    if not form.is_submitted():
        return _form_page(form, organization)
    if not form.validate():
        return _form_page(form, organization), 422
    try:
        changed = editing.edit(organization_id, form.details, by=me)
    except AlreadyThere as known:
        return _form_page(form, organization, known=known), 422
    if changed:
        flash(_("%(name)s : fiche modifiée.", name=organization.name), "success")
    return _warned(organization)


@bp.post("/<uuid:organization_id>/region")
@access.staff("register.edit")
def move(organization_id: uuid.UUID) -> Page:
    """To another region: it changes hands."""
    form = MoveForm()
    if not form.validate():
        return _one_page(organization_id, form), 422
    try:
        organization = editing.move(organization_id, form.region.data, by=signed_in())
    except AlreadyThere as known:
        form.region.errors = [
            _(
                "« %(name)s » s’y trouve déjà, dans la même municipalité. Fusionnez plutôt les deux fiches.",
                name=known.name,
            )
        ]
        return _one_page(organization_id, form), 422
    flash(_("%(name)s : changé de région.", name=organization.name), "success")
    mine = directory.may_edit(signed_in(), organization)
    return redirect(
        url_for("register.one", organization_id=organization_id) if mine else url_for("register.index"), 303
    )


@bp.post("/<uuid:organization_id>/archiver")
@access.staff("register.edit")
def archive(organization_id: uuid.UUID) -> Answer:
    """Out of the lists; nothing is deleted."""
    organization = editing.archive(organization_id, by=signed_in())
    flash(_("%(name)s : fiche archivée.", name=organization.name), "success")
    return redirect(url_for("register.one", organization_id=organization_id), 303)


@bp.post("/<uuid:organization_id>/retablir")
@access.staff("register.edit")
def restore(organization_id: uuid.UUID) -> Answer:
    """Back in the lists."""
    organization = editing.restore(organization_id, by=signed_in())
    if not organization.is_archived:
        flash(_("%(name)s : de retour dans le répertoire.", name=organization.name), "success")
    return redirect(url_for("register.one", organization_id=organization_id), 303)


def _one_page(organization_id: uuid.UUID, move_form: MoveForm | None = None) -> str:
    me = signed_in()
    organization = directory.one(me, organization_id)
    return render_template(
        "organizations/one.html",
        organization=organization,
        signed=followers().signed(me, organization.id, locale()),
        history=directory.history(organization),
        joins=directory.joins(organization),
        region_names={region.code: region.name for region in directory.regions()},
        warnings=_warnings(organization),
        words=words,
        may_edit=directory.may_edit(me, organization),
        move_form=move_form or MoveForm(formdata=None),
    )


def _form_page(
    form: EntryForm,
    organization: Organization | None = None,
    known: AlreadyThere | None = None,
    close: Sequence[Close] = (),
) -> str:
    if known is not None:
        form.name.errors = [_("« %(name)s » est déjà dans le répertoire, à cet endroit.", name=known.name)]
    elif close:
        form.name.errors = [_("Un nom proche est déjà dans le répertoire de la région : regardez d’abord.")]
    return render_template(
        "organizations/form.html",
        form=form,
        organization=organization,
        known=known,
        close=close,
        words=words,
        table=table_of(organization.region_code) if organization else "",
    )


def _warned(organization: Organization) -> Answer:
    """To the entry; what looks wrong in a number is said there, and refused nowhere."""
    return redirect(url_for("register.one", organization_id=organization.id), 303)


def _warnings(organization: Organization) -> dict[str, str]:
    numbers = {
        "neq": (organization.neq, identifiers.neq),
        "charity_number": (organization.charity_number, identifiers.charity_number),
    }
    read = {name: read(value) for name, (value, read) in numbers.items() if value}
    return {
        name: words.number_in_words(found.problem, is_neq=name == "neq")
        for name, found in read.items()
        if found.problem
    }


def _filters() -> directory.Filters:
    asked = request.args
    return directory.Filters(
        query=asked.get("q", "")[: directory.LONGEST_QUERY],
        region_code=_key("region", 2),
        chapter_key=_key("antenne", 40),
        kind=next((kind for kind in Kind if kind.value == asked.get("type")), None),
        members={"oui": True, "non": False}.get(asked.get("membres", "")),
        without_email=asked.get("courriel") == "sans",
        archived=asked.get("etat") == "archivees",
    )


def _key(field: str, longest: int) -> str:
    """What no region and no chapter is called says nothing; PostgreSQL refuses even to compare with a NUL."""
    typed = request.args.get(field, "")[:longest]
    return typed if typed.isprintable() else ""


def _asked(filters: directory.Filters) -> dict[str, str]:
    """The filters as the address names them, for the pages of the list."""
    said = {
        "q": filters.query,
        "region": filters.region_code,
        "antenne": filters.chapter_key,
        "type": filters.kind.value if filters.kind else "",
        "membres": {True: "oui", False: "non", None: ""}[filters.members],
        "courriel": "sans" if filters.without_email else "",
        "etat": "archivees" if filters.archived else "",
    }
    return {name: value for name, value in said.items() if value}
