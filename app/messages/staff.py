"""How many wrote, from where and to whom, for staff: figures, and no word of anybody."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.accounts.service import signed_in
from app.core import access
from app.core.language import locale
from app.messages import mails, service
from app.messages.models import State
from app.messages.service import Progress
from app.officials import service as officials

bp = Blueprint("messages_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/messages")
@access.staff("desk")
def figures(slug: str) -> str:
    """The messages of a campaign by riding, by recipient and by state."""
    found = service.figures(signed_in(), slug)
    return render_template(
        "messages/staff/figures.html",
        found=found,
        campaign=found.campaign,
        State=State,
        Progress=Progress,
        role=lambda mandate: officials.role_in_words(mandate, locale()),
        office=lambda one: mails.office_in_words(one.rule, one.riding, locale()),
    )
