"""A name leaves the editions for good: text and salt are destroyed, the leaf stays. Nothing brings it back.

Whoever takes the signature back is erased at once; staff who hold the right erase one name, with a reason; the program
erases what was hidden once nobody can bring it back.
"""

from __future__ import annotations

import uuid
from enum import StrEnum

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.core import audit, renderings, retention
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import after_commit, unit_of_work
from app.cosignatures.models import Cosignature, CosignatureMove, State
from app.editions import store
from app.editions.errors import NoSuchEdition
from app.editions.finding import IS_SHOWN
from app.editions.models import Edition, EditionLine

ERASED = {"name": None, "city": None, "mrc": None, "riding": None, "salt": None}


class Why(StrEnum):
    """Why staff erase a name."""

    ASKED = "asked"  # the organization asks for it, or a person whom the name tells
    ORDERED = "ordered"  # a court does, or the Commission d’accès à l’information
    MISTAKE = "mistake"  # it should never have been published
    DANGER = "danger"  # to read it there puts somebody in danger


def taken_back(cosignature_id: uuid.UUID) -> None:
    """Within a unit of work: erased from every edition; the files that held it go once that is committed."""
    if number := _erase(cosignature_id):
        audit.record("edition.name_erased", _key(cosignature_id), editions=number)


def erase(cosignature_id: uuid.UUID, why: Why, *, by: Account) -> int:
    """From every edition, in one act. In how many it stood. Raises NoSuchEdition when none names it any more.

    The cosignature stays what it is: if it may be published, the next edition names it again.
    """
    with unit_of_work():
        cosignature = locked(Cosignature, cosignature_id)
        number = _erase(cosignature_id)
        if cosignature is None or not number:
            raise NoSuchEdition
        audit.record("edition.name_erased", _key(cosignature_id), by=by.id, editions=number, reason=why.value)
        renderings.touch(cosignature.campaign.page_key, renderings.FRONT)
    return number


def erase_those_gone() -> int:
    """Every day: lines that are shown no more and will not be again. How many cosignatures they were of.

    A refusal can be taken back for a month with the editions whole; whatever else is hidden, as long as the persons of
    the campaign are known.
    """
    gone = _gone()
    erased = 0
    for cosignature_id in db.session.scalars(gone).all():
        with unit_of_work():
            locked(Cosignature, cosignature_id)  # who is about to bring it back has done so, or waits
            if db.session.scalar(gone.where(Cosignature.id == cosignature_id)) is not None:
                taken_back(cosignature_id)
                erased += 1
    return erased


def _gone() -> sa.Select[uuid.UUID]:
    lately = sa.exists().where(
        CosignatureMove.cosignature_id == Cosignature.id, CosignatureMove.moved_at > now() - retention.DECLINED
    )
    declined = sa.and_(Cosignature.state == State.DECLINED, ~lately)
    over = sa.and_(Edition.campaign_id.in_(campaigns.past_retention()), ~IS_SHOWN)
    return (
        sa.select(EditionLine.cosignature_id)
        .join(Edition, Edition.id == EditionLine.edition_id)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionLine.name.is_not(None), sa.or_(declined, over))
        .distinct()
    )


def _erase(cosignature_id: uuid.UUID) -> int:
    """Within a unit of work. From how many editions."""
    standing = EditionLine.cosignature_id == cosignature_id, EditionLine.name.is_not(None)
    editions = list(db.session.scalars(sa.select(EditionLine.edition_id).where(*standing)))
    if editions:
        erased = sa.update(EditionLine).where(*standing).values(**ERASED)
        db.session.execute(erased.execution_options(synchronize_session=False))
        after_commit(f"editions.forget:{cosignature_id}", lambda: store.forget(editions))
    return len(editions)


def _key(cosignature_id: uuid.UUID) -> str:
    return f"cosignature:{cosignature_id}"
