"""Staff see who stands behind which letter, ask those who signed an earlier one, and decide who is on the list."""

from __future__ import annotations

import uuid_utils.compat
from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.models import Account
from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page, page_number
from app.cosignatures import service
from app.cosignatures.agreements import agreeing, asking, figures
from app.cosignatures.agreements.figures import Group
from app.cosignatures.agreements.forms import ListForm, RequestForm
from app.cosignatures.agreements.mails import BLANKS, usual_words
from app.cosignatures.errors import LetterChanged, NobodyToRemind
from app.cosignatures.fields import as_uuid

bp = Blueprint("agreements", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/accords")
@access.staff("cosignatures.read")
def overview(slug: str) -> str:
    """The versions of the letter, how many stand behind each, what was answered, and by whom."""
    me = signed_in()
    return _overview(service.campaign_of(me, slug), me)


@bp.get("/campagnes/<slug>/accords/demande")
@access.staff("campaigns.edit")
def write(slug: str) -> str:
    """The words in both languages, ready to be changed; « encore »: to those who have not answered."""
    campaign = campaigns.to_edit(signed_in(), slug)
    french, english = usual_words("fr"), usual_words("en")
    form = RequestForm(
        formdata=None, again="1" if "encore" in request.args else "",
        subject_fr=french.subject, body_fr=french.body, subject_en=english.subject, body_en=english.body,
    )  # fmt: skip
    return _page(campaign, form)


@bp.post("/campagnes/<slug>/accords/demande")
@access.staff("campaigns.edit")
def written(slug: str) -> Page:
    """First with its numbers; then, from that page, it leaves."""
    campaign = campaigns.to_edit(signed_in(), slug)
    form = RequestForm(formdata=request.form)
    step = request.form.get("step")
    if not form.validate():
        return _page(campaign, form), 422
    if step not in ("preview", "send"):
        return _page(campaign, form)
    wanted = asking.Request(
        id=as_uuid(form.sending.data) or uuid_utils.compat.uuid7(), words=form.words(), is_again=form.is_again
    )
    if step == "preview" or as_uuid(form.sending.data) is None:
        form.sending.data = str(wanted.id)
        found = asking.audience(campaign, is_again=wanted.is_again)
        return render_template(
            "cosignatures/staff/agreement_preview.html",
            campaign=campaign,
            form=form,
            audience=found,
            mails=asking.preview(campaign, wanted, found),
            reasons=asking.LeftOut,
        )
    try:
        reached = asking.send(campaign, wanted, by=signed_in()).reached
        said = ngettext(
            "Demande en route vers %(num)s organisme.", "Demande en route vers %(num)s organismes.", reached
        )
        flash(said, "success")
    except NobodyToRemind:
        flash(_("Personne à qui le demander : rien n’est parti."), "warning")
    except LetterChanged:
        flash(_("La lettre vient de changer : rien n’est parti. Relisez la demande."), "warning")
    return redirect(url_for(".overview", slug=slug), 303)


@bp.post("/campagnes/<slug>/accords/liste")
@access.staff("campaigns.edit")
def decide(slug: str) -> Page:
    """Who is on the public list while letters differ; everybody, unless somebody decides otherwise."""
    me = signed_in()
    campaign = campaigns.to_edit(me, slug)
    form = ListForm(campaign, campaigns.current_letter(campaign).says, formdata=request.form)
    if not form.validate():
        return _overview(campaign, me, form), 422
    agreeing.list_only_from(campaign, form.number, by=me.id)
    flash(_("C’est enregistré. La liste publique suit cette décision."), "success")
    return redirect(url_for(".overview", slug=slug), 303)


def _overview(campaign: Campaign, me: Account, form: ListForm | None = None) -> str:
    group = next((one for one in Group if one.value == request.args.get("reponse")), Group.SILENT)
    present = campaigns.current_letter(campaign)
    return render_template(
        "cosignatures/staff/agreements.html",
        campaign=campaign,
        present=present,
        versions=figures.versions(campaign, me),
        answers=figures.answers(campaign, me),
        group=group,
        groups=Group,
        lines=figures.lines(campaign, me, group, page_number()),
        regions=service.region_names(),
        sent=asking.sent(campaign),
        may_edit=campaigns.may_edit(me, campaign),
        form=form or ListForm(campaign, present.says, formdata=None),
    )


def _page(campaign: Campaign, form: RequestForm) -> str:
    return render_template("cosignatures/staff/agreement.html", campaign=campaign, form=form, in_words=BLANKS)
