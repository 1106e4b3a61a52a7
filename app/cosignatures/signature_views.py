"""What the link of the mails opens: thanks, see, correct, choose again, take back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.core import access
from app.core.fields import changes_language
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.cosignatures import links, notices, service
from app.cosignatures.agreements import agreeing
from app.cosignatures.blueprint import bp
from app.cosignatures.forms import ChoicesForm, CorrectionForm
from app.cosignatures.models import State


@bp.get("/signature/<token>/merci")
@access.token
def thanks(token: str) -> str:
    """The rank among those that confirmed, and what to do next."""
    cosignature = service.of_link(token)
    campaign = cosignature.campaign
    return render_template(
        "cosignatures/thanks.html",
        cosignature=cosignature,
        campaign=campaign,
        text=campaign.text(locale()),
        rank=service.rank(cosignature),
        listed=service.public_count(campaign),
        share_text=campaigns.share_text(campaign, locale()),
        led_by=campaigns.leaders_in_words(campaign, locale()),
        token=token,
    )


@bp.get("/signature/<token>")
@access.token
def manage(token: str) -> str:
    """Everything that is known of this signature, and what its holder may do."""
    cosignature = service.of_link(token)
    choices = service.choices(cosignature)
    form = ChoicesForm(formdata=None, publish_name=cosignature.publishes_name, news=choices.get(notices.NEWS, False))
    return render_template(
        "cosignatures/manage.html",
        cosignature=cosignature,
        told=service.told_state(cosignature),
        campaign=cosignature.campaign,
        text=cosignature.campaign.text(locale()),
        wordings=notices.wordings(cosignature.campaign, locale()),
        form=form,
        token=token,
        board_token=links.BOARD.token(cosignature.link_id),
        agreement_token=links.AGREEMENT.token(cosignature.link_id),
        letter_changed=agreeing.question(cosignature).is_open,
    )


@bp.route("/signature/<token>/corriger", methods=["GET", "POST"])
@access.token
def correct(token: str) -> Page:
    """Set right the name, the place, the person."""
    cosignature = service.of_link(token)
    form = CorrectionForm(formdata=request.form) if request.method == "POST" else CorrectionForm.of(cosignature)
    if request.method == "POST" and not changes_language() and form.validate():
        before = cosignature.state
        after = service.correct(cosignature.id, form.correction()).state
        flash(_corrected(before, after), "success")
        return redirect(url_for(".manage", token=token), 303)
    page = render_template(
        "cosignatures/correct.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        form=form,
        token=token,
    )
    return page, 422 if form.errors else 200


@bp.post("/signature/<token>/choix")
@access.token
def choose(token: str) -> Answer:
    """Change the consents."""
    cosignature = service.of_link(token)
    form = ChoicesForm(formdata=request.form)
    service.choose(cosignature.id, publishes_name=form.publish_name.data, wants_news=form.news.data)
    flash(_("Vos choix sont enregistrés."), "success")
    return redirect(url_for(".manage", token=token), 303)


@bp.route("/signature/<token>/retirer", methods=["GET", "POST"])
@access.token
def withdraw(token: str) -> Page:
    """What withdrawing does, then the button that does it."""
    cosignature = service.of_link(token)
    campaign = cosignature.campaign
    shown = {"campaign": campaign, "text": campaign.text(locale()), "cosignature": cosignature, "token": token}
    if request.method == "POST":
        service.withdraw(cosignature.id)
        return render_template("cosignatures/withdrawn.html", **shown)
    return render_template("cosignatures/withdraw.html", **shown)


def _corrected(before: State, after: State) -> str:
    if before is not after and after is State.CONFIRMED:
        return _("C’est corrigé. Le nom ou le lieu a changé : votre antenne régionale regarde de nouveau.")
    return _("C’est corrigé.")
