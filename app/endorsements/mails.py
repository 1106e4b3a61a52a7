"""The mails that whoever endorses receives. Each carries the link to correct or withdraw, but the last."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import uuid_utils.compat

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.links import public_url
from app.core.mailer import Rendered
from app.deliveries import service as deliveries
from app.deliveries.models import Kind
from app.endorsements import links
from app.endorsements.models import Endorsement, State

GUARD = "endorsement"


def confirmation(endorsement: Endorsement) -> None:
    """Within a unit of work: « il reste une étape ». Nobody has proved this address: only the name endorsed is told."""
    _send(
        endorsement,
        "endorsement_confirm",
        Kind.CONFIRMATION,
        once=str(endorsement.id),
        guard=State.SUBMITTED,
        confirm_url=links.CONFIRM.url(endorsement.id, endorsement.locale),
        code=links.CONFIRM.code(endorsement.id),
    )


def validated(endorsement: Endorsement) -> None:
    """Within a unit of work: it counts from now on."""
    list_url = public_url("editions.signatories", locale=endorsement.locale, slug=endorsement.campaign.slug)
    _send(endorsement, "endorsement_validated", Kind.RECEIPT, guard=State.VALIDATED, list_url=f"{list_url}#appuis",
          is_public=endorsement.is_public)  # fmt: skip


def declined(endorsement: Endorsement, reason: str) -> None:
    """Within a unit of work: why it does not count."""
    _send(endorsement, "endorsement_declined", Kind.RECEIPT, guard=State.DECLINED, reason=reason)


def withdrawn(endorsement: Endorsement) -> None:
    """Within a unit of work, before the person is forgotten: the receipt. Its link would open nothing any more."""
    _send(endorsement, "endorsement_withdrawn", Kind.RECEIPT, once=str(endorsement.id))


@dataclass(frozen=True)
class AllLinks:
    """The mail that gives the links again, written and not yet sent."""

    content: Rendered
    campaign: Campaign
    to_address: str
    locale: str
    once: str

    @property
    def dedupe_key(self) -> str:
        return f"endorsement_links:{self.once}"

    def send(self) -> bool:
        """Within a unit of work: a row in the outbox, once a minute. Whether there is a new one."""
        delivery_id = campaigns.send_mail(
            self.campaign, self.content, Kind.CONFIRMATION, to_name="", to_address=self.to_address, locale=self.locale,
            dedupe_key=self.dedupe_key, guard_key=None,
        )  # fmt: skip
        return delivery_id is not None


def all_links(campaign: Campaign, found: Sequence[Endorsement], locale: str) -> AllLinks:
    """Every endorsement of one address in this campaign, each with the link that it needs.

    Of an address that is not known, the same is written, to nobody.
    """
    locale = found[0].locale if found else locale
    pending = {one.id: one.state is State.SUBMITTED for one in found} or {uuid_utils.compat.uuid7(): True}
    names = {one.id: one.name for one in found}
    content = campaigns.render_mail(
        campaign,
        "endorsement_links",
        locale,
        title=campaign.text(locale).title,
        lines=[
            {
                "endorsing": names.get(key, ""),
                "is_pending": is_pending,
                "confirm_url": links.CONFIRM.url(key, locale),
                "code": links.CONFIRM.code(key),
                "manage_url": links.MANAGE.url(key, locale),
            }
            for key, is_pending in pending.items()
        ],
    )
    address = next((one.endorser.email for one in found if one.endorser), "")
    return AllLinks(content, campaign, address, locale, once=f"{next(iter(pending))}:{now():%Y%m%d%H%M}")


def guard_key(endorsement_id: uuid.UUID, state: State) -> str:
    """What deliveries ask about just before the mail leaves: is the endorsement still in that state?"""
    return f"{GUARD}:{endorsement_id}:{state.value}"


def stop(endorsement: Endorsement) -> None:
    """Within a unit of work: what still waits in the outbox does not leave."""
    for state in (State.SUBMITTED, State.VALIDATED, State.DECLINED):
        deliveries.cancel(guard_key=guard_key(endorsement.id, state), reason="withdrawn")


def _send(
    endorsement: Endorsement, name: str, kind: Kind, *, once: str = "", guard: State | None = None, **context: Any
) -> None:
    to, campaign, locale = endorsement.endorser, endorsement.campaign, endorsement.locale
    if to is None or not to.email:
        return
    mail = campaigns.render_mail(
        campaign,
        name,
        locale,
        title=campaign.text(locale).title,
        endorsing=endorsement.name,
        person=to.name,
        campaign_url=public_url("site.campaign", locale=locale, slug=campaign.slug),
        manage_url=links.MANAGE.url(endorsement.id, locale),
        **context,
    )
    campaigns.send_mail(
        campaign,
        mail,
        kind,
        to_name=to.name if endorsement.confirmed_at else "",
        to_address=to.email,
        locale=locale,
        dedupe_key=f"{name}:{once or f'{endorsement.id}:{now().isoformat()}'}",
        guard_key=guard_key(endorsement.id, guard) if guard else None,
    )
