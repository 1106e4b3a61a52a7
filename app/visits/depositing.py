"""What was handed over at a visit, the picture of it, and what was answered."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Commitment, Source, Stance
from app.commitments.service import Said
from app.core import audit, pictures, renderings
from app.core.clock import now, today
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.editions import service as editions
from app.editions.models import Edition
from app.officials import service as officials
from app.officials.models import Mandate
from app.visits.errors import ChangedMeanwhile
from app.visits.models import Answer, Visit, VisitPhoto
from app.visits.planning import edition_of, to_change

LARGEST_FILE = 12_000_000  # bytes, as sent: what telephones take
LARGEST_KEPT = 400_000
LARGEST = (1600, 1600)
TAKEN = pictures.Limits(formats=("JPEG", "PNG", "WEBP"), largest_file=LARGEST_FILE, largest_side=12_000,
                        largest_area=52_000_000)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture drawn anew, with what it shows in words. Whoever sent it said that everybody on it agrees."""

    content: bytes
    width: int
    height: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """What staff say of a visit that took place. `photo` None: the picture stays as it is."""

    on: date
    edition: int | None
    organizations: int
    is_public: bool
    photo: Photo | None = None
    photo_words: str = ""  # other words for the picture that is there
    without_photo: bool = False


@dataclass(frozen=True, kw_only=True)
class Answered:
    answer: Answer
    on: date | None
    source: str
    note: str
    is_public: bool
    becomes_commitment: bool = False
    commitment_seen: int = 0  # the number of what the page showed as the commitment of whoever was visited


# What an answer at a visit says of where somebody stands.
STANCES = {
    Answer.WILL_THINK: Stance.MET,
    Answer.OTHER: Stance.MET,
    Answer.SUPPORTS: Stance.SUPPORTS,
    Answer.REFUSES: Stance.REFUSES,
}


def drawn(content: bytes) -> tuple[bytes, int, int]:
    """A JPEG with the same picture, and its size: no place, no device, no hour is in it. Raises PictureRefused."""
    jpeg, size = pictures.as_jpeg(pictures.read(content, TAKEN, at_most=LARGEST), largest_kept=LARGEST_KEPT)
    return jpeg, *size


def deposit(visit_id: uuid.UUID, done: Deposit, *, seen: int, by: Account) -> Visit:
    """It took place; again, to set right what was noted of it.

    Raises NoSuchVisit, ChangedMeanwhile, IllegalVisitMove, NoSuchEdition.
    """
    with unit_of_work():
        visit = to_change(visit_id, seen, by)
        visit.deposit(on=done.on, organizations=done.organizations)
        visit.edition = edition_of(visit.campaign, done.edition)
        visit.mandate = received_by(visit, done.on)
        visit.is_public = done.is_public
        _keep_photo(visit, done, by)
        renderings.touch(visit.campaign.page_key)
        audit.record("visit.deposited", visit.audit_key, by=by.id, campaign=visit.campaign.slug,
                     number=done.organizations)  # fmt: skip
    return visit


def answer(visit_id: uuid.UUID, given: Answered, *, seen: int, by: Account) -> Visit:
    """What was answered, or that nothing was yet; and, if staff want it so, where whoever answered now stands.

    Raises NoSuchVisit, and ChangedMeanwhile when somebody noted something else of the visit, or of whoever answered.
    """
    with unit_of_work():
        visit = to_change(visit_id, seen, by)
        is_given = given.answer is not Answer.NONE
        visit.answer, visit.answered_on = given.answer, given.on if is_given else None
        visit.answer_source, visit.answer_note = given.source, given.note
        visit.answer_is_public = given.is_public and is_given
        if given.becomes_commitment:
            _note_commitment(visit, given, by)
        renderings.touch(visit.campaign.page_key)
        audit.record("visit.answered", visit.audit_key, by=by.id, campaign=visit.campaign.slug,
                     answer=given.answer.value)  # fmt: skip
    return visit


def received_by(visit: Visit, on: date) -> Mandate | None:
    """Whoever held the seat or the portfolio on that day."""
    if visit.riding_id is not None:
        return officials.mna_of(visit.riding_id, on)
    return officials.minister_of(visit.portfolio or "", on)


def who_answers(visit: Visit) -> Mandate | None:
    """Whoever was visited, or holds the office today."""
    return visit.mandate or received_by(visit, today())


def commitment_of(visit: Visit) -> Commitment | None:
    """What is noted of whoever answers, in the campaign of the visit."""
    mandate = who_answers(visit)
    if mandate is None:
        return None
    return commitments.standing(visit.campaign_id, [mandate.official_id]).get(mandate.official_id)


def handed_over(campaign: Campaign, edition: Edition | None) -> int:
    """How many names a list handed over today has: those that the edition froze, or the public list without one."""
    return edition.total if edition else cosignatures.public_count(campaign)


def edition_by_then(visit: Visit) -> Edition | None:
    """The edition that was chosen, else the latest one."""
    return visit.edition or editions.latest(visit.campaign)


def _note_commitment(visit: Visit, given: Answered, by: Account) -> None:
    """Within a unit of work. Nobody stands anywhere before there is an answer, nor where the seat is vacant."""
    mandate, stance = who_answers(visit), STANCES.get(given.answer)
    if mandate is None or stance is None:
        return
    said = Said(stance=stance, on=given.on, source=Source.MEETING, is_public=given.is_public)
    outcome = commitments.note(visit.campaign, {mandate.official_id: given.commitment_seen}, said, by=by)
    if outcome.missed:
        raise ChangedMeanwhile


def _keep_photo(visit: Visit, done: Deposit, by: Account) -> None:
    sent = done.photo
    if sent is not None:
        visit.photo = visit.photo or VisitPhoto()
        visit.photo.content, visit.photo.digest = sent.content, hashlib.sha256(sent.content).hexdigest()[:16]
        visit.photo.width, visit.photo.height = sent.width, sent.height
        visit.photo.words, visit.photo.agreed_at, visit.photo.account_id = sent.words, now(), by.id
    elif done.without_photo:
        visit.photo = None
    elif visit.photo is not None:
        visit.photo.words = done.photo_words
