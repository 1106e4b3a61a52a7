"""What a cosignature refuses."""

from __future__ import annotations

import uuid

from app.core.errors import DomainError, NotFound
from app.core.tokens import LinkExpired


class NoSuchCosignature(NotFound):
    """No such cosignature, or one of a region that this person does not serve."""


class IllegalMove(DomainError):
    """The cosignature cannot go from where it is to there; somebody may have decided meanwhile."""

    page = "illegal_move.html"


class AlreadyPublished(DomainError):
    """The organization is already on the public list: this may be said, since everybody can read it."""

    page = "already_published.html"


class AlreadyWithdrawn(DomainError):
    """The signature was withdrawn; the link has nothing left to do."""

    status = 410
    page = "already_withdrawn.html"


class LinkReplaced(DomainError):
    """The signatory has another address since: the links that went to the former one open nothing any more."""

    status = 410
    page = "link_replaced.html"


class TooManyAddresses(DomainError):
    """That many new addresses within an hour are no correction."""

    status = 429


class ConfirmationExpired(LinkExpired):
    """The link to confirm is more than seven days old; another can be asked for."""

    page = "confirmation_expired.html"


class DecidedMeanwhile(DomainError):
    """Another person decided first, or the signatory corrected what was on the page: nothing is decided blindly."""

    page = "illegal_move.html"

    def __init__(self, name: str, state: str, *, is_corrected: bool = False) -> None:
        self.name = name
        self.state = state
        self.is_corrected = is_corrected
        super().__init__()


class AnotherIsLive(DomainError):
    """The organization already has a live cosignature in this campaign, the other one; it signs once."""

    page = "illegal_move.html"

    def __init__(self, name: str, other_id: uuid.UUID) -> None:
        self.name = name
        self.other_id = other_id
        super().__init__()


class NoSuchOrganization(NotFound):
    """No such entry of the register, or one of a region that this person does not serve."""


class PlannedMeanwhile(DomainError):
    """Somebody else planned that call, or struck it off, since the page was opened."""

    page = "illegal_move.html"


class NoSuchKiosk(NotFound):
    """No such kiosk, or one of regions that this person does not serve."""


class KioskElsewhere(DomainError):
    """The address of a kiosk, in a browser that did not enter it or was shut out."""

    status = 403
    page = "kiosk_elsewhere.html"


class KioskClosed(DomainError):
    """The hour has come, or somebody closed it from the desk."""

    status = 410
    page = "kiosk_closed.html"


class NobodyToRemind(DomainError):
    """Everybody has signed, was reminded this week, asked to be left in peace, or has no address."""

    page = "nobody_to_remind.html"


class NumbersChanged(DomainError):
    """More or fewer wait than the person was shown: nothing is validated, the numbers are to be read again."""


class TooLateToUndo(DomainError):
    """The mails have left, or the act was undone already: each cosignature is reopened by itself."""


class LetterChanged(DomainError):
    """The letter says something else than what was on the page, or nothing is asked: nobody agrees unread."""
