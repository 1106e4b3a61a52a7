"""The door of news and activities: everything that pages, jobs and other features may ask."""

from __future__ import annotations

from app.updates.calendars import of_activity as calendar_of_activity
from app.updates.calendars import of_campaign as calendar_of_campaign
from app.updates.finding import Front, Listed, activities, feed, front, listed, public, victories
from app.updates.mailing import (
    audience,
    may_be_undone,
    progress,
    send,
    try_out,
    undo,
    why_an_update_must_not_leave,
    write_those_due,
)
from app.updates.mails import GUARD
from app.updates.mails import write as as_mail
from app.updates.publishing import publish, publish_those_due, schedule, take_back, unschedule
from app.updates.readers import Audience, LeftOut
from app.updates.stopping import asked_by, stop
from app.updates.writing import (
    Meeting,
    Scope,
    Words,
    Written,
    as_seen,
    begin,
    campaign_to_write,
    discard,
    imagined,
    of_staff,
    save,
    scope,
    to_write,
)

__all__ = [
    "GUARD",
    "Audience",
    "Front",
    "LeftOut",
    "Listed",
    "Meeting",
    "Scope",
    "Words",
    "Written",
    "activities",
    "as_mail",
    "as_seen",
    "asked_by",
    "audience",
    "begin",
    "calendar_of_activity",
    "calendar_of_campaign",
    "campaign_to_write",
    "discard",
    "feed",
    "front",
    "imagined",
    "listed",
    "may_be_undone",
    "of_staff",
    "progress",
    "public",
    "publish",
    "publish_those_due",
    "save",
    "schedule",
    "scope",
    "send",
    "stop",
    "take_back",
    "to_write",
    "try_out",
    "undo",
    "unschedule",
    "victories",
    "why_an_update_must_not_leave",
    "write_those_due",
]
