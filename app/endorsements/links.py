"""The links that whoever endorses holds."""

from __future__ import annotations

from app.core.personal_links import FOR_YEARS, TO_CONFIRM, PersonalLink

CONFIRM = PersonalLink("endorsement.confirm", "endorsements.confirm", TO_CONFIRM)
MANAGE = PersonalLink("endorsement.manage", "endorsements.manage", FOR_YEARS)
WAIT = PersonalLink("endorsement.wait", "endorsements.wait", TO_CONFIRM)  # for the code; it opens nothing by itself
