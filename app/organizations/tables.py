"""The regional table of a region, as the register knows it: what carries the name of a chapter, and its mailbox."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.chapters import service as chapters
from app.core.database import db
from app.organizations.models import Kind, Organization


def table_serving(region_code: str) -> Organization | None:
    """The table that serves the region, one with an address first; it may stand under another region of its chapter."""
    chapter = chapters.serving(region_code)
    codes = chapter.region_codes if chapter else [region_code]
    found = db.session.scalars(
        sa.select(Organization)
        .where(
            Organization.kind == Kind.REGIONAL_TABLE,
            Organization.region_code.in_(codes),
            Organization.archived_at.is_(None),
        )
        .order_by(Organization.region_code != region_code, Organization.id)
        .options(selectinload(Organization.emails))
    ).all()
    return next((one for one in found if one.emails), found[0] if found else None)
