"""The logos of leaders. Whatever is sent is drawn anew: nothing of the file that came is kept but its pixels."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.campaigns.errors import NoSuchLogo
from app.campaigns.models import Campaign, Leader, Logo
from app.core import pictures
from app.core.database import db

LARGEST_FILE = 300_000  # bytes, as sent
LARGEST_KEPT = 150_000
LARGEST = (480, 240)
# A PNG is read whole before it is made smaller: 300 kB may hold any number of pixels, each of four bytes.
TAKEN = pictures.Limits(formats=("PNG", "JPEG"), largest_file=LARGEST_FILE, largest_side=4_000, largest_area=4_000_000)


def redrawn(content: bytes) -> bytes:
    """A small PNG with the same picture; drawing that one anew gives the same bytes. Raises PictureRefused."""
    longest = max(LARGEST)  # either way: it may be turned once it is small
    picture = pictures.read(content, TAKEN, at_most=(longest, longest)).convert("RGBA")
    picture.thumbnail(LARGEST)
    return pictures.as_png(picture, largest_kept=LARGEST_KEPT)


def digest_of(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()[:16]


def of_leaders(campaign: Campaign) -> dict[str, bytes]:
    """The pictures that its leaders show, by digest."""
    wanted = {leader.logo for leader in campaign.leaders if leader.logo}
    if not wanted:
        return {}
    found = sa.select(Logo.digest, Logo.content).where(Logo.campaign_id == campaign.id, Logo.digest.in_(wanted))
    return dict(db.session.execute(found).all())


def content(campaign: Campaign, digest: str) -> bytes:
    """A picture that the campaign shows. Raises NoSuchLogo."""
    is_shown = digest in {leader.logo for leader in campaign.leaders}
    logo = db.session.get(Logo, (campaign.id, digest)) if is_shown else None
    if logo is None:
        raise NoSuchLogo
    return logo.content


def keep(campaign: Campaign, drawn: Mapping[str, bytes]) -> None:
    """Within a unit of work: the pictures that its leaders show, and no others."""
    shown = {leader.logo for leader in campaign.leaders if leader.logo}
    kept = set(db.session.scalars(sa.select(Logo.digest).where(Logo.campaign_id == campaign.id)))
    for digest in sorted(shown - kept):
        db.session.add(Logo(campaign_id=campaign.id, digest=digest, content=drawn[digest]))
    if gone := kept - shown:
        db.session.execute(sa.delete(Logo).where(Logo.campaign_id == campaign.id, Logo.digest.in_(gone)))


def as_kept(campaign: Campaign, shown: Sequence[Leader]) -> tuple[Leader, ...]:
    """The leaders without the pictures that the campaign does not show yet: nothing can be seen before it is kept."""
    known = {leader.logo for leader in campaign.leaders}
    return tuple(leader if leader.logo in known else replace(leader, logo="") for leader in shown)
