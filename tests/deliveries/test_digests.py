"""Many messages to one official in one mail a day, each with its own state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from app.core import mailer
from app.core.database import db
from app.core.mailer import Attachment
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, digests, rhythm
from app.deliveries import service as deliveries
from app.deliveries.errors import NotHeld
from app.deliveries.models import Decision, Delivery, Kind, State
from app.deliveries.tables import LANES, connection, database_after
from tests.deliveries.letters import claim_one, drain_until_empty, expire_lease, letter, look, make_due, state, steps
from tests.engines import Behaviour, SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]

ANY_HOUR = dict.fromkeys(range(24), 1.0)
GROUP = "campaign:1"
RELEASED = Attachment("messages.csv", b"\xef\xbb\xbfNom\r\n")


def written(keys: Sequence[str], locale: str) -> deliveries.Written:
    text = "\n".join(keys)
    return deliveries.Written(f"{len(keys)} personnes", f"{len(keys)} messages", text, f"<p>{text}</p>", (RELEASED,))


@pytest.fixture(autouse=True)
def _grouped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond two messages to one official, they leave together; at any hour, so that tests need not wait."""
    monkeypatch.setitem(app.config, "IS_PACED", True)
    monkeypatch.setattr(rhythm, "HOURS", ANY_HOUR)
    monkeypatch.setattr(rhythm, "is_working_day", lambda day: True)
    monkeypatch.setattr(digests, "HOUR", 0)
    monkeypatch.setitem(digests._writers, "test", written)
    with unit_of_work():
        deliveries.set_rule(GROUP, 2)


def messages(number: int, official: str = "official:1", group: str = GROUP) -> list[Delivery]:
    return [letter(pace_key=official, group_key=group, guard_key=f"test:{official}:{one}") for one in range(number)]


def the_digest(members: list[Delivery]) -> Delivery:
    return Delivery(id=look(members[0]).carrier_id)


def created() -> int:
    return sum(deliveries.counts().values())


def test_beyond_the_threshold_messages_leave_in_one_mail_and_each_is_accepted(app: Flask, smtp: SmtpSink) -> None:
    members = messages(3)
    assert deliveries.gather() == 1
    drain_until_empty()
    assert {state(one) for one in members} == {State.ACCEPTED}
    assert deliveries.counts()[State.ACCEPTED] == created() == 4
    (mail,) = smtp.received
    assert "test:official:1:2" in mail.text
    assert [part.get_filename() for part in mail.message.iter_attachments()] == ["messages.csv"]
    assert mail.message["Auto-Submitted"] is None


def test_up_to_the_threshold_each_leaves_by_itself(app: Flask) -> None:
    members = messages(2)
    assert deliveries.gather() == 0
    assert look(members[0]).carrier_id is None


def test_without_a_rule_nothing_is_put_together(app: Flask) -> None:
    messages(5, group="campaign:2")
    assert deliveries.gather() == 0
    with unit_of_work():
        deliveries.set_rule(GROUP, None)
    messages(5)
    assert deliveries.gather() == 0


def test_an_official_gets_one_digest_a_day(app: Flask) -> None:
    messages(3)
    assert deliveries.gather() == 1
    later = messages(4, group=GROUP)
    assert deliveries.gather() == 0
    assert look(later[0]).carrier_id is None


def test_each_official_gets_their_own(app: Flask) -> None:
    messages(3, "official:1")
    messages(3, "official:2")
    assert deliveries.gather() == 2


def test_what_was_tried_already_is_left_where_it_is(app: Flask) -> None:
    members = messages(3)
    claim_one()
    assert deliveries.gather() == 0
    assert look(members[0]).carrier_id is None


def test_a_message_in_a_digest_never_leaves_by_itself(app: Flask) -> None:
    members = messages(3)
    deliveries.gather()
    taken = [claim.row.id for claim in claims.claim(10)]
    assert taken == [the_digest(members).id]


def test_who_takes_a_message_back_before_it_leaves_is_not_in_it(app: Flask, smtp: SmtpSink) -> None:
    members = messages(3)
    deliveries.gather()
    with unit_of_work():
        assert deliveries.cancel(guard_key="test:official:1:1", reason="withdrawn") == 1
    drain_until_empty()
    assert [state(one) for one in members] == [State.ACCEPTED, State.CANCELLED, State.ACCEPTED]
    assert "test:official:1:1" not in smtp.received[0].text


def test_who_takes_a_message_back_while_it_is_written_is_not_in_it(app: Flask, smtp: SmtpSink) -> None:
    """The digest goes back and is written again without it: what was acknowledged holds."""
    members = messages(3)
    deliveries.gather()
    claim = claim_one()
    _, claim.members = digests.write(claim.row)
    with unit_of_work():
        deliveries.cancel(guard_key="test:official:1:0", reason="withdrawn")
    assert not claims.transmit(claim)
    assert state(the_digest(members)) is State.QUEUED
    make_due(the_digest(members))
    drain_until_empty()
    assert [state(one) for one in members] == [State.CANCELLED, State.ACCEPTED, State.ACCEPTED]


def test_once_it_has_begun_to_leave_nobody_can_take_a_message_back(app: Flask) -> None:
    members = messages(3)
    deliveries.gather()
    claim = claim_one()
    _, claim.members = digests.write(claim.row)
    assert claims.transmit(claim)
    with unit_of_work():
        assert deliveries.cancel(guard_key="test:official:1:0", reason="withdrawn") == 0
    assert {state(one) for one in members} == {State.TRANSMITTING}


def test_what_a_guard_forbids_or_puts_off_is_taken_out(app: Flask, smtp: SmtpSink) -> None:
    answers = {"test:official:1:0": "closed", "test:official:1:1": deliveries.Later("dissolved")}
    deliveries.register_guard("test", answers.get)
    members = messages(3)
    deliveries.gather()
    drain_until_empty()
    assert [state(one) for one in members] == [State.CANCELLED, State.QUEUED, State.ACCEPTED]
    assert look(members[1]).carrier_id is None
    assert created() == 4


def test_a_digest_that_nobody_is_left_in_does_not_leave(app: Flask, smtp: SmtpSink) -> None:
    members = messages(3)
    deliveries.gather()
    deliveries.register_guard("test", lambda key: "closed")
    drain_until_empty()
    assert {state(one) for one in [*members, the_digest(members)]} == {State.CANCELLED}
    assert smtp.received == []


def lost_digest() -> tuple[Delivery, list[Delivery]]:
    """Its worker died after the mark."""
    members = messages(3)
    deliveries.gather()
    claim = claim_one()
    _, claim.members = digests.write(claim.row)
    assert claims.transmit(claim)
    digest = the_digest(members)
    for one in [digest, *members]:
        expire_lease(one)
    deliveries.sweep()
    return digest, members


def test_a_digest_of_which_nobody_knows_is_held_once_with_all_that_it_carries(app: Flask) -> None:
    digest, members = lost_digest()
    assert {state(one) for one in [digest, *members]} == {State.HELD}
    assert [one.id for one in deliveries.held()] == [digest.id]
    assert steps(members[0])[-3:] == [State.TRANSMITTING, State.UNKNOWN, State.HELD]
    with pytest.raises(NotHeld):
        deliveries.decide(members[0].id, Decision.RESEND)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [(Decision.RESEND, State.ACCEPTED), (Decision.ABANDON, State.CANCELLED), (Decision.ARRIVED, State.ACCEPTED)],
)
def test_what_is_decided_of_a_digest_holds_for_all_that_it_carries(
    app: Flask, smtp: SmtpSink, decision: Decision, expected: State
) -> None:
    digest, members = lost_digest()
    deliveries.decide(digest.id, decision)
    for lane in ("pace:official:1", "domain:example.org"):
        _an_hour_passes(lane)
    drain_until_empty()
    assert {state(one) for one in [digest, *members]} == {expected}
    assert len(smtp.received) == (decision is Decision.RESEND)


def test_a_digest_that_is_refused_for_good_fails_with_all_that_it_carries(app: Flask, smtp: SmtpSink) -> None:
    members = messages(3)
    told: list[str] = []
    deliveries.register_outcome("test", lambda ended: told.append(ended.guard_key))
    deliveries.gather()
    smtp.always("elue@example.org", Behaviour.refuse())
    drain_until_empty()
    assert {state(one) for one in members} == {State.FAILED}
    assert sorted(told) == [f"test:official:1:{number}" for number in range(3)]


def test_a_digest_is_paced_like_any_message(app: Flask) -> None:
    messages(3)
    deliveries.gather()
    assert claims.transmit(_written(claim_one()))
    letter(Kind.MESSAGE, pace_key="official:1")
    assert claims.claim(10) == []


def _written(claim: claims.Claim) -> claims.Claim:
    _, claim.members = digests.write(claim.row)
    return claim


def _an_hour_passes(lane: str) -> None:
    with unit_of_work():
        begun = {"turn_at": database_after(-3600), "free_at": database_after(-3600)}
        connection().execute(LANES.update().where(LANES.c.key == lane).values(begun))


def test_what_goes_to_another_office_is_taken_out_of_the_digest_of_the_former(app: Flask, smtp: SmtpSink) -> None:
    members = messages(3)
    deliveries.gather()
    digest = the_digest(members)
    with unit_of_work():
        for member in members:
            deliveries.redirect(guard_key=look(member).guard_key, to_address="nouvelle@example.org")
    drain_until_empty()
    assert state(digest) is State.CANCELLED
    assert {mail.recipients[0] for mail in smtp.received} == {"nouvelle@example.org"}  # the others wait their turn
    assert {(look(one).carrier_id, look(one).to_address) for one in members} == {(None, "nouvelle@example.org")}


def test_nothing_stays_open_in_the_database_while_a_digest_is_discussed(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = messages(3)
    assert deliveries.gather() == 1
    seen: list[bool] = []
    address = mailer.Connection._address

    def looked_at(line: mailer.Connection, parcel: mailer.Parcel, meanwhile: Callable[[], None] | None) -> None:
        seen.append(db.session().get_transaction() is not None)
        address(line, parcel, meanwhile)

    monkeypatch.setattr(mailer.Connection, "_address", looked_at)
    drain_until_empty()
    assert {state(one) for one in members} == {State.ACCEPTED}
    assert seen == [False]
