"""Which municipality a line of a file means: by its code, else by its name in its region and MRC."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
import uuid_utils.compat

from app.core.database import db
from app.core.keys import search_key
from app.territory.models import NATIONAL, Municipality, Region

_CODE_LENGTH = 5


@dataclass(slots=True, kw_only=True)
class Known:
    """A municipality as it is loaded, or as a file would add it."""

    id: uuid.UUID
    name: str
    region_code: str
    mrc: str
    designation: str
    code: str | None
    is_new: bool = False
    had_code: bool = True

    @property
    def label(self) -> str:
        return f"{self.name} ({self.mrc})" if self.mrc else self.name


class MunicipalityIndex:
    """Those that are loaded, and those that a file adds to them; nothing is written."""

    def __init__(self) -> None:
        self.region_codes = frozenset(db.session.scalars(sa.select(Region.code).where(Region.code != NATIONAL)))
        self.all: list[Known] = []
        self._by_code: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = {}
        for row in db.session.execute(sa.select(*Municipality.__table__.columns)):
            self._take(Known(id=row.id, name=row.name, region_code=row.region_code, mrc=row.mrc,
                             designation=row.designation, code=row.code))  # fmt: skip

    def find(
        self, name: str, *, code: str | None = None, region: str | None = None, mrc: str = "", designation: str = ""
    ) -> Known | None:
        """The one that is meant; None when there is none, or when it may be several."""
        found = self._candidates(name, code, region, mrc, designation)
        return found[0] if len(found) == 1 else None

    def _candidates(self, name: str, code: str | None, region: str | None, mrc: str, designation: str) -> list[Known]:
        if code and code in self._by_code:
            return [self._by_code[code]]
        named = [
            one for one in self._by_name.get(search_key(name), [])
            if (region is None or one.region_code == region) and not (code and one.code)
        ]  # fmt: skip
        for wanted, value in (("mrc", mrc), ("designation", designation)):
            key = search_key(value)
            same = [one for one in named if search_key(getattr(one, wanted)) == key]
            unsaid = [one for one in named if not key or not getattr(one, wanted)]
            named = same or unsaid
        return named

    def find_or_add(self, name: str, *, code: str | None, region: str, mrc: str, designation: str) -> Known | None:
        """The one that is meant, else a new one; None when it may be several. One loaded without a code takes it."""
        candidates = self._candidates(name, code, region, mrc, designation)
        if len(candidates) > 1:
            return None
        found = candidates[0] if candidates else None
        if found is None:
            found = Known(id=uuid_utils.compat.uuid7(), name=name, region_code=region, mrc=mrc,
                          designation=designation, code=code, is_new=True)  # fmt: skip
            self._take(found)
        elif code and not found.code:
            found.code, found.had_code = code, False
            self._by_code[code] = found
        return found

    @property
    def added(self) -> list[Known]:
        return [one for one in self.all if one.is_new]

    def write(self) -> None:
        """Within a unit of work: those that were added, and the codes that were learnt."""
        added = [_row(one) for one in self.added]
        if added:
            db.session.execute(sa.insert(Municipality), added)
        learnt = [{"id": one.id, "code": one.code} for one in self.all if not one.is_new and not one.had_code]
        if learnt:
            db.session.execute(sa.update(Municipality), learnt)

    def _take(self, one: Known) -> None:
        self.all.append(one)
        self._by_name.setdefault(search_key(one.name), []).append(one)
        if one.code:
            self._by_code[one.code] = one


def municipality_code(text: str) -> str | None:
    """« 10043 »; « 1023 » lost its first zero in a spreadsheet; anything else is none."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and _CODE_LENGTH - 1 <= len(text) <= _CODE_LENGTH):
        return None
    return text.zfill(_CODE_LENGTH)


def _row(one: Known) -> dict[str, object]:
    return {
        "id": one.id, "name": one.name, "key": search_key(one.name), "region_code": one.region_code, "mrc": one.mrc,
        "designation": one.designation, "code": one.code,
    }  # fmt: skip
