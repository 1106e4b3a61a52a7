"""What a campaign has already, and which of it a line of the sheet is, or resembles."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.cosignatures.answers.reading import Answer
from app.cosignatures.models import State
from app.organizations.service import Entry, Register

Apart = Collection[frozenset[uuid.UUID]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A cosignature that the campaign has already."""

    id: uuid.UUID
    organization_id: uuid.UUID | None
    name: str
    region_code: str
    city: str
    state: State


class AlreadySigned:
    """Who has signed already."""

    def __init__(self, signed: Iterable[Signed], apart: Apart) -> None:
        in_order = sorted(signed, key=lambda one: one.state in (State.WITHDRAWN, State.DECLINED))
        self._apart = apart
        self._by_id = {one.id: one for one in in_order}
        self._by_organization = {one.organization_id: one for one in reversed(in_order) if one.organization_id}
        self._names = Register(
            Entry(id=one.id, name=one.name, region_code=one.region_code, city=one.city) for one in in_order
        )

    def signed_by(self, answer: Answer, organization_id: uuid.UUID | None) -> tuple[Signed | None, list[Signed]]:
        """What that organization signed; and what others signed that are close to it, and that nobody told apart."""
        if organization_id in self._by_organization:
            return self._by_organization[organization_id], []
        if not self._by_id:
            return None, []
        judged = self._names.judge(answer.name, answer.region_code, answer.city)
        same = self._by_id[judged.same] if judged.same else None
        close = [self._by_id[candidate.id] for candidate in judged.candidates]
        return same, [one for one in close if not are_apart(organization_id, one.organization_id, self._apart)]


def are_apart(one: uuid.UUID | None, other: uuid.UUID | None, apart: Apart) -> bool:
    """Whether a person said that these two entries are two organizations."""
    return one is not None and other is not None and frozenset((one, other)) in apart
