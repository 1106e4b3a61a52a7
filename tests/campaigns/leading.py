"""Leaders for the tests, a bundle that they lead, and a picture to send."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from app.campaigns import service
from app.campaigns.bundle import Bundle
from app.campaigns.models import Leader
from tests.factories import BUNDLE

COALITION = Leader(name="Coalition des exemples", short_name="CE", name_en="Coalition of Examples")
GROUPING = Leader(name="Regroupement des essais", short_name="RE")


def drawing(size: tuple[int, int] = (60, 30), kind: str = "PNG", mode: str = "RGB") -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, "red").save(kept, format=kind)
    return kept.getvalue()


def led_by(*wanted: Leader, pictures: dict[str, bytes] | None = None) -> Bundle:
    """The model with these leaders; its notices have the blank for them."""
    return replace(service.read_bundle(service.LIBRARY / BUNDLE), leaders=wanted, logos=pictures or {})
