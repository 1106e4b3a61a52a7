"""What the others ask of the register: find, add, suggest, match."""

from __future__ import annotations

import uuid

from app.core.database import db
from app.organizations.board import answers_of_the_board, meeting_of_the_board
from app.organizations.directory import IS_MEMBER
from app.organizations.distinctions import keep_apart_all, kept_apart
from app.organizations.finding import add, find_or_add, find_same, forget, is_named
from app.organizations.finding_many import find_or_add_all
from app.organizations.followers import Effect, Fate, Signed, register_followers
from app.organizations.grouping import Group, GroupVerdict, Line, groups
from app.organizations.importing.columns import FIELDS as SHEET_FIELDS
from app.organizations.importing.lines import LineProblem, Noted, checked, region_of
from app.organizations.importing.reasons import noted_in_words
from app.organizations.importing.sheets import columns_of
from app.organizations.known import entries, standing_of
from app.organizations.likeness import Reason
from app.organizations.matching import Candidate, Entry, Judgement, Register, Verdict, place_key
from app.organizations.models import Organization
from app.organizations.names import checked_city, checked_name
from app.organizations.tables import table_serving
from app.organizations.typeahead import Suggestion, is_offered, register_public_lists, suggestions

__all__ = [
    "IS_MEMBER",
    "SHEET_FIELDS",
    "Candidate",
    "Effect",
    "Entry",
    "Fate",
    "Group",
    "GroupVerdict",
    "Judgement",
    "Line",
    "LineProblem",
    "Noted",
    "Reason",
    "Register",
    "Signed",
    "Suggestion",
    "Verdict",
    "add",
    "answers_of_the_board",
    "checked",
    "checked_city",
    "checked_name",
    "columns_of",
    "entries",
    "find_or_add",
    "find_or_add_all",
    "find_same",
    "forget",
    "get",
    "groups",
    "is_named",
    "is_offered",
    "keep_apart_all",
    "kept_apart",
    "meeting_of_the_board",
    "noted_in_words",
    "place_key",
    "region_of",
    "register_followers",
    "register_public_lists",
    "standing_of",
    "suggestions",
    "table_serving",
]


def get(organization_id: uuid.UUID) -> Organization | None:
    """The entry of the register, if there is one."""
    return db.session.get(Organization, organization_id)
