"""A cosignature, the person who signed in the organization's name, every move it made, and what staff add to it."""

from __future__ import annotations

from app.cosignatures.models.address import AddressChange
from app.cosignatures.models.agreement import Agreement, AgreementRequest, Answer
from app.cosignatures.models.cosignature import Cosignature
from app.cosignatures.models.follow_up import FollowUp, FollowUpNote
from app.cosignatures.models.history import CosignatureMove, Signatory
from app.cosignatures.models.imported import GroupValidation, ImportedAnswer, KeptApart, ValidatedTogether
from app.cosignatures.models.kiosk import LONGEST, Kiosk, KioskRegion, KioskSignature, KioskTablet
from app.cosignatures.models.received import (
    OF_THE_PERSON,
    BoardResolution,
    ChangedField,
    CosignatureChange,
    Reception,
)
from app.cosignatures.models.reminders import Reminded, Reminder, ReminderKind, ReminderPace
from app.cosignatures.models.states import LIVE, MOVES, TOGETHER, Actor, Level, State
from app.organizations.models import Authority

__all__ = [
    "LIVE",
    "LONGEST",
    "MOVES",
    "OF_THE_PERSON",
    "TOGETHER",
    "Actor",
    "AddressChange",
    "Agreement",
    "AgreementRequest",
    "Answer",
    "Authority",
    "BoardResolution",
    "ChangedField",
    "Cosignature",
    "CosignatureChange",
    "CosignatureMove",
    "FollowUp",
    "FollowUpNote",
    "GroupValidation",
    "ImportedAnswer",
    "KeptApart",
    "Kiosk",
    "KioskRegion",
    "KioskSignature",
    "KioskTablet",
    "Level",
    "Reception",
    "Reminded",
    "Reminder",
    "ReminderKind",
    "ReminderPace",
    "Signatory",
    "State",
    "ValidatedTogether",
]
