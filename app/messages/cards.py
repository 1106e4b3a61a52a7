"""What the pages show of whoever can be written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from app.core.mailer import Rendered
from app.messages import mails
from app.messages.drafting import for_official
from app.messages.recipients import Recipients
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Riding


@dataclass(frozen=True)
class Card:
    """One official, or one empty chair, in the words of a page."""

    role: str
    name: str = ""
    riding: str = ""
    party: str = ""
    region: str = ""
    email: str = ""
    salutation: str = ""
    is_invented: bool = False
    is_vacant: bool = False

    @property
    def title(self) -> str:
        """The office at the head of a card."""
        return self.role[:1].upper() + self.role[1:]


def card(mandate: Mandate, locale: str) -> Card:
    """The card of whoever holds the office."""
    official, riding = mandate.official, mandate.riding
    return Card(
        role=officials.role_in_words(mandate, locale),
        name=official.name,
        riding=riding.name if riding else "",
        party=official.party,
        region=riding.region.name if riding else "",
        email=mandate.address or "",
        salutation=officials.salutation(mandate, locale),
        is_invented=official.is_invented,
    )


def cards(mandates: Iterable[Mandate], locale: str) -> list[Card]:
    return [card(mandate, locale) for mandate in mandates]


def empty_chairs(recipients: Recipients, riding: Riding, locale: str) -> list[Card]:
    """The offices of the campaign's rules that nobody holds today."""
    vacant = [place for place in recipients.empty if place.mandate is None]
    return [
        Card(
            role=mails.office_in_words(place.rule, riding, locale),
            riding=riding.name if place.rule == "mna_of_riding" else "",
            is_vacant=True,
        )
        for place in vacant
    ]


@dataclass(frozen=True)
class Arrival:
    """A mail as it will arrive, and the same for whoever prefers to send it from their own mailbox."""

    card: Card
    mail: Rendered
    own_text: str
    mailto: str
    body: str = ""

    def is_same_as(self, other: Arrival) -> bool:
        """Whether both say the same, but for the salutation and the title."""
        return (self.mail.subject, self.body) == (other.mail.subject, other.body)


def arrival(mandate: Mandate, mail: Rendered, body: str, locale: str) -> Arrival:
    shown = card(mandate, locale)
    own_text = f"{shown.salutation}\n\n{for_official(body, officials.role_in_words(mandate, locale))}"
    return Arrival(shown, mail, own_text, mailto(shown.email, mail.subject, own_text), body)


def mailto(address: str, subject: str, body: str) -> str:
    """The address of a ready mail for one's own program; line breaks as RFC 6068 wants them."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
