"""The pages of an import: send a file, say what its columns hold, read the preview, decide, bring in, take back."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import REGISTER_EDIT, Account
from app.accounts.service import signed_in
from app.core import access, tabular, uploads
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page, page_number
from app.imports import service
from app.imports.errors import LinesRefused, NowhereToGo
from app.imports.forms import FileForm, columns_form, mapping_of
from app.imports.models import Import, Stage

bp = Blueprint("imports", __name__, url_prefix="/equipe/imports")
RIGHT = REGISTER_EDIT
LARGEST_FORM = tabular.Limits().bytes + 100_000  # the file, and the words beside it


@bp.get("")
@access.staff(RIGHT)
def every() -> str:
    """What was imported lately, and what can be."""
    account = signed_in()
    return render_template(
        "imports/list.html", imports=service.of_account(account), kinds=service.of_kinds(account), named=service.named
    )


@bp.route("/nouveau/<kind_name>", methods=["GET", "POST"])
@access.staff(RIGHT)
@uploads.up_to(LARGEST_FORM)
def send(kind_name: str) -> Page:
    """Choose a file; it is read at once, and kept for 30 days."""
    account = signed_in()
    kind = service.kind_for(kind_name, account)
    form = FileForm(kind, account)
    if request.method == "POST" and form.validate() and form.table is not None:
        received = service.receive(
            kind, form.target.data, form.table, file_name=form.file_name, by=account,
            region_codes=_codes(account, kind),
        )  # fmt: skip
        return redirect(url_for(".columns", import_id=received.id), 303)
    if request.method == "GET" and request.args.get("pour") in form.keys:
        form.target.data = request.args["pour"]
    return render_template("imports/send.html", form=form, kind=kind), 422 if form.errors else 200


@bp.route("/<uuid:import_id>/colonnes", methods=["GET", "POST"])
@access.staff(RIGHT)
def columns(import_id: uuid.UUID) -> Page:
    """Which column holds what: guessed, and set right by a person."""
    one = service.one(import_id, signed_in())
    kind = service.named(one.kind)
    form = columns_form(one, kind)
    if request.method == "POST" and form.validate():
        service.map_columns(one.id, mapping_of(form, kind))
        return redirect(url_for(".preview", import_id=one.id), 303)
    page = render_template("imports/columns.html", one=one, kind=kind, form=form, samples=service.samples(one))
    return page, 422 if form.errors else 200


@bp.get("/<uuid:import_id>")
@access.staff(RIGHT)
def preview(import_id: uuid.UUID) -> Page:
    """Where the import stands: every line with what would become of it, or what became of it."""
    one = service.one(import_id, signed_in())
    if one.stage is Stage.READ:
        return redirect(url_for(".columns", import_id=one.id), 303)
    kind = service.named(one.kind)
    results = [*(one.name for one in kind.outcomes), service.STAYS]
    outcome = next((name for name in results if name == request.args.get("resultat")), None)
    return render_template(
        "imports/preview.html",
        one=one,
        kind=kind,
        outcome=outcome,
        lines=service.page_of_lines(one, outcome, page_number()),
        undecided=service.undecided(one),
        refused=service.is_refused(one),
        undoing=service.undoing(one) if one.stage is Stage.IMPORTED else None,
        percent=service.percent(one.id) if one.is_working else None,
        stayed=service.stayed(one),
    )


@bp.get("/<uuid:import_id>/avancement")
@access.staff(RIGHT)
@access.polled
def progress(import_id: uuid.UUID) -> Page:
    """How far the work is, for the page that is open; others are led to the page, and the page once it is over."""
    one = service.one(import_id, signed_in())
    if "HX-Request" not in request.headers:
        return redirect(url_for(".preview", import_id=one.id), 303)
    if not one.is_working:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("imports/_progress.html", one=one, percent=service.percent(one.id))


@bp.post("/<uuid:import_id>/decisions")
@access.staff(RIGHT)
def decide(import_id: uuid.UUID) -> Answer:
    """What people choose for the doubtful lines of one page."""
    one = service.one(import_id, signed_in())
    chosen = {int(key[6:]): value for key, value in request.form.items() if _is_line(key)}
    kept = service.decide(one.id, chosen)
    flash(ngettext("%(num)s décision gardée.", "%(num)s décisions gardées.", kept), "success")
    return _back(one)


@bp.post("/<uuid:import_id>/faire")
@access.staff(RIGHT)
def begin(import_id: uuid.UUID) -> Answer:
    """All or nothing."""
    one = service.one(import_id, signed_in())
    try:
        done = service.begin(one.id, by=signed_in())
    except LinesRefused:
        flash(
            _("Des lignes sont refusées : rien n’est importé. Corrigez le fichier et envoyez-le de nouveau."), "warning"
        )
        return _back(one)
    except NowhereToGo:
        target = service.named(one.kind).words.target(one.target)
        flash(_("Rien n’est importé : « %(target)s » ne reçoit plus de fichier.", target=target), "warning")
        return _back(one)
    if done.has_changed:
        flash(_("Les données ont changé depuis l’aperçu : rien n’est importé. Voici le nouvel aperçu."), "warning")
    elif done.stage is Stage.IMPORTED:
        flash(_("L’import est fait."), "success")
    return _back(one)


@bp.post("/<uuid:import_id>/annuler")
@access.staff(RIGHT)
def undo(import_id: uuid.UUID) -> Answer:
    """Take back the whole import, but for what somebody has changed or used since."""
    one = service.one(import_id, signed_in())
    done = service.undo(one.id, by=signed_in())
    flash(
        ngettext(
            "L’import est annulé : %(num)s ligne retirée.", "L’import est annulé : %(num)s lignes retirées.", done.goes
        )
        + (" " + ngettext("%(num)s reste.", "%(num)s restent.", done.stays) if done.stays else ""),
        "success",
    )
    return _back(one)


@bp.post("/<uuid:import_id>/rapport")
@access.staff(RIGHT)
def report(import_id: uuid.UUID) -> Response:
    """The file again, each line with its result: a POST, for personal data leaves."""
    one = service.one(import_id, signed_in())
    service.note_report(one, by=signed_in())
    answer = Response(tabular.write_csv(service.report(one), delimiter=";"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=import-{one.sent_at:%Y-%m-%d}.csv"
    return answer


def _codes(account: Account, kind: service.Kind) -> list[str] | None:
    codes = account.region_codes(kind.right)
    return None if codes is None else sorted(codes)


def _is_line(key: str) -> bool:
    return key.startswith("ligne-") and key[6:].isascii() and key[6:].isdigit() and len(key) < 16


def _back(one: Import) -> Answer:
    return redirect(
        url_for(".preview", import_id=one.id, resultat=request.form.get("resultat") or None,
                page=request.form.get("page") or None), 303
    )  # fmt: skip
