"""From what a supporter types to the ridings where they may live. Several is an answer; a guess never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.core import identifiers
from app.core.clock import today
from app.messages.models import LookupMethod
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory import service as territory
from app.territory.errors import NoSuchRiding
from app.territory.models import Riding


class Problem(StrEnum):
    """Why nothing was found; the page says what to try next."""

    EMPTY = "empty"
    NOT_A_POSTAL_CODE = "not_a_postal_code"
    OUTSIDE_QUEBEC = "outside_quebec"
    POSTAL_CODE_UNKNOWN = "postal_code_unknown"
    PLACE_UNKNOWN = "place_unknown"


@dataclass(frozen=True)
class Place:
    """A riding where the supporter may live, by which municipality, and who sits for it."""

    riding: Riding
    method: LookupMethod
    municipality: str = ""
    mrc: str = ""
    mandate: Mandate | None = None


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
    places = [
        Place(
            found.riding,
            LookupMethod.POSTAL_CODE,
            found.municipality.name if found.municipality else "",
            found.municipality.mrc if found.municipality else "",
        )
        for found in territory.places_of_postal_code(code)
    ]
    if not places:
        return Found(problem=Problem.POSTAL_CODE_UNKNOWN)
    return _told(places, is_exact=True)


def _by_name(typed: str) -> Found:
    places, is_exact = [], False
    for municipality in territory.municipalities_matching(typed):
        is_exact = is_exact or territory.is_named(municipality, typed)
        for riding in territory.ridings_of(municipality):
            places.append(Place(riding, LookupMethod.MUNICIPALITY, municipality.name, municipality.mrc))
    try:
        riding = territory.riding_named(typed)
    except NoSuchRiding:
        pass
    else:
        is_exact = True
        if all(place.riding.id != riding.id for place in places):
            places.append(Place(riding, LookupMethod.RIDING))
    if not places:
        return Found(problem=Problem.PLACE_UNKNOWN, near=territory.municipalities_sounding_like(typed))
    return _told(places, is_exact=is_exact)


def _told(places: list[Place], *, is_exact: bool) -> Found:
    """The same places, with who sits for each: a face that one knows settles the choice."""
    sitting = officials.mnas_by_riding(today())
    told = [
        Place(place.riding, place.method, place.municipality, place.mrc, sitting.get(place.riding.id))
        for place in places
    ]
    return Found(told, is_certain=is_exact and len(told) == 1)
