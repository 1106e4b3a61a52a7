"""How many forms are too many: of one address, from one network, at one kiosk. Each is kept, whatever is found."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from app.campaigns.models import Campaign
from app.core import limits
from app.core.suspicion import Suspicion, judge
from app.cosignatures.submission import Submission

HOUR = 3600
ONE_ADDRESS = limits.Limit("cosign-address", 6, HOUR)  # a secretariat may sign for several organizations
AT_ONCE = timedelta(0)
FLOOD_FACTOR = 4  # a whole congress may share one subnet
HASTY = limits.Limit("cosign-hasty", 60, HOUR)  # forms sent faster than anybody types, from one place
KIOSK = limits.Limit("cosign-kiosk", 120, HOUR)  # twice as many as one tablet can take


def counted(campaign: Campaign, submission: Submission, key: str) -> tuple[Suspicion | None, timedelta | None]:
    """Counts this form: why a person should look at it once it is confirmed, and how long its mail waits, if it leaves.

    Every form is kept, and its answer is the same. What would make a cannon of our mails is only kept: a mailbox
    that had enough of them gets no other, and a place that sends very many waits an hour, then gets none.
    At a kiosk, which staff opened, the network counts for nothing: each tablet has a limit of its own.
    """
    place, wide = _place(campaign, submission)
    flood = limits.Limit("cosign-flood", wide.times * FLOOD_FACTOR, HOUR)
    places = [(wide, place), (flood, place)]
    if submission.is_hasty:  # alone it tells nothing: browsers fill forms, and only many such make a flood
        places.append((HASTY, place))
    looks = Suspicion.ROBOT if submission.is_from_a_robot else None
    judgement = judge(looks, email_key=key, usual=ONE_ADDRESS, about=str(campaign.id), places=places)
    if judgement.suspicion is Suspicion.ADDRESS_LIMIT or flood in judgement.passed:
        return judgement.suspicion, None
    return judgement.suspicion, timedelta(hours=1) if judgement.passed else AT_ONCE


def _place(campaign: Campaign, submission: Submission) -> tuple[str, limits.Limit]:
    """Where the form comes from, and how many are usual there within an hour."""
    if submission.tablet is not None:
        return f"tablet {submission.tablet.id}", KIOSK
    usual = limits.Limit("cosign-network", current_app.config["SIGN_LIMIT_PER_HOUR"], HOUR)
    return f"{campaign.id} {limits.network(submission.ip, v4=24, v6=56)}", usual
