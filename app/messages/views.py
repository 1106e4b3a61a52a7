"""The way of a supporter: where they live, and the wait for a mail. The message and what mails link to are beside."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import access, waiting
from app.core.fields import CodeForm, changes_language
from app.core.language import gettext as _
from app.core.pages import Page
from app.core.personal_links import WrongCode
from app.messages import cards, link_views, links, service, words, write_views
from app.messages.blueprint import bp, page
from app.messages.errors import NoSuchLetter
from app.messages.forms import LookupForm
from app.messages.letter_forms import OrganizationForm
from app.messages.link_views import after_confirming
from app.messages.remembering import remember
from app.messages.service import Found, Place
from app.territory import service as territory

__all__ = ["bp", "link_views", "write_views"]


@bp.route("/campagnes/<slug>/ecrire", methods=["GET", "POST"])
@access.public
def lookup(slug: str) -> Page:
    """Where do you live? A postal code is read, used and forgotten: it stays in no address, row or log."""
    campaign = campaigns.open_for_messages(slug)
    form = LookupForm()
    form.offer(territory.ridings(territory.active_map()))
    if not form.is_submitted():
        form.via.data = request.args.get("via", "")
        return _lookup_page(campaign, form)
    if changes_language():
        return _lookup_page(campaign, form)
    if not form.validate():
        return _lookup_page(campaign, form), 422
    if request.form.get("by") == "riding":
        return _chosen_in_list(campaign, form)
    found = service.look_up(form.place.data or "")
    if found.is_certain:
        return _on_to(campaign, found.places, form)
    if found.places:
        remember(found.places, form.via.data)
        return page("choose", campaign, places=found.places, cards=cards)
    form.place.errors = [words.problem_in_words(found.problem)]
    return _lookup_page(campaign, form, found), 422


@bp.route("/campagnes/<slug>/ecrire/organisme", methods=["GET", "POST"])
@access.public
def choose_organization(slug: str) -> Page:
    """Which organization of the register writes? Then its riding, and the letter."""
    campaign = campaigns.open_for_messages(slug)
    if not service.organizations_may_write(campaign):
        raise NoSuchLetter
    form = OrganizationForm()
    if not form.is_submitted() or changes_language():
        return page("organization", campaign, form=form)
    if not form.validate():
        return page("organization", campaign, form=form), 422
    found = service.found_in_register(form.organization.data or "", form.region.data or "", form.city.data or "")
    if found is None:
        form.organization.errors = [_("Nous ne trouvons pas cet organisme au répertoire de cette région.")]
        return page("organization", campaign, form=form, unknown=True), 422
    places = service.places_of(found)
    remember(places)
    if len(places) == 1:
        riding = places[0].riding.slug
        return redirect(url_for("messages.write_letter", slug=slug, riding=riding, organization_id=found.id), 303)
    return page("choose", campaign, places=places, organization=found, cards=cards)


@bp.route("/campagnes/<slug>/ecrire/attente/<token>", methods=["GET", "POST"])
@access.token
def wait(slug: str, token: str) -> Page:
    """One step left: the mail. The same page whatever became of the message; the code may be typed here."""
    campaign = campaigns.public(slug)
    waits_for = links.WAIT.read(token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return after_confirming(service.confirm_by_code(waits_for, form.code.data or "", ip=request.remote_addr))
        except WrongCode:
            form.refuse()
    return page("wait", campaign, form=form, address=waiting.address(links.WAIT)), 422 if form.errors else 200


def _lookup_page(campaign: Campaign, form: LookupForm, found: Found | None = None) -> str:
    problem, near = (found.problem, found.near) if found else (None, [])
    may_write = service.organizations_may_write(campaign)
    return page("lookup", campaign, form=form, problem=problem, near=near, organizations_may_write=may_write)


def _chosen_in_list(campaign: Campaign, form: LookupForm) -> Page:
    if not form.riding.data:
        form.riding.errors = [_("Choisissez votre circonscription dans la liste.")]
        return _lookup_page(campaign, form), 422
    return _on_to(campaign, [service.by_riding(form.riding.data)], form)


def _on_to(campaign: Campaign, places: list[Place], form: LookupForm) -> Response:
    remember(places, form.via.data)
    return redirect(url_for("messages.write", slug=campaign.slug, riding=places[0].riding.slug), 303)
