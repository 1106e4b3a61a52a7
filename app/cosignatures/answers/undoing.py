"""Imported answers are taken back, but for those on which somebody has decided since."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.core.database import db
from app.cosignatures.models import (
    TOGETHER,
    Cosignature,
    CosignatureChange,
    CosignatureMove,
    ImportedAnswer,
    Signatory,
    State,
    ValidatedTogether,
)
from app.endorsements import service as endorsements
from app.imports import service as imports
from app.imports.service import Made, Stays, identifier

_OWN = frozenset(
    {
        *("signatories", "cosignature_moves", "cosignature_changes", "imported_answers"),
        *("answers_kept_apart", "validated_together"),
    }
)


def staying(made: Mapping[int, Made]) -> dict[int, Stays]:
    """Cosignatures on which somebody has decided since, that were corrected, or that something refers to.

    What was validated with many others, and undone with them, is as it was.
    """
    signed = {line: identifier(what["cosignature"]) for line, what in made.items() if "cosignature" in what}
    waiting: set[uuid.UUID] = set()
    changed: set[uuid.UUID] = set()
    for some in imports.in_parts(signed.values()):
        waiting |= set(db.session.scalars(_waiting(some)))
        corrected = sa.select(CosignatureChange.cosignature_id).where(CosignatureChange.cosignature_id.in_(some))
        changed |= set(db.session.scalars(corrected))
    used = imports.in_use(Cosignature, waiting, own=_OWN)
    found = {line: Stays.USED for line, key in signed.items() if key in used}
    found |= {line: Stays.CHANGED for line, key in signed.items() if key in changed}
    return found | {line: Stays.DECIDED for line, key in signed.items() if key not in waiting}


def _waiting(some: list[uuid.UUID]) -> sa.Select[uuid.UUID]:
    """Of these, those on which nobody has decided."""
    by_hand = CosignatureMove.cosignature_id.in_(some), CosignatureMove.reason.is_distinct_from(TOGETHER)
    moved = sa.select(CosignatureMove.cosignature_id).where(*by_hand)
    moved = moved.group_by(CosignatureMove.cosignature_id).having(sa.func.count() > 1)
    return sa.select(Cosignature.id).where(
        Cosignature.id.in_(some), Cosignature.state == State.TO_CHECK, Cosignature.id.not_in(moved)
    )


def take_back(made: Sequence[Made]) -> None:
    """Within a unit of work: they go as if they had never come; the ledger of consents keeps its lines."""
    for some in imports.in_parts(identifier(what["cosignature"]) for what in made if "cosignature" in what):
        for model in (Signatory, CosignatureMove, ImportedAnswer, ValidatedTogether):
            db.session.execute(sa.delete(model).where(model.cosignature_id.in_(some)))
        db.session.execute(sa.delete(Cosignature).where(Cosignature.id.in_(some)))
    for some in imports.in_parts(identifier(what["endorsement"]) for what in made if "endorsement" in what):
        endorsements.remove(some)
