"""An organization signs and confirms. What the signatory's link opens is beside this file."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import access, waiting
from app.core.fields import CodeForm, ResendForm, changes_language
from app.core.keys import email_key
from app.core.language import locale
from app.core.pages import Page
from app.core.personal_links import WrongCode
from app.cosignatures import links, notices, service, signature_views
from app.cosignatures.blueprint import bp
from app.cosignatures.forms import SignForm
from app.cosignatures.models import State

__all__ = ["bp", "signature_views"]


@bp.get("/campagnes/<slug>/cosigner")
@access.public
def sign(slug: str) -> str:
    """The form: one screen."""
    campaign = campaigns.open_for_cosignatures(slug)
    return _sign_page(campaign, SignForm(formdata=None, via=request.args.get("via", "")))


@bp.post("/campagnes/<slug>/cosigner")
@access.public
def submit(slug: str) -> Page:
    """Take the signature; the answer is the same whatever is known already."""
    campaign = service.campaign_to_sign(slug)
    form = SignForm(formdata=request.form)
    if changes_language():
        return _sign_page(campaigns.open_for_cosignatures(slug), form)
    if not form.validate():
        return _sign_page(campaigns.open_for_cosignatures(slug), form), 422
    waits_for = service.submit(campaign, form.submission(locale=locale(), ip=request.remote_addr))
    waiting.remember(links.WAIT, form.email.data or "")
    return redirect(url_for(".wait", slug=slug, token=links.WAIT.token(waits_for)), 303)


@bp.route("/campagnes/<slug>/cosigner/attente/<token>", methods=["GET", "POST"])
@access.token
def wait(slug: str, token: str) -> Page:
    """« Il reste une étape »: open the mail, or type its code here."""
    campaign = campaigns.public(slug)
    waits_for = links.WAIT.read(token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            confirmed = service.confirm_by_code(waits_for, form.code.data or "", ip=request.remote_addr)
            waiting.forget(links.WAIT)
            return redirect(url_for(".thanks", token=links.MANAGE.token(confirmed.link_id)), 303)
        except WrongCode:
            form.refuse()
    page = render_template(
        "cosignatures/wait.html",
        campaign=campaign,
        text=campaign.text(locale()),
        form=form,
        address=waiting.address(links.WAIT),
    )
    return page, 422 if form.errors else 200


@bp.route("/campagnes/<slug>/cosigner/lien", methods=["GET", "POST"])
@access.public
def resend(slug: str) -> Page:
    """For those who lost the mail; the answer is the same whatever the address."""
    campaign = campaigns.public(slug)
    form = ResendForm(formdata=request.form if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and not changes_language() and form.validate():
        service.resend(campaign, email_key(form.email.data or ""), locale=locale(), ip=request.remote_addr)
        sent = True
    page = render_template(
        "cosignatures/resend.html", campaign=campaign, text=campaign.text(locale()), form=form, sent=sent
    )
    return page, 422 if form.errors else 200


@bp.get("/confirmer/<token>")
@access.token
def confirm(token: str) -> Page:
    """The link of the mail shows a button; opening it changes nothing, whoever or whatever opens it."""
    cosignature = service.to_confirm(token)
    if cosignature.state is not State.SUBMITTED:
        return redirect(url_for(".thanks", token=links.MANAGE.token(cosignature.link_id)), 303)
    return render_template(
        "cosignatures/confirm.html", cosignature=cosignature, campaign=cosignature.campaign, token=token
    )


@bp.post("/confirmer/<token>")
@access.token
def confirmed(token: str) -> Answer:
    """The button of that page was pressed: the address is proved."""
    cosignature = service.confirm(service.to_confirm(token).id)
    waiting.forget(links.WAIT)
    return redirect(url_for(".thanks", token=links.MANAGE.token(cosignature.link_id)), 303)


def _sign_page(campaign: Campaign, form: SignForm) -> str:
    return render_template(
        "cosignatures/sign.html",
        campaign=campaign,
        text=campaign.text(locale()),
        form=form,
        letter=campaigns.current_letter(campaign),
        notice=campaigns.notice(campaign, Purpose.NOTICE_COSIGN, locale()),
        wordings=notices.wordings(campaign, locale()),
    )
