"""An update as a mail: the words of staff, where to read them, and the way out."""

from __future__ import annotations

from app.campaigns import service as campaigns
from app.core.links import public_url
from app.core.mailer import Rendered
from app.updates.models import Update

GUARD = "update"  # what the guard keys of these mails begin with


def write(update: Update, locale: str, stop_url: str | None) -> Rendered:
    """In that language, or in French where it was not written in another. No way out: staff try it on themselves."""
    campaign, slug = update.campaign, update.campaign.slug
    page, calendar = "updates.update", "updates.calendar_file"
    return campaigns.render_mail(
        campaign,
        "update",
        locale,
        update=update,
        said=update.text(locale),
        campaign_title=campaign.text(locale).title,
        page_url=public_url(page, locale=locale, slug=slug, number=update.number),
        calendar_url=public_url(calendar, locale=locale, slug=slug, number=update.number) if update.is_activity else "",
        stop_url=stop_url,
    )
