"""Reminders: what was sent, and a new one, seen with its numbers before it leaves."""

from __future__ import annotations

from typing import Any

import uuid_utils.compat
from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext, speaking
from app.core.pages import Page
from app.cosignatures import service
from app.cosignatures.errors import NobodyToRemind
from app.cosignatures.fields import as_uuid, text
from app.cosignatures.models import ReminderKind
from app.cosignatures.reminders.forms import MEMBERS, ReminderForm

bp = Blueprint("reminders", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/relances")
@access.staff("cosignatures.validate")
def sent(slug: str) -> str:
    """What left, to how many, when, and by whom."""
    campaign = service.campaign_of(signed_in(), slug)
    return render_template(
        "cosignatures/staff/reminders.html", campaign=campaign, sent=service.sent(campaign, signed_in())
    )


@bp.get("/campagnes/<slug>/relances/nouvelle")
@access.staff("cosignatures.validate")
def write(slug: str) -> str:
    """The words, ready to be changed."""
    campaign = _open(slug)
    to, region = request.args.get("a", MEMBERS), request.args.get("region", "")
    french, english = _usual_words("fr"), _usual_words("en")
    form = _form(
        campaign, formdata=None, to=to, region=region, subject=french.subject, body=french.body,
        subject_en=english.subject, body_en=english.body,
    )  # fmt: skip
    return _page(campaign, form)


@bp.post("/campagnes/<slug>/relances/nouvelle")
@access.staff("cosignatures.validate")
def written(slug: str) -> Page:
    """First with its numbers; then, from that page, it leaves."""
    campaign, me = _open(slug), signed_in()
    form = _form(campaign, formdata=request.form)
    step = request.form.get("step")
    if not form.validate():
        return _page(campaign, form), 422
    if step not in ("preview", "send"):
        return _page(campaign, form)
    sending = _sending(form)
    if step == "preview" or as_uuid(form.sending.data) is None:
        form.sending.data = str(sending.id)
        found = service.audience(campaign, sending, by=me)
        return render_template(
            "cosignatures/staff/reminder_preview.html",
            campaign=campaign,
            form=form,
            audience=found,
            mails=service.preview(campaign, sending, found),
            reasons=service.LeftOut,
        )
    try:
        reached = service.send(campaign, sending, by=me).reached
        flash(
            ngettext("Relance en route vers %(num)s organisme.", "Relance en route vers %(num)s organismes.", reached),
            "success",
        )
    except NobodyToRemind:
        flash(_("Personne à relancer : rien n’est parti."), "warning")
    return redirect(url_for(".sent", slug=slug), 303)


def _open(slug: str) -> Campaign:
    service.campaign_of(signed_in(), slug)
    return campaigns.open_for_cosignatures(slug)


def _form(campaign: Campaign, **values: Any) -> ReminderForm:
    me = signed_in()
    regions = service.regions_of(me, "cosignatures.validate")
    return ReminderForm(regions=regions, earlier=service.earlier_campaigns(campaign, me), **values)


def _page(campaign: Campaign, form: ReminderForm) -> str:
    return render_template("cosignatures/staff/reminder.html", campaign=campaign, form=form, in_words=service.BLANKS)


def _sending(form: ReminderForm) -> service.Sending:
    earlier = form.earlier
    return service.Sending(
        id=as_uuid(form.sending.data) or uuid_utils.compat.uuid7(),
        kind=ReminderKind.FORMER if earlier is not None else ReminderKind.UNSIGNED,
        region_code=text(form.region.data),
        words=form.words(),
        members_only=form.members_only,
        earlier=earlier,
    )


def _usual_words(locale: str) -> service.Words:
    """What the mail says unless staff write something else."""
    with speaking(locale):
        return service.Words(
            _("{organization} manque à la liste : {campaign_title}"),
            _(
                "Bonjour,\n\n"
                "{organizations_count} organismes ont déjà cosigné « {campaign_title} ». "
                "{organization} n’y est pas encore.\n\n"
                "Cosigner prend cinq minutes, sans compte : {sign_url}\n\n"
                "Votre conseil d’administration doit en décider? Signez quand même, "
                "et donnez la date de la réunion.\n\n"
                "Merci!"
            ),
        )
