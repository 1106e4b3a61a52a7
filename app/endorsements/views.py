"""Somebody endorses a campaign without signing it, and keeps the endorsement in hand by the link of the mails."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import access, renderings, waiting
from app.core.fields import CodeForm, ResendForm, changes_language
from app.core.keys import email_key
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.core.personal_links import WrongCode
from app.core.tabular import write_csv
from app.endorsements import links, service
from app.endorsements.blueprint import bp
from app.endorsements.forms import ChoicesForm, EndorseForm, GivenForm
from app.endorsements.models import Endorsement, State

__all__ = ["bp"]


@bp.get("/campagnes/<slug>/appuyer")
@access.public
def endorse(slug: str) -> str:
    """The form: in one's own name, or in that of a city, a union…"""
    return _form_page(campaigns.open_for_endorsements(slug), EndorseForm(formdata=None))


@bp.post("/campagnes/<slug>/appuyer")
@access.public
def submit(slug: str) -> Page:
    """Take the endorsement; the answer is the same whatever is known already."""
    campaign = campaigns.open_for_endorsements(slug)
    form = EndorseForm(formdata=request.form)
    if changes_language():
        return _form_page(campaign, form)
    if not form.validate():
        return _form_page(campaign, form), 422
    given = service.submit(campaign, form.submission(locale=locale(), ip=request.remote_addr))
    waiting.remember(links.WAIT, form.email.data or "")
    return redirect(url_for(".wait", slug=slug, token=links.WAIT.token(given)), 303)


@bp.route("/campagnes/<slug>/appuyer/attente/<token>", methods=["GET", "POST"])
@access.token
def wait(slug: str, token: str) -> Page:
    """« Il reste une étape »: open the mail, or type its code here."""
    campaign = campaigns.public(slug)
    waits_for = links.WAIT.read(token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _thanks(service.confirm_by_code(waits_for, form.code.data or "", ip=request.remote_addr))
        except WrongCode:
            form.refuse()
    page = _page("wait", campaign, form=form, address=waiting.address(links.WAIT))
    return page, 422 if form.errors else 200


@bp.route("/campagnes/<slug>/appuyer/lien", methods=["GET", "POST"])
@access.public
def resend(slug: str) -> Page:
    """For those who lost the mail; the answer is the same whatever the address."""
    campaign = campaigns.public(slug)
    form = ResendForm(formdata=request.form if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and not changes_language() and form.validate():
        service.resend(campaign, email_key(form.email.data or ""), locale=locale(), ip=request.remote_addr)
        sent = True
    return _page("resend", campaign, form=form, sent=sent), 422 if form.errors else 200


@bp.get("/appui/confirmer/<token>")
@access.token
def confirm(token: str) -> Page:
    """The link of the mail shows a button; opening it changes nothing, whoever or whatever opens it."""
    endorsement = service.to_confirm(token)
    if endorsement.state is not State.SUBMITTED:
        return redirect(url_for(".manage", token=links.MANAGE.token(endorsement.id)), 303)
    return _page("confirm", endorsement.campaign, endorsement=endorsement, token=token)


@bp.post("/appui/confirmer/<token>")
@access.token
def confirmed(token: str) -> Answer:
    """The button."""
    return _thanks(service.confirm(service.to_confirm(token).id))


@bp.get("/appui/<token>")
@access.token
def manage(token: str) -> str:
    """Thanks, everything that is known of this endorsement, and what its holder may do."""
    endorsement = service.find(links.MANAGE.read(token))
    news = service.choices(endorsement).get(Purpose.NEWS, False)
    form = ChoicesForm(formdata=None, publish=endorsement.publishes_name, news=news)
    return _page("manage", endorsement.campaign, endorsement=endorsement, form=form, token=token)


@bp.route("/appui/<token>/corriger", methods=["GET", "POST"])
@access.token
def correct(token: str) -> Page:
    """Set right the name, the place, the person."""
    endorsement = service.find(links.MANAGE.read(token))
    form = GivenForm(formdata=request.form) if request.method == "POST" else GivenForm.of(endorsement)
    if request.method == "POST" and form.validate():
        service.correct(endorsement.id, form.given())
        flash(_("C’est corrigé."), "success")
        return redirect(url_for(".manage", token=token), 303)
    page = _page("correct", endorsement.campaign, endorsement=endorsement, form=form, token=token)
    return page, 422 if form.errors else 200


@bp.post("/appui/<token>/choix")
@access.token
def choose(token: str) -> Answer:
    """Change the consents."""
    form = ChoicesForm(formdata=request.form)
    service.choose(links.MANAGE.read(token), publishes_name=form.publish.data, wants_news=form.news.data)
    flash(_("Vos choix sont enregistrés."), "success")
    return redirect(url_for(".manage", token=token), 303)


@bp.route("/appui/<token>/retirer", methods=["GET", "POST"])
@access.token
def withdraw(token: str) -> Page:
    """What taking it back does, then the button that does it."""
    endorsement = service.find(links.MANAGE.read(token))
    campaign = endorsement.campaign
    if request.method == "POST":
        service.withdraw(endorsement.id)
        return _page("withdrawn", campaign)
    return _page("withdraw", campaign, endorsement=endorsement, token=token)


@bp.get("/campagnes/<slug>/appuis.csv")
@access.public
def public_csv(slug: str) -> Answer:
    """Those that are named, for a spreadsheet: never in the file of the signatories."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    rows = [(_("Appui"), _("Nom"), _("Charge"), _("Municipalité"))]
    for group in service.public_support(campaign).groups:
        kind = service.kind_in_words(group.kind)
        rows += [(kind, one.name, one.title, one.city) for one in group.named]
    delimiter = ";" if request.args.get("delimiter") == ";" else ","
    answer = Response(b"".join(write_csv(iter(rows), delimiter=delimiter)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="appuis-{slug}.csv"'
    return answer


def _form_page(campaign: Campaign, form: EndorseForm) -> str:
    notice = campaigns.notice(campaign, Purpose.NOTICE_ENDORSE, locale())
    return _page("endorse", campaign, form=form, notice=notice)


def _thanks(endorsement: Endorsement) -> Answer:
    waiting.forget(links.WAIT)
    return redirect(url_for(".manage", token=links.MANAGE.token(endorsement.id)), 303)


def _page(name: str, campaign: Campaign, **shown: object) -> str:
    wordings = {purpose.value: text.wording for purpose, text in campaigns.consent_texts(campaign, locale()).items()}
    return render_template(
        f"endorsements/{name}.html", campaign=campaign, text=campaign.text(locale()), wordings=wordings,
        kind_in_words=service.kind_in_words, **shown,
    )  # fmt: skip
