"""The log of the relay: what it proves of a mail of which nobody knows whether it left, and what it does not."""

from __future__ import annotations

import gzip
import tracemalloc
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core.clock import now
from app.deliveries import claims, relay_log
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind, State
from app.deliveries.reconciling import PostfixLog
from app.deliveries.relay_log import Court, Witnesses
from app.deliveries.service import Trace
from tests.deliveries.letters import claim_one, expire_lease, letter, put, set_columns, state
from tests.deliveries.postfix import Log

pytestmark = pytest.mark.data
FORMS = pytest.mark.parametrize("iso", [False, True], ids=["classic", "iso"])


def accepted(minutes_ago: float) -> Delivery:
    """A mail that the relay took at once, so long ago."""
    at, delivery = now() - timedelta(minutes=minutes_ago), letter(Kind.RECEIPT)
    put(delivery, State.ACCEPTED)
    set_columns(delivery, first_attempt_at=at, finished_at=at + timedelta(seconds=1), last_reply="250 2.0.0 Ok")
    return delivery


def lost(minutes_ago: float = 10, kind: Kind = Kind.MESSAGE) -> Delivery:
    """A mail whose worker died in the middle of it, so long ago."""
    from app.core.unit_of_work import unit_of_work
    from app.deliveries.tables import HISTORY, connection

    delivery = letter(kind)
    assert claims.transmit(claim_one())
    expire_lease(delivery)
    at = now() - timedelta(minutes=minutes_ago)
    set_columns(delivery, first_attempt_at=at)
    with unit_of_work():
        moves = HISTORY.update().where(HISTORY.c.delivery_id == delivery.id)
        connection().execute(moves.values(moved_at=at))
    return delivery


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail.log"


@pytest.fixture
def between(path: Path) -> Callable[..., Trace]:
    """What the log says of a mail that was lost between two that the relay took."""

    def trace(write: Callable[[Log, str], object], *, iso: bool = False, before: int = 2, after: int = 2) -> Trace:
        first = [accepted(60 - number) for number in range(before)]
        mail, last = lost(), [accepted(2 + number) for number in range(after)]
        log = Log(iso)
        for one in first:
            log.sent(one.message_id)
        write(log, mail.message_id)
        for one in reversed(last):
            log.sent(one.message_id)
        path.write_text(log.text)
        return PostfixLog(path)(mail.message_id)

    return trace


def nothing(log: Log, message_id: str) -> None:
    log.say("NOQUEUE: reject: RCPT from unknown", "postfix/smtpd")


@FORMS
@pytest.mark.parametrize("status", ["sent (250 Ok)", "bounced (host said: 550 5.1.1)", "deferred (timed out)"])
def test_whatever_became_of_it_a_mail_that_was_queued_is_found(
    app: Flask, between: Callable[..., Trace], iso: bool, status: str
) -> None:
    assert between(lambda log, key: log.sent(key, status), iso=iso) is Trace.FOUND


@FORMS
def test_a_mail_that_only_waits_in_the_queue_is_found_too(app: Flask, between: Callable[..., Trace], iso: bool) -> None:
    assert between(Log.queued, iso=iso) is Trace.FOUND


@FORMS
def test_a_mail_that_is_missing_between_two_witnesses_is_absent(
    app: Flask, between: Callable[..., Trace], iso: bool
) -> None:
    assert between(nothing, iso=iso) is Trace.ABSENT


def test_a_mail_that_was_named_and_not_queued_may_still_be(app: Flask, between: Callable[..., Trace]) -> None:
    assert between(Log.named) is Trace.UNKNOWN


@pytest.mark.parametrize(("before", "after"), [(0, 2), (2, 0), (0, 0)])
def test_without_a_witness_on_either_side_absence_proves_nothing(
    app: Flask, between: Callable[..., Trace], before: int, after: int
) -> None:
    assert between(nothing, before=before, after=after) is Trace.UNKNOWN


@pytest.mark.parametrize(
    "said",
    [
        "imjournal: 1200 messages lost due to rate-limiting (20000 allowed within 600 seconds)",
        "imuxsock[pid: 1]: begin to drop messages due to rate-limiting",
    ],
)
def test_lines_that_were_dropped_between_the_witnesses_leave_a_doubt(
    app: Flask, between: Callable[..., Trace], said: str
) -> None:
    assert between(lambda log, _key: log.say(said, "rsyslogd")) is Trace.UNKNOWN


def test_one_witness_who_went_another_way_is_enough_to_doubt(app: Flask, path: Path) -> None:
    """Two relays, one log: what is missing from it may have gone through the other."""
    first, _elsewhere, mail, last = accepted(60), accepted(50), lost(), accepted(2)
    log = Log()
    for one in (first, last):
        log.sent(one.message_id)
    path.write_text(log.text)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN


def test_a_witness_must_have_left_after_the_attempt_was_over(app: Flask, path: Path) -> None:
    first, mail, during = accepted(60), lost(10), accepted(10 - 0.1)
    assert claims.transmission_lease_s() > 6
    log = Log()
    for one in (first, during):
        log.sent(one.message_id)
    path.write_text(log.text)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN


def test_a_mail_that_a_person_or_the_log_declared_accepted_is_no_witness(app: Flask, path: Path) -> None:
    first, mail, last = accepted(60), lost(), accepted(2)
    set_columns(last, last_reply="0 TimeoutError")
    log = Log()
    for one in (first, last):
        log.sent(one.message_id)
    path.write_text(log.text)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN


def test_no_log_or_a_log_that_cannot_be_read_proves_nothing(app: Flask, path: Path) -> None:
    accepted(60)
    mail = lost()
    accepted(2)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN
    path.write_bytes(b"\xff\x00" * 5000)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN
    assert PostfixLog(path)("<nobody@example.org>") is Trace.UNKNOWN


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("mail.log.2.gz", "mail.log.1", "mail.log"), Trace.ABSENT),
        (("mail.log.3.gz", "mail.log.1", "mail.log"), Trace.UNKNOWN),  # one is missing
        (("mail.log-20261121.gz", "mail.log-20261122", "mail.log"), Trace.UNKNOWN),  # dates do not say
    ],
)
def test_rotated_files_are_one_log_when_nothing_is_missing(
    app: Flask, path: Path, names: tuple[str, ...], expected: Trace
) -> None:
    first, mail, last = accepted(60), lost(), accepted(2)
    logs = [Log(), Log(), Log()]
    logs[0].sent(first.message_id)
    logs[1].say("statistics: max connection rate 1/60s", "postfix/anvil")
    logs[2].sent(last.message_id)
    for name, log in zip(names, logs, strict=True):
        data = log.text.encode()
        (path.parent / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (path.parent / "mail.log.bak").write_text("another file")
    assert PostfixLog(path)(mail.message_id) is expected


def test_a_rotated_file_that_was_cut_leaves_a_doubt_and_no_error(app: Flask, path: Path) -> None:
    first, mail, last = accepted(60), lost(), accepted(2)
    log = Log()
    log.sent(first.message_id)
    (path.parent / "mail.log.1.gz").write_bytes(gzip.compress(log.text.encode() * 50)[:-12])
    log = Log()
    log.sent(last.message_id)
    path.write_text(log.text)
    assert PostfixLog(path)(mail.message_id) is Trace.UNKNOWN


def test_the_sweeper_asks_the_log_also_about_what_is_held_already(app: Flask, path: Path) -> None:
    first, found, absent = accepted(60), lost(), lost()
    deliveries.sweep()
    assert (state(found), state(absent)) == (State.HELD, State.HELD)
    log = Log()
    log.sent(first.message_id)
    log.sent(found.message_id)
    log.sent(accepted(2).message_id)
    path.write_text(log.text)
    deliveries.register_tracer(PostfixLog(path))
    deliveries.sweep()
    assert (state(found), state(absent)) == (State.ACCEPTED, State.QUEUED)
    assert deliveries.history(absent.id)[-1].note == "not in the relay's log"


def test_a_large_log_is_read_in_little_memory(tmp_path: Path) -> None:
    log, path = Log(), tmp_path / "mail.log"
    for _ in range(50):
        log.sent(f"<{uuid.uuid4()}@example.org>")
    with path.open("w") as file:
        for _ in range(40):
            file.write(log.text)
        file.write("x" * 600_000 + "\n")
    tracemalloc.start()
    reading = relay_log.read(path, {"<a@example.org>"}, since=0)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.seen == {}
    assert most < 500_000 < path.stat().st_size


def test_witnesses_are_the_nearest_on_either_side() -> None:
    court = Court([relay_log.Accepted(at, at + 1, f"<{at}>") for at in range(0, 200, 10)])
    found = court.witnesses(95, 120)
    assert found == Witnesses(("<50>", "<60>", "<70>", "<80>", "<90>"), ("<130>", "<140>", "<150>", "<160>", "<170>"))
