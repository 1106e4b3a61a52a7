"""What a campaign, or a bundle, refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchCampaign(NotFound):
    """No campaign of that name, or one that is still a draft."""


class CampaignClosed(DomainError):
    """The campaign takes no more signatures or messages."""

    status = 410
    page = "campaign_closed.html"


class IllegalCampaignMove(DomainError):
    """The campaign cannot go from where it is to there."""

    page = "illegal_move.html"


class NotReady(DomainError):
    """The campaign cannot open: something that the law or the letter needs is missing."""


class UnknownRule(DomainError):
    """No recipient rule answers to that name."""


class UnknownTrait(DomainError):
    """No official could ever have a trait of that name."""


class BundleError(ValueError):
    """A bundle cannot be used; each problem names the file and, where there is one, the line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class SlugTaken(DomainError):
    """Another campaign has that address."""


class NoSuchLogo(NotFound):
    """No leader of the campaign shows that picture."""


class EditedMeanwhile(DomainError):
    """Somebody else changed the campaign since the page was opened."""


class DecisionNeeded(DomainError):
    """The letter says something else, and organizations signed it: staff must say that they know it."""

    @property
    def signatures(self) -> int:
        """How many signed."""
        return int(self.shown["signatures"])
