"""The pages of officials: who can be written to, in which office, at which mailbox; the list, and one person."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import OFFICIALS_EDIT
from app.accounts.service import signed_in
from app.core import access
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page, page_number
from app.officials import finding, keeping, service, words
from app.officials.errors import MandateOver, OfficeHeld
from app.officials.finding import Filters, Show
from app.officials.forms import EndForm, OfficeForm, OfficialForm
from app.officials.models import Mandate, Office, Official
from app.territory import service as territory
from app.territory.models import NATIONAL

bp = Blueprint("officials", __name__, url_prefix="/equipe/destinataires")
READ = "desk"


@bp.get("")
@access.staff(READ)
def index() -> str:
    """Every office and whoever holds it; empty seats; mailboxes to verify."""
    filters = _filters()
    return render_template(
        "officials/index.html",
        found=finding.search(filters, page_number()),
        filters=filters,
        asked=_asked(filters),
        shows=Show,
        offices=Office,
        parties=service.parties(),
        regions=[region for region in territory.regions() if region.code != NATIONAL],
        words=words,
        dissolved_on=service.dissolution(),
        may_edit=signed_in().may(OFFICIALS_EDIT),
    )


@bp.get("/<uuid:official_id>")
@access.staff(READ)
def one(official_id: uuid.UUID) -> str:
    """One person: the offices with their dates, the mailboxes with where they come from."""
    return _one(official_id, EndForm(formdata=None, data={"on": today()}))


@bp.route("/ajouter", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def add() -> Page:
    """Somebody new; the office and the mailbox come next."""
    form = OfficialForm()
    if request.method == "GET":
        return render_template("officials/form.html", form=form, official=None)
    if not form.validate():
        return render_template("officials/form.html", form=form, official=None), 422
    official = keeping.enter(form.details, by=signed_in())
    flash(_("%(name)s : fiche ajoutée. Donnez-lui une charge et une adresse.", name=official.name), "success")
    return _to(official.id)


@bp.route("/<uuid:official_id>/modifier", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def edit(official_id: uuid.UUID) -> Page:
    """Set right what is known of a person."""
    official = finding.person(official_id).official
    form = OfficialForm() if request.method == "POST" else OfficialForm.of(official)
    if request.method == "GET":
        return render_template("officials/form.html", form=form, official=official)
    if not form.validate():
        return render_template("officials/form.html", form=form, official=official), 422
    keeping.edit(official_id, form.details, by=signed_in())
    flash(_("La fiche est modifiée."), "success")
    return _to(official_id)


@bp.route("/<uuid:official_id>/charge", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def begin(official_id: uuid.UUID) -> Page:
    """An office begins; whoever held it leaves the day before, if staff say so."""
    official = finding.person(official_id).official
    form = OfficeForm()
    if request.method == "GET":
        form.party.data = official.party
        return _office_page(form, official)
    if not form.validate():
        return _office_page(form, official), 422
    try:
        keeping.begin(
            official_id, form.function, since=form.since.data or today(), replaces=form.replaces.data, by=signed_in()
        )
    except OfficeHeld as held:
        form.office.errors = [_held_in_words(held.shown.get("name"))]
        return _office_page(form, official), 422
    except ValueError:
        form.since.errors = [_("La personne en poste a commencé ce jour-là ou plus tard : vérifiez la date.")]
        return _office_page(form, official), 422
    flash(_("C’est noté : la charge commence à cette date."), "success")
    return _to(official_id)


@bp.post("/mandats/<uuid:mandate_id>/fin")
@access.staff(OFFICIALS_EDIT)
def end(mandate_id: uuid.UUID) -> Page:
    """The last day of a mandate; the seat is vacant on the next."""
    mandate = finding.mandate(mandate_id)
    form = EndForm()
    if not form.validate():
        return _one(mandate.official_id, form, mandate), 422
    try:
        service.end_mandate(mandate_id, on=form.on.data or today(), by=signed_in().id)
    except MandateOver:
        flash(_("Ce mandat a déjà une fin : rien n’a été changé."), "warning")
    except ValueError:
        form.on.errors = [_("Un mandat ne finit pas avant d’avoir commencé.")]
        return _one(mandate.official_id, form, mandate), 422
    else:
        flash(_("Le mandat a une fin. La charge est vacante dès le lendemain."), "success")
    return _to(mandate.official_id)


@bp.post("/<uuid:official_id>/verifier")
@access.staff(OFFICIALS_EDIT)
def verify(official_id: uuid.UUID) -> Answer:
    """Somebody looked at all the mailboxes today."""
    seen = keeping.verify(official_id, by=signed_in())
    flash(ngettext("%(num)s adresse vérifiée aujourd’hui.", "%(num)s adresses vérifiées aujourd’hui.", seen), "success")
    return _to(official_id)


def _one(official_id: uuid.UUID, form: EndForm, ending: Mandate | None = None) -> str:
    return render_template(
        "officials/one.html",
        person=finding.person(official_id),
        form=form,
        ending=ending,
        today=today(),
        words=words,
        may_edit=signed_in().may(OFFICIALS_EDIT),
    )


def _office_page(form: OfficeForm, official: Official) -> str:
    return render_template("officials/office.html", form=form, official=official)


def _held_in_words(name: str | None) -> str:
    if name is None:
        return _("Quelqu’un vient d’être nommé à cette charge : relisez la liste.")
    return _("%(name)s occupe cette charge. Pour lui succéder, cochez la dernière case.", name=name)


def _filters() -> Filters:
    asked = request.args
    return Filters(
        query=_text("q"),
        office=next((office for office in Office if office.value == asked.get("charge")), None),
        party=_text("parti"),
        region_code=_text("region")[:2],
        show=next((show for show in Show if show.value and show.value == asked.get("voir")), Show.HELD),
    )


def _text(field: str) -> str:
    """What cannot be printed says nothing."""
    typed = request.args.get(field, "")[: finding.LONGEST_QUERY]
    return typed if typed.isprintable() else ""


def _asked(filters: Filters) -> dict[str, str]:
    """The filters as the address names them, for the pages of the list."""
    said = {
        "q": filters.query,
        "charge": filters.office.value if filters.office else "",
        "parti": filters.party,
        "region": filters.region_code,
        "voir": filters.show.value,
    }
    return {name: value for name, value in said.items() if value}


def _to(official_id: uuid.UUID) -> Answer:
    return redirect(url_for("officials.one", official_id=official_id), 303)
