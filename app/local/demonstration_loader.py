"""The demonstration, loaded once: reference data, a register of real names, and invented people."""

from __future__ import annotations

from app.chapters import service as chapters
from app.territory import service as territory


def load_reference() -> None:
    """Regions, chapters and the electoral map of 2026: facts that every installation starts with."""
    territory.load_regions()
    chapters.load_chapters()
    territory.load_map_of_2026()
