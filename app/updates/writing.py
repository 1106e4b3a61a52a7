"""Staff write: national staff for everybody and for any region, a chapter for its own regions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.models import NATIONAL, Region
from app.updates import finding
from app.updates.errors import AboutToLeave, NoSuchUpdate, UpdateEditedMeanwhile
from app.updates.models import Kind, State, Update, UpdateText

EDIT = "campaigns.edit"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What it says in one language."""

    title: str
    body: str
    accessibility: str = ""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """When and where an activity takes place."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """Everything that the editor holds; an activity has its meeting, the others none."""

    region_codes: frozenset[str]  # none: the whole campaign
    words: Mapping[str, Words]  # by language; French always
    meeting: Meeting | None = None


@dataclass(frozen=True)
class Scope:
    """For whom somebody writes: everybody, and these regions; None: each of them."""

    everybody: bool
    codes: frozenset[str] | None

    def holds(self, region_codes: frozenset[str]) -> bool:
        """All of them; none of them is everybody."""
        if not region_codes:
            return self.everybody
        return NATIONAL not in region_codes and (self.codes is None or region_codes <= self.codes)

    def regions(self) -> list[Region]:
        """In the order of the list."""
        return [one for one in territory.regions() if self.holds(frozenset({one.code}))]

    def kinds(self) -> list[Kind]:
        """A region does not win by itself."""
        return [kind for kind in Kind if self.everybody or kind is not Kind.VICTORY]


def scope(account: Account, campaign: Campaign) -> Scope:
    """What a chapter runs is its own, wherever one signs; a campaign of the coalition goes by the regions."""
    if campaign.chapter_id is not None:
        own = account.may(EDIT) and account.is_of_chapter(campaign.chapter_id)
        return Scope(own, account.region_codes(EDIT) if own else frozenset())
    codes = account.region_codes(EDIT)
    return Scope(codes is None, codes)


def campaign_to_write(account: Account, slug: str) -> Campaign:
    """Raises NoSuchCampaign for whoever has nothing to write there."""
    campaign = campaigns.of_staff(account, slug)
    found = scope(account, campaign)
    if not found.everybody and not found.codes:
        raise NoSuchCampaign(slug=slug)
    return campaign


def to_write(account: Account, slug: str, number: int) -> Update:
    """One that the account may change. Raises NoSuchCampaign or NoSuchUpdate."""
    campaign = campaign_to_write(account, slug)
    update = finding.numbered(campaign, number)
    if not scope(account, campaign).holds(update.region_codes):
        raise NoSuchUpdate
    return update


def of_staff(account: Account, campaign: Campaign) -> list[Update]:
    """Those that the account may change: what waits first, then the newest."""
    found = scope(account, campaign)
    mine: list[sa.ColumnElement[bool]] = []
    if found.codes is not None:
        mine.append(~Update.regions.any(Region.code.not_in(sorted(found.codes))))
    if not found.everybody:
        mine.append(Update.regions.any())
    waiting = Update.state.in_((State.DRAFT, State.SCHEDULED))
    return list(
        db.session.scalars(
            sa.select(Update)
            .where(Update.campaign_id == campaign.id, *mine)
            # Of the account, a name is read, not what it may do.
            .options(joinedload(Update.account).lazyload("*"))
            .order_by(waiting.desc(), Update.published_at.desc(), Update.number.desc())
        )
    )


def begin(campaign: Campaign, kind: Kind, written: Written, *, by: Account) -> Update:
    """A draft, of the next number. Raises NoSuchUpdate for a region or a kind that is not the account's to write."""
    _check(scope(by, campaign), kind, written)
    with unit_of_work():
        locked(Campaign, campaign.id)  # numbers are given out one at a time
        update = Update(
            campaign_id=campaign.id, number=_next_number(campaign), kind=kind, account_id=by.id, created_at=now()
        )
        _say(update, written)
        db.session.add(update)
        db.session.flush()
        audit.record("update.begun", update.audit_key, by=by.id, kind=kind.value, regions=sorted(written.region_codes))
    return update


def save(update: Update, written: Written, *, seen: str, by: Account) -> Update:
    """Other words, or another place; of what is public, everybody reads them at once, and that they are new.

    Raises UpdateEditedMeanwhile, AboutToLeave for other regions while mails wait, or NoSuchUpdate for a region that is
    not the account's to write.
    """
    _check(scope(by, update.campaign), update.kind, written)
    with unit_of_work():
        present = held(update)
        before = as_seen(present)
        if before != seen:
            raise UpdateEditedMeanwhile
        if written.region_codes != present.region_codes and present.mailing and present.mailing.finished_at is None:
            raise AboutToLeave
        _say(present, written)
        if as_seen(present) != before:
            if present.is_public:
                present.corrected_at = now()
                renderings.touch(*present.page_keys)
            audit.record("update.corrected" if present.is_public else "update.edited", present.audit_key, by=by.id)
    return present


def discard(update: Update, *, by: Account) -> None:
    """A draft that nobody ever read goes. Raises NoSuchUpdate once it was published."""
    with unit_of_work():
        present = held(update)
        if present.published_at is not None:
            raise NoSuchUpdate
        db.session.delete(present)
        audit.record("update.discarded", present.audit_key, by=by.id)


def imagined(campaign: Campaign, kind: Kind, written: Written, base: Update | None = None) -> Update:
    """What everybody would read with these words; nothing is kept."""
    shown = Update(
        campaign_id=campaign.id,
        number=base.number if base else 0,
        kind=kind,
        published_at=(base.published_at if base else None) or now(),
        corrected_at=base.corrected_at if base else None,
    )
    _say(shown, written)
    return shown


def as_seen(update: Update) -> str:
    """What it says, in a few figures: a page sends it back with its changes."""
    told = [
        sorted(update.region_codes),
        str(update.starts_at),
        str(update.ends_at),
        update.place,
        update.address,
        sorted([one.locale, one.title, one.body, one.accessibility] for one in update.texts),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def held(update: Update) -> Update:
    """Within a unit of work: the row, until it ends. Raises NoSuchUpdate once it is gone."""
    present = locked(Update, update.id)
    if present is None:
        raise NoSuchUpdate
    return present


def _check(found: Scope, kind: Kind, written: Written) -> None:
    """A campaign is won everywhere. Raises NoSuchUpdate."""
    is_won_somewhere = kind is Kind.VICTORY and bool(written.region_codes)
    if is_won_somewhere or kind not in found.kinds() or not found.holds(written.region_codes):
        raise NoSuchUpdate


def _say(update: Update, written: Written) -> None:
    meeting = written.meeting
    if update.region_codes != written.region_codes:
        update.regions = [one for one in territory.regions() if one.code in written.region_codes]
    update.starts_at = meeting.starts_at if meeting else None
    update.ends_at = meeting.ends_at if meeting else None
    update.place = meeting.place if meeting else ""
    update.address = meeting.address if meeting else ""
    known = {one.locale: one for one in update.texts}
    for locale, words in written.words.items():
        text = known.get(locale)
        if text is None:
            text = UpdateText(locale=locale)
            update.texts.append(text)
        text.title, text.body, text.accessibility = words.title, words.body, words.accessibility
    for locale, text in known.items():
        if locale not in written.words:
            update.texts.remove(text)


def _next_number(campaign: Campaign) -> int:
    last = sa.select(sa.func.max(Update.number)).where(Update.campaign_id == campaign.id)
    return (db.session.scalar(last) or 0) + 1
