"""The Assembly is dissolved: messages to those who sat wait for a person, those to ministers leave."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.core.clock import today
from app.core.database import db
from app.deliveries import service as deliveries
from app.deliveries.models import State as DeliveryState
from app.messages import service
from app.messages.errors import NobodyToWriteTo
from app.messages.models import Message, MessageRecipient
from app.officials import service as officials
from app.officials.models import Office
from tests.engines import SmtpSink
from tests.factories import make_account, make_message
from tests.messages.conftest import Supporter

pytestmark = pytest.mark.data


@pytest.fixture
def staff(supporter: Supporter) -> Account:
    return make_account("national")


def dissolved(supporter: Supporter, by: Account) -> Message:
    """Written while the Assembly sat, on its way when it was dissolved."""
    message = make_message(supporter.campaign, is_confirmed=True)
    officials.dissolve(on=today(), by=by)
    deliveries.drain()
    return message


def to_member(message: Message) -> MessageRecipient:
    db.session.expire_all()
    found = db.session.scalars(sa.select(MessageRecipient).where(MessageRecipient.message_id == message.id))
    return next(one for one in found if one.mandate.office is Office.MNA)


def test_messages_to_members_wait_and_those_to_ministers_leave(
    supporter: Supporter, staff: Account, smtp: SmtpSink
) -> None:
    message = dissolved(supporter, staff)
    assert len(smtp.to("minister@example.org")) == 1
    assert smtp.to("mna@example.org") == []
    waiting = to_member(message).delivery
    assert waiting is not None
    assert (waiting.state, waiting.attempts) == (DeliveryState.QUEUED, 0)
    (paused,) = service.paused_by_election()
    assert (paused.waiting, paused.sits_again) == (1, False)


def test_whoever_does_not_sit_again_receives_nothing(supporter: Supporter, staff: Account) -> None:
    message = dissolved(supporter, staff)
    official = to_member(message).official_id
    with pytest.raises(NobodyToWriteTo):
        service.resume_after_election(official, by=staff.id)
    assert service.cancel_after_election(official, by=staff.id) == 1
    assert to_member(message).delivery.state is DeliveryState.CANCELLED
    assert service.paused_by_election() == []


def test_whoever_sits_again_receives_what_waited_once_a_person_says_so(
    supporter: Supporter, staff: Account, smtp: SmtpSink
) -> None:
    message = dissolved(supporter, staff)
    recipient = to_member(message)
    officials.seat(recipient.official, recipient.mandate.riding_id, since=today())
    deliveries.drain()
    assert smtp.to("mna@example.org") == []
    assert service.resume_after_election(recipient.official_id, by=staff.id) == 1
    deliveries.drain()
    assert smtp.to("mna@example.org")
