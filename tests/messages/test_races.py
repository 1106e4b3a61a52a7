"""Two at the same instant: the database decides, and nobody is written to twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import service
from app.messages.errors import MessageWithdrawn
from app.messages.models import MessageRecipient, State
from tests.factories import make_message
from tests.messages.conftest import Supporter
from tests.outbox import mails

pytestmark = [pytest.mark.data, pytest.mark.engine]


def at_once(app: Flask, *acts: Callable[[], object]) -> list[BaseException | None]:
    """Each act in a thread and a session of its own, all released together. What each raised."""
    gate = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
            except BaseException as error:
                raised[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return raised


def confirming(message_id: uuid.UUID) -> Callable[[], object]:
    return lambda: service.confirm(message_id)


def test_confirming_one_message_from_two_windows_sends_it_once(supporter: Supporter, app: Flask) -> None:
    for _ in range(5):
        message = make_message(supporter.campaign)
        assert at_once(app, *[confirming(message.id)] * 4) == [None] * 4
        found = sa.select(MessageRecipient).where(MessageRecipient.message_id == message.id)
        assert len(db.session.scalars(found).all()) == 2
    assert len(mails(Kind.MESSAGE)) == 10


def test_two_messages_of_one_person_confirmed_at_once_reach_each_official_once(
    supporter: Supporter, app: Flask
) -> None:
    for number in range(5):
        address = f"jeanne-{number}@example.com"
        ids = [make_message(supporter.campaign, email=address).id for _ in range(3)]
        assert at_once(app, *(confirming(key) for key in ids)) == [None] * 3
        sent = sa.select(sa.func.count()).select_from(Delivery)
        of_person = sent.where(Delivery.reply_to_address == address, Delivery.kind == Kind.MESSAGE)
        assert db.session.scalar(of_person) == 2
        states = sorted(service.find(key).state for key in ids)
        assert states.count(State.QUEUED) in (1, 2)  # one took both, or each took one


def test_withdrawing_and_confirming_at_once_ends_in_one_of_the_two(supporter: Supporter, app: Flask) -> None:
    for _ in range(5):
        message = make_message(supporter.campaign)
        raised = at_once(app, confirming(message.id), lambda key=message.id: service.withdraw(key))
        assert raised[1] is None
        assert raised[0] is None or isinstance(raised[0], MessageWithdrawn)
        assert service.find(message.id).state is State.WITHDRAWN
    assert {mail.state for mail in mails(Kind.MESSAGE)} <= {DeliveryState.CANCELLED}


def test_two_codes_at_once_count_twice(supporter: Supporter, app: Flask) -> None:
    message = make_message(supporter.campaign)
    at_once(app, *[lambda: service.confirm_by_code(message.id, "no code")] * 4)
    assert service.find(message.id).code_attempts == 4


def test_finishing_twice_at_once_finishes_once(supporter: Supporter, app: Flask) -> None:
    make_message(supporter.campaign, is_confirmed=True)
    from app.deliveries import service as deliveries

    deliveries.drain()
    assert at_once(app, service.finish_delivered, service.finish_delivered) == [None, None]
    assert service.finish_delivered() == 0
