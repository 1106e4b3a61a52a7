"""« C’est un autre organisme », said of an imported answer, is remembered once its organization is known."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.database import db
from app.cosignatures.models import Cosignature, KeptApart
from app.imports import service as imports
from app.organizations import service as organizations


def remember(cosignature_ids: Iterable[uuid.UUID]) -> int:
    """Within a unit of work: the pairs of which both are in the register now. How many are new."""
    by_person: dict[uuid.UUID, set[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(set)
    mine, theirs = aliased(Cosignature), aliased(Cosignature)
    other = sa.func.coalesce(KeptApart.organization_id, theirs.organization_id)
    pairs = (
        sa.select(KeptApart.account_id, mine.organization_id, other.label("other"))
        .join(mine, mine.id == KeptApart.cosignature_id)
        .outerjoin(theirs, theirs.id == KeptApart.other_id)
        .where(other.is_not(None))
    )
    for some in imports.in_parts(cosignature_ids):
        of_these = sa.or_(KeptApart.cosignature_id.in_(some), KeptApart.other_id.in_(some))
        for account_id, one_id, other_id in db.session.execute(pairs.where(of_these)):
            if one_id is not None:
                by_person[account_id].add((one_id, other_id))
    return sum(
        organizations.keep_apart_all(pairs, by=account_id, of="imported_answers")
        for account_id, pairs in by_person.items()
    )
