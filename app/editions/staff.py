"""Staff see what would be published, freeze it, take the files out, and erase a name for good."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import ERASE, EXPORT
from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale, ngettext
from app.editions import service
from app.editions.errors import FrozenMeanwhile, NothingToFreeze
from app.editions.forms import EraseForm, FreezeForm, InternalForm
from app.editions.service import Purpose, Why

bp = Blueprint("editions_staff", __name__, url_prefix="/equipe")
MOST_SHOWN = 50  # changes of one kind on the page: a first edition adds everybody
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@bp.get("/campagnes/<slug>/editions")
@access.staff("cosignatures.read")
def shelf(slug: str) -> str:
    """The next edition as it would be, and those that there are."""
    return _shelf(slug, FreezeForm(formdata=None))


@bp.post("/campagnes/<slug>/editions")
@access.staff("campaigns.edit")
def freeze(slug: str) -> Answer | tuple[str, int]:
    """Freeze what the page showed."""
    form = FreezeForm(formdata=request.form)
    campaign = service.to_freeze(signed_in(), slug)
    if not form.validate():
        return _shelf(slug, form), 422
    try:
        edition = service.freeze(campaign, by=signed_in(), expected=form.number.data or 0)
    except FrozenMeanwhile:
        flash(_("Quelqu’un d’autre vient de geler une édition : regardez ce qui aurait changé depuis."), "warning")
    except NothingToFreeze:
        flash(_("Rien à publier encore : la campagne n’est pas publique, ou la liste est vide."), "warning")
    else:
        said = _("L’édition %(number)s est gelée, et publiée.", number=edition.number)
        address = url_for("editions.edition", slug=slug, number=edition.number)
        notice: Any = {"text": said, "href": address, "label": _("La voir comme tout le monde")}
        flash(notice, "success")
    return redirect(url_for(".shelf", slug=slug), 303)


@bp.get("/campagnes/<slug>/editions/<int:number>/chiffres")
@access.staff("cosignatures.read")
def figures(slug: str, number: int) -> str:
    """How many by region, MRC, riding, kind and authority, as it was frozen."""
    campaign = service.to_see(signed_in(), slug)
    edition = service.numbered(campaign, number)
    page = "editions/staff/figures.html"
    return render_template(page, campaign=campaign, edition=edition, counted=service.counted(edition))


@bp.route("/campagnes/<slug>/editions/<int:number>/interne", methods=["GET", "POST"])
@access.staff(EXPORT)
def internal(slug: str, number: int) -> Response | tuple[str, int]:
    """The table with the persons who signed, in the regions of whoever asks; why is kept."""
    campaign, edition = service.to_export(signed_in(), slug, number)
    form = InternalForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        page = render_template("editions/staff/internal.html", campaign=campaign, edition=edition, form=form)
        return page, 422 if form.errors else 200
    format = str(form.format.data)
    body = service.internal(campaign, edition, format, Purpose(form.purpose.data), by=signed_in())
    name = f"{slug}-edition-{number}-interne.{format}"
    return Response(body, content_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/campagnes/<slug>/editions/effacer")
@access.staff(ERASE)
def names(slug: str) -> str:
    """Find the name to erase, in whatever edition it stands."""
    campaign, query = service.to_see(signed_in(), slug), request.args.get("q", "")
    found = service.named(signed_in(), campaign, query)
    return render_template("editions/staff/names.html", campaign=campaign, query=query, found=found)


@bp.route("/campagnes/<slug>/editions/effacer/<uuid:cosignature_id>", methods=["GET", "POST"])
@access.staff(ERASE)
def erase(slug: str, cosignature_id: uuid.UUID) -> str | Answer | tuple[str, int]:
    """What will be erased, and from which editions; then it is, with the reason kept."""
    campaign = service.to_see(signed_in(), slug)
    standing = service.standing(signed_in(), campaign, cosignature_id)
    form = EraseForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        page = render_template("editions/staff/erase.html", campaign=campaign, standing=standing, form=form)
        return page, 422 if form.errors else 200
    number = service.erase(cosignature_id, Why(form.why.data), by=signed_in())
    told = ngettext("Le nom est effacé de %(num)s édition.", "Le nom est effacé de %(num)s éditions.", number)
    flash(told, "success")
    return redirect(url_for(".shelf", slug=slug), 303)


def _shelf(slug: str, form: FreezeForm) -> str:
    me = signed_in()
    found = service.shelf(me, slug, locale())
    form.number.data = found.draft.number
    return render_template(
        "editions/staff/shelf.html",
        campaign=found.campaign,
        draft=found.draft,
        editions=found.editions,
        may_freeze=found.may_freeze,
        may_export=me.may(EXPORT),
        may_erase=me.may(ERASE),
        first_lines=found.first_lines,
        named=found.named,
        left_out_total=sum(found.draft.left_out.values()),
        what=service.What,
        left_out=service.LeftOut,
        most=MOST_SHOWN,
        form=form,
    )
