"""An activity as somebody puts it into a calendar: alone, or with all of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import current_app

from app.core import calendar_files
from app.core.calendar_files import Entry
from app.core.links import public_url
from app.updates.models import Update


def of_activity(update: Update, locale: str) -> bytes:
    """One event. Taken again after a correction, it replaces the first one."""
    return calendar_files.several([_entry(update, locale)])


def of_campaign(updates: Sequence[Update], title: str, locale: str) -> bytes:
    """Every activity of a campaign: an address to subscribe to."""
    return calendar_files.several([_entry(update, locale) for update in updates], name=title)


def _entry(update: Update, locale: str) -> Entry:
    assert update.starts_at is not None  # noqa: S101 - the database holds activities to it
    said = update.text(locale)
    return Entry(
        uid=f"{update.id}@{urlsplit(current_app.config['PUBLIC_URL']).hostname}",
        starts=update.starts_at,
        ends=update.ends_at,
        title=said.title,
        place=", ".join(part for part in (update.place, update.address) if part),
        description="\n\n".join(part for part in (said.body, said.accessibility) if part),
        url=public_url("updates.update", locale=locale, slug=update.campaign.slug, number=update.number),
        changed=update.told_at,
    )
