"""Officials, where each can be written to, and their dated mandates; fixed lists; the dissolution of the Assembly."""

from __future__ import annotations

from app.officials.models.dissolution import Dissolution
from app.officials.models.listed import ListedOfficial
from app.officials.models.office import AddressKind, Gender, Office
from app.officials.models.official import STALE_AFTER, Mandate, Official, OfficialAddress

__all__ = [
    "STALE_AFTER",
    "AddressKind",
    "Dissolution",
    "Gender",
    "ListedOfficial",
    "Mandate",
    "Office",
    "Official",
    "OfficialAddress",
]
