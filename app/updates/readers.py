"""Who asked for the news of a campaign, at which address, and why somebody gets none.

Signatories, those who support without co-signing and those who wrote: whoever said yes in the ledger, whose act still
stands, at an address that is theirs. A mailbox gets one mail, whatever the number of its signatures.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.database import db
from app.core.keys import InvalidEmail, email_key
from app.deliveries import service as deliveries
from app.updates.groups import GROUPS, Group, Row


class LeftOut(StrEnum):
    """Why somebody gets nothing."""

    NO_NEWS = "no_news"  # did not ask for any, or does not want them any more
    NO_ADDRESS = "no_address"
    STOPPED = "stopped"  # the organization asked to be left in peace
    REFUSED = "refused"  # the mailbox refused our last mail for good
    SAME_MAILBOX = "same_mailbox"  # counted once


@dataclass(frozen=True)
class Reader:
    """One mailbox that will get it, for the first of its acts in this campaign."""

    group: str
    id: uuid.UUID
    name: str
    address: str
    locale: str
    mailbox: str

    @property
    def subject(self) -> str:
        """Under which key the ledger knows the consent."""
        return f"{self.group}:{self.id}"


@dataclass(frozen=True)
class Audience:
    """Who gets it, and how many do not, by reason."""

    reached: list[Reader] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    @property
    def by_group(self) -> Counter[str]:
        return Counter(reader.group for reader in self.reached)


def audience(campaign: Campaign, region_codes: frozenset[str]) -> Audience:
    """Of these regions of the campaign; of none of them: of all of it."""
    yes = consents.agreeing_within(campaign.consent_scope, Purpose.NEWS)
    refusing = _mailboxes(deliveries.refusing(campaigns.mail_group(campaign.id)))
    found, mailboxes = Audience(), set[str]()
    for group, row in _rows(campaign, region_codes):
        reason = _why_not(group, row, yes, refusing, mailboxes)
        if reason is not None:
            found.left_out[reason] += 1
            continue
        mailboxes.add(row.email_key)
        found.reached.append(Reader(group.name, row.id, row.name, row.email, row.locale, row.email_key))
    return found


def standing(subject: str) -> Row | None:
    """That signature, message or endorsement as it is now; None once it stands no more, or wants no news."""
    name, _, key = subject.partition(":")
    found = db.session.execute(GROUPS[name].of_id(uuid.UUID(key))).one_or_none()
    wants = found is not None and consents.in_force(subject).get(Purpose.NEWS, False)
    return Row(*found) if found is not None and wants else None


def _rows(campaign: Campaign, region_codes: frozenset[str]) -> Iterator[tuple[Group, Row]]:
    """The oldest act first, group by group."""
    for group in GROUPS.values():
        for row in db.session.execute(group.of_campaign(campaign.id, region_codes)):
            yield group, Row(*row)


def _why_not(
    group: Group, row: Row, yes: frozenset[str], refusing: frozenset[str], mailboxes: set[str]
) -> LeftOut | None:
    if f"{group.name}:{row.id}" not in yes:
        return LeftOut.NO_NEWS
    if not row.email or not row.email_key:
        return LeftOut.NO_ADDRESS
    if row.is_stopped:
        return LeftOut.STOPPED
    if row.email_key in refusing:
        return LeftOut.REFUSED
    return LeftOut.SAME_MAILBOX if row.email_key in mailboxes else None


def _mailboxes(addresses: frozenset[str]) -> frozenset[str]:
    keys = set()
    for address in addresses:
        try:
            keys.add(email_key(address))
        except InvalidEmail:
            continue
    return frozenset(keys)
