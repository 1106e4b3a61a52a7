"""Who counts as a member of a regional table: the condition that every figure and every list shares."""

from __future__ import annotations

from app.organizations.models import Organization, Origin

IS_MEMBER = Organization.origin == Origin.REGISTER
