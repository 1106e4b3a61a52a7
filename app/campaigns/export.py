"""Write a hosted campaign out as a bundle, so that another installation can start from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli_w

from app.campaigns import service
from app.campaigns.bundle_words import CONSENT_SECTIONS, OPTIONAL_WORDS, WORDS
from app.campaigns.models import Campaign, CampaignText


def write(campaign: Campaign, folder: Path) -> Path:
    """The bundle of the campaign, in a folder named by its slug. Raises OSError when it cannot be written."""
    target = folder / campaign.slug
    target.mkdir(parents=True, exist_ok=True)
    _put(target / "campaign.toml", tomli_w.dumps(_settings(campaign)))
    letter = service.current_letter(campaign)
    for text in campaign.texts:
        _put(target / f"page.{text.locale}.md", text.page)
        _put(target / f"letter.{text.locale}.md", letter.body(text.locale))
        if campaign.takes_messages:
            _put(
                target / f"message.{text.locale}.md",
                f"---\nsubject: {text.message_subject}\n---\n{text.message_body}",
            )
        _put(target / f"consent.{text.locale}.md", _consents(campaign, text.locale))
    return target


def _settings(campaign: Campaign) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "slug": campaign.slug,
        "colour": campaign.colour,
        "owner": campaign.chapter.key if campaign.chapter else "national",
        "opens_on": campaign.opens_on,
        "closes_on": campaign.closes_on,
        "actions": {"cosign": campaign.takes_cosignatures, "write": campaign.takes_messages},
        "recipients": {"rules": campaign.recipient_rules},
        "list": {
            "word": campaign.list_word,
            "preset": campaign.list_preset.value,
            "article_in_sorting": campaign.sorts_with_article,
        },
        "goals": {"milestones": campaign.milestones},
        "links": campaign.links,
        **{text.locale: _words(text) for text in campaign.texts},
    }
    return {key: value for key, value in settings.items() if value is not None}


def _words(text: CampaignText) -> dict[str, Any]:
    short = {key: getattr(text, key) for key in (*WORDS, *OPTIONAL_WORDS)}
    return {**short, "reasons": text.reasons, "questions": text.questions}


def _consents(campaign: Campaign, locale: str) -> str:
    wordings = service.consent_texts(campaign, locale)
    return "\n\n".join(
        f"# {name}\n\n{wordings[purpose].wording}" for name, purpose in CONSENT_SECTIONS.items() if purpose in wordings
    ) + "\n"  # fmt: skip


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
