"""`make faults`, 5, 6 and 9: relays that refuse, fall silent, hang up, or show a certificate that is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.deliveries import breaker
from app.deliveries import service as deliveries
from app.deliveries.models import State
from tests.certificates import Authority
from tests.engines import Behaviour, SmtpSink, wait_until
from tests.faults import tally
from tests.faults.conftest import Stage
from tests.faults.crew import Crew, longest

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

HOSTILE = {
    "t-rcpt": (Behaviour.refuse("450 4.2.0 busy", at="rcpt"),) * 2,
    "t-data": (Behaviour.refuse("451 4.3.0 later", at="data"),) * 2,
    "t-dot": (Behaviour.refuse("452 4.3.1 full", at="dot"),) * 3,
    "t-421": (Behaviour.refuse("421 4.3.2 closing", at="dot"),),
    "t-drop": (Behaviour(at="rcpt", drop="before"), Behaviour(at="data", drop="before")),
    "t-hang": (Behaviour.hang(at="rcpt"), Behaviour.hang(at="data")),
    "p-rcpt": (Behaviour.refuse("550 5.1.1 no such mailbox", at="rcpt"),),
    "p-data": (Behaviour.refuse("554 5.6.0 no", at="data"),),
    "p-dot": (Behaviour.refuse("552 5.2.2 too much", at="dot"),),
    "u-dot": (Behaviour.drop_after_dot(),),
    "u-lost": (Behaviour.drop_after_dot(taken=False),),
    "u-hang": (Behaviour.hang(at="dot"),),
    "ok-250": (Behaviour.drop_after_250(),),
    "ok-slow": (Behaviour.slow(0.5),),
    "ok": (Behaviour.ok(),),
}


def test_a_hostile_relay_blocks_nobody_and_every_answer_has_its_end(stage: Stage) -> None:
    for kind, behaviours in HOSTILE.items():
        for place in range(20):  # each its own domain, so that no breaker opens
            domain = f"d{place}.{kind}.example.org"
            stage.fill(1, domain=domain)
            if kind.startswith("p-"):
                stage.sink.always(f"@{domain}", behaviours[0])
            else:
                stage.sink.script(f"@{domain}", *behaviours)
    stage.sink.next(*[Behaviour.slow(0.5, at="connect")] * 10, *[Behaviour(at="connect", drop="before")] * 5)
    with Crew(stage, size=3):
        stage.settle(300, meanwhile=stage.forget_the_wait)
    rows = stage.rows()
    assert len(rows) == 20 * len(HOSTILE)
    for kind, behaviours in HOSTILE.items():
        found = [row for row in rows if f".{kind}." in row.to_domain]
        expected = {"p": State.FAILED, "u": State.HELD}.get(kind[0], State.ACCEPTED)
        assert {row.state for row in found} == {expected}, kind
        most = 1 + len(behaviours) if kind.startswith("t-") else 1
        assert all(1 <= row.attempts <= most for row in found), kind
    assert set(stage.sink.counts().values()) == {1}
    for outcome in (State.ACCEPTED, State.QUEUED, State.UNKNOWN, State.FAILED):
        assert longest(stage, State.TRANSMITTING, outcome) < timedelta(seconds=1 + 5)
    held, said = stage.counts()[State.HELD], f"{stage.counts()[State.FAILED]} refused for good, each after one attempt"
    tally.note("5. hostile relay", faults=len(rows), mails=len(rows), lost=0, doubled=0, ambiguous=held, said=said)


@pytest.mark.parametrize("kind", ["unknown", "expired", "other-host"])
def test_a_relay_whose_certificate_is_none_gets_nothing_and_loses_nothing(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    authority, line = Authority.create(tmp_path), stage.app.extensions["mail"]
    monkeypatch.setattr(line, "use_tls", True)
    monkeypatch.setattr(line, "ca_file", str(authority.ca_file))
    stage.fill(20)
    with SmtpSink(tls=authority.context(kind)) as false:  # type: ignore[arg-type]
        monkeypatch.setattr(line, "port", false.port)
        assert deliveries.drain() == 0
        assert false.received == []
    with SmtpSink(tls=authority.context("good")) as true:
        monkeypatch.setattr(line, "port", true.port)
        while deliveries.drain():
            pass
        assert sorted(true.counts().values()) == [1] * 20
    tally.note(f"5. certificate: {kind}", faults=1, mails=20, lost=0, doubled=0, ambiguous=0)


def test_500_lines_that_fall_after_250_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.sink.default = Behaviour.drop_after_250()
    stage.fill(500)
    with Crew(stage):
        stage.settle(120)
    assert stage.nothing_lost_nothing_doubled(500) == 0
    tally.note("6. lines that fall after 250", faults=500, mails=500, lost=0, doubled=0, ambiguous=0)


def test_a_storm_of_421_from_one_domain_does_not_touch_the_others(stage: Stage) -> None:
    stage.fill(300, domain="storm.example.org")
    stage.fill(300, domain="calm.example.org")
    stage.sink.always("@storm.example.org", Behaviour.refuse("421 4.7.0 too many", at="rcpt"))
    with Crew(stage):
        wait_until(lambda: stage.counts()[State.ACCEPTED] == 300, "the calm domain", seconds=300, every=0.2)
    rows = stage.rows()
    assert {row.state for row in rows if row.to_domain == "calm.example.org"} == {State.ACCEPTED}
    tried = sum(row.attempts for row in rows if row.to_domain == "storm.example.org")
    assert breaker.REFUSALS <= tried <= breaker.REFUSALS + len(("one more", "of the other worker"))
    assert [trouble.key for trouble in deliveries.troubles()] == ["domain:storm.example.org"]
    said = f"{tried} attempts at the domain, then none; the other domain unaffected"
    tally.note("9. a storm of 421", faults=tried, mails=600, lost=0, doubled=0, ambiguous=0, said=said)
