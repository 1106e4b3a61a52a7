"""What the pages of the delivery desk ask."""

from __future__ import annotations

from app.deliveries.service import a_day
from app.desk.deliveries.acting import Act, Covered, Restored, after_election, release, restored, set_threshold
from app.desk.deliveries.acting import act as act_on_mail
from app.desk.deliveries.acting import covered as covered_mail
from app.desk.deliveries.acting import decide as decide_mail
from app.desk.deliveries.overview import HELD_A_PAGE, Evidence, OfCampaign, Overview
from app.desk.deliveries.overview import held as held_mail
from app.desk.deliveries.overview import of_campaign as mail_of_campaign
from app.desk.deliveries.overview import overview as mail
from app.desk.deliveries.overview import waiting_for_somebody as mail_to_decide

__all__ = [
    "HELD_A_PAGE",
    "Act",
    "Covered",
    "Evidence",
    "OfCampaign",
    "Overview",
    "Restored",
    "a_day",
    "act_on_mail",
    "after_election",
    "covered_mail",
    "decide_mail",
    "held_mail",
    "mail",
    "mail_of_campaign",
    "mail_to_decide",
    "release",
    "restored",
    "set_threshold",
]
