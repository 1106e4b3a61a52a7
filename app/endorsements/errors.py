"""What an endorsement refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound
from app.core.tokens import LinkExpired


class NoSuchEndorsement(NotFound):
    """No endorsement answers to that, or one of another region."""


class IllegalEndorsementMove(DomainError):
    """The endorsement cannot go from where it is to there."""

    page = "illegal_move.html"


class EndorsementWithdrawn(DomainError):
    """Whoever gave it took it back; nothing is known of the person any more."""

    status = 410
    page = "already_withdrawn.html"


class EndorsementExpired(LinkExpired):
    """The link to confirm is more than a week old, or what it confirmed was destroyed since; another can be mailed."""

    page = "endorsement_expired.html"


class EndorsementChanged(DomainError):
    """Somebody decided, or corrected, since the page was opened."""

    page = "illegal_move.html"


class AlreadyValidated(DomainError):
    """The same city, union or person is validated already."""

    page = "illegal_move.html"
