"""The way out of news: a page with a button, and the one click of mail programs (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.core import access
from app.core.language import locale
from app.core.security import csrf
from app.updates import service

bp = Blueprint("updates_stop", __name__)


@bp.get("/nouvelles/arret/<token>")
@access.token
def ask(token: str) -> str:
    """Opening the link changes nothing: scanners of mail open links too. It names nobody."""
    return _page(token, is_stopped=False)


@bp.post("/nouvelles/arret/<token>")
@access.token
@csrf.exempt  # mail programs post here by themselves, without a cookie: the token is the proof
def stop(token: str) -> str:
    """No more news of that campaign; there is no way back by this link, which somebody else may hold."""
    service.stop(token)
    return _page(token, is_stopped=True)


def _page(token: str, *, is_stopped: bool) -> str:
    campaign = service.asked_by(token)
    title = campaign.text(locale()).title if campaign else ""
    return render_template("updates/stop.html", title=title, campaign=campaign, is_stopped=is_stopped, token=token)
