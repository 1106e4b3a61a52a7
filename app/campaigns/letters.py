"""The versions of a campaign's letter. One that was signed never changes: new words make a new version."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from difflib import SequenceMatcher

import sqlalchemy as sa

from app.campaigns.models import Campaign, Letter
from app.core.clock import now
from app.core.database import db
from app.core.keys import search_key

NEAR = 0.8  # « anoncés » and « annoncés », but not « dans » and « sans »
FEW = 6  # words
_WORD = re.compile(r"\S+")


def latest(campaign: Campaign) -> Letter | None:
    """The version that whoever signs today signs; None while nothing was written."""
    return db.session.scalar(
        sa.select(Letter).where(Letter.campaign_id == campaign.id).order_by(Letter.number.desc()).limit(1)
    )


def in_force(campaign: Campaign, at: datetime) -> Letter | None:
    """The version that one signed at that instant; before the first one, the first; None while nothing was written."""
    versions = every_version(campaign)
    written = [letter for letter in versions if letter.created_at <= at] or versions[:1]
    return written[-1] if written else None


def keep(campaign: Campaign, body_fr: str, body_en: str | None) -> Letter:
    """Within a unit of work: the version with exactly these words, a new one unless it is the latest."""
    digest = hashlib.sha256(f"{body_fr}\0{body_en or ''}".encode()).hexdigest()
    before = latest(campaign)
    if before is not None and before.digest == digest:
        return before
    number = before.number + 1 if before else 1
    letter = Letter(
        campaign_id=campaign.id,
        number=number,
        says=number if before is None or says_otherwise(before, body_fr, body_en) else before.says,
        body_fr=body_fr,
        body_en=body_en,
        digest=digest,
        created_at=now(),
    )
    db.session.add(letter)
    return letter


def every_version(campaign: Campaign) -> list[Letter]:
    """From the first to the latest."""
    found = sa.select(Letter).where(Letter.campaign_id == campaign.id).order_by(Letter.number)
    return list(db.session.scalars(found))


def list_from(campaign: Campaign, number: int | None) -> None:
    """Within a unit of work: whoever signed an earlier letter is on the list no more; None: everybody is."""
    campaign.lists_from = number


def says_otherwise(before: Letter, body_fr: str, body_en: str | None) -> bool:
    """Whether in one of the languages that both have, the words say something else."""
    in_english = before.body_en is not None and body_en is not None and is_substantial(before.body_en, body_en)
    return in_english or is_substantial(before.body_fr, body_fr)


def is_substantial(before: str, after: str) -> bool:
    """Whether the words say something else, so that staff must decide about those who signed.

    A few words spelled better, spaces, capitals and punctuation are corrections; a figure, a « ne », a word
    that appears or goes are not.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    keys_before, keys_after = _keys(old), _keys(new)
    corrected = 0
    for kind, a, b, c, d in SequenceMatcher(None, keys_before, keys_after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if b - a != d - c or any(not _is_near(keys_before[a + i], keys_after[c + i]) for i in range(b - a)):
            return True
        corrected += b - a
    return corrected > FEW


def _keys(words: list[str]) -> list[str]:
    """What is compared: words without accents, capitals and punctuation; signs alone do not count."""
    return [key for word in words if (key := search_key(word))]


def _is_near(one: str, other: str) -> bool:
    if any(character.isdigit() for character in one + other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEAR
