"""The mails that a signatory receives. Each says who writes and why, and carries the link to correct or withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import mailer
from app.core.clock import now
from app.core.database import db
from app.core.language import FRENCH
from app.core.links import public_url
from app.core.typography import day, french
from app.cosignatures import links
from app.cosignatures.models import Cosignature, Kiosk, State
from app.deliveries.models import Kind

# What the guard keys of our mails begin with.
OF_AGREEMENT, OF_COSIGNATURE, OF_REMINDER = "agreement", "cosignature", "reminder"


@dataclass(frozen=True)
class Addressee:
    """To whom, in which language, about which organization."""

    cosignature_id: uuid.UUID
    organization: str
    name: str
    email: str
    locale: str
    link_id: uuid.UUID | None = None  # since another address was proved

    @property
    def key(self) -> uuid.UUID:
        """What the links name."""
        return self.link_id or self.cosignature_id

    @classmethod
    def of(cls, cosignature: Cosignature) -> Addressee | None:
        """The signatory; None once the person's data is destroyed, or when an imported answer gave no address."""
        signatory = cosignature.signatory
        if signatory is None or not signatory.email:
            return None
        return cls(
            cosignature.id,
            cosignature.shown_name,
            signatory.name,
            signatory.email,
            cosignature.locale,
            signatory.link_id,
        )


@dataclass(frozen=True)
class Mail:
    """A mail written and ready for the outbox: writing it needs no transaction."""

    content: mailer.Rendered
    to: Addressee
    campaign: Campaign
    kind: Kind
    dedupe_key: str
    guard_key: str | None
    not_before: datetime | None = None

    def send(self) -> bool:
        """Within a unit of work: a row in the outbox, once per dedupe key. Whether there is a new one."""
        delivery_id = campaigns.send_mail(
            self.campaign,
            self.content,
            self.kind,
            to_address=self.to.email,
            to_name=self.to.name,
            locale=self.to.locale,
            dedupe_key=self.dedupe_key,
            guard_key=self.guard_key,
            not_before=self.not_before,
        )
        return delivery_id is not None


def confirmation(campaign: Campaign, to: Addressee, kiosk: Kiosk | None = None) -> Mail:
    """« Il reste une étape »: the link and the six digits; of what was typed at a kiosk, the link, and where that was.

    Nobody has proved this address: nothing that was typed stands in the headers, and only the organization in the
    text, so that somebody else's mailbox is no billboard.
    """
    return compose(
        "cosignature_confirm",
        campaign,
        replace(to, name=""),
        Kind.CONFIRMATION,
        once=str(to.cosignature_id),
        guard=State.SUBMITTED,
        confirm_url=links.CONFIRM.url(to.cosignature_id, to.locale),
        code=links.CONFIRM.code(to.cosignature_id),
        kiosk=kiosk,
        held_on=day(kiosk.held_on, to.locale) if kiosk else "",
    )


def already_signed(campaign: Campaign, to: Addressee) -> Mail:
    """The same address signs again for an organization that it signed for. At most once an hour."""
    return compose("cosignature_already_signed", campaign, to, Kind.CONFIRMATION, once=f"{to.cosignature_id}:{_hour()}")


def duplicate(campaign: Campaign, to: Addressee) -> Mail:
    """The organization had already signed, through somebody else: everybody can read it on the list."""
    return compose("cosignature_duplicate", campaign, to, Kind.RECEIPT, once=str(to.cosignature_id))


def validated(campaign: Campaign, to: Addressee, *, is_public: bool, is_listed: bool = True) -> Mail:
    """`is_listed`: everybody reads it already; else the next edition of the list will name it."""
    return compose(
        "cosignature_validated",
        campaign,
        to,
        Kind.RECEIPT,
        once=f"{to.cosignature_id}:{now().isoformat()}",
        guard=State.VALIDATED,
        is_public=is_public,
        is_listed=is_listed,
        list_url=public_url("editions.signatories", locale=to.locale, slug=campaign.slug),
    )


def declined(campaign: Campaign, to: Addressee, *, reason: str) -> Mail:
    return compose(
        "cosignature_declined",
        campaign,
        to,
        Kind.RECEIPT,
        once=f"{to.cosignature_id}:{now().isoformat()}",
        guard=State.DECLINED,
        reason=reason,
    )


def annulled(campaign: Campaign, to: Addressee, *, was_validated: bool) -> Mail:
    """The decision that an earlier mail told is undone; useless once another one is made."""
    return compose(
        "cosignature_annulled",
        campaign,
        to,
        Kind.RECEIPT,
        once=f"{to.cosignature_id}:{now().isoformat()}",
        guard=State.CONFIRMED,
        was_validated=was_validated,
    )


def withdrawn(campaign: Campaign, to: Addressee, *, was_public: bool) -> Mail:
    """The receipt; its link would open nothing any more."""
    return compose(
        "cosignature_withdrawn", campaign, to, Kind.RECEIPT, once=str(to.cosignature_id), was_public=was_public
    )


def all_links(campaign: Campaign, found: Sequence[tuple[Addressee, State]]) -> Mail:
    """Every signature of one address in this campaign, each with the link that it needs."""
    to = replace(found[0][0], name="")
    lines = [
        {
            "organization": one.organization,
            "is_pending": state is State.SUBMITTED,
            "confirm_url": links.CONFIRM.url(one.key, to.locale),
            "code": links.CONFIRM.code(one.cosignature_id),
            "manage_url": links.MANAGE.url(one.key, to.locale),
        }
        for one, state in found
    ]
    return compose(
        "cosignature_links",
        campaign,
        to,
        Kind.CONFIRMATION,
        once=f"{to.cosignature_id}:{now():%Y%m%d%H%M}",
        lines=lines,
    )


def compose(
    name: str,
    campaign: Campaign,
    to: Addressee,
    kind: Kind,
    *,
    once: str,
    guard: State | None = None,
    **context: Any,
) -> Mail:
    """A mail of `templates/email/<name>/`, about one cosignature; `once` makes its dedupe key."""
    content = campaigns.render_mail(
        campaign,
        name,
        to.locale,
        title=_title(campaign.text(to.locale).title, to.locale),
        organization=to.organization,
        person=to.name,
        campaign_url=public_url("site.campaign", locale=to.locale, slug=campaign.slug),
        manage_url=links.MANAGE.url(to.key, to.locale),
        **context,
    )
    key = guard_key(to.cosignature_id, guard) if guard else None
    return Mail(content, to, campaign, kind, f"{name}:{once}", key)


def guard_key(cosignature_id: uuid.UUID, state: State) -> str:
    """What deliveries ask about just before the mail leaves: is the cosignature still in that state?"""
    return f"{OF_COSIGNATURE}:{cosignature_id}:{state.value}"


def why_a_mail_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before it leaves: is the cosignature still in the state of its `guard_key`?"""
    _, key, *expected = guard_key.split(":")
    cosignature = db.session.get(Cosignature, uuid.UUID(key), populate_existing=True)
    if cosignature is None:
        return "gone"
    if cosignature.state is State.WITHDRAWN:
        return "withdrawn"
    if expected and cosignature.state.value != expected[0]:
        return f"now_{cosignature.state.value}"
    return None


@lru_cache(maxsize=256)
def _title(title: str, locale: str) -> str:
    """The campaign's title with its no-break spaces, worked out once."""
    return french(title) if locale == FRENCH else title


def _hour() -> str:
    return f"{now():%Y%m%d%H}"
