"""Staff go through the piles, one cosignature at a time or several, and decide."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.links import own_path
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile
from app.cosignatures.forms import DecisionForm, DeclineForm
from app.cosignatures.models import Cosignature, State

bp = Blueprint("cosignatures_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/cosignatures")
@access.staff("cosignatures.read")
def pile(slug: str) -> str:
    """One pile of a campaign: a tab, perhaps a region, perhaps a search."""
    account, campaign = _account(), campaigns.find(slug)
    tab = _tab(request.args.get("etat"))
    regions = service.regions_of(account)
    region = next((one for one in regions if one.code == request.args.get("region")), None)
    query = request.args.get("q", "")[:100]
    region_code = region.code if region else None
    return render_template(
        "cosignatures/staff/pile.html",
        campaign=campaign,
        tab=tab,
        tabs=service.Tab,
        counts=service.tab_counts(campaign, account, region_code),
        pile=service.pile(
            campaign, account, tab, region_code=region_code, query=query, page=_page(request.args.get("page"))
        ),
        regions=regions,
        region=region,
        query=query,
        here=request.full_path,
        may_decide=account.may("cosignatures.validate"),
        decline_form=DeclineForm(formdata=None),
    )


@bp.get("/cosignatures/<uuid:cosignature_id>")
@access.staff("cosignatures.read")
def one(cosignature_id: uuid.UUID) -> str:
    """One cosignature, everything known of it, and its history."""
    cosignature = service.one(_account(), cosignature_id)
    return _one_page(cosignature, DeclineForm(formdata=None, state=cosignature.as_seen))


@bp.post("/cosignatures/<uuid:cosignature_id>/valider")
@access.staff("cosignatures.validate")
def validate(cosignature_id: uuid.UUID) -> Answer:
    """Right organization, right region, may be published."""
    seen = service.Seen.on_the_page(cosignature_id, _as_seen())
    try:
        cosignature = service.validate(seen, by=_account())
        flash(_("%(name)s : validée.", name=cosignature.shown_name), "success")
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(_in_words(refused), "warning")
    return _back(cosignature_id)


@bp.post("/cosignatures/valider")
@access.staff("cosignatures.validate")
def validate_many() -> Answer:
    """Those that are ticked; whatever changed since the page was opened is left alone."""
    several = [seen for value in request.form.getlist("cosignature") if (seen := _seen(value))]
    outcome = service.validate_many(several[:200], by=_account())
    if not several:
        flash(_("Cochez au moins une cosignature."), "warning")
    if outcome.done:
        flash(ngettext("%(num)s cosignature validée.", "%(num)s cosignatures validées.", outcome.done), "success")
    if outcome.left:
        flash(
            ngettext(
                "%(num)s cosignature laissée telle quelle : déjà décidée, ou organisme déjà signataire.",
                "%(num)s cosignatures laissées telles quelles : déjà décidées, ou organisme déjà signataire.",
                outcome.left,
            ),
            "warning",
        )
    return redirect(own_path(request.form.get("retour"), url_for("desk.front")), 303)


@bp.post("/cosignatures/<uuid:cosignature_id>/refuser")
@access.staff("cosignatures.validate")
def decline(cosignature_id: uuid.UUID) -> Any:
    """Not a cosignature of this campaign; with a reason that the signatory reads."""
    form = DeclineForm(formdata=request.form)
    if not form.validate():
        return _one_page(service.one(_account(), cosignature_id), form), 422
    try:
        seen = service.Seen.on_the_page(cosignature_id, form.state.data or "")
        cosignature = service.decline(seen, form.reason.data or "", by=_account())
        flash(
            _("%(name)s : refusée. La personne signataire reçoit la raison par courriel.", name=cosignature.shown_name),
            "success",
        )
    except DecidedMeanwhile as refused:
        flash(_in_words(refused), "warning")
    return _back(cosignature_id)


@bp.post("/cosignatures/<uuid:cosignature_id>/rouvrir")
@access.staff("cosignatures.validate")
def reopen(cosignature_id: uuid.UUID) -> Answer:
    """Undo: it waits for a decision again."""
    try:
        cosignature = service.reopen(service.Seen.on_the_page(cosignature_id, _as_seen()), by=_account())
        flash(
            _("%(name)s : la décision est annulée; la cosignature attend de nouveau.", name=cosignature.shown_name),
            "success",
        )
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(_in_words(refused), "warning")
    return _back(cosignature_id)


def _one_page(cosignature: Cosignature, form: DeclineForm) -> str:
    account = _account()
    return render_template(
        "cosignatures/staff/one.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        names=service.names_of_staff(cosignature),
        form=form,
        may_decide=service.may_see(account, cosignature, "cosignatures.validate"),
        tabs=service.Tab,
        back=own_path(request.args.get("retour"), ""),
    )


def _account() -> Account:
    account = access.doors.visitor()
    assert isinstance(account, Account)  # noqa: S101 - `access.staff` has seen to it
    return account


def _tab(name: str | None) -> service.Tab:
    return service.Tab(name) if name in {tab.value for tab in service.Tab} else service.Tab.TO_VALIDATE


def _page(number: str | None) -> int:
    return int(number) if number and number.isascii() and number.isdigit() and len(number) < 7 else 1


def _as_seen() -> str:
    return DecisionForm(formdata=request.form).state.data or ""


def _seen(value: str) -> service.Seen | None:
    """« <id> <state> <shown> », as the box of the page says it."""
    key, _space, as_seen = value.partition(" ")
    try:
        return service.Seen.on_the_page(uuid.UUID(key), as_seen)
    except ValueError:
        return None


def _back(cosignature_id: uuid.UUID) -> Answer:
    """Where the person was, else the page of the cosignature."""
    page = url_for(".one", cosignature_id=cosignature_id)
    return redirect(own_path(request.form.get("retour"), page), 303)


def _in_words(refused: DecidedMeanwhile | AnotherIsLive) -> str:
    name = refused.name
    if isinstance(refused, AnotherIsLive):
        return _("%(name)s a déjà une cosignature en vigueur dans cette campagne : rien n’a été changé.", name=name)
    if refused.is_corrected:
        return _("%(name)s : ce qui est signé vient d’être corrigé. Rien n’a été changé : relisez-le.", name=name)
    return {
        State.CONFIRMED: _("%(name)s : la décision a été annulée entre-temps. Rien n’a été changé.", name=name),
        State.VALIDATED: _("%(name)s : déjà validée par quelqu’un d’autre. Rien n’a été changé.", name=name),
        State.DECLINED: _("%(name)s : déjà refusée par quelqu’un d’autre. Rien n’a été changé.", name=name),
        State.WITHDRAWN: _("%(name)s : la personne signataire vient de retirer cette cosignature.", name=name),
    }.get(State(refused.state), _("%(name)s : la situation a changé entre-temps. Rien n’a été changé.", name=name))
