"""Staff open a kiosk for an assembly, see what comes of it, and close it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access, qr
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import locale
from app.core.links import public_url
from app.core.pages import Page, moment
from app.cosignatures import links, service
from app.cosignatures.errors import KioskClosed
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
        flash(_("Le kiosque est ouvert. Sur la tablette, lisez le dessin ou tapez le code."), "success")
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
    """How a tablet enters, what came of it, and who has not confirmed yet."""
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


@bp.post("/kiosques/<uuid:kiosk_id>/fermer")
@access.staff("cosignatures.validate")
def close(kiosk_id: uuid.UUID) -> Answer:
    """Whoever has the tablet is shut out."""
    service.close_kiosk(kiosk_id, by=signed_in())
    flash(_("Le kiosque est fermé : son adresse et son code n’ouvrent plus rien."), "success")
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
    address = links.KIOSK.url(found.id, locale())
    return render_template(
        "cosignatures/staff/kiosk.html",
        campaign=found.campaign,
        kiosk=found,
        tally=tally,
        form=form,
        unconfirmed=service.unconfirmed_at(found),
        region_names=service.region_names(),
        address=address,
        drawing=qr.drawn(address),
        door=public_url("kiosk.enter", locale=locale()),
        code=service.code_of(found),
    )
