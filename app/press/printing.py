"""The communiqué as a file to attach: PDF, Word, plain text."""

from __future__ import annotations

from typing import Any

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import typesetting
from app.core.clock import today
from app.press.release import Release

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def printed(campaign: Campaign, release: Release, format: str, locale: str) -> bytes:
    """One of FORMATS."""
    if format == "txt":
        return f"{release.text}\n".encode()
    facts = _facts(campaign, release, locale)
    if format == "docx":
        from app.press.as_docx import as_docx  # Word is slow to load, and rarely written

        return as_docx(facts)
    return typesetting.pdf("release", facts).content


def _facts(campaign: Campaign, release: Release, locale: str) -> dict[str, Any]:
    return {
        **campaigns.print_colours(campaign.colour),
        "locale": locale,
        "title": release.headline,
        "on": today().isoformat(),
        "kicker": release.kicker,
        "for_whom": release.for_whom,
        "headline": release.headline,
        "dateline": release.dateline,
        "paragraphs": list(release.paragraphs),
        "end": release.end,
        "source": release.source,
        "contacts": list(release.contacts),
    }
