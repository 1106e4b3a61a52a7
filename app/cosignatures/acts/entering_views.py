"""Quick entry: one signature after the other, from the keyboard. What does not change from one to the next stays."""

from __future__ import annotations

from typing import Any

import uuid_utils.compat
from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import access
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive
from app.cosignatures.fields import as_day
from app.cosignatures.models import Cosignature, State
from app.cosignatures.staff_forms import EntryForm

bp = Blueprint("entering", __name__, url_prefix="/equipe")

_KEPT = "entering"  # in the person's own session: how the pile on the desk came
_STAYS = ("channel", "received_by", "received_on", "region")


@bp.get("/campagnes/<slug>/saisie")
@access.staff("cosignatures.validate")
def enter(slug: str) -> str:
    """An empty form, ready: the hands are already on the name of the organization."""
    campaign = service.to_enter(signed_in(), slug)
    return _page(campaign, _empty(campaign))


@bp.post("/campagnes/<slug>/saisie")
@access.staff("cosignatures.validate")
def entered(slug: str) -> Page:
    """Write one down, then the next."""
    campaign, me = service.to_enter(signed_in(), slug), signed_in()
    form = _form(campaign, formdata=request.form)
    if form.validate():
        try:
            cosignature = service.enter(campaign, form.entered(), by=me)
        except AnotherIsLive as refused:
            form.organization.errors = [
                _("%(name)s a déjà une cosignature en vigueur dans cette campagne.", name=refused.name)
            ]
        else:
            session[_KEPT] = {name: str(form[name].data) for name in _STAYS}
            flash(_said(cosignature), "success")
            return redirect(url_for(".enter", slug=slug), 303)
    return _page(campaign, form), 422


def _empty(campaign: Campaign) -> EntryForm:
    """What stays from the last one, and nothing else."""
    found = session.get(_KEPT)
    kept: dict[str, str] = found if isinstance(found, dict) else {}
    day = as_day(kept.get("received_on"))
    return _form(
        campaign,
        formdata=None,
        entry=str(uuid_utils.compat.uuid7()),
        channel=kept.get("channel"),
        received_by=kept.get("received_by") or signed_in().name,
        received_on=day or min(today(), service.last_day_to_receive(campaign)),
        region=kept.get("region"),
    )


def _form(campaign: Campaign, **values: Any) -> EntryForm:
    regions = service.regions_of(signed_in(), "cosignatures.validate")
    return EntryForm(regions=regions, last_day=service.last_day_to_receive(campaign), **values)


def _page(campaign: Campaign, form: EntryForm) -> str:
    return render_template(
        "cosignatures/staff/enter.html",
        campaign=campaign,
        form=form,
        latest=service.latest_entries(campaign, signed_in()),
        notice=campaigns.notice(campaign, Purpose.NOTICE_COSIGN, locale()),
    )


def _said(cosignature: Cosignature) -> str:
    name = cosignature.shown_name
    if cosignature.state is State.VALIDATED and cosignature.publishes_name:
        return _("%(name)s : enregistrée, validée et publiée. Au suivant!", name=name)
    if cosignature.state is State.VALIDATED:
        return _("%(name)s : enregistrée et validée, sans publication du nom. Au suivant!", name=name)
    return _("%(name)s : enregistrée; à valider quand le conseil d’administration aura dit oui.", name=name)
