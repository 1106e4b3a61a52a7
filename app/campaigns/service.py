"""What the other features and the pages ask of campaigns."""

from __future__ import annotations

from app.campaigns import (
    blanks,
    editing,
    export,
    finding,
    goals,
    library,
    notices,
    opening,
    recipients,
    retention,
    starting,
)
from app.campaigns import bundle as bundles
from app.campaigns import zipped as zips

load_bundle = library.load
read_bundle = bundles.read
fill_blanks = blanks.fill
mandates_for = recipients.mandates_for
LIBRARY = library.LIBRARY
goals_by_region = goals.by_region
set_goals = goals.set_goals
find = finding.find
public = finding.public
all_public = finding.all_public
every = finding.every
open_for_cosignatures = finding.open_for_cosignatures
open_for_messages = finding.open_for_messages
current_letter = finding.current_letter
consent_texts = notices.consent_texts
notice = notices.notice
share_text = notices.share_text
mail_group = retention.mail_group
past_retention = retention.past_retention
forget_mails = retention.forget_mails
missing_to_open = opening.missing_to_open
open_campaign = opening.open_campaign
close_campaign = opening.close_campaign
close_those_whose_day_has_passed = opening.close_those_whose_day_has_passed
editable = editing.editable
to_edit = editing.to_edit
as_seen = editing.as_seen
save = editing.save
add_english = editing.add_english
shown_as = editing.shown_as
count_signatures_with = editing.count_signatures_with
show_pages_with = editing.show_pages_with
models = starting.models
from_model = starting.from_model
from_zip = starting.from_zip
start = starting.start
bundle_of = export.bundle_of
zipped = export.zipped
LARGEST_ZIP = zips.LARGEST_ZIP
is_colour = bundles.is_colour
