"""Staff go through the piles, one cosignature at a time or several, and decide."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import Account
from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import gettext as _
from app.core.links import own_path
from app.core.pages import Page, page_number
from app.cosignatures import service
from app.cosignatures.acts import together
from app.cosignatures.acts.group_rows import Wanted
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile
from app.cosignatures.forms import DeclineForm
from app.cosignatures.staff_notices import say_declined, say_left_alone, say_undone, say_validated
from app.cosignatures.staff_page import as_seen, back, in_words, one_page

bp = Blueprint("cosignatures_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/cosignatures")
@access.staff("cosignatures.read")
def pile(slug: str) -> str:
    """One pile of a campaign: a tab, perhaps a region, perhaps a search."""
    account = signed_in()
    campaign = service.campaign_of(account, slug)
    regions = service.regions_of(account)
    region = next((one for one in regions if one.code == request.args.get("region")), None)
    query = request.args.get("q", "")[:100]
    region_code = region.code if region else None
    counts = service.tab_counts(campaign, account, region_code, query)
    tab = _tab(request.args.get("etat"), counts)
    found = service.pile(campaign, account, tab, region_code=region_code, query=query, page=page_number())
    elsewhere = {}
    if query and not found.rows:
        elsewhere = service.found_elsewhere(campaign, account, tab, region_code=region_code, query=query)
    return render_template(
        "cosignatures/staff/pile.html",
        campaign=campaign,
        tab=tab,
        tabs=service.Tab,
        counts=counts,
        all_waiting=service.waiting(account),
        pile=found,
        elsewhere=elsewhere,
        regions=regions,
        region=region,
        query=query,
        here=request.full_path,
        may_decide=account.may("cosignatures.validate"),
        ready_together=_ready_together(campaign, account, tab, region_code),
        decline_form=DeclineForm(formdata=None),
    )


@bp.get("/cosignatures/<uuid:cosignature_id>")
@access.staff("cosignatures.read")
def one(cosignature_id: uuid.UUID) -> str:
    """One cosignature, everything known of it, and its history."""
    return one_page(cosignature_id)


@bp.post("/cosignatures/<uuid:cosignature_id>/valider")
@access.staff("cosignatures.validate")
def validate(cosignature_id: uuid.UUID) -> Answer:
    """Right organization, right region, may be published."""
    seen = service.Seen.on_the_page(cosignature_id, as_seen())
    try:
        say_validated([service.validate(seen, by=signed_in())])
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(in_words(refused), "warning")
    return back(cosignature_id)


@bp.post("/cosignatures/valider")
@access.staff("cosignatures.validate")
def validate_many() -> Answer:
    """Those that are ticked; whatever changed since the page was opened is left alone."""
    several = _ticked()
    if not several:
        flash(_("Cochez au moins une cosignature."), "warning")
    outcome = service.validate_many(several, by=signed_in())
    say_validated(outcome.done)
    say_left_alone(outcome.left)
    return redirect(own_path(request.form.get("retour"), url_for("desk.front")), 303)


@bp.post("/cosignatures/<uuid:cosignature_id>/refuser")
@access.staff("cosignatures.validate")
def decline(cosignature_id: uuid.UUID) -> Page:
    """Not a cosignature of this campaign; with a reason that the signatory reads."""
    form = DeclineForm(formdata=request.form)
    if not form.validate():
        return one_page(cosignature_id, decline_form=form), 422
    try:
        seen = service.Seen.on_the_page(cosignature_id, form.state.data or "")
        say_declined(service.decline(seen, form.reason.data or "", by=signed_in()))
    except DecidedMeanwhile as refused:
        flash(in_words(refused), "warning")
    return back(cosignature_id)


@bp.post("/cosignatures/<uuid:cosignature_id>/rouvrir")
@access.staff("cosignatures.validate")
def reopen(cosignature_id: uuid.UUID) -> Answer:
    """Undo: it waits for a decision again."""
    try:
        say_undone([service.reopen(service.Seen.on_the_page(cosignature_id, as_seen()), by=signed_in())])
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(in_words(refused), "warning")
    return back(cosignature_id)


@bp.post("/cosignatures/rouvrir")
@access.staff("cosignatures.validate")
def reopen_many() -> Answer:
    """« Annuler », in the notice that follows a decision: all of those that it names."""
    outcome = service.reopen_many(_ticked(), by=signed_in())
    say_undone(outcome.done)
    say_left_alone(outcome.left)
    return redirect(own_path(request.form.get("retour"), url_for("desk.front")), 303)


def _ready_together(campaign: Campaign, account: Account, tab: service.Tab, region_code: str | None) -> int:
    """How many of the imported answers of this pile could be validated in one act."""
    if tab is not service.Tab.TO_CHECK or not account.may("cosignatures.validate"):
        return 0
    return together.numbers(campaign, Wanted(region_code), account).ready


def _tab(name: str | None, counts: Mapping[service.Tab, int]) -> service.Tab:
    """The one that is asked for; else where something waits, first what is to be validated."""
    if name in {tab.value for tab in service.Tab}:
        return service.Tab(name)
    is_only_doubt = counts[service.Tab.TO_CHECK] and not counts[service.Tab.TO_VALIDATE]
    return service.Tab.TO_CHECK if is_only_doubt else service.Tab.TO_VALIDATE


def _ticked() -> list[service.Seen]:
    return [seen for value in request.form.getlist("cosignature")[:200] if (seen := _seen(value))]


def _seen(value: str) -> service.Seen | None:
    """« <id> <state> <shown> », as the box of the page says it."""
    key, _space, as_seen = value.partition(" ")
    try:
        return service.Seen.on_the_page(uuid.UUID(key), as_seen)
    except ValueError:
        return None
