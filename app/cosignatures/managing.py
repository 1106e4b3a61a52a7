"""What the signatory does with the link of the mails: see, correct, choose again, take back."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial

import sqlalchemy as sa

from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core import audit, renderings, tokens
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, mails, standing
from app.cosignatures.amending import JUDGED, Correction, amend, attach, is_still_named
from app.cosignatures.confirming import yield_to
from app.cosignatures.errors import AlreadyWithdrawn, AnotherIsLive, IllegalMove
from app.cosignatures.holding import held
from app.cosignatures.listing import is_shown
from app.cosignatures.models import Authority, ChangedField, Cosignature, State
from app.cosignatures.once import once_per_organization
from app.cosignatures.publishing import publication
from app.deliveries import service as deliveries
from app.organizations import service as organizations

# A duplicate too: that it cannot be corrected would tell that somebody else signed before.
CORRECTABLE = frozenset({State.CONFIRMED, State.VALIDATED, State.TO_CHECK, State.DUPLICATE})


def of_link(token: str) -> Cosignature:
    """The cosignature of the link that every mail carries; changes nothing.

    Raises LinkInvalid, LinkReplaced; AlreadyWithdrawn also once the row or the person's data is gone.
    """
    cosignature = held(links.MANAGE.read(token))
    if cosignature is None or cosignature.state is State.WITHDRAWN:
        raise AlreadyWithdrawn
    if cosignature.signatory is None:  # a form that was sent twice: its link leads to the one confirmed
        return _confirmed_instead(cosignature)
    return cosignature


def signed(key: uuid.UUID) -> Cosignature:
    """The cosignature that another link is about. Raises LinkReplaced; AlreadyWithdrawn also once forgotten."""
    cosignature = held(key)
    if cosignature is None or cosignature.state is State.WITHDRAWN or cosignature.signatory is None:
        raise AlreadyWithdrawn
    return cosignature


def choices(cosignature: Cosignature) -> dict[Purpose, bool]:
    """What the signatory agrees to today."""
    return consents.in_force(standing.subject(cosignature.id))


def correct(cosignature_id: uuid.UUID, correction: Correction) -> Cosignature:
    """Set right what was typed. Another name or place goes back to be validated.

    Raises AlreadyWithdrawn, IllegalMove for a signature that is not to be corrected, NameRefused.
    """
    with unit_of_work():
        cosignature = _locked(cosignature_id)
        if cosignature.state not in CORRECTABLE:
            raise IllegalMove(state=cosignature.state.value, to=cosignature.state.value)
        was_public = cosignature.is_public
        changed = {change.field for change in amend(cosignature, correction)}
        if changed & JUDGED:
            if cosignature.state is State.VALIDATED:
                cosignature.return_to_be_validated(at=now())
            db.session.flush()
            _follow_the_name(cosignature)
        audit.record("cosignature.corrected", cosignature.audit_key)
        if was_public or cosignature.is_public:
            touch_public_pages(cosignature)
    return cosignature


def choose(cosignature_id: uuid.UUID, *, publishes_name: bool, wants_news: bool) -> Cosignature:
    """Change one's mind about a consent; the ledger keeps both words. Raises AlreadyWithdrawn."""
    with unit_of_work():
        cosignature = _locked(cosignature_id)
        before = choices(cosignature)
        wanted = {Purpose.PUBLISH_NAME: publishes_name, Purpose.NEWS: wants_news}
        changed = [(purpose, given) for purpose, given in wanted.items() if before.get(purpose, False) != given]
        texts = standing.in_force(cosignature.campaign, cosignature.locale)
        standing.ledger(cosignature.id, texts, changed, Channel.LINK)
        cosignature.publishes_name = publishes_name
        touch_public_pages(cosignature)  # an edition may name it though it waits to be validated again
    return cosignature


def answer_of_the_board(cosignature_id: uuid.UUID, answer: Authority, on: date | None = None) -> Cosignature:
    """What the board said since, or when it will. Raises AlreadyWithdrawn, IllegalMove for one that is over."""
    with unit_of_work():
        cosignature = _locked(cosignature_id)
        if cosignature.state not in CORRECTABLE:
            raise IllegalMove(state=cosignature.state.value, to=cosignature.state.value)
        before = _said(cosignature)
        cosignature.answer_of_the_board(answer, on)
        if _said(cosignature) != before:
            cosignature.change(ChangedField.AUTHORITY, before, _said(cosignature), at=now())
            audit.record("cosignature.board_answered", cosignature.audit_key, answer=answer.value)
    return cosignature


def withdraw(cosignature_id: uuid.UUID) -> None:
    """Take the signature back: off the list at once, the person's data destroyed, mails on their way stopped.

    A form that was never confirmed simply disappears. Raises AlreadyWithdrawn.
    """
    with unit_of_work():
        cosignature = _locked(cosignature_id)
        _stop_mails(cosignature)
        addressee = mails.Addressee.of(cosignature)
        was_public = is_shown(cosignature)
        was_submitted = cosignature.state is State.SUBMITTED
        if was_submitted:
            db.session.delete(cosignature)
        else:
            cosignature.withdraw(at=now())
            publication().taken_back(cosignature.id)
            _forget_the_forms_sent_twice(cosignature)
        audit.record("cosignature.withdrawn", cosignature.audit_key)
        if addressee is not None and not was_submitted:
            mails.withdrawn(cosignature.campaign, addressee, was_public=was_public).send()
        if not was_submitted:
            touch_public_pages(cosignature)


def touch_public_pages(cosignature: Cosignature) -> None:
    """Within a unit of work: the list, the campaign's page and the front page show something else from now on."""
    renderings.touch(cosignature.campaign.page_key, renderings.FRONT)


def _confirmed_instead(closed: Cosignature) -> Cosignature:
    """The one that the same mailbox confirmed. A link never opens what another mailbox signed. Raises LinkExpired."""
    other = db.session.get(Cosignature, closed.duplicate_of_id) if closed.duplicate_of_id else None
    if other is None or other.signatory is None or not other.email_key or other.email_key != closed.email_key:
        raise tokens.LinkExpired
    return other


def _forget_the_forms_sent_twice(cosignature: Cosignature) -> None:
    """Their link led to this one: the key of the address leaves them with it."""
    closed = Cosignature.duplicate_of_id == cosignature.id, ~Cosignature.signatory.has()
    db.session.execute(
        sa.update(Cosignature).where(*closed).values(email_key="").execution_options(synchronize_session=False)
    )


def _locked(cosignature_id: uuid.UUID) -> Cosignature:
    cosignature = locked(Cosignature, cosignature_id)
    if cosignature is None or cosignature.state is State.WITHDRAWN:
        raise AlreadyWithdrawn
    return cosignature


def _said(cosignature: Cosignature) -> str:
    return f"{cosignature.authority.value} {cosignature.authority_on or ''}".strip()


def _follow_the_name(cosignature: Cosignature) -> None:
    """Another organization may be meant from now on; one that has signed already keeps its place."""
    before = cosignature.organization
    if before is None or is_still_named(cosignature, before):
        return
    meant = organizations.find_or_add(cosignature.shown_name, cosignature.region_code, cosignature.city)
    try:
        attach(cosignature, meant)
        if cosignature.state is State.DUPLICATE:  # of the one that it named before
            stands = partial(cosignature.return_to_be_validated, at=now())
            once_per_organization(cosignature.campaign_id, meant.id, stands)
    except AnotherIsLive as taken:
        yield_to(cosignature, taken)


def _stop_mails(cosignature: Cosignature) -> None:
    """Those that wait in the outbox; the guards stop the ones in a worker's hands."""
    for state in (State.SUBMITTED, State.VALIDATED, State.DECLINED):
        deliveries.cancel(guard_key=mails.guard_key(cosignature.id, state), reason="withdrawn")
