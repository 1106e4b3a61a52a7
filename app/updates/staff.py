"""Staff write news and activities, look at them as everybody will, publish them, correct them, take them back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access
from app.core.clock import local
from app.core.language import gettext as _
from app.core.language import locale
from app.core.typography import moment
from app.updates import service
from app.updates.errors import (
    AboutToLeave,
    AnotherVictory,
    IllegalUpdateMove,
    NoSuchUpdate,
    UpdateEditedMeanwhile,
)
from app.updates.forms import ScheduleForm, UpdateForm
from app.updates.models import Kind, Update

bp = Blueprint("updates_staff", __name__, url_prefix="/equipe/campagnes/<slug>/nouvelles")
KINDS = {
    "nouvelle": Kind.NEWS,
    "communique": Kind.COMMUNIQUE,
    "activite": Kind.ACTIVITY,
    "victoire": Kind.VICTORY,
}


@bp.get("")
@access.staff("campaigns.edit")
def index(slug: str) -> str:
    """Those of the account's regions, with what became of their mails."""
    campaign = service.campaign_to_write(signed_in(), slug)
    updates = service.of_staff(signed_in(), campaign)
    allowed = service.scope(signed_in(), campaign).kinds()
    return render_template(
        "updates/staff/index.html",
        campaign=campaign,
        updates=updates,
        progress=service.progress(updates),
        kinds=[name for name, kind in KINDS.items() if kind in allowed],
    )


@bp.get("/ecrire/<genre>")
@access.staff("campaigns.edit")
def write(slug: str, genre: str) -> str:
    """A blank page."""
    campaign, kind = _begun(slug, genre)
    scope = service.scope(signed_in(), campaign)
    return _editor(campaign, UpdateForm(formdata=None, kind=kind, scope=scope), genre=genre)


@bp.post("/ecrire/<genre>")
@access.staff("campaigns.edit")
def begin(slug: str, genre: str) -> Answer | tuple[str, int]:
    """A draft: nobody reads it yet."""
    campaign, kind = _begun(slug, genre)
    form = UpdateForm(formdata=request.form, kind=kind, scope=service.scope(signed_in(), campaign))
    if not form.validate():
        return _editor(campaign, form, genre=genre), 422
    update = service.begin(campaign, kind, form.written(), by=signed_in())
    flash(_("Le brouillon est enregistré. Personne ne le lit encore."), "success")
    return _back(update)


@bp.post("/ecrire/<genre>/apercu")
@access.staff("campaigns.edit")
def preview_new(slug: str, genre: str) -> str:
    """What everybody would read; nothing is kept."""
    campaign, kind = _begun(slug, genre)
    form = UpdateForm(formdata=request.form, kind=kind, scope=service.scope(signed_in(), campaign))
    return _shown(campaign, form, kind)


@bp.get("/<int:number>")
@access.staff("campaigns.edit")
def edit(slug: str, number: int) -> str:
    """As it stands, and what can be done with it."""
    update = service.to_write(signed_in(), slug, number)
    return _editor(update.campaign, UpdateForm.of(update, service.scope(signed_in(), update.campaign)), update)


@bp.post("/<int:number>")
@access.staff("campaigns.edit")
def save(slug: str, number: int) -> Answer | tuple[str, int]:
    """Keep what was written; of what is public, everybody reads it at once."""
    update = service.to_write(signed_in(), slug, number)
    form = _posted(update)
    if not form.validate():
        return _editor(update.campaign, form, update), 422
    try:
        service.save(update, form.written(), seen=form.seen.data or "", by=signed_in())
    except UpdateEditedMeanwhile:
        form.form_errors.append(_("Quelqu’un d’autre vient de la modifier. Copiez vos mots, puis rouvrez la page."))
        return _editor(update.campaign, form, update), 409
    except AboutToLeave:
        form.regions.errors = [_("Les courriels attendent de partir : annulez d’abord l’envoi, puis changez pour qui.")]
        return _editor(update.campaign, form, update), 422
    flash(_("C’est enregistré."), "success")
    return _back(update)


@bp.post("/<int:number>/apercu")
@access.staff("campaigns.edit")
def preview(slug: str, number: int) -> str:
    """What everybody would read with the words of the form; nothing is kept."""
    update = service.to_write(signed_in(), slug, number)
    return _shown(update.campaign, _posted(update), update.kind, update)


@bp.post("/<int:number>/publier")
@access.staff("campaigns.edit")
def publish(slug: str, number: int) -> Answer:
    """For everybody to read, now; also what was taken back."""
    update = service.to_write(signed_in(), slug, number)
    try:
        service.publish(update, by=signed_in())
        flash(_("C’est publié."), "success")
    except AnotherVictory:
        flash(_("Une autre nouvelle dit déjà la victoire : retirez-la d’abord, ou corrigez-la."), "warning")
    except IllegalUpdateMove:
        flash(_("C’est déjà publié."), "warning")
    return _back(update)


@bp.post("/<int:number>/programmer")
@access.staff("campaigns.edit")
def schedule(slug: str, number: int) -> Answer | tuple[str, int]:
    """Published by itself at its hour."""
    update = service.to_write(signed_in(), slug, number)
    form = ScheduleForm(formdata=request.form)
    if not form.validate() or form.publishes_at.data is None:
        mine = service.scope(signed_in(), update.campaign)
        return _editor(update.campaign, UpdateForm.of(update, mine), update, schedule=form), 422
    try:
        service.schedule(update, form.publishes_at.data, by=signed_in())
        at = moment(local(form.publishes_at.data), locale())
        flash(_("Elle sera publiée le %(moment)s.", moment=at), "success")
    except IllegalUpdateMove:
        flash(_("C’est déjà publié."), "warning")
    return _back(update)


@bp.post("/<int:number>/deprogrammer")
@access.staff("campaigns.edit")
def unschedule(slug: str, number: int) -> Answer:
    """A draft again."""
    update = service.to_write(signed_in(), slug, number)
    try:
        service.unschedule(update, by=signed_in())
        flash(_("Elle attend que vous la publiiez."), "success")
    except IllegalUpdateMove:
        flash(_("Rien n’était prévu."), "warning")
    return _back(update)


@bp.post("/<int:number>/retirer")
@access.staff("campaigns.edit")
def take_back(slug: str, number: int) -> Answer:
    """Off every page, and no mail of it leaves any more."""
    update = service.to_write(signed_in(), slug, number)
    try:
        service.take_back(update, by=signed_in())
        flash(_("Elle est retirée. Son adresse le dit, et les courriels qui attendaient ne partiront pas."), "success")
    except IllegalUpdateMove:
        flash(_("Elle n’est pas publiée."), "warning")
    return _back(update)


@bp.post("/<int:number>/effacer")
@access.staff("campaigns.edit")
def discard(slug: str, number: int) -> Answer:
    """A draft goes for good."""
    update = service.to_write(signed_in(), slug, number)
    service.discard(update, by=signed_in())
    flash(_("Le brouillon est effacé."), "success")
    return redirect(url_for(".index", slug=slug), 303)


def _begun(slug: str, genre: str) -> tuple[Campaign, Kind]:
    campaign, kind = service.campaign_to_write(signed_in(), slug), KINDS.get(genre)
    if kind is None or kind not in service.scope(signed_in(), campaign).kinds():
        raise NoSuchUpdate
    return campaign, kind


def _posted(update: Update) -> UpdateForm:
    return UpdateForm(formdata=request.form, kind=update.kind, scope=service.scope(signed_in(), update.campaign))


def _editor(
    campaign: Campaign,
    form: UpdateForm,
    update: Update | None = None,
    *,
    genre: str = "",
    schedule: ScheduleForm | None = None,
) -> str:
    return render_template(
        "updates/staff/edit.html",
        campaign=campaign,
        form=form,
        update=update,
        genre=genre or next(name for name, kind in KINDS.items() if update is not None and kind is update.kind),
        schedule=schedule or ScheduleForm(formdata=None, publishes_at=update.publishes_at if update else None),
    )


def _shown(campaign: Campaign, form: UpdateForm, kind: Kind, base: Update | None = None) -> str:
    form.validate()  # reads the fields; what is wrong with them is said when they are kept
    shown = service.imagined(campaign, kind, form.written(), base)
    template = "_shown.html" if "HX-Request" in request.headers else "shown.html"
    return render_template(f"updates/staff/{template}", campaign=campaign, text=campaign.text(locale()), update=shown)


def _back(update: Update) -> Answer:
    return redirect(url_for(".edit", slug=update.campaign.slug, number=update.number), 303)
