"""Whoever wrote and has not confirmed is reminded after two days and after two more, and never of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import clock
from app.core.database import db
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import service
from app.messages.models import Message
from tests.factories import BUNDLE, make_message
from tests.messages.conftest import Supporter
from tests.outbox import link_in, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data
NOON = datetime(2026, 11, 10, 17, tzinfo=UTC)  # in Quebec


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def written(supporter: Supporter, state: DeliveryState = DeliveryState.ACCEPTED, **typed: object) -> Message:
    """A message that waits for its author, whom the first mail reached unless said otherwise."""
    message = make_message(supporter.campaign, **typed)
    ended = {"state": state, "attempts": 1, "finished_at": clock.now()}
    with unit_of_work():
        first = Delivery.dedupe_key == f"message-confirmation:{message.id}"
        db.session.execute(sa.update(Delivery).where(first).values(ended))
    return message


def reminded(*, days: float) -> int:
    with days_later(days):
        return service.remind_unconfirmed()


def test_whoever_has_not_confirmed_is_reminded_twice_and_never_again(supporter: Supporter) -> None:
    message = written(supporter, name="Jeanne Canari", body="Un texte de canari, assez long pour partir.")
    assert [reminded(days=days) for days in (1.9, 2.1, 2.2, 3.5, 4.1, 4.2, 5.5, 6.5)] == [0, 1, 0, 0, 1, 0, 0, 0]
    first, last = mails(Kind.REMINDER)
    assert (first.to_address, first.to_name, first.urgency) == (mails()[0].to_address, "", 4)
    assert first.subject.replace("\u00a0", " ") == "Rappel : il reste un bouton pour envoyer votre message"
    assert "Canari" not in first.body_text + (first.body_html or "")
    assert "canari" not in first.body_text + (first.body_html or "")
    assert "une fois encore" in first.body_text
    assert "notre dernier rappel" in last.body_text
    with days_later(4.1):
        supporter.confirms(link_in(last, "/message/confirmer/"))
    db.session.expire_all()
    assert service.find(message.id).confirmed_at


def test_nobody_is_reminded_at_night_nor_of_what_a_worker_left_for_more_than_a_day(supporter: Supporter) -> None:
    written(supporter)
    assert reminded(days=2.5) == 0  # midnight
    assert reminded(days=3.05) == 0
    assert reminded(days=4.05) == 1


def test_only_what_still_waits_for_its_author_is_reminded_of(supporter: Supporter) -> None:
    written(supporter, state=DeliveryState.FAILED)
    written(supporter, email="deux@example.com")
    latest = written(supporter, email="deux@example.com")
    written(supporter, email="trois@example.com")
    service.confirm(written(supporter, email="trois@example.com").id)
    service.withdraw(written(supporter).id)
    looked_at = written(supporter, email="deux@example.com")  # perhaps by somebody else: it silences nobody
    with unit_of_work():
        looked_at.set_aside_for = Suspicion.ROBOT
    assert reminded(days=2.1) == 1
    assert mails(Kind.REMINDER)[0].guard_key == latest.reminder_key
    campaigns.close_campaign(BUNDLE)
    assert reminded(days=4.1) == 0


def test_a_reminder_leaves_only_while_there_is_something_to_confirm(supporter: Supporter) -> None:
    message = written(supporter)
    assert reminded(days=2.1) == 1
    assert service.why_a_reminder_must_not_leave(message.reminder_key) is None
    service.confirm(message.id)
    assert service.why_a_reminder_must_not_leave(message.reminder_key) == "now_queued"


def test_what_is_taken_back_takes_its_reminders_along(supporter: Supporter) -> None:
    message = written(supporter)
    assert reminded(days=2.1) == 1
    service.withdraw(message.id)
    db.session.expire_all()
    (mail,) = mails(Kind.REMINDER)
    assert (mail.state, mail.to_address) == (DeliveryState.CANCELLED, "")


def test_a_mailbox_is_reminded_three_times_a_day_at_most_whatever_was_written_in_its_name(supporter: Supporter) -> None:
    """Nobody knows yet whose it is, and each form sent under another tag would bring it two more mails."""
    for number in range(5):
        written(supporter, email=f"voisine+{number}@example.com")
    assert [reminded(days=2.1), reminded(days=2.2), len(mails(Kind.REMINDER))] == [3, 0, 3]
