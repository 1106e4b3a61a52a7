"""A cosignature, the person who signed in the organization's name, and every move it made."""

from __future__ import annotations

from app.cosignatures.models.cosignature import Cosignature
from app.cosignatures.models.history import CosignatureMove, Signatory
from app.cosignatures.models.states import LIVE, MOVES, Actor, Authority, State, Suspicion

__all__ = ["LIVE", "MOVES", "Actor", "Authority", "Cosignature", "CosignatureMove", "Signatory", "State", "Suspicion"]
