"""Staff print a sheet, and note how many signatures came in on paper."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import locale, ngettext
from app.core.pages import Page, number, page_number
from app.paper import service
from app.paper.forms import BatchForm, SheetForm

bp = Blueprint("paper", __name__, url_prefix="/equipe")


@bp.route("/campagnes/<slug>/papier", methods=["GET", "POST"])
@access.staff("cosignatures.validate")
def ledger(slug: str) -> Page:
    """The sheet to print, the form that notes a batch, and the batches of the account's regions."""
    campaign = service.to_count(signed_in(), slug)
    form = _batch_form(campaign, collected_on=today(), counted_by=signed_in().name)
    if request.method == "POST" and form.validate():
        batch = service.note(campaign, form.counted(), by=signed_in())
        count = number(batch.number)
        noted = ngettext("%(count)s signature notée.", "%(count)s signatures notées.", batch.number, count=count)
        flash(noted, "success")
        return redirect(url_for(".ledger", slug=slug), 303)
    return _ledger(campaign, form), 422 if form.errors else 200


@bp.get("/campagnes/<slug>/papier/feuille.pdf")
@access.staff("cosignatures.validate")
def sheet(slug: str) -> Page:
    """Rows to fill in by hand. What cannot be printed is said on the page that asked for it."""
    campaign = service.to_count(signed_in(), slug)
    form = _sheet_form(campaign, asked=True)
    if not form.validate():
        return _ledger(campaign, _batch_form(campaign), form), 422
    return _pdf(service.print_sheet(campaign, form.sheet()), f"{slug}-signatures.pdf")


@bp.route("/papier/<uuid:batch_id>", methods=["GET", "POST"])
@access.staff("cosignatures.validate")
def batch(batch_id: uuid.UUID) -> Page:
    """One batch, to correct or to cancel."""
    found = service.one(signed_in(), batch_id)
    form = _batch_form(found.campaign, **asdict(found.counted))
    if request.method == "POST" and form.validate():
        service.correct(batch_id, form.counted(), by=signed_in())
        flash(_("Le lot est corrigé."), "success")
        return redirect(url_for(".ledger", slug=found.campaign.slug), 303)
    page = render_template("paper/batch.html", campaign=found.campaign, batch=found, form=form)
    return page, 422 if form.errors else 200


@bp.post("/papier/<uuid:batch_id>/annuler")
@access.staff("cosignatures.validate")
def cancel(batch_id: uuid.UUID) -> Answer:
    """It counts no more; it stays in sight, and can be restored."""
    found = service.cancel(batch_id, by=signed_in())
    flash(_("Le lot ne compte plus. Il reste dans la liste, et se rétablit."), "success")
    return redirect(url_for(".ledger", slug=found.campaign.slug), 303)


@bp.post("/papier/<uuid:batch_id>/retablir")
@access.staff("cosignatures.validate")
def restore(batch_id: uuid.UUID) -> Answer:
    """It counts again."""
    found = service.restore(batch_id, by=signed_in())
    flash(_("Le lot compte de nouveau."), "success")
    return redirect(url_for(".ledger", slug=found.campaign.slug), 303)


def _batch_form(campaign: Campaign, **values: object) -> BatchForm:
    sent = request.form if request.method == "POST" else None
    return BatchForm(formdata=sent, regions=service.regions_of(signed_in(), campaign), **values)


def _sheet_form(campaign: Campaign, *, asked: bool = False) -> SheetForm:
    locales = [text.locale for text in campaign.texts]
    chapters = service.chapters_of(signed_in(), campaign)
    return SheetForm(formdata=request.args if asked else None, chapters=chapters, locales=locales, langue=locale())


def _ledger(campaign: Campaign, form: BatchForm, sheet_form: SheetForm | None = None) -> str:
    return render_template(
        "paper/ledger.html",
        campaign=campaign,
        ledger=service.ledger(signed_in(), campaign, page_number()),
        regions=service.regions_of(signed_in(), campaign),
        takes_batches=service.takes_batches(campaign),
        form=form,
        sheet_form=sheet_form or _sheet_form(campaign),
    )


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type="application/pdf", headers=headers)
