"""A new entry whose name is close to some that stand in its region: whoever adds it looks at those first."""

from __future__ import annotations

import uuid
from collections import defaultdict

from app.organizations.errors import Close
from app.organizations.known import standing
from app.organizations.likeness import Reason
from app.organizations.matching import Register
from app.organizations.writing import Details


def resembling(details: Details, region_code: str) -> list[Close]:
    """The entries of that region that it may be, by any of its names, the likeliest first."""
    entries = standing(region_code)
    register, reasons = Register(entries), defaultdict[uuid.UUID, dict[Reason, int]](dict)
    for name in (details.name, *(alias for _kind, alias in details.aliases)):
        judged = register.judge(name, region_code, details.city)
        if judged.same is not None:
            reasons[judged.same].update(dict.fromkeys(judged.reasons, 100))
        for candidate in judged.candidates:
            reasons[candidate.id].update(dict.fromkeys(candidate.reasons, candidate.score))
    found = [Close(one.id, one.name, one.city, tuple(why)) for one in entries if (why := reasons.get(one.id))]
    return sorted(found, key=lambda one: -max(reasons[one.id].values()))
