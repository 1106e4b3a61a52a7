"""A mail that came back: whose it is, what follows for it, for its address, and for whoever asked for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import verp
from app.core.database import db
from app.deliveries import addresses, bounces, endings
from app.deliveries import service as deliveries
from app.deliveries.bounces import Taken
from app.deliveries.errors import NoAddressHeld
from app.deliveries.models import Delivery, Kind, State
from app.deliveries.service import Ended, Returned
from app.deliveries.tables import database_after
from tests.deliveries.letters import drain_until_empty, letter, look, put, sent, set_columns, state
from tests.deliveries.returned import LOST, SAMPLES, back, dsn, plain, report
from tests.engines import Behaviour, SmtpSink

pytestmark = pytest.mark.data
BLOCKED = report(dsn(status="5.7.1", diagnostic="smtp; 554 5.7.1 blocked"))


@pytest.fixture
def told() -> Iterator[list[Ended]]:
    """What a feature was told of mails that ended badly."""
    kept, heard = dict(endings._outcomes), list[Ended]()
    deliveries.register_outcome("test", heard.append)
    yield heard
    endings._outcomes.clear()
    endings._outcomes.update(kept)


@pytest.fixture
def alarms() -> Iterator[list[Returned]]:
    kept, heard = dict(addresses._alarms), list[Returned]()
    deliveries.register_alarm("test", heard.append)
    yield heard
    addresses._alarms.clear()
    addresses._alarms.update(kept)


def test_every_sample_of_the_corpus_moves_its_delivery_or_leaves_it_alone(app: Flask) -> None:
    for sample in SAMPLES:
        delivery = sent(Kind.RECEIPT, to="chacun@example.org")
        taken = bounces.take(sample.raw(verp.sender(delivery.id), delivery.message_id))
        is_bounce = sample.finding is bounces.Finding.FAILED
        assert taken is (Taken.BOUNCED if is_bounce else Taken.NO_BOUNCE), sample.name
        assert state(delivery) is (State.BOUNCED if is_bounce else State.ACCEPTED), sample.name


def test_the_evidence_is_kept_and_twice_is_once(app: Flask, told: list[Ended]) -> None:
    delivery = sent(guard_key="test:1")
    assert bounces.take(back(delivery)) is Taken.BOUNCED
    assert bounces.take(back(delivery)) is Taken.KNOWN
    row, last = look(delivery), deliveries.history(delivery.id)[-1]
    assert row.last_reply == last.note == "5.1.1 550 5.1.1 <elue@example.org>: Recipient address rejected: User unknown"
    assert [(one.guard_key, one.state, one.is_address_dead) for one in told] == [("test:1", State.BOUNCED, True)]


def test_a_report_whose_proof_is_not_ours_changes_nothing(app: Flask) -> None:
    delivery = sent()
    ours = verp.sender(delivery.id)
    proof = ours.partition("@")[0].rpartition("-")[2]
    forged = ours.replace(proof, "a" * len(proof))
    other = verp.sender(uuid.uuid4())
    for to in (forged, ours.replace("-", ""), "retours@porte-voix.example.org", "x", "", other.replace("+", "")):
        assert bounces.take(LOST.replace("{to}", to).encode()) is Taken.NOT_OURS
    assert bounces.take(LOST.replace("{to}", other).encode()) is Taken.NOT_OURS  # ours, of no delivery
    assert state(delivery) is State.ACCEPTED


def test_a_former_secret_still_proves_what_was_sent_under_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = sent()
    raw = back(delivery)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, longer than thirty-two letters")
    assert bounces.take(raw) is Taken.NOT_OURS
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", ("only-for-the-demonstration-and-the-tests",))
    assert bounces.take(raw) is Taken.BOUNCED


def test_the_address_is_found_wherever_the_report_still_has_it(app: Flask) -> None:
    for name in ("Delivered-To", "X-Original-To", "Envelope-To"):
        delivery = sent()
        raw = LOST.replace("To: {to}", f"To: postmaster@example.org\n{name}: <{verp.sender(delivery.id).upper()}>")
        assert bounces.take(raw.encode()) is Taken.BOUNCED
    lost, two = sent(), (sent(), sent())
    inside = LOST.replace("To: {to}\n", "").replace("Subject: Financement", f"Return-Path: <{verp.sender(lost.id)}>")
    assert bounces.take(inside.encode()) is Taken.BOUNCED
    both = plain(" ".join(verp.sender(one.id) for one in two)).replace("To: {to}\n", "")
    assert bounces.take(both.encode()) is Taken.NOT_OURS  # nobody knows which


@pytest.mark.parametrize("where", State)
def test_only_what_may_have_left_comes_back(app: Flask, where: State) -> None:
    delivery = letter(Kind.RECEIPT)
    put(delivery, where)
    expected = {
        State.ACCEPTED: Taken.BOUNCED,
        State.UNKNOWN: Taken.BOUNCED,  # that it came back proves that it left
        State.HELD: Taken.BOUNCED,
        State.CLAIMED: Taken.LATER,
        State.TRANSMITTING: Taken.LATER,
    }.get(where, Taken.KNOWN)
    assert bounces.take(back(delivery)) is expected
    assert state(delivery) is (State.BOUNCED if expected is Taken.BOUNCED else where)


def test_letters_to_an_official_whose_address_came_back_wait_and_staff_are_told_once(
    app: Flask, smtp: SmtpSink, alarms: list[Returned]
) -> None:
    first, second = sent(), sent()
    waiting, other = letter(to="Elue@example.org"), letter(to="ministre@example.org")
    receipt = letter(Kind.RECEIPT, to="elue@example.org")
    bounces.take(back(first))
    bounces.take(back(second))
    assert [(one.to_address, one.status, one.waiting) for one in alarms] == [("elue@example.org", "5.1.1", 1)]
    drain_until_empty()
    assert [state(one) for one in (waiting, other, receipt)] == [State.QUEUED, State.ACCEPTED, State.ACCEPTED]
    (held,) = deliveries.held_addresses()
    assert (held.address, held.status, held.waiting) == ("elue@example.org", "5.1.1", 1)
    deliveries.release("elue@example.org")
    drain_until_empty()
    assert state(waiting) is State.ACCEPTED
    assert deliveries.held_addresses() == []
    with pytest.raises(NoAddressHeld):
        deliveries.release("elue@example.org")


def test_staff_give_up_and_whoever_wrote_hears_of_it(app: Flask, told: list[Ended]) -> None:
    bounces.take(back(sent()))
    waiting = letter(guard_key="test:2")
    assert deliveries.give_up("elue@example.org") == 1
    assert (state(waiting), look(waiting).attempts) == (State.FAILED, 0)
    assert [(one.delivery_id, one.status) for one in told] == [(waiting.id, "5.1.1")]
    with pytest.raises(NoAddressHeld):
        deliveries.give_up("personne@example.org")


@pytest.mark.parametrize(
    ("status", "holds"),
    [
        *((status, 1) for status in ("5.1.1", "5.1.10", "5.2.1", "5.2.2", "5.4.4")),
        *((status, 3) for status in ("5.7.1", "5.0.0", "5.1.8", "5.2.4")),
        *((status, None) for status in ("5.3.4", "5.6.0", "4.4.7")),
    ],
)
def test_a_mailbox_that_says_no_holds_the_others_at_once_and_a_policy_after_three_letters(
    app: Flask, status: str, holds: int | None
) -> None:
    for number in (1, 2, 3):
        delivery = sent()
        raw = back(delivery, report(dsn(status=status, diagnostic="smtp; no")))
        assert [bounces.take(raw), bounces.take(raw)] == [Taken.BOUNCED, Taken.KNOWN]
        assert bool(deliveries.held_addresses()) is (holds is not None and number >= holds)
    assert deliveries.suppressed() == []


def test_refusals_of_another_day_or_address_and_those_inside_a_digest_hold_nothing(app: Flask) -> None:
    long_ago, elsewhere, digest = sent(), sent(to="ministre@example.org"), sent(Kind.DIGEST)
    carried = sent()
    set_columns(carried, carrier_id=digest.id)
    for delivery in (long_ago, elsewhere, digest):
        bounces.take(back(delivery, BLOCKED))
    set_columns(long_ago, finished_at=database_after(-25 * 3600))
    bounces.take(back(sent(), BLOCKED))
    assert state(carried) is State.BOUNCED
    assert deliveries.held_addresses() == []


def test_what_comes_back_once_its_address_was_forgotten_holds_nothing(app: Flask, alarms: list[Returned]) -> None:
    message = sent()
    set_columns(message, finished_at=database_after(-15 * 86400))
    deliveries.forget_old()
    assert bounces.take(back(message)) is Taken.BOUNCED
    assert state(message) is State.BOUNCED
    assert alarms == []
    assert deliveries.stopped() == frozenset()
    assert "elue" not in f"{look(message).last_reply} {[step.note for step in deliveries.history(message.id)]}"


def test_what_the_relay_itself_says_of_an_address_counts_as_much(app: Flask, smtp: SmtpSink) -> None:
    smtp.always("elue@example.org", Behaviour.refuse("550 5.1.1 no such mailbox"))
    smtp.always("nadia@example.com", Behaviour.refuse("550 5.1.2 no such domain"))
    smtp.always("vague@example.com", Behaviour.refuse("550 no"))
    for mail in (letter(), letter(Kind.RECEIPT, to="nadia@example.com"), letter(Kind.RECEIPT, to="vague@example.com")):
        drain_until_empty()
        assert state(mail) is State.FAILED
    assert [one.address for one in deliveries.held_addresses()] == ["elue@example.org"]
    assert [one.address for one in deliveries.suppressed()] == ["nadia@example.com"]


def test_whoever_stumbles_over_the_news_undoes_nothing(app: Flask, told: list[Ended], alarms: list[Returned]) -> None:
    def stumble(_: object) -> None:
        db.session.add(Delivery())
        raise ZeroDivisionError

    deliveries.register_outcome("test", stumble)
    deliveries.register_alarm("test", stumble)
    delivery = sent(guard_key="test:3")
    assert bounces.take(back(delivery)) is Taken.BOUNCED
    assert state(delivery) is State.BOUNCED
    assert len(deliveries.held_addresses()) == 1


@pytest.mark.parametrize("level", ["Content-Type: message/rfc822\n\n", "multipart"])
def test_parts_in_parts_are_not_taken_apart_and_the_words_are_the_evidence(app: Flask, level: str) -> None:
    delivery = sent(Kind.RECEIPT)
    if level == "multipart":
        nested = "".join(f'Content-Type: multipart/mixed; boundary="{one}"\n\n--{one}\n' for one in range(300))
    else:
        nested = level * 2_000
    raw = back(delivery, f"From: Mailer-Daemon@example.org\nTo: {{to}}\n\n550 5.1.1 unknown user\n{nested}")
    assert bounces.take(raw) is Taken.BOUNCED
    assert look(delivery).last_reply.startswith("5.1.1 550 5.1.1 unknown user")
