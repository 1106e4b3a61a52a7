"""Staff accounts, their roles and rights, their sessions, what they prove themselves with, the links they receive."""

from __future__ import annotations

from app.accounts.models.account import Account, HeldRole, RoleAssignment
from app.accounts.models.factors import Authenticator, Passkey, RecoveryCode
from app.accounts.models.mailed_link import LinkKind, MailedLink
from app.accounts.models.rights import (
    COMMITMENTS,
    ERASE,
    EXPORT,
    OFFICIALS_EDIT,
    PERSONAL_RIGHTS,
    READ,
    REGISTER_EDIT,
    REGISTER_READ,
    RIGHTS,
    TERRITORY_EDIT,
    VISITS,
    RoleName,
)
from app.accounts.models.staff_session import LONGEST_SESSION, StaffSession

__all__ = [
    "COMMITMENTS",
    "ERASE",
    "EXPORT",
    "LONGEST_SESSION",
    "OFFICIALS_EDIT",
    "PERSONAL_RIGHTS",
    "READ",
    "REGISTER_EDIT",
    "REGISTER_READ",
    "RIGHTS",
    "TERRITORY_EDIT",
    "VISITS",
    "Account",
    "Authenticator",
    "HeldRole",
    "LinkKind",
    "MailedLink",
    "Passkey",
    "RecoveryCode",
    "RoleAssignment",
    "RoleName",
    "StaffSession",
]
