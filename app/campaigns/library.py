"""From a bundle to the database and back. The database is the truth; a bundle is a model or a copy."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from app.campaigns import letters, logos
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_words import Words
from app.campaigns.errors import BundleError
from app.campaigns.leaders import with_names
from app.campaigns.models import Campaign, CampaignText, ListPreset, State
from app.chapters import service as chapters
from app.chapters.models import Chapter
from app.consents import service as consents
from app.consents.models import Purpose
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db
from app.core.language import gettext as _
from app.core.unit_of_work import unit_of_work

LIBRARY = Path(__file__).resolve().parents[2] / "campaigns"


def load(bundle: Bundle, *, by: uuid.UUID | None = None) -> Campaign:
    """Create the campaign, or bring it to what the bundle says. Loading twice changes nothing.

    A letter whose words changed becomes a new version; what was signed stays with the version signed.
    Raises BundleError when the owner is not a chapter of this installation.
    """
    with unit_of_work():
        chapter = _owner(bundle)
        campaign = db.session.scalar(sa.select(Campaign).where(Campaign.slug == bundle.slug))
        if campaign is None:
            campaign = Campaign(slug=bundle.slug, created_at=now(), position=_next_position())
            db.session.add(campaign)
        _settings(campaign, bundle, chapter)
        _texts(campaign, bundle)
        db.session.flush()
        logos.keep(campaign, bundle.logos)
        letters.keep(campaign, bundle.words["fr"].letter, bundle.words["en"].letter if "en" in bundle.words else None)
        for locale, words in bundle.words.items():
            consents.set_texts(campaign.consent_scope, locale, _named(words, bundle, locale))
        audit.record("campaign.loaded", f"campaign:{campaign.id}", by=by)
        renderings.touch(campaign.page_key, renderings.FRONT)
    return campaign


def imagined(campaign: Campaign, bundle: Bundle) -> Campaign:
    """The campaign as the bundle would make it, for a preview: belongs to no session, and is never kept."""
    state = State.OPEN if campaign.state is State.DRAFT else campaign.state
    shown = Campaign(id=campaign.id, slug=bundle.slug, state=state, created_at=campaign.created_at)
    _settings(shown, bundle, campaign.chapter)
    _texts(shown, bundle)
    return shown


def _settings(campaign: Campaign, bundle: Bundle, chapter: Chapter | None) -> None:
    campaign.chapter = chapter
    campaign.colour = bundle.colour
    campaign.opens_on, campaign.closes_on = bundle.opens_on, bundle.closes_on
    campaign.takes_cosignatures, campaign.takes_messages = bundle.takes_cosignatures, bundle.takes_messages
    campaign.takes_endorsements = bundle.takes_endorsements
    campaign.recipient_rules, campaign.exclusions = bundle.recipient_rules, bundle.exclusions
    campaign.when_vacant, campaign.variants = bundle.when_vacant, bundle.variants
    campaign.list_word, campaign.list_preset = bundle.list_word, ListPreset(bundle.list_preset)
    campaign.sorts_with_article, campaign.shows_city = bundle.sorts_with_article, bundle.shows_city
    campaign.puts_table_first, campaign.puts_national_last = bundle.puts_table_first, bundle.puts_national_last
    campaign.shows_paper = bundle.shows_paper
    campaign.milestones, campaign.links = bundle.milestones, bundle.links
    campaign.leaders = bundle.leaders


def _owner(bundle: Bundle) -> Chapter | None:
    if bundle.owner == "national":
        return None
    chapter = chapters.by_key(bundle.owner)
    if chapter is None:
        file, key = f"{bundle.slug}/campaign.toml", bundle.owner
        raise BundleError([_("%(file)s : owner : aucune antenne régionale n’a la clé « %(key)s »", file=file, key=key)])
    return chapter


def _texts(campaign: Campaign, bundle: Bundle) -> None:
    known = {text.locale: text for text in campaign.texts}
    for locale, words in bundle.words.items():
        text = known.get(locale)
        if text is None:
            text = CampaignText(locale=locale)
            campaign.texts.append(text)
        for key, value in words.short.items():
            setattr(text, key, value)
        text.page, text.reasons, text.questions = words.page, words.reasons, words.questions
        text.message_subject, text.message_body = words.message_subject, words.message_body
        text.variants = {name: asdict(wording) for name, wording in words.variants.items()}


def _named(words: Words, bundle: Bundle, locale: str) -> dict[Purpose, str]:
    """The wordings with the names of the leaders in them: other leaders, another version."""
    return {purpose: with_names(wording, bundle.leaders, locale) for purpose, wording in words.consents.items()}


def _next_position() -> int:
    return (db.session.scalar(sa.select(sa.func.max(Campaign.position))) or 0) + 1
