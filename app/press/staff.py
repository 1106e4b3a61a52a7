"""Staff read the communiqué of the day, take it away, and write it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import FRENCH, locale, speaking
from app.core.language import gettext as _
from app.core.pages import Page
from app.press import service
from app.press.errors import NoSuchPressFile, ReleaseEditedMeanwhile
from app.press.forms import BLANKS_IN_WORDS, ReleaseForm

bp = Blueprint("press_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/presse")
@access.staff("desk")
def release(slug: str) -> str:
    """The communiqué with today's figures; `?region=01`: with those of that region."""
    found = service.to_send(signed_in(), slug, request.args.get("region") or None, locale())
    return render_template("press/staff/release.html", found=found, campaign=found.campaign)


@bp.get("/campagnes/<slug>/presse/communique.<format>")
@access.staff("desk")
def release_file(slug: str, format: str) -> Response:
    """The same, as a file to attach."""
    region = request.args.get("region") or None
    content = service.release_file(signed_in(), slug, format, region, locale())
    name = f"{slug}-{region}-communique.{format}" if region else f"{slug}-communique.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=service.FORMATS[format], headers=headers)


@bp.route("/campagnes/<slug>/presse/communique", methods=["GET", "POST"])
@access.staff("campaigns.edit")
def edit(slug: str) -> Page:
    """Write it, in the language of `?langue=`."""
    campaign = service.to_edit(signed_in(), slug)
    language = _language(campaign)
    with speaking(language):
        kept = service.draft(campaign, language)
    form = ReleaseForm(formdata=request.form if request.method == "POST" else None, obj=kept)
    if request.method == "POST" and form.validate():
        try:
            service.write(campaign, language, form.wanted(), by=signed_in())
        except ReleaseEditedMeanwhile:
            meanwhile = _("Quelqu’un d’autre a changé ce communiqué. Gardez votre texte ailleurs, et rouvrez la page.")
            form.form_errors.append(meanwhile)
        else:
            flash(_("Le communiqué est enregistré."), "success")
            return redirect(url_for(".release", slug=slug), 303)
    page = render_template(
        "press/staff/edit.html",
        campaign=campaign,
        form=form,
        draft=kept,
        language=language,
        languages=[text.locale for text in campaign.texts],
        in_words=BLANKS_IN_WORDS,
    )
    return page, 422 if form.errors else 200


@bp.post("/campagnes/<slug>/presse/communique/reprendre")
@access.staff("campaigns.edit")
def start_again(slug: str) -> Answer:
    """Leave what was written for the words of the program."""
    campaign = service.to_edit(signed_in(), slug)
    language = _language(campaign)
    service.start_again(campaign, language, by=signed_in())
    flash(_("Le texte de départ est revenu."), "success")
    return redirect(url_for(".edit", slug=slug, langue=language), 303)


def _language(campaign: Campaign) -> str:
    """One in which the campaign has words; that of the page, unless another is asked for."""
    known = [text.locale for text in campaign.texts]
    asked = request.values.get("langue") or (locale() if locale() in known else FRENCH)
    if asked not in known:
        raise NoSuchPressFile
    return asked
