"""The editor of campaigns: begin one, write each of its parts, see it as the public will, open it, close it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.campaigns import service
from app.campaigns.bundle import Bundle
from app.campaigns.colour import stylesheet
from app.campaigns.editor.forms import PartForm
from app.campaigns.editor.letter_form import LetterForm
from app.campaigns.editor.parts import Part, parts_of, readiness
from app.campaigns.editor.start_forms import FileForm, StartForm
from app.campaigns.errors import (
    BundleError,
    DecisionNeeded,
    EditedMeanwhile,
    IllegalCampaignMove,
    NoSuchCampaign,
    NotReady,
    SlugTaken,
)
from app.campaigns.models import Campaign
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale, speaking
from app.core.links import public_url

bp = Blueprint("editor", __name__, url_prefix="/equipe/editeur")


@bp.get("")
@access.staff("campaigns.edit")
def index() -> str:
    """The campaigns that this person may change."""
    return render_template("campaigns/staff/index.html", campaigns=service.editable(signed_in()))


@bp.route("/nouvelle", methods=["GET", "POST"])
@access.staff("campaigns.edit")
def new() -> str | Answer | tuple[str, int]:
    """A new campaign, from a model or from an earlier campaign."""
    me, form = signed_in(), StartForm()
    form.source.choices = service.models(me)
    if form.validate_on_submit():
        try:
            bundle = service.from_model(me, form.source.data, slug=form.slug.data or "", title=form.title.data or "")
            campaign = service.start(bundle, by=me)
        except SlugTaken:
            form.slug.errors = [_("Cette adresse est déjà celle d’une autre campagne.")]
        else:
            return redirect(url_for(".overview", slug=campaign.slug), 303)
    return render_template("campaigns/staff/new.html", form=form, file_form=FileForm(formdata=None)), _status(form)


@bp.post("/importer")
@access.staff("campaigns.edit")
def load() -> Answer | tuple[str, int]:
    """A new campaign, from a bundle in a zip file."""
    me, form = signed_in(), FileForm()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            campaign = service.start(service.from_zip(me, form.file.data.stream.read(service.LARGEST_ZIP + 1)), by=me)
        except BundleError as error:
            problems = error.problems
        except SlugTaken as taken:
            problems = [_("L’adresse « %(slug)s » est déjà celle d’une autre campagne.", slug=taken.shown["slug"])]
        else:
            return redirect(url_for(".overview", slug=campaign.slug), 303)
    start = StartForm(formdata=None)
    start.source.choices = service.models(me)
    return render_template("campaigns/staff/new.html", form=start, file_form=form, problems=problems), 422


@bp.get("/<slug>")
@access.staff("campaigns.edit")
def overview(slug: str) -> str:
    """What is there, what is missing, and the doors to each part."""
    campaign = _campaign(slug)
    return render_template(
        "campaigns/staff/overview.html",
        campaign=campaign,
        parts=parts_of(campaign),
        points=readiness(campaign),
        address=public_url("site.campaign", locale=locale(), slug=slug),
    )


@bp.get("/<slug>/<part>")
@access.staff("campaigns.edit")
def part(slug: str, part: str) -> str:
    """One part of the campaign, as it stands."""
    page = _page(slug, part)
    page.form.seen.data = service.as_seen(page.campaign)
    return page.shown()


@bp.post("/<slug>/<part>")
@access.staff("campaigns.edit")
def save(slug: str, part: str) -> Answer | tuple[str, int]:
    """Keep what was written; a letter that says something else asks first what becomes of the signatures."""
    page = _page(slug, part)
    if not page.form.validate():
        return page.shown(), 422
    try:
        service.save(
            page.campaign, page.edited(), seen=page.form.seen.data or "", by=signed_in(), is_decided=page.is_decided
        )
    except DecisionNeeded as needed:
        return page.shown(signatures=needed.signatures), 422
    except EditedMeanwhile:
        sentence = _("Quelqu’un d’autre vient de modifier cette campagne. Copiez vos mots, puis rouvrez la page.")
        page.form.form_errors.append(sentence)
        return page.shown(), 409
    flash(_("C’est enregistré."), "success")
    return redirect(url_for(".part", slug=slug, part=part, langue=page.language), 303)


@bp.post("/<slug>/<part>/apercu")
@access.staff("campaigns.edit")
def preview(slug: str, part: str) -> str:
    """What the public would see, with the words that are in the form; nothing is kept."""
    page = _page(slug, part)
    page.form.validate()  # reads the fields; what is wrong with them is said when they are kept
    with speaking(page.language):
        with_list = part in ("textes", "reglages")  # where the word, the order and the count line are written
        shown = service.shown_as(page.campaign, page.edited(), page.language, with_list=with_list)
        template = "_shown.html" if "HX-Request" in request.headers else "shown.html"
        return render_template(f"campaigns/staff/{template}", part=part, **shown)


@bp.get("/<slug>/apercu")
@access.staff("campaigns.edit")
def shown(slug: str) -> str:
    """The page of the campaign, before it is public."""
    campaign = _campaign(slug)
    found = service.shown_as(campaign, service.bundle_of(campaign), locale())
    return render_template("campaigns/staff/shown.html", part="textes", **found)


@bp.get("/<slug>/couleur.css")
@access.staff("campaigns.edit")
def colour(slug: str) -> Response:
    """The colour of a draft, or one that is being tried."""
    tried = request.args.get("essai", "")
    chosen = tried if service.is_colour(tried) else _campaign(slug).colour
    return Response(stylesheet(chosen), mimetype="text/css")


@bp.get("/<slug>/logos/<digest>.png")
@access.staff("campaigns.edit")
def logo(slug: str, digest: str) -> Response:
    """The picture of somebody who leads, also of a draft."""
    return Response(service.logo(_campaign(slug), digest), mimetype="image/png")


@bp.get("/<slug>/gabarit.zip")
@access.staff("campaigns.edit")
def export(slug: str) -> Response:
    """The campaign as a bundle, to keep or to lend. It holds no personal data."""
    headers = {"Content-Disposition": f'attachment; filename="{slug}.zip"'}
    return Response(service.zipped(_campaign(slug)), mimetype="application/zip", headers=headers)


@bp.post("/<slug>/anglais")
@access.staff("campaigns.edit")
def add_english(slug: str) -> Answer:
    """An English version to translate: it begins with the French words."""
    service.add_english(_campaign(slug), by=signed_in())
    return redirect(url_for(".part", slug=slug, part="textes", langue="en"), 303)


@bp.post("/<slug>/ouvrir")
@access.staff("campaigns.edit")
def open_(slug: str) -> Answer:
    """Open it to the public."""
    try:
        service.open_campaign(_campaign(slug).slug, by=signed_in().id)
        flash(_("La campagne est ouverte."), "success")
    except NotReady:
        flash(_("Il manque encore quelque chose : voyez la liste."), "warning")
    except IllegalCampaignMove:
        flash(_("La campagne est déjà ouverte."), "warning")
    return redirect(url_for(".overview", slug=slug), 303)


@bp.post("/<slug>/fermer")
@access.staff("campaigns.edit")
def close(slug: str) -> Answer:
    """Take no more signatures nor messages; everything stays readable, and it can be opened again."""
    try:
        service.close_campaign(_campaign(slug).slug, by=signed_in().id)
        flash(_("La campagne est fermée."), "success")
    except IllegalCampaignMove:
        flash(_("La campagne n’est pas ouverte."), "warning")
    return redirect(url_for(".overview", slug=slug), 303)


@dataclass
class _Page:
    """One part of one campaign in one language, with its form."""

    campaign: Campaign
    name: str
    part: Part
    language: str
    form: PartForm

    def edited(self) -> Bundle:
        return self.form.edited(service.bundle_of(self.campaign), self.language)

    @property
    def is_decided(self) -> bool:
        """Whether somebody said what becomes of those who signed the letter."""
        return isinstance(self.form, LetterForm) and bool(self.form.is_decided.data)

    def shown(self, *, signatures: int = 0) -> str:
        return render_template(
            "campaigns/staff/part.html",
            campaign=self.campaign,
            name=self.name,
            part=self.part,
            parts=parts_of(self.campaign),
            language=self.language,
            languages=sorted((text.locale for text in self.campaign.texts), reverse=True),
            form=self.form,
            signatures=signatures,
            forecast=service.forecast(),
        )


def _page(slug: str, name: str) -> _Page:
    campaign = _campaign(slug)
    part = parts_of(campaign).get(name)
    if part is None:
        raise NoSuchCampaign(slug=slug)
    wanted = request.args.get("langue", "fr")
    has_it = part.in_each_language and any(text.locale == wanted for text in campaign.texts)
    language = wanted if has_it else "fr"
    return _Page(campaign, name, part, language, part.form.of(service.bundle_of(campaign), language))


def _campaign(slug: str) -> Campaign:
    return service.to_edit(signed_in(), slug)


def _status(form: FlaskForm) -> int:
    return 422 if form.errors else 200
