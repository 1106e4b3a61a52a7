"""What somebody writes, in their own name or an organization's, to whom it goes, and what of it may be quoted."""

from __future__ import annotations

from app.messages.models.message import (
    Excerpt,
    Letterhead,
    Message,
    MessageRecipient,
    MessageWording,
    Supporter,
    Wait,
)
from app.messages.models.states import TO_OFFICIAL, TO_REMIND, TO_SUPPORTER, UNMAILED, LookupMethod, Reading, State

__all__ = [
    "TO_OFFICIAL",
    "TO_REMIND",
    "TO_SUPPORTER",
    "UNMAILED",
    "Excerpt",
    "Letterhead",
    "LookupMethod",
    "Message",
    "MessageRecipient",
    "MessageWording",
    "Reading",
    "State",
    "Supporter",
    "Wait",
]
