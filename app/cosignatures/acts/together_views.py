"""Imported answers, validated together: the filter, the numbers, one button; and the button that undoes it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import Account
from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.cosignatures import service
from app.cosignatures.acts import together
from app.cosignatures.acts.group_rows import Wanted
from app.cosignatures.acts.seen import VALIDATE
from app.cosignatures.errors import NumbersChanged, TooLateToUndo
from app.cosignatures.fields import as_uuid
from app.cosignatures.models import GroupValidation

bp = Blueprint("together", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/cosignatures/importees")
@access.staff("cosignatures.validate")
def numbers(slug: str) -> str:
    """What would be validated, and what would not, before anything is."""
    me = signed_in()
    return _page(service.campaign_of(me, slug), _wanted(me))


@bp.post("/campagnes/<slug>/cosignatures/importees")
@access.staff("cosignatures.validate")
def validate(slug: str) -> Any:
    """All of those that were counted; when the numbers changed meanwhile, they are shown again."""
    me = signed_in()
    campaign, wanted = service.campaign_of(me, slug), _wanted(me)
    try:
        act = together.validate_together(campaign, wanted, expected=_number(request.form.get("nombre")), by=me)
    except NumbersChanged:
        flash(_("Les nombres ont changé entre-temps : rien n’a été validé. Relisez-les."), "warning")
        return _page(campaign, wanted), 409
    _say(act)
    return redirect(url_for(".numbers", slug=slug), 303)


@bp.post("/validations/<uuid:group_id>/annuler")
@access.staff("cosignatures.validate")
def undo(group_id: uuid.UUID) -> Answer:
    """The whole act, while no mail has left."""
    act = together.group_of(group_id, signed_in())
    try:
        done = together.undo_together(group_id, by=signed_in())
        said = ngettext(
            "%(num)s validation annulée : la cosignature est à vérifier de nouveau; aucun courriel n’est parti.",
            "%(num)s validations annulées : les cosignatures sont à vérifier de nouveau; aucun courriel n’est parti.",
            done,
        )
        flash(said, "success")
    except TooLateToUndo:
        said = _("Trop tard : les courriels partent, ou c’était déjà annulé. Rouvrez les cosignatures une à une.")
        flash(said, "warning")
    return redirect(url_for(".numbers", slug=act.campaign.slug), 303)


def _page(campaign: Campaign, wanted: Wanted) -> str:
    me = signed_in()
    return render_template(
        "cosignatures/staff/together.html",
        campaign=campaign,
        wanted=wanted,
        numbers=together.numbers(campaign, wanted, me),
        regions=service.regions_of(me, VALIDATE),
        imports=together.imports_waiting(campaign, me),
        groups=[(act, together.may_undo(act, me)) for act in together.latest_groups(campaign, me)],
        minutes=int(service.waits().total_seconds()) // 60,
    )


def _wanted(me: Account) -> Wanted:
    """A region that this person does not serve is no filter: the scope is theirs in any case."""
    codes = {region.code for region in service.regions_of(me, VALIDATE)}
    region = request.values.get("region", "")
    return Wanted(region if region in codes else None, as_uuid(request.values.get("import")))


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 8 else 0


def _say(act: GroupValidation) -> None:
    minutes = int(service.waits().total_seconds()) // 60
    said = ngettext("%(num)s cosignature validée.", "%(num)s cosignatures validées.", act.validated)
    if act.left:
        said += " " + ngettext(
            "%(num)s laissée telle quelle : son organisme a signé autrement.",
            "%(num)s laissées telles quelles : leurs organismes ont signé autrement.",
            act.left,
        )
    if minutes:
        said += " " + ngettext(
            "Les courriels partent dans %(num)s minute.", "Les courriels partent dans %(num)s minutes.", minutes
        )
        notice: Any = {"text": said, "act": url_for(".undo", group_id=act.id), "label": _("Annuler"), "fields": []}
        flash(notice, "success")
    else:
        flash(said, "success")
