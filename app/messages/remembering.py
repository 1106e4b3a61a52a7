"""How a riding was found and in which municipality, to fill the form; kept by the visitor's browser only."""

from __future__ import annotations

import re

from flask import session

from app.messages.lookup import Place
from app.territory.models import Riding

FOUND = "messages.found"  # in the visitor's own session. Never the postal code
MOST_PLACES = 40
_RELAY = re.compile(r"[a-z0-9-]{1,60}")


def remember(places: list[Place], via: str | None = None) -> None:
    session[FOUND] = {
        "via": relay(via) or "",
        "places": {place.riding.slug: [place.method.value, place.municipality] for place in places[:MOST_PLACES]},
    }


def remembered(riding: Riding) -> tuple[str, str, str]:
    """Method, municipality, and who passed the page on."""
    found = session.get(FOUND, {})
    method, municipality = found.get("places", {}).get(riding.slug, ["riding", ""])
    return method, municipality, found.get("via", "")


def relay(typed: str | None) -> str | None:
    """Who passed the page on, by their key. Anything else may name somebody, and would be kept for ever."""
    return typed if typed and _RELAY.fullmatch(typed) else None
