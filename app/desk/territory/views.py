"""What is loaded of the territory, and the way of a file: sent, compared, read, imported or left."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import TERRITORY_EDIT
from app.accounts.service import signed_in
from app.core import access, uploads
from app.core.language import gettext as _
from app.core.pages import Page
from app.desk.territory.forms import form_for
from app.territory import service
from app.territory.models import FileKind, FileStage, TerritoryFile

bp = Blueprint("territory", __name__, url_prefix="/equipe/territoire")
LARGEST_FILE = 64 * 1024 * 1024
ROOM_FOR_WORDS = 100_000
KINDS = {
    "codes-postaux": FileKind.POSTAL_CODES, "municipalites": FileKind.MUNICIPALITIES, "carte": FileKind.RIDINGS,
}  # fmt: skip


@bp.get("")
@access.staff(TERRITORY_EDIT)
def overview() -> str:
    """The maps and what lies on them, what can be sent, the latest files."""
    return render_template("desk/territory/overview.html", loaded=service.loaded(), files=service.files(), kinds=KINDS)


@bp.route("/envoyer/<slug>", methods=["GET", "POST"])
@access.staff(TERRITORY_EDIT)
@uploads.up_to(LARGEST_FILE + ROOM_FOR_WORDS)
def send(slug: str) -> Page:
    """Choose a file; it is compared with what is loaded, and nothing is imported yet."""
    kind = KINDS.get(slug) or abort(404)
    form = form_for(kind, service.maps(), service.active_map().name)
    if request.method == "POST" and form.validate():
        received = service.receive(
            kind, form.stream, file_name=form.file_name, map_name=form.map_name, options=form.options,
            by=signed_in().id,
        )  # fmt: skip
        return redirect(url_for(".file", file_id=received.id), 303)
    return render_template("desk/territory/send.html", form=form, kind=kind, slug=slug), 422 if form.errors else 200


@bp.get("/fichiers/<uuid:file_id>")
@access.staff(TERRITORY_EDIT)
def file(file_id: uuid.UUID) -> str:
    """Where the file stands: what would change or has changed, or why it is refused."""
    one = service.one(file_id)
    refused = [service.in_words(line) for line in (one.result or {}).get("refused", [])]
    unreadable = (one.result or {}).get("unreadable")
    if unreadable:
        refused.append(service.why_unreadable(*unreadable))
    again = next(slug for slug, kind in KINDS.items() if kind is one.kind)
    return render_template("desk/territory/file.html", one=one, refused=refused, percent=_percent(one), again=again)


@bp.get("/fichiers/<uuid:file_id>/avancement")
@access.staff(TERRITORY_EDIT)
@access.polled
def progress(file_id: uuid.UUID) -> Page:
    """How far the work is, for the page that is open; others are led to the page, and the page once it is over."""
    one = service.one(file_id)
    if "HX-Request" not in request.headers:
        return redirect(url_for(".file", file_id=one.id), 303)
    if not one.is_working:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("desk/territory/_progress.html", one=one, percent=_percent(one))


@bp.post("/fichiers/<uuid:file_id>/importer")
@access.staff(TERRITORY_EDIT)
def begin(file_id: uuid.UUID) -> Answer:
    """All or nothing."""
    done = service.begin(file_id, by=signed_in().id)
    if done.stage is FileStage.IMPORTED:
        flash(_("L’import est fait."), "success")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.post("/fichiers/<uuid:file_id>/abandonner")
@access.staff(TERRITORY_EDIT)
def discard(file_id: uuid.UUID) -> Answer:
    """Nothing of it is wanted."""
    service.discard(file_id, by=signed_in().id)
    flash(_("Le fichier est effacé, et rien n’a changé."), "success")
    return redirect(url_for(".overview"), 303)


def _percent(one: TerritoryFile) -> int | None:
    return service.percent(one) if one.is_working else None
