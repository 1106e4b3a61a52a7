"""The way of a supporter: where they live, the message, its preview. What the mails link to is beside this file."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import access, waiting
from app.core.fields import CodeForm, changes_language
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.core.personal_links import WrongCode
from app.messages import cards, link_views, links, service, words
from app.messages.blueprint import bp, page
from app.messages.forms import LONGEST_VIA, LookupForm, WriteForm
from app.messages.link_views import after_confirming
from app.messages.service import Draft, Place
from app.territory import service as territory
from app.territory.models import Riding

__all__ = ["bp", "link_views"]

BOXES = {Purpose.NEWS: "wants_news", Purpose.QUOTE_LINE: "quotes_line"}  # each where the campaign has a wording for it
FOUND = "messages.found"  # in the visitor's own session: how each riding was found. Never the postal code


@bp.route("/campagnes/<slug>/ecrire", methods=["GET", "POST"])
@access.public
def lookup(slug: str) -> Page:
    """Where do you live? A postal code is read, used and forgotten: it stays in no address, row or log."""
    campaign = campaigns.open_for_messages(slug)
    form = LookupForm()
    form.offer(territory.ridings(territory.active_map()))
    if not form.is_submitted():
        form.via.data = request.args.get("via", "")
        return page("lookup", campaign, form=form, problem=None)
    if changes_language():
        return page("lookup", campaign, form=form, problem=None)
    if not form.validate():
        return page("lookup", campaign, form=form, problem=None), 422
    if request.form.get("by") == "riding":
        return _chosen_in_list(campaign, form)
    found = service.look_up(form.place.data or "")
    if found.is_certain:
        return _on_to(campaign, found.places, form)
    if found.places:
        _remember(found.places, form.via.data)
        return page("choose", campaign, places=found.places, typed=form.place.data, cards=cards)
    form.place.errors = [words.problem_in_words(found.problem)]
    return page("lookup", campaign, form=form, problem=found.problem, near=found.near), 422


@bp.route("/campagnes/<slug>/ecrire/<riding>", methods=["GET", "POST"])
@access.public
def write(slug: str, riding: str) -> Page:
    """The message, ready and editable; its preview; then the mail that asks to confirm."""
    campaign = campaigns.open_for_messages(slug)
    place = territory.riding_named(riding)
    form = WriteForm()
    texts = campaigns.consent_texts(campaign, locale())
    for purpose, name in BOXES.items():
        if purpose not in texts:
            del form[name]
    if not form.is_submitted():
        _prepare(form, campaign, place)
        return _write_page(campaign, place, form)
    step = request.form.get("step")
    if changes_language():
        written = form.subject.data or "", form.body.data or ""
        form.subject.data, form.body.data = service.carried_over(campaign, place, *written)
        step = request.form.get("shown", "edit")
    if step == "edit":
        return _write_page(campaign, place, form)
    if not form.validate():
        return _write_page(campaign, place, form), 422
    draft = _draft(campaign, place, form)
    if step != "send":
        return _preview_page(campaign, place, form, draft)
    waits_for = service.write(draft, looks=form.looks, ip=request.remote_addr)
    waiting.remember(links.WAIT, draft.email)
    return redirect(url_for("messages.wait", slug=slug, token=links.WAIT.token(waits_for)), 303)


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


def _chosen_in_list(campaign: Campaign, form: LookupForm) -> Page:
    if not form.riding.data:
        form.riding.errors = [_("Choisissez votre circonscription dans la liste.")]
        return page("lookup", campaign, form=form, problem=None), 422
    return _on_to(campaign, [service.by_riding(form.riding.data)], form)


def _on_to(campaign: Campaign, places: list[Place], form: LookupForm) -> Response:
    _remember(places, form.via.data)
    return redirect(url_for("messages.write", slug=campaign.slug, riding=places[0].riding.slug), 303)


def _remember(places: list[Place], via: str | None) -> None:
    """How the riding was found and in which municipality, to fill the form; kept by the visitor's browser only."""
    session[FOUND] = {
        "via": _relay(via) or "",
        "places": {place.riding.slug: [place.method.value, place.municipality] for place in places[:40]},
    }


def _prepare(form: WriteForm, campaign: Campaign, riding: Riding) -> None:
    found = session.get(FOUND, {})
    method, municipality = found.get("places", {}).get(riding.slug, ["riding", ""])
    form.subject.data, form.body.data = service.ready_text(campaign, riding, locale())
    form.method.data, form.city.data = method, municipality
    form.via.data = request.args.get("via") or found.get("via", "")


def _draft(campaign: Campaign, riding: Riding, form: WriteForm) -> Draft:
    return Draft(
        campaign=campaign,
        riding=riding,
        lookup_method=form.lookup_method,
        locale=locale(),
        subject=form.subject.data or "",
        body=form.body.data or "",
        personal_line=form.personal_line.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        city=form.city.data or "",
        wants_copy=form.wants_copy.data,
        wants_news="wants_news" in form and form.wants_news.data,
        quotes_line="quotes_line" in form and form.quotes_line.data,
        via=_relay(form.via.data),
    )


def _relay(typed: str | None) -> str | None:
    """Who passed the page on; a name too long is nobody's."""
    return typed if typed and len(typed) <= LONGEST_VIA else None


def _write_page(campaign: Campaign, riding: Riding, form: WriteForm) -> str:
    recipients = service.recipients_of(campaign, riding)
    texts = campaigns.consent_texts(campaign, locale())
    for purpose, name in BOXES.items():
        if purpose in texts:
            form[name].label.text = texts[purpose].wording
    return page(
        "write",
        campaign,
        riding=riding,
        form=form,
        recipients=recipients,
        cards=cards.cards(recipients.reachable, locale()),
        unreachable=cards.cards(recipients.without_address, locale()),
        chairs=cards.empty_chairs(recipients, riding.name, locale()),
        privacy_notice=campaigns.notice(campaign, Purpose.NOTICE_WRITE, locale()),
        salutations=words.salutations(recipients.reachable, locale()),
    )


def _preview_page(campaign: Campaign, riding: Riding, form: WriteForm, draft: Draft) -> str:
    body = draft.words.body
    return page(
        "preview",
        campaign,
        riding=riding,
        form=form,
        draft=draft,
        arrivals=[cards.arrival(mandate, mail, body, locale()) for mandate, mail in service.preview(draft)],
        sender=service.sender_of(draft),
    )
