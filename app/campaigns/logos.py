"""The logos of leaders. Whatever is sent is drawn anew: nothing of the file that came is kept but its pixels."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

import sqlalchemy as sa
from PIL import ExifTags, Image

from app.campaigns.errors import NoSuchLogo
from app.campaigns.models import Campaign, Leader, Logo
from app.core.database import db

LARGEST_FILE = 300_000  # bytes, as sent
LARGEST_KEPT = 150_000
LARGEST_SIDE = 4_000  # pixels; a small file may hold a picture that fills the memory
LARGEST = (480, 240)
FORMATS = ("PNG", "JPEG")
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)  # fmt: skip
# What a camera notes of how it was held, and what sets the picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


class LogoProblem(StrEnum):
    TOO_HEAVY = "too_heavy"
    TOO_WIDE = "too_wide"
    UNREADABLE = "unreadable"  # neither PNG nor JPEG, or broken


class LogoRefused(ValueError):
    """A file that no logo can be made of."""

    def __init__(self, problem: LogoProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


def redrawn(content: bytes) -> bytes:
    """A small PNG with the same picture; drawing that one anew gives the same bytes. Raises LogoRefused.

    A drawing (SVG) is a program as much as a picture: it is refused like everything that is neither PNG nor JPEG.
    """
    if len(content) > LARGEST_FILE:
        raise LogoRefused(LogoProblem.TOO_HEAVY)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if max(opened.size) > LARGEST_SIDE:
                raise LogoRefused(LogoProblem.TOO_WIDE)
            picture = _upright(opened).convert("RGBA")
    except LogoRefused:
        raise
    except _BROKEN as error:
        raise LogoRefused(LogoProblem.UNREADABLE) from error
    return _within_bounds(picture)


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


def keep(campaign: Campaign, pictures: Mapping[str, bytes]) -> None:
    """Within a unit of work: the pictures that its leaders show, and no others."""
    shown = {leader.logo for leader in campaign.leaders if leader.logo}
    kept = set(db.session.scalars(sa.select(Logo.digest).where(Logo.campaign_id == campaign.id)))
    for digest in sorted(shown - kept):
        db.session.add(Logo(campaign_id=campaign.id, digest=digest, content=pictures[digest]))
    if gone := kept - shown:
        db.session.execute(sa.delete(Logo).where(Logo.campaign_id == campaign.id, Logo.digest.in_(gone)))


def as_kept(campaign: Campaign, shown: Sequence[Leader]) -> tuple[Leader, ...]:
    """The leaders without the pictures that the campaign does not show yet: nothing can be seen before it is kept."""
    known = {leader.logo for leader in campaign.leaders}
    return tuple(leader if leader.logo in known else replace(leader, logo="") for leader in shown)


def _upright(picture: Image.Image) -> Image.Image:
    """As it was held. Pillow's own way writes the other notes anew, and stumbles over those that make no sense."""
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return picture if turn is None else picture.transpose(turn)


def _within_bounds(picture: Image.Image) -> bytes:
    picture.thumbnail(LARGEST)
    while len(png := _png(picture)) > LARGEST_KEPT:
        picture = picture.resize((max(1, picture.width * 4 // 5), max(1, picture.height * 4 // 5)))
    return png


def _png(picture: Image.Image) -> bytes:
    """Pixels alone: a picture made from another keeps notes of where it came from."""
    bare = Image.new("RGBA", picture.size)
    bare.paste(picture)
    drawn = io.BytesIO()
    bare.save(drawn, format="PNG", optimize=True)
    return drawn.getvalue()
