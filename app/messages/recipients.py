"""Who receives the messages of a riding, and who cannot be written to for now."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import today
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Riding


@dataclass(frozen=True)
class Recipients:
    """Told to the supporter before anything is written: nobody writes to an empty chair without knowing."""

    reachable: list[Mandate] = field(default_factory=list)
    without_address: list[Mandate] = field(default_factory=list)
    seat_is_vacant: bool = False
    vacant_portfolios: list[str] = field(default_factory=list)

    @property
    def everybody_is_reachable(self) -> bool:
        return not (self.without_address or self.seat_is_vacant or self.vacant_portfolios)


def recipients_of(campaign: Campaign, riding: Riding) -> Recipients:
    """By the campaign's rules, whoever is in office today."""
    day = today()
    mandates = campaigns.mandates_for(campaign, riding, on=day)
    rules = [rule.partition(":") for rule in campaign.recipient_rules]
    return Recipients(
        reachable=[mandate for mandate in mandates if mandate.official.can_be_written_to],
        without_address=[mandate for mandate in mandates if not mandate.official.can_be_written_to],
        seat_is_vacant=any(name == "mna_of_riding" for name, _, _ in rules)
        and officials.mna_of(riding.id, day) is None,
        vacant_portfolios=[
            portfolio
            for name, _, portfolio in rules
            if name == "minister" and officials.minister_of(portfolio, day) is None
        ],
    )
