"""Addresses of anybody but officials that nobody reads any more: left in peace, known again, lifted, forgotten."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.database import db
from app.deliveries import bounces, suppressions
from app.deliveries import service as deliveries
from app.deliveries.errors import NoSuchSuppression
from app.deliveries.models import Kind, State, SuppressedAddress
from app.deliveries.tables import database_after
from tests.deliveries.letters import drain_until_empty, letter, sent, set_columns, state
from tests.deliveries.returned import back, dsn, report
from tests.engines import SmtpSink
from tests.passing_time import days_later

pytestmark = pytest.mark.data


@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.RECEIPT, Kind.REMINDER, Kind.UPDATE])
def test_anybody_elses_dead_address_gets_only_what_is_needed(app: Flask, smtp: SmtpSink, kind: Kind) -> None:
    bounces.take(back(sent(Kind.UPDATE, to="Nadia@example.com")))
    (suppressed,) = deliveries.suppressed()
    assert (suppressed.address, suppressed.status) == ("nadia@example.com", "5.1.1")
    assert deliveries.held_addresses() == []
    mail = letter(kind, to="nadia@example.com")
    drain_until_empty()
    is_needed = kind in (Kind.CONFIRMATION, Kind.RECEIPT)
    assert state(mail) is (State.ACCEPTED if is_needed else State.CANCELLED)
    assert is_needed or deliveries.history(mail.id)[-1].note == suppressions.SUPPRESSED


def test_staff_lift_a_suppression_and_it_ends_by_itself_after_a_year(app: Flask, smtp: SmtpSink) -> None:
    for name in ("a", "b"):
        bounces.take(back(sent(Kind.RECEIPT, to=f"{name}@example.com")))
    newest = deliveries.suppressed()[0]
    key, address = newest.id, newest.address
    deliveries.lift(key)
    with pytest.raises(NoSuchSuppression):
        deliveries.lift(key)
    mail = letter(Kind.REMINDER, to=address)
    drain_until_empty()
    assert state(mail) is State.ACCEPTED
    with days_later(364):
        assert deliveries.forget_old_suppressions() == 0
    with days_later(366):
        assert deliveries.forget_old_suppressions() == 1


def test_of_an_address_left_in_peace_a_fingerprint_stays_that_knows_it_again(app: Flask, smtp: SmtpSink) -> None:
    told = sent(Kind.RECEIPT, to="Nadia@example.com")
    bounces.take(back(told))
    set_columns(told, finished_at=database_after(-15 * 86400))
    deliveries.forget_old()
    assert (deliveries.suppressed(), deliveries.count_suppressed()) == ([], 1)
    assert "nadia" not in str(db.session.execute(select(SuppressedAddress.__table__)).all()).lower()
    again, other = letter(Kind.REMINDER, to="nadia@example.com"), letter(Kind.REMINDER, to="nadine@example.com")
    drain_until_empty()
    assert (state(again), state(other)) == (State.CANCELLED, State.ACCEPTED)


def test_an_address_is_known_again_under_a_former_secret_and_lifted_by_typing_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounces.take(back(sent(Kind.RECEIPT, to="nadia@example.com")))
    later = sent(Kind.RECEIPT, to="nadia@example.com")
    former = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, longer than thirty-two letters")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", (former,))
    bounces.take(back(later))
    assert deliveries.count_suppressed() == 1
    deliveries.lift_address("Nadia@Example.com")
    with pytest.raises(NoSuchSuppression):
        deliveries.lift_address("nadia@example.com")
    assert deliveries.count_suppressed() == 0


def test_a_full_or_wary_mailbox_is_not_a_dead_one(app: Flask) -> None:
    for status in ("5.2.2", "5.7.1", "4.4.7"):
        bounces.take(back(sent(Kind.RECEIPT), report(dsn(status=status, diagnostic="smtp; no"))))
    assert deliveries.suppressed() == []
