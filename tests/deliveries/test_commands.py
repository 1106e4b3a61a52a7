"""`flask deliveries …`: what it shows, what it changes, and with which exit code."""

from __future__ import annotations

import json
import uuid

import pytest
from click.testing import Result
from flask import Flask

from app.deliveries import service as deliveries
from app.deliveries.models import State
from tests.deliveries.letters import drain_until_empty, letter, look, put, state
from tests.engines import SmtpSink


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["deliveries", *arguments])


def test_held_mails_are_shown_with_their_evidence(app: Flask) -> None:
    assert "Aucun envoi en suspens" in flask(app, "held").output
    waiting = letter(group_key="campaign:1", pace_key="official:2")
    letter()
    put(waiting, State.HELD)
    told = flask(app, "held").output
    row = look(waiting)
    for evidence in (str(waiting.id), row.message_id, row.to_address, "group:campaign:1", "pace:official:2", "queued"):
        assert evidence in told
    assert told.count("Message-ID") == 1


@pytest.mark.parametrize(
    ("decision", "expected", "sent"),
    [("resend", State.ACCEPTED, 1), ("abandon", State.CANCELLED, 0), ("arrived", State.ACCEPTED, 0)],
)
def test_a_decision_is_carried_out_and_kept(
    app: Flask, smtp: SmtpSink, decision: str, expected: State, sent: int
) -> None:
    waiting = letter()
    put(waiting, State.HELD)
    done = flask(app, "decide", str(waiting.id), decision)
    assert done.exit_code == 0, done.output
    drain_until_empty()
    assert state(waiting) is expected
    assert len(smtp.received) == sent
    assert f"{decision} decided by the command line" in [step.note for step in deliveries.history(waiting.id)]


def test_what_cannot_be_decided_is_said(app: Flask) -> None:
    queued = letter()
    refused = flask(app, "decide", str(queued.id), "resend")
    assert (refused.exit_code, "pas en suspens" in refused.output) == (1, True)
    unknown = flask(app, "decide", str(uuid.uuid4()), "resend")
    assert (unknown.exit_code, "Aucun envoi" in unknown.output) == (1, True)
    assert flask(app, "decide", str(queued.id), "forget").exit_code == 2
    assert flask(app, "decide", "12", "resend").exit_code == 2


def test_a_stop_needs_a_reason_and_keeps_mail_back_until_it_is_resumed(app: Flask, smtp: SmtpSink) -> None:
    covered = letter(group_key="campaign:1")
    assert flask(app, "stop", "group:campaign:1").exit_code == 2
    assert flask(app, "stop", "group:campaign:1", "--reason", "une faute dans la lettre").exit_code == 0
    drain_until_empty()
    assert state(covered) is State.QUEUED
    assert "arrêté : group:campaign:1" in flask(app, "counts").output
    assert flask(app, "resume", "group:campaign:1").exit_code == 0
    drain_until_empty()
    assert state(covered) is State.ACCEPTED


def test_a_stop_that_is_none_and_a_resume_of_nothing_are_refused(app: Flask) -> None:
    for arguments in (("stop", "everything", "--reason", "erreur"), ("resume", "everything"), ("resume", "all")):
        done = flask(app, *arguments)
        assert (done.exit_code, "Error: " in done.output) == (1, True)


def test_the_counts_are_those_of_the_table_also_as_json(app: Flask) -> None:
    letter(group_key="campaign:1")
    put(letter(group_key="campaign:2"), State.HELD)
    told = json.loads(flask(app, "counts", "--json").output)
    assert told["counts"] == {**dict.fromkeys(map(str, State), 0), "queued": 1, "held": 1}
    assert (told["stops"], told["troubles"]) == ([], {})
    assert json.loads(flask(app, "counts", "--json", "--group", "campaign:2").output)["counts"]["queued"] == 0
    assert "held                1" in flask(app, "counts").output
