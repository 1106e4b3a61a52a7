"""How staff find a cosignature: by what somebody on the phone would say, in whatever state it is."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.keys import search_key
from app.core.plain_text import one_line
from app.cosignatures.models import Cosignature, Signatory

LONGEST = 100
MOST_WORDS = 10


def matching(query: str) -> list[sa.ColumnElement[bool]]:
    """The words of an organization's name in any order, a municipality, or the person."""
    typed = one_line(query)[:LONGEST]
    if not typed:
        return []
    words = search_key(typed).split()[:MOST_WORDS]
    named = sa.and_(*(Cosignature.search_key.contains(word) for word in words)) if words else sa.false()
    person = sa.exists().where(
        Signatory.cosignature_id == Cosignature.id,
        sa.or_(Signatory.name.icontains(typed, autoescape=True), Signatory.email.icontains(typed, autoescape=True)),
    )
    return [sa.or_(named, Cosignature.city.icontains(typed, autoescape=True), person)]
