"""What the other features and the pages ask of campaigns."""

from __future__ import annotations

from app.campaigns.addressees import addressees
from app.campaigns.blanks import fill as fill_blanks
from app.campaigns.bundle import is_colour
from app.campaigns.bundle import read as read_bundle
from app.campaigns.colour import for_print as print_colours
from app.campaigns.differences import differences as differences_between
from app.campaigns.editing import (
    add_english,
    as_seen,
    count_signatures_with,
    editable,
    may_edit,
    save,
    show_lists_with,
    show_pages_with,
    shown_as,
    to_edit,
)
from app.campaigns.export import bundle_of, zipped
from app.campaigns.finding import (
    all_public,
    current_letter,
    every,
    find,
    of_staff,
    open_for_cosignatures,
    open_for_endorsements,
    open_for_messages,
    public,
    serves,
)
from app.campaigns.forgetting import forget_mails, forget_spokespersons, past_retention
from app.campaigns.goals import by_region as goals_by_region
from app.campaigns.goals import set_goals
from app.campaigns.leaders import full_names as leaders_in_full
from app.campaigns.leaders import short_names as leaders_in_words
from app.campaigns.letters import every_version as letter_versions
from app.campaigns.letters import in_force as letter_at
from app.campaigns.letters import list_from
from app.campaigns.library import LIBRARY
from app.campaigns.library import load as load_bundle
from app.campaigns.logos import content as logo
from app.campaigns.logos import of_leaders as logos
from app.campaigns.mailing import mail_group, mail_groups_of
from app.campaigns.mailing import render as render_mail
from app.campaigns.mailing import send as send_mail
from app.campaigns.notices import consent_texts, notice, share_text
from app.campaigns.opening import (
    archive_those_forgotten,
    close_campaign,
    close_those_whose_day_has_passed,
    missing_to_open,
    open_campaign,
)
from app.campaigns.pace import forecast
from app.campaigns.recipients import WAIT as WHEN_VACANT_WAIT
from app.campaigns.recipients import Named, Place, named_for
from app.campaigns.scope import Scope, scope
from app.campaigns.scope import everybody as everybody_of
from app.campaigns.starting import from_model, from_zip, models, start
from app.campaigns.traits import BY_ORGANIZATION, is_left_out, looks_at_stances, variant_for
from app.campaigns.zipped import LARGEST_ZIP

__all__ = [
    "BY_ORGANIZATION",
    "LARGEST_ZIP",
    "LIBRARY",
    "WHEN_VACANT_WAIT",
    "Named",
    "Place",
    "Scope",
    "add_english",
    "addressees",
    "all_public",
    "archive_those_forgotten",
    "as_seen",
    "bundle_of",
    "close_campaign",
    "close_those_whose_day_has_passed",
    "consent_texts",
    "count_signatures_with",
    "current_letter",
    "differences_between",
    "editable",
    "every",
    "everybody_of",
    "fill_blanks",
    "find",
    "forecast",
    "forget_mails",
    "forget_spokespersons",
    "from_model",
    "from_zip",
    "goals_by_region",
    "is_colour",
    "is_left_out",
    "leaders_in_full",
    "leaders_in_words",
    "letter_at",
    "letter_versions",
    "list_from",
    "load_bundle",
    "logo",
    "logos",
    "looks_at_stances",
    "mail_group",
    "mail_groups_of",
    "may_edit",
    "missing_to_open",
    "models",
    "named_for",
    "notice",
    "of_staff",
    "open_campaign",
    "open_for_cosignatures",
    "open_for_endorsements",
    "open_for_messages",
    "past_retention",
    "print_colours",
    "public",
    "read_bundle",
    "render_mail",
    "save",
    "scope",
    "send_mail",
    "serves",
    "set_goals",
    "share_text",
    "show_lists_with",
    "show_pages_with",
    "shown_as",
    "start",
    "to_edit",
    "variant_for",
    "zipped",
]
