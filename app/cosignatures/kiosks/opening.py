"""Kiosks: staff open one for an assembly, extend it and close it; tablets enter it, and never as staff.

A kiosk signs for its campaign while it is open, and opens nothing else.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links
from app.cosignatures.desk import campaign_of, regions_of, serves
from app.cosignatures.errors import KioskClosed, NoSuchCosignature, NoSuchKiosk
from app.cosignatures.models import Cosignature, Kiosk, KioskRegion, KioskSignature, State

VALIDATE = "cosignatures.validate"


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """What staff say of it. `region_code`: only organizations of that region; None: all that these staff serve."""

    name: str
    held_on: date
    place: str
    hours: int
    region_code: str | None


@dataclass(frozen=True)
class Tally:
    """A kiosk and what came of it: forms, and of the cosignatures that they made, how many wait for their signatory."""

    kiosk: Kiosk
    unconfirmed: int
    confirmed: int

    @property
    def is_open(self) -> bool:
        return self.kiosk.is_open(now())


def to_hold(account: Account, slug: str) -> Campaign:
    """The campaign whose kiosks these staff keep. Raises NoSuchCampaign."""
    return campaign_of(account, slug)


def open_kiosk(campaign: Campaign, assembly: Assembly, *, by: Account) -> Kiosk:
    """From now on, for so many hours; its first tablet may enter.

    Raises NoSuchCampaign, CampaignClosed, NoSuchCosignature for a foreign region.
    """
    campaigns.open_for_cosignatures(campaign.slug)
    codes, at = _codes(assembly, campaign, by), now()
    with unit_of_work():
        kiosk = Kiosk(
            campaign_id=campaign.id,
            campaign=campaign,
            assembly=assembly.name,
            held_on=assembly.held_on,
            place=assembly.place,
            account_id=by.id,
            opened_at=at,
            closes_at=at + timedelta(hours=assembly.hours),
            admission=0,
            only=[KioskRegion(region_code=code) for code in codes],
        )
        kiosk.admit(at=at)
        db.session.add(kiosk)
        db.session.flush()
        audit.record("kiosk.opened", key_of(kiosk), by=by.id, campaign=campaign.slug, hours=assembly.hours)
    return kiosk


def extend_kiosk(kiosk_id: uuid.UUID, hours: int, *, by: Account) -> Kiosk:
    """So many hours more, three days in all. Raises NoSuchKiosk, KioskClosed once closed by hand."""
    with unit_of_work():
        kiosk = held(kiosk_id, by)
        kiosk.extend(timedelta(hours=hours), at=now())
        audit.record("kiosk.extended", key_of(kiosk), by=by.id, hours=hours)
    return kiosk


def close_kiosk(kiosk_id: uuid.UUID, *, by: Account) -> Kiosk:
    """Every tablet is shut out at once, and for good. Raises NoSuchKiosk."""
    with unit_of_work():
        kiosk = held(kiosk_id, by)
        kiosk.close(at=now())
        audit.record("kiosk.closed", key_of(kiosk), by=by.id)
    return kiosk


def kiosks(campaign: Campaign, account: Account) -> list[Tally]:
    """Those of the regions that this account serves, the latest first."""
    found = db.session.scalars(
        sa.select(Kiosk).where(Kiosk.campaign_id == campaign.id).order_by(Kiosk.opened_at.desc(), Kiosk.id.desc())
    ).all()
    return _tallied([kiosk for kiosk in found if _may_see(account, kiosk, campaign)])


def kiosk(account: Account, kiosk_id: uuid.UUID) -> Tally:
    """One of them. Raises NoSuchKiosk also for one of other regions."""
    found = db.session.get(Kiosk, kiosk_id)
    if found is None or not _may_see(account, found, found.campaign):
        raise NoSuchKiosk
    return _tallied([found])[0]


def unconfirmed_at(kiosk: Kiosk) -> Sequence[Cosignature]:
    """Who signed there and has not opened the mail yet, the earliest first."""
    return db.session.scalars(
        sa.select(Cosignature)
        .join(KioskSignature, KioskSignature.cosignature_id == Cosignature.id)
        .where(KioskSignature.kiosk_id == kiosk.id, Cosignature.state == State.SUBMITTED)
        .order_by(Cosignature.id)
    ).all()


def kiosk_of_link(token: str) -> Kiosk:
    """Whose address it is; a tablet alone signs there.

    Raises LinkInvalid, LinkExpired, KioskClosed, and CampaignClosed with its campaign.
    """
    found = db.session.get(Kiosk, links.KIOSK.read(token))
    if found is None or not found.takes_forms(now()):
        raise KioskClosed
    campaigns.open_for_cosignatures(found.campaign.slug)
    return found


def serves_all(account: Account, campaign: Campaign) -> bool:
    """Whether they may let organizations of every region sign: national staff, and whoever runs the campaign alone."""
    return campaign.chapter_id is not None or account.region_codes(VALIDATE) is None


def _codes(assembly: Assembly, campaign: Campaign, by: Account) -> list[str]:
    """Whose organizations sign there, by name; none by name where all of them do."""
    if assembly.region_code is None and serves_all(by, campaign):
        return []
    codes = [assembly.region_code] if assembly.region_code else [one.code for one in regions_of(by, VALIDATE)]
    if not codes or not all(serves(by, campaign, code, VALIDATE) for code in codes):
        raise NoSuchCosignature
    return codes


def _may_see(account: Account, kiosk: Kiosk, campaign: Campaign) -> bool:
    """All of its regions, or none: who signed in the others is not theirs to know."""
    if campaign.chapter_id is not None:
        return account.may(VALIDATE) and account.is_of_chapter(campaign.chapter_id)
    codes = account.region_codes(VALIDATE)
    return codes is None or (bool(kiosk.region_codes) and codes.issuperset(kiosk.region_codes))


def _tallied(found: Sequence[Kiosk]) -> list[Tally]:
    waits = Cosignature.state == State.SUBMITTED
    stands = Cosignature.state.in_((State.CONFIRMED, State.VALIDATED, State.TO_CHECK))
    counts = {
        kiosk_id: (unconfirmed, confirmed)
        for kiosk_id, unconfirmed, confirmed in db.session.execute(
            sa.select(KioskSignature.kiosk_id, sa.func.count().filter(waits), sa.func.count().filter(stands))
            .join(Cosignature, Cosignature.id == KioskSignature.cosignature_id)
            .where(KioskSignature.kiosk_id.in_([one.id for one in found]))
            .group_by(KioskSignature.kiosk_id)
        )
    }
    return [Tally(one, *counts.get(one.id, (0, 0))) for one in found]


def held(kiosk_id: uuid.UUID, by: Account) -> Kiosk:
    """Within a unit of work: the row, locked, for staff who keep it. Raises NoSuchKiosk."""
    found = locked(Kiosk, kiosk_id)
    if found is None or not _may_see(by, found, found.campaign):
        raise NoSuchKiosk
    return found


def key_of(kiosk: Kiosk) -> str:
    """Under which key the journal knows it."""
    return f"kiosk:{kiosk.id}"
