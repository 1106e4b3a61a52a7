"""The register: entries, their names and contacts, what happened to them; how alike two are, and what was decided."""

from __future__ import annotations

from app.organizations.models.authority import Authority
from app.organizations.models.contacts import ContactEmail
from app.organizations.models.decisions import Distinction, Merge
from app.organizations.models.history import PRIVATE, Happened, OrganizationChange
from app.organizations.models.likely_pairs import LikelyPair
from app.organizations.models.names import Alias, AliasKind, NameWord
from app.organizations.models.organization import Kind, Organization, Origin

__all__ = [
    "PRIVATE",
    "Alias",
    "AliasKind",
    "Authority",
    "ContactEmail",
    "Distinction",
    "Happened",
    "Kind",
    "LikelyPair",
    "Merge",
    "NameWord",
    "Organization",
    "OrganizationChange",
    "Origin",
]
