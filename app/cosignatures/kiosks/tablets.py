"""A tablet enters a kiosk by a code that serves once, within a quarter of an hour: from then on, only it signs there.

The code and its drawing stand on a screen, in a room of three hundred persons: whoever takes a picture of them, or of
the tablet, has nothing that still opens. The desk names each tablet that entered, and shuts out the one that nobody
knows. Members who sign on their own telephone need none of this: they have the form of the site.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sa

from app.accounts.models import Account
from app.core import audit, limits, tokens
from app.core.clock import now
from app.core.database import db, locked
from app.core.personal_links import WrongCode
from app.core.unit_of_work import unit_of_work
from app.cosignatures.errors import KioskElsewhere, NoSuchKiosk
from app.cosignatures.kiosks.opening import held, key_of, kiosk_of_link
from app.cosignatures.models import Kiosk, KioskTablet

CODE_LENGTH = 8
BEGINNING = 4
# Wrong codes count against the code that they begin like, never against the place where they are typed: a whole venue
# has one address, and anybody there could close the door to everybody. Ten that begin like a code, and it opens nothing
# any more; the desk shows another. Nobody comes so far by mistake (one beginning in 900,000 is that of a given code),
# and guessing stays vain: of 31⁸ codes, at 200 tries a second, all that a small server answers, day and night, against
# ten kiosks that wait for a tablet at every minute, one is found in 13 years; and the desk sees that tablet enter.
WRONG_CODES = limits.Limit("kiosk-codes", 10, 3600)


def admit(kiosk_id: uuid.UUID, *, by: Account) -> Kiosk:
    """Another code, for one more tablet. Raises NoSuchKiosk, KioskClosed."""
    with unit_of_work():
        kiosk = held(kiosk_id, by)
        kiosk.admit(at=now())
        audit.record("kiosk.admits", key_of(kiosk), by=by.id, tablet=kiosk.admission)
    return kiosk


def code_of(kiosk: Kiosk) -> str:
    """What is typed on the tablet: « K7QF 3MPD »."""
    code = tokens.letters("kiosk", f"{kiosk.id.hex} {kiosk.admission}", CODE_LENGTH)
    return f"{code[:4]} {code[4:]}"


def enter(typed: str) -> KioskTablet:
    """The tablet that shows the code of an admission. Raises WrongCode, also when too many began like that code."""
    admitting = sa.select(Kiosk).where(Kiosk.closed_at.is_(None), Kiosk.admits_until > now())
    for found in db.session.scalars(admitting).all():
        code, wrong = code_of(found).replace(" ", ""), [(WRONG_CODES, f"{found.id.hex} {found.admission}")]
        if not tokens.begins_alike(typed, code, BEGINNING) or limits.reached(wrong):
            continue
        if tokens.same_letters(typed, code):
            with suppress(WrongCode):  # another tablet was quicker
                return _let_in(found)
        else:
            limits.exceeded(wrong)
    raise WrongCode


def tablet_of(token: str, entered: Sequence[str]) -> KioskTablet:
    """The tablet at that address; `entered`: those that this browser is.

    Raises LinkInvalid, LinkExpired, KioskClosed, CampaignClosed; KioskElsewhere for any other browser.
    """
    kiosk = kiosk_of_link(token)
    there = KioskTablet.kiosk_id == kiosk.id, KioskTablet.shut_out_at.is_(None)
    for tablet in db.session.scalars(sa.select(KioskTablet).where(*there)):
        if tablet.id.hex in entered:
            return tablet
    raise KioskElsewhere


def tablets(kiosk: Kiosk) -> Sequence[KioskTablet]:
    """Those that entered, in turn."""
    entered = sa.select(KioskTablet).where(KioskTablet.kiosk_id == kiosk.id)
    return db.session.scalars(entered.order_by(KioskTablet.number)).all()


def shut_out(kiosk_id: uuid.UUID, number: int, *, by: Account) -> None:
    """It shows nothing any more; the others go on. Raises NoSuchKiosk."""
    with unit_of_work():
        kiosk = held(kiosk_id, by)
        same = KioskTablet.kiosk_id == kiosk.id, KioskTablet.number == number
        tablet = db.session.scalars(sa.select(KioskTablet).where(*same)).one_or_none()
        if tablet is None:
            raise NoSuchKiosk
        tablet.shut_out(at=now())
        audit.record("kiosk.tablet_shut_out", key_of(kiosk), by=by.id, tablet=number)


def _let_in(found: Kiosk) -> KioskTablet:
    with unit_of_work():
        kiosk = locked(Kiosk, found.id)
        if kiosk is None or kiosk.admission != found.admission or not kiosk.admits(now()):
            raise WrongCode
        tablet = kiosk.let_in(at=now())
        db.session.add(tablet)
        db.session.flush()
        audit.record("kiosk.tablet_entered", key_of(kiosk), tablet=tablet.number)
    return tablet
