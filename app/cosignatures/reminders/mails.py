"""The mails of reminders. Each says why it came, and carries the way out; staff write the words of some."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import mailer
from app.core.language import lazy_gettext as _l
from app.core.links import public_url
from app.core.typography import day, number
from app.cosignatures import links, listing
from app.cosignatures.mails import OF_REMINDER, Addressee, Mail, compose
from app.cosignatures.reminders.audiences import Reached
from app.deliveries.models import Kind
from app.territory import service as territory

# What staff may leave for the program to fill in, and what it becomes; everything else in braces is refused.
BLANKS = {
    "organization": _l("nom de l’organisme"),
    "region": _l("nom de la région choisie"),
    "campaign_title": _l("titre de la campagne"),
    "organizations_count": _l("nombre d’organismes"),
    "sign_url": _l("lien pour signer"),
    "campaign_url": _l("adresse de la campagne"),
    "earlier_title": _l("titre de l’autre campagne, s’il y a lieu"),
}


@dataclass(frozen=True)
class Words:
    """What staff wrote in one language, with its blanks."""

    subject: str
    body: str


@dataclass(frozen=True)
class OrganizationMail:
    """A reminder to one organization, ready for the outbox."""

    content: mailer.Rendered
    campaign: Campaign
    to: Reached
    dedupe_key: str
    guard_key: str
    stop_url: str

    @property
    def shown_to_staff(self) -> str:
        """The text, without the link that would stop the reminders of whoever it is written to."""
        return self.content.text.replace(self.stop_url, "…")

    def send(self) -> None:
        """Within a unit of work: a row in the outbox, behind every confirmation."""
        campaigns.send_mail(
            self.campaign,
            self.content,
            Kind.REMINDER,
            to_address=self.to.address,
            to_name=self.to.person or self.to.name,
            unsubscribe_url=self.stop_url,
            locale=self.to.locale,
            dedupe_key=self.dedupe_key,
            guard_key=self.guard_key,
        )


class Pen:
    """Writes one sending to many: what is the same for all is worked out once."""

    def __init__(
        self,
        campaign: Campaign,
        words: Mapping[str, Words],
        region_code: str,
        sending_id: uuid.UUID,
        earlier: Campaign | None = None,
    ) -> None:
        """`words`: by language. `earlier`: the campaign whose signatories are invited, if it is they."""
        self._campaign = campaign
        self._earlier = earlier
        self._words = words
        self._sending_id = sending_id
        self._region = next((one.name for one in territory.regions() if one.code == region_code), region_code)
        self._count = sum(listing.public_counts_by_region(campaign).values())

    def write(self, to: Reached) -> OrganizationMail:
        """The words of staff in the language of whoever reads, their blanks filled; the button, and the way out."""
        said, values = self._words.get(to.locale) or self._words["fr"], self._values(to)
        stop_url = links.STOP.url(to.organization_id, to.locale)
        content = campaigns.render_mail(
            self._campaign,
            "reminder_to_organization",
            to.locale,
            subject=campaigns.fill_blanks(said.subject, values),
            body=campaigns.fill_blanks(said.body, values),
            organization=to.name,
            sign_url=values["sign_url"],
            stop_url=stop_url,
            earlier_title=values["earlier_title"],
        )
        return OrganizationMail(
            content,
            self._campaign,
            to,
            dedupe_key=f"reminder:organization:{to.organization_id}:{self._sending_id}",
            guard_key=f"{OF_REMINDER}:organization:{self._campaign.id}:{to.organization_id}",
            stop_url=stop_url,
        )

    def _values(self, to: Reached) -> dict[str, str]:
        slug = self._campaign.slug
        return {
            "organization": to.name,
            "region": self._region,
            "campaign_title": self._campaign.text(to.locale).title,
            "organizations_count": number(self._count, to.locale),
            "sign_url": public_url("cosignatures.sign", locale=to.locale, slug=slug, via="relance"),
            "campaign_url": public_url("site.campaign", locale=to.locale, slug=slug),
            "earlier_title": self._earlier.text(to.locale).title if self._earlier is not None else "",
        }


def to_confirm(campaign: Campaign, to: Addressee, turn: int) -> Mail:
    """The form is still waiting for its button. Nobody has proved this address: it is greeted without a name."""
    mail = compose(
        "reminder_to_confirm",
        campaign,
        replace(to, name=""),
        Kind.REMINDER,
        once=f"{to.cosignature_id}:{turn}",
        confirm_url=links.CONFIRM.url(to.cosignature_id, to.locale),
        code=links.CONFIRM.code(to.cosignature_id),
        is_last=turn > 1,
    )
    key = f"confirm:{to.cosignature_id}"
    return replace(mail, dedupe_key=f"reminder:{key}:{turn}", guard_key=f"{OF_REMINDER}:{key}")


def to_board(campaign: Campaign, to: Addressee, on: date) -> Mail:
    """The board was to decide by that day: what did it say?"""
    mail = compose(
        "reminder_of_board",
        campaign,
        to,
        Kind.REMINDER,
        once=f"{to.cosignature_id}:{on.isoformat()}",
        day=day(on, to.locale),
        answer_url=links.BOARD.url(to.key, to.locale),
    )
    key = f"board:{to.cosignature_id}:{on.isoformat()}"
    return replace(mail, dedupe_key=f"reminder:{key}", guard_key=f"{OF_REMINDER}:{key}")
