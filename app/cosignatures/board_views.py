"""What the board said: the link of the reminder answers, and does nothing else. It is forwarded to whole boards."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import access
from app.core.language import gettext as _
from app.core.pages import Page
from app.cosignatures import links, service
from app.cosignatures.models import Authority
from app.cosignatures.reminders.forms import BoardForm

bp = Blueprint("board_answer", __name__)


@bp.route("/signature/conseil/<token>", methods=["GET", "POST"])
@access.token
def answer(token: str) -> Page:
    """Yes, on another date, or no. Opening the link changes nothing."""
    cosignature = service.signed(links.BOARD.read(token))
    form = BoardForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        service.answer_of_the_board(cosignature.id, Authority(form.authority.data), form.authority_on.data)
        flash(_("Merci. La réponse du conseil est notée."), "success")
        return redirect(url_for(".answer", token=token), 303)
    page = render_template(
        "cosignatures/board.html", cosignature=cosignature, campaign=cosignature.campaign, form=form, token=token
    )
    return page, 422 if form.errors else 200


@bp.post("/signature/conseil/<token>/lien")
@access.token
def send_links(token: str) -> Answer:
    """The rest is done by another link, mailed to whoever signed."""
    service.send_links(service.signed(links.BOARD.read(token)), ip=request.remote_addr)
    flash(_("Le lien part par courriel, à l’adresse de la personne qui a signé."), "success")
    return redirect(url_for(".answer", token=token), 303)
