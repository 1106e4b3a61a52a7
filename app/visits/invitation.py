"""A visit as an event for the calendar of whoever goes."""

from __future__ import annotations

from flask import current_app

from app.core import calendar_files
from app.core.language import gettext as _
from app.core.language import locale
from app.core.links import public_url
from app.core.pages import typo
from app.visits import words
from app.visits.models import Visit


def invitation(visit: Visit) -> bytes:
    """Where, when and what for; who else goes stays with the staff."""
    text = visit.campaign.text(locale())
    address = public_url("visits_staff.one", locale=locale(), visit_id=visit.id)
    return calendar_files.event(
        uid=f"visit-{visit.id}@{current_app.config['SITE_NAME'].casefold().replace(' ', '-')}",
        starts=visit.starts,
        ends=None,
        title=_("Visite : %(whom)s", whom=words.whom(visit)),
        place=visit.place,
        description=typo(text.title),
        url=address,
    )
