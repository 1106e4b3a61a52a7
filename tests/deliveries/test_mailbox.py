"""The mailbox of returned mails: each file once, and none stands in the way of the others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from flask import Flask
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import bounces, mailbox
from app.deliveries.models import Delivery, Kind, State
from tests.deliveries.letters import put, sent, state
from tests.deliveries.returned import LOST, back
from tests.passing_time import days_later

pytestmark = pytest.mark.data


@pytest.fixture
def box(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setitem(app.config, "BOUNCES_MAILDIR", tmp_path)
    return tmp_path


def names(box: Path) -> dict[str, list[str]]:
    """What lies where."""
    return {
        folder.name: sorted(path.name for path in folder.iterdir())
        for folder in box.iterdir()
        if folder.is_dir() and any(folder.iterdir())
    }


def test_without_a_mailbox_nothing_is_read(app: Flask) -> None:
    assert mailbox.read_returns() == 0


def test_each_file_is_read_once_and_put_away(box: Path) -> None:
    delivery, answered = sent(Kind.RECEIPT), sent(Kind.RECEIPT)
    (box / "new" / "1.bounce").write_bytes(back(delivery))
    (box / "cur" / "2.seen:2,S").write_bytes(back(answered, "From: A <a@example.org>\nTo: {to}\n\nMerci"))
    (box / "new" / "3.forged").write_bytes(LOST.replace("{to}", "retours+x-y@porte-voix.example.org").encode())
    (box / "new" / "4.empty").write_bytes(b"")
    assert mailbox.read_returns() == 4
    assert names(box) == {".handled": ["1.bounce", "2.seen:2,S"], ".aside": ["3.forged", "4.empty"]}
    assert (state(delivery), state(answered)) == (State.BOUNCED, State.ACCEPTED)
    assert mailbox.read_returns() == 0


def test_a_poisoned_file_never_keeps_the_others_waiting(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stumbles: here the reader itself, on one file, in the middle of a unit of work."""
    honest = bounces.take

    def take(raw: bytes) -> bounces.Taken:
        with unit_of_work():
            if raw == b"poison":
                raise ZeroDivisionError
        return honest(raw)

    monkeypatch.setattr(bounces, "take", take)
    delivery = sent(Kind.RECEIPT)
    key = delivery.id
    (box / "new" / "1.poison").write_bytes(b"poison")
    (box / "new" / "2.bounce").write_bytes(back(delivery))
    assert mailbox.read_returns() == 1
    assert state(db.session.get_one(Delivery, key)) is State.BOUNCED
    for tries in (1, 2):
        assert names(box)[".in-hand"] == [f"{tries}~1.poison"]
        assert mailbox.read_returns() == 0  # somebody may have it in hand
        let_go(box)
        mailbox.read_returns()
    assert names(box)[".aside"] == ["1.poison"]


def test_a_round_ends_by_its_own_clock_and_the_next_goes_on(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (box / "new" / "1.forged").write_bytes(b"x")
    monkeypatch.setattr(mailbox, "ROUND_S", -1.0)
    assert mailbox.read_returns() == 0
    assert names(box) == {"new": ["1.forged"]}
    monkeypatch.setattr(mailbox, "ROUND_S", 20.0)
    assert mailbox.read_returns() == 1


def test_the_end_of_the_job_is_no_fault_of_the_file(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(raw: bytes) -> bounces.Taken:
        raise JobTimeoutException

    monkeypatch.setattr(bounces, "take", take)
    (box / "new" / "1.slow").write_bytes(b"x")
    with pytest.raises(JobTimeoutException):
        mailbox.read_returns()
    assert names(box) == {".in-hand": ["1~1.slow"]}


def let_go(box: Path) -> None:
    """As if whoever had these files in hand were gone."""
    for path in (box / ".in-hand").iterdir():
        os.utime(path, (time.time() - mailbox.STUCK_S - 1,) * 2)


def test_a_reader_that_was_killed_is_followed_by_another(box: Path) -> None:
    delivery = sent(Kind.RECEIPT)
    (box / ".in-hand").mkdir()
    (box / ".in-hand" / "1~1.bounce").write_bytes(back(delivery))
    (box / ".in-hand" / "3~2.killer").write_bytes(back(delivery))
    let_go(box)
    assert mailbox.read_returns() == 1
    assert state(delivery) is State.BOUNCED
    assert names(box) == {".handled": ["1.bounce"], ".aside": ["2.killer"]}


def test_what_is_about_a_mail_on_its_way_waits(box: Path) -> None:
    delivery = sent(Kind.RECEIPT)
    put(delivery, State.TRANSMITTING)
    (box / "new" / "1.early").write_bytes(back(delivery))
    assert mailbox.read_returns() == 0
    assert names(box) == {"new": ["1.early"]}
    put(delivery, State.ACCEPTED)
    assert mailbox.read_returns() == 1


def test_returned_mails_are_kept_no_longer_than_the_mails(box: Path) -> None:
    (box / "new" / "1.forged").write_bytes(b"x")
    mailbox.read_returns()
    with days_later(13):
        mailbox.read_returns()
        assert names(box) == {".aside": ["1.forged"]}
    with days_later(15):
        assert now().timestamp() > time.time()
        mailbox.read_returns()
    assert names(box) == {}


def test_a_database_that_is_away_costs_a_file_none_of_its_tries(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(raw: bytes) -> bounces.Taken:
        raise OperationalError(None, None, Exception("gone"))

    (box / "new" / "1.bounce").write_bytes(b"")
    with monkeypatch.context() as outage:
        outage.setattr(bounces, "take", away)
        for _ in range(mailbox.TRIES + 1):
            with pytest.raises(OperationalError):
                mailbox.read_returns()
    assert names(box) == {"new": ["1.bounce"]}
    assert mailbox.read_returns() == 1
