"""Why a line of a list of officials is refused, and what is worth telling of one that is not."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why a line cannot be brought in; the page says it in words."""

    NAME_MISSING = "name_missing"
    NAME_REFUSED = "name_refused"
    TOO_LONG = "too_long"
    GENDER_UNKNOWN = "gender_unknown"
    GENDER_MISSING = "gender_missing"
    OFFICE_MISSING = "office_missing"
    RIDING_UNKNOWN = "riding_unknown"
    RIDING_OF_OTHER_MAP = "riding_of_other_map"
    FUNCTION_UNKNOWN = "function_unknown"
    PARTY_MISSING = "party_missing"
    PORTFOLIO_MISSING = "portfolio_missing"
    REGION_UNKNOWN = "region_unknown"
    INSTITUTION_MISSING = "institution_missing"
    EMAIL_UNREADABLE = "email_unreadable"
    EMAIL_DOMAIN = "email_domain"
    DAY_UNREADABLE = "day_unreadable"
    DAY_TO_COME = "day_to_come"
    SAME_AS_LINE = "same_as_line"
    OFFICE_OF_LINE = "office_of_line"
    EMAIL_OF_LINE = "email_of_line"
    EMAIL_OF_ANOTHER = "email_of_another"
    NAME_AMBIGUOUS = "name_ambiguous"
    BEGINS_TOO_EARLY = "begins_too_early"


class Note(StrEnum):
    """What is worth telling of a line that is brought in."""

    MINISTRY_MAILBOX = "ministry_mailbox"
    FUNCTION_LEFT = "function_left"
    REPLACES = "replaces"
    CHANGES_HANDS = "changes_hands"
    SEAT_WAS_VACANT = "seat_was_vacant"
    ENDS = "ends"
    BEGINS = "begins"
    CHANGED = "changed"
    NO_ADDRESS = "no_address"
