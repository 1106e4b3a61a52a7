"""Who may do what: the matrix of the roles, written here once. The page « Qui peut quoi » shows it."""

from __future__ import annotations

from enum import StrEnum


class RoleName(StrEnum):
    """admin: everything; national: all regions; chapter: its regions; reader: figures only."""

    ADMIN = "admin"
    NATIONAL = "national"
    CHAPTER = "chapter"
    READER = "reader"


READ = "cosignatures.read"
REGISTER_READ, REGISTER_EDIT = "register.read", "register.edit"
VISITS, COMMITMENTS, MAIL = "visits.plan", "commitments.note", "mail.manage"
OFFICIALS_EDIT = "officials.edit"  # whoever is on the staff reads them; those who serve all regions keep them
TERRITORY_EDIT = "territory.edit"
_CHAPTER = frozenset(
    {"desk", READ, "cosignatures.validate", "campaigns.edit", REGISTER_READ, REGISTER_EDIT, VISITS, COMMITMENTS, MAIL}
)

# A right is held in the scope of its role: all regions, or those of one chapter. So is `campaigns.edit`: a chapter
# edits the campaigns that belong to it, and those who serve all regions edit those of the coalition.
RIGHTS: dict[RoleName, frozenset[str]] = {
    RoleName.ADMIN: _CHAPTER | {OFFICIALS_EDIT, TERRITORY_EDIT, "accounts.manage", "audit.read"},
    RoleName.NATIONAL: _CHAPTER | {OFFICIALS_EDIT, TERRITORY_EDIT},
    RoleName.CHAPTER: _CHAPTER,
    RoleName.READER: frozenset({"desk"}),
}

EXPORT, ERASE = "personal.export", "personal.erase"

# Given to a person, never by a role, not even to administrators; in the regions that the person reads anyway.
# Each names the column of the account that says so.
PERSONAL_RIGHTS = {EXPORT: "may_export", ERASE: "may_erase"}
