"""An invented Assembly for a riding: offices that somebody holds, and what they answered to a campaign."""

from __future__ import annotations

from datetime import date

from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Source, Stance
from app.core.clock import today
from app.officials import service as officials
from app.officials.models import Gender, Mandate, Official
from app.officials.service import Function, Mailbox
from tests.factories import counter, make_account

SINCE = date(2026, 10, 5)


def give_office(name: str, function: Function, *, party: str = "Parti de l’Exemple", email: str = "") -> Mandate:
    """Somebody comes into that office, with a mailbox."""
    official = officials.add_official(
        name=name, gender=Gender.FEMININE, party=party, contact_source="test", is_invented=True,
        mailboxes=(Mailbox(email=email or f"fonction-{next(counter)}@assnat.example.org"),),
    )  # fmt: skip
    return officials.give(official, function, since=SINCE)


def answered(campaign: Campaign, official: Official, stance: Stance = Stance.SUPPORTS) -> None:
    """Staff note what that official answered to the campaign."""
    said = commitments.Said(stance=stance, on=today(), source=Source.MEDIA)
    standing = commitments.standing(campaign.id, [official.id]).get(official.id)
    commitments.note(campaign, {official.id: standing.revision if standing else 0}, said, by=make_account())
