"""From what a supporter types to the ridings where they may live. Several is an answer; a guess never is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.core import identifiers
from app.core.clock import today
from app.messages.models import LookupMethod
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory import service as territory
from app.territory.errors import NoSuchRiding
from app.territory.models import Municipality, Riding


class Problem(StrEnum):
    """Why nothing was found; the page says what to try next."""

    EMPTY = "empty"
    NOT_A_POSTAL_CODE = "not_a_postal_code"
    OUTSIDE_QUEBEC = "outside_quebec"
    POSTAL_CODE_UNKNOWN = "postal_code_unknown"
    PLACE_UNKNOWN = "place_unknown"


@dataclass(frozen=True)
class Place:
    """A riding where the supporter may live, the municipalities by which it was found, and who sits for it."""

    riding: Riding
    method: LookupMethod
    municipalities: tuple[Municipality, ...] = ()
    mandate: Mandate | None = None

    @property
    def municipality(self) -> str:
        """The only one that it can be; of several, the supporter says which."""
        return self.municipalities[0].name if len(self.municipalities) == 1 else ""

    @property
    def where(self) -> str:
        """What tells it from the others: « Saguenay, Le Saguenay-et-son-Fjord »."""
        names = [town.name for town in self.municipalities] or [self.riding.region.name]
        mrc = [self.municipalities[0].mrc] if len(self.municipalities) == 1 else []
        return ", ".join(dict.fromkeys(name for name in (*names, *mrc) if name))


@dataclass(frozen=True)
class Found:
    """`is_certain`: what was typed can mean only this one riding."""

    places: list[Place] = field(default_factory=list)
    problem: Problem | None = None
    near: list[str] = field(default_factory=list)  # municipalities whose names look like what was typed
    is_certain: bool = False


def look_up(typed: str) -> Found:
    """A postal code, a municipality, or the name of a riding. What was typed is neither kept nor logged."""
    if not typed:
        return Found(problem=Problem.EMPTY)
    if any(character.isdigit() for character in typed):
        return _by_postal_code(typed)
    return _by_name(typed)


def by_riding(name: str) -> Place:
    """The riding that was chosen in the list. Raises NoSuchRiding."""
    return Place(territory.riding_named(name), LookupMethod.RIDING)


def _by_postal_code(typed: str) -> Found:
    try:
        code = identifiers.postal_code(typed)
    except identifiers.InvalidPostalCode:
        return Found(problem=Problem.NOT_A_POSTAL_CODE)
    if not identifiers.in_quebec(code):
        return Found(problem=Problem.OUTSIDE_QUEBEC)
    found = territory.lookup(code)
    if found.method is not territory.Method.POSTAL_CODE:
        return Found(problem=Problem.POSTAL_CODE_UNKNOWN)
    return _told(
        [Place(one.riding, LookupMethod.POSTAL_CODE, one.municipalities) for one in found.places], is_exact=True
    )


def _by_name(typed: str) -> Found:
    found = territory.lookup(municipality=typed)
    is_town = found.method is territory.Method.MUNICIPALITY
    places = [Place(one.riding, LookupMethod.MUNICIPALITY, one.municipalities) for one in found.places if is_town]
    is_exact = is_town and all(territory.is_named(town, typed) for place in places for town in place.municipalities)
    try:
        riding = territory.riding_named(typed)
    except NoSuchRiding:
        pass
    else:
        is_exact = True
        if all(place.riding.id != riding.id for place in places):
            places.append(Place(riding, LookupMethod.RIDING))
    if not places:
        return Found(problem=Problem.PLACE_UNKNOWN, near=found.near)
    return _told(places, is_exact=is_exact)


def _told(places: list[Place], *, is_exact: bool) -> Found:
    """The same places, with who sits for each: a face that one knows settles the choice."""
    sitting = officials.mnas_by_riding(today())
    told = [replace(place, mandate=sitting.get(place.riding.id)) for place in places]
    return Found(told, is_certain=is_exact and len(told) == 1)
