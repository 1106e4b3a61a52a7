"""Staff open a kiosk for an assembly, see what comes of it, and close it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access, qr
from app.core.clock import now, today
from app.core.language import gettext as _
from app.core.language import locale
from app.core.links import public_url
from app.core.pages import Page, moment
from app.cosignatures import service
from app.cosignatures.errors import KioskClosed
from app.cosignatures.kiosks import tablets
from app.cosignatures.kiosks.forms import ExtendForm, OpeningForm

bp = Blueprint("kiosk_desk", __name__, url_prefix="/equipe")

USUAL_HOURS = "6"


@bp.route("/campagnes/<slug>/kiosques", methods=["GET", "POST"])
@access.staff("cosignatures.validate")
def kiosks(slug: str) -> Page:
    """Those that were opened, and the form that opens another."""
    me = signed_in()
    campaign = service.to_hold(me, slug)
    form = _opening(campaign)
    if request.method == "POST" and form.validate():
        kiosk = service.open_kiosk(campaign, form.said(), by=me)
        flash(_("Le kiosque est ouvert. Sur la tablette, lisez le code QR ou tapez le code."), "success")
        return redirect(url_for(".kiosk", kiosk_id=kiosk.id), 303)
    page = render_template(
        "cosignatures/staff/kiosks.html",
        campaign=campaign,
        form=form,
        tallies=service.kiosks(campaign, me),
        region_names=service.region_names(),
    )
    return page, 422 if form.errors else 200


@bp.get("/kiosques/<uuid:kiosk_id>")
@access.staff("cosignatures.validate")
def kiosk(kiosk_id: uuid.UUID) -> str:
    """How a tablet enters, which ones did, what came of it, and who has not confirmed yet."""
    return _page(kiosk_id, ExtendForm(formdata=None))


@bp.post("/kiosques/<uuid:kiosk_id>/prolonger")
@access.staff("cosignatures.validate")
def extend(kiosk_id: uuid.UUID) -> Page:
    """The assembly lasts."""
    form = ExtendForm(formdata=request.form)
    if not form.validate():
        return _page(kiosk_id, form), 422
    try:
        kiosk = service.extend_kiosk(kiosk_id, int(form.hours.data), by=signed_in())
        flash(_("Le kiosque reste ouvert jusqu’au %(moment)s.", moment=moment(kiosk.closes_at)), "success")
    except KioskClosed:
        flash(_("Ce kiosque a été fermé à la main : ouvrez-en un autre."), "warning")
    return redirect(url_for(".kiosk", kiosk_id=kiosk_id), 303)


@bp.post("/kiosques/<uuid:kiosk_id>/tablettes")
@access.staff("cosignatures.validate")
def admit(kiosk_id: uuid.UUID) -> Answer:
    """A code for one more tablet, or for the same one that has forgotten."""
    try:
        tablets.admit(kiosk_id, by=signed_in())
    except KioskClosed:
        flash(_("Ce kiosque est fermé : prolongez-le, ou ouvrez-en un autre."), "warning")
    return redirect(url_for(".kiosk", kiosk_id=kiosk_id), 303)


@bp.post("/kiosques/<uuid:kiosk_id>/tablettes/<int:number>/fermer")
@access.staff("cosignatures.validate")
def shut_out(kiosk_id: uuid.UUID, number: int) -> Answer:
    """It is lost, or nobody knows whose it is."""
    tablets.shut_out(kiosk_id, number, by=signed_in())
    flash(_("Cette tablette ne montre plus rien. Les autres continuent."), "success")
    return redirect(url_for(".kiosk", kiosk_id=kiosk_id), 303)


@bp.post("/kiosques/<uuid:kiosk_id>/fermer")
@access.staff("cosignatures.validate")
def close(kiosk_id: uuid.UUID) -> Answer:
    """Every tablet is shut out."""
    service.close_kiosk(kiosk_id, by=signed_in())
    flash(_("Le kiosque est fermé sur toutes les tablettes."), "success")
    return redirect(url_for(".kiosk", kiosk_id=kiosk_id), 303)


def _opening(campaign: Campaign) -> OpeningForm:
    me = signed_in()
    return OpeningForm(
        formdata=request.form if request.method == "POST" else None,
        held_on=today(),
        hours=USUAL_HOURS,
        regions=service.regions_of(me, "cosignatures.validate"),
        serves_all=service.serves_all(me, campaign),
    )


def _page(kiosk_id: uuid.UUID, form: ExtendForm) -> str:
    tally = service.kiosk(signed_in(), kiosk_id)
    found = tally.kiosk
    code = tablets.code_of(found)
    door = public_url("kiosk.enter", locale=locale())
    return render_template(
        "cosignatures/staff/kiosk.html",
        campaign=found.campaign,
        kiosk=found,
        tally=tally,
        form=form,
        unconfirmed=service.unconfirmed_at(found),
        region_names=service.region_names(),
        tablets=tablets.tablets(found),
        admits=found.admits(now()),
        drawing=qr.drawn(f"{door}?code={code.replace(' ', '')}"),
        door=door,
        code=code,
    )
