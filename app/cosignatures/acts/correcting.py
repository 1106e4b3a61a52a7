"""Staff set right what is signed, send it to the chapter that it belongs to, and note what the board resolved.

The signatory is told of each correction, and what it was is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.accounts.models import Account
from app.core import audit
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.acts import mails
from app.cosignatures.acts.seen import VALIDATE, Seen, locked_as_seen
from app.cosignatures.amending import Change, Correction, amend, attach, is_still_named
from app.cosignatures.desk import serves
from app.cosignatures.errors import DecidedMeanwhile, IllegalMove
from app.cosignatures.mails import Addressee
from app.cosignatures.managing import CORRECTABLE, touch_public_pages
from app.cosignatures.models import BoardResolution, ChangedField, Cosignature, State
from app.organizations import service as organizations
from app.organizations.models import Organization, Origin


@dataclass(frozen=True)
class Resolution:
    """What the board resolved, as the page showed it or as it was typed."""

    on: date
    number: str


def correct(seen: Seen, correction: Correction, *, by: Account) -> list[Change]:
    """The name as it is shown, the municipality, the person. What changed; nothing is mailed for nothing.

    A validated cosignature stays so: whoever corrects it is who validates. Raises NoSuchCosignature,
    DecidedMeanwhile, IllegalMove for one that is over, NameRefused, AnotherIsLive.
    """
    with unit_of_work():
        cosignature = _correctable(seen, by)
        changes = _amended(cosignature, correction, by)
        if changes:
            audit.record(
                "cosignature.corrected", cosignature.audit_key, by=by.id, fields=[one.field for one in changes]
            )
    return changes


def move_to_region(seen: Seen, region_code: str, *, by: Account) -> Cosignature:
    """It belongs to another region, and to the chapter that serves it: the list follows, and so do its keepers.

    When whoever moves it does not serve that region, a validation does not follow: the new chapter looks.
    Raises NoSuchCosignature, DecidedMeanwhile, IllegalMove, AnotherIsLive.
    """
    with unit_of_work():
        cosignature = _correctable(seen, by)
        before, person = cosignature.region_code, cosignature.signatory
        correction = Correction(
            organization_name=cosignature.shown_name,
            region_code=region_code,
            city=cosignature.city,
            name=person.name if person else "",
            title=person.title if person else "",
        )
        if _amended(cosignature, correction, by):
            audit.record("cosignature.moved", cosignature.audit_key, by=by.id, before=before, after=region_code)
    return cosignature


def note_resolution(seen: Seen, resolution: Resolution, *, was: Resolution | None, by: Account) -> Cosignature:
    """The board decided, on that day, under that number if it has one. `was`: what the page showed.

    Raises NoSuchCosignature, DecidedMeanwhile, IllegalMove.
    """
    with unit_of_work():
        cosignature = _correctable(seen, by)
        _refuse_if_noted_meanwhile(cosignature, was)
        cosignature.note_resolution(
            BoardResolution(resolved_on=resolution.on, number=resolution.number, account_id=by.id, noted_at=now())
        )
        audit.record("cosignature.resolution_noted", cosignature.audit_key, by=by.id, on=resolution.on.isoformat())
    return cosignature


def erase_resolution(seen: Seen, *, was: Resolution | None, by: Account) -> Cosignature:
    """It was noted by mistake. Raises NoSuchCosignature, DecidedMeanwhile, IllegalMove."""
    with unit_of_work():
        cosignature = _correctable(seen, by)
        _refuse_if_noted_meanwhile(cosignature, was)
        cosignature.resolution = None
        audit.record("cosignature.resolution_erased", cosignature.audit_key, by=by.id)
    return cosignature


def resolution_of(cosignature: Cosignature) -> Resolution | None:
    """What is noted today."""
    noted = cosignature.resolution
    return Resolution(noted.resolved_on, noted.number) if noted else None


def _correctable(seen: Seen, by: Account) -> Cosignature:
    cosignature = locked_as_seen(seen, by)
    if cosignature.state not in CORRECTABLE:
        raise IllegalMove(state=cosignature.state.value, to=cosignature.state.value)
    return cosignature


def _refuse_if_noted_meanwhile(cosignature: Cosignature, was: Resolution | None) -> None:
    if resolution_of(cosignature) != was:
        raise DecidedMeanwhile(cosignature.shown_name, cosignature.state.value, is_corrected=True)


def _amended(cosignature: Cosignature, correction: Correction, by: Account) -> list[Change]:
    was_public = cosignature.is_public
    changes = amend(cosignature, correction, by=by)
    if not changes:
        return []
    fields = {one.field for one in changes}
    has_moved = ChangedField.REGION in fields and cosignature.state is State.VALIDATED
    if has_moved and not serves(by, cosignature.campaign, correction.region_code, VALIDATE):
        cosignature.return_to_be_validated(at=now(), by=by.id)
    db.session.flush()
    _keep_or_follow(cosignature)
    addressee = Addressee.of(cosignature)
    if addressee is not None:
        mails.corrected(cosignature.campaign, addressee, changes).send()
    if was_public or cosignature.is_public:
        touch_public_pages(cosignature)
    return changes


def _keep_or_follow(cosignature: Cosignature) -> None:
    """Staff set a spelling right: the register's own entry stays, unless it holds one that bears the new name.

    An entry that the signature had brought under the wrong name follows the signature.
    """
    before = cosignature.organization
    if before is None or is_still_named(cosignature, before):
        return
    meant = _meant(cosignature, before)
    if meant is not None:
        attach(cosignature, meant)


def _meant(cosignature: Cosignature, before: Organization) -> Organization | None:
    named = cosignature.shown_name, cosignature.region_code, cosignature.city
    return organizations.find_or_add(*named) if before.origin is Origin.SIGNATURE else organizations.find_same(*named)
