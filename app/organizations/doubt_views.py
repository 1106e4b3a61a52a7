"""« Doublons possibles »: two entries side by side, for a person to decide; and back from a decision."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page, page_number
from app.organizations import directory, doubting, merging, words
from app.organizations.errors import DecidedAlready, NoSuchOrganization

bp = Blueprint("doubts", __name__, url_prefix="/equipe/repertoire")


@bp.get("/doublons")
@access.staff("register.edit")
def index() -> str:
    """The pairs of one region that nobody has decided yet, the likeliest first."""
    regions = directory.regions_of(signed_in(), "register.edit")
    asked = request.args.get("region", "")
    region = next((one for one in regions if one.code == asked), None)
    if asked and region is None:
        raise NoSuchOrganization
    region = region or regions[0]
    return render_template(
        "organizations/doubts.html",
        region=region,
        regions=regions,
        found=doubting.doubts(region.code, page_number()),
        words=words,
    )


@bp.get("/<uuid:kept_id>/fusionner/<uuid:merged_id>")
@access.staff("register.edit")
def preview(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Page:
    """What a merge would do, with the entry that stays on the left; the other way round is one link away."""
    try:
        told = merging.preview(kept_id, merged_id, locale(), by=signed_in())
        return render_template("organizations/merge.html", told=told, words=words)
    except DecidedAlready:
        return _too_late()


@bp.post("/<uuid:kept_id>/fusionner/<uuid:merged_id>")
@access.staff("register.edit")
def merge(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Answer:
    """« C’est le même »."""
    try:
        done = merging.merge(kept_id, merged_id, request.form.getlist("champ"), by=signed_in())
    except DecidedAlready:
        return _too_late()
    flash(_("Les deux fiches n’en font plus qu’une. La fusion peut être annulée plus bas."), "success")
    return redirect(url_for("register.one", organization_id=done.kept_id), 303)


@bp.post("/distincts")
@access.staff("register.edit")
def keep_apart() -> Answer:
    """« Ce n’est pas le même »."""
    doubting.keep_apart(_id("un"), _id("autre"), by=signed_in())
    flash(_("C’est noté : ces deux organismes ne seront plus proposés."), "success")
    region = request.form.get("region", "")[:2]
    return redirect(url_for("doubts.index", region=region or None), 303)


@bp.post("/fusions/<uuid:merge_id>/annuler")
@access.staff("register.edit")
def part(merge_id: uuid.UUID) -> Answer:
    """Both entries stand again, each with its signatures."""
    try:
        done = merging.part(merge_id, by=signed_in())
    except DecidedAlready:
        return _too_late()
    flash(_("Fusion annulée : les deux fiches sont de retour, chacune avec ses signatures."), "success")
    return redirect(url_for("register.one", organization_id=done.kept_id), 303)


def _id(name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.values.get(name, ""))
    except ValueError:
        raise NoSuchOrganization from None


def _too_late() -> Answer:
    flash(
        _("Quelqu’un d’autre a décidé entre-temps : une des deux fiches n’est plus en vigueur. Rien n’a été changé."),
        "warning",
    )
    return redirect(url_for("doubts.index"), 303)
