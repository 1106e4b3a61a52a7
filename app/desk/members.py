"""Who counts as a member of a regional table: the condition that every figure and every list shares."""

from __future__ import annotations

import sqlalchemy as sa

from app.organizations.models import Organization

IS_MEMBER = sa.and_(Organization.chapter_id.is_not(None), Organization.archived_at.is_(None))
