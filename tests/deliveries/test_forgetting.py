"""What stays of a mail once it is over: states and times; its words and addresses go."""

from __future__ import annotations

import pytest

from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import State
from tests.deliveries.letters import letter, look, put, set_columns, steps
from tests.engines import Behaviour, SmtpSink
from tests.passing_time import days_later

pytestmark = pytest.mark.data
PERSONAL = ("subject", "body_text", "from_name", "to_name", "to_address", "to_domain")


def in_days(days: float) -> int:
    with days_later(days):
        return deliveries.forget_old()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.BOUNCED, State.FAILED, State.DEAD, State.CANCELLED])
def test_what_is_over_for_14_days_loses_its_words_and_addresses(app: object, state: State) -> None:
    mail = letter()
    put(mail, state)
    assert in_days(13) == 0
    assert in_days(15) == 1
    assert in_days(15) == 0
    row = look(mail)
    assert [getattr(row, name) for name in PERSONAL] == [""] * len(PERSONAL)
    assert (row.body_html, row.reply_to_name, row.reply_to_address, row.last_reply) == (None, None, None, None)
    assert row.state == state
    assert row.finished_at is not None


@pytest.mark.parametrize("state", [State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.UNKNOWN, State.HELD])
def test_what_is_not_over_keeps_its_words_however_old(app: object, state: State) -> None:
    mail = letter()
    put(mail, state)
    assert in_days(400) == 0
    assert look(mail).to_address == "elue@example.org"


def test_every_step_stays_and_only_replies_that_name_somebody_are_emptied(app: object, smtp: SmtpSink) -> None:
    mail = letter(to="nulle@example.org")
    smtp.script("nulle@example.org", Behaviour.refuse("550 5.1.1 <nulle@example.org> unknown"))
    deliveries.drain()
    before = steps(mail)
    assert any("@" in (move.note or "") for move in deliveries.history(mail.id))
    assert in_days(15) == 1
    assert steps(mail) == before
    assert not any("@" in (move.note or "") for move in deliveries.history(mail.id))


def test_a_feature_can_have_its_mails_emptied_at_once(app: object) -> None:
    over, waiting, other = letter(guard_key="test:1"), letter(guard_key="test:1"), letter(guard_key="test:2")
    put(over, State.ACCEPTED)
    put(other, State.ACCEPTED)
    with unit_of_work():
        assert deliveries.forget(["test:1"]) == 1
    assert look(over).body_text == ""
    assert look(waiting).body_text != ""
    assert look(other).body_text != ""


def test_many_are_emptied_in_batches(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.deliveries import forgetting

    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        put(letter(), State.ACCEPTED)
    set_columns(letter(), to_name="Encore en file")
    assert in_days(15) == 5
