"""The line to the relay: certificates that are verified, time limits, one line for many mails."""

from __future__ import annotations

import contextlib
import smtplib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import smtp_answers
from app.core.smtp import Ambiguous, Connection, Mail, Parcel, Permanent, RelayUnavailable, Temporary
from tests.certificates import Authority
from tests.engines import Behaviour, SmtpSink

MAIL = Parcel("retours@example.org", "a@example.org", b"Subject: x\r\n\r\n.point\r\n..\r\n")


def yes() -> bool:
    return True


@pytest.fixture
def line(app: Flask, smtp: SmtpSink) -> Iterator[Connection]:
    with connect(app, smtp) as connection:
        yield connection


def connect(app: Flask, sink: SmtpSink, **changes: Any) -> Connection:
    settings = {**app.config, "MAIL_SERVER": sink.host, "MAIL_PORT": sink.port, "MAIL_TIMEOUT": 1, **changes}
    return Connection(Mail().init_mail(settings))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.create(tmp_path_factory.mktemp("authority"))


def test_a_certificate_that_we_trust_is_spoken_to(app: Flask, authority: Authority) -> None:
    with SmtpSink(tls=authority.context("good")) as sink:
        changes = {"MAIL_USE_TLS": True, "MAIL_CA_FILE": str(authority.ca_file)}
        with connect(app, sink, **changes) as line:
            assert line.deliver(MAIL, yes) == "250 2.0.0 taken"


@pytest.mark.parametrize("kind", ["unknown", "expired", "other-host"])
def test_a_bad_certificate_is_refused_before_anything_is_said(app: Flask, authority: Authority, kind: Any) -> None:
    with SmtpSink(tls=authority.context(kind)) as sink:
        changes = {"MAIL_USE_TLS": True, "MAIL_CA_FILE": str(authority.ca_file)}
        with connect(app, sink, **changes) as line, pytest.raises(RelayUnavailable, match="SSLCertVerificationError"):
            line.deliver(MAIL, yes)
        assert sink.received == []


def test_a_relay_without_tls_is_refused_when_tls_was_asked_for(app: Flask, smtp: SmtpSink) -> None:
    with connect(app, smtp, MAIL_USE_TLS=True) as line, pytest.raises(RelayUnavailable, match="STARTTLS"):
        line.deliver(MAIL, yes)


def test_a_plain_relay_is_refused_when_tls_from_the_start_was_asked_for(app: Flask, smtp: SmtpSink) -> None:
    with connect(app, smtp, MAIL_USE_SSL=True) as line, pytest.raises(RelayUnavailable):
        line.deliver(MAIL, yes)


def test_a_password_is_not_told_to_a_relay_that_does_not_ask_for_it(app: Flask, smtp: SmtpSink) -> None:
    with connect(app, smtp, MAIL_USERNAME="u", MAIL_PASSWORD="p") as line, pytest.raises(RelayUnavailable):
        line.deliver(MAIL, yes)
    assert smtp.received == []


def test_the_question_comes_after_the_recipient_and_before_the_message(line: Connection, smtp: SmtpSink) -> None:
    smtp.script("b@example.org", Behaviour.refuse("550 5.1.1 no"))
    asked: list[str] = []

    def ask() -> bool:
        asked.append("asked")
        assert smtp.received == []
        return False

    with pytest.raises(Permanent):
        line.deliver(Parcel(MAIL.sender, "b@example.org", MAIL.content), ask)
    assert asked == []
    assert line.deliver(MAIL, ask) is None
    assert asked == ["asked"]
    assert smtp.received == []
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"  # the abandoned transaction is reset
    assert smtp.connections == 1


def test_what_can_be_done_meanwhile_is_done_when_the_relay_lets_us_wait(line: Connection, smtp: SmtpSink) -> None:
    done: list[str] = []
    line.open()
    smtp.next(Behaviour.hang(at="mail"))
    line.deliver(MAIL, yes, lambda: done.append("done"))
    assert len(done) >= 2  # while it is silent, and before another line is opened


@pytest.mark.parametrize("pipelining", [True, False])
def test_it_is_done_too_when_the_relay_thinks_about_the_recipient(
    app: Flask, monkeypatch: pytest.MonkeyPatch, pipelining: bool
) -> None:
    monkeypatch.setattr(smtp_answers, "PROMPT_MS", 500)  # the sender is answered sooner, but for a very slow machine
    done: list[str] = []
    with SmtpSink(pipelining=pipelining) as sink, connect(app, sink) as line:
        line.open()
        sink.next(Behaviour.hang(at="rcpt"))
        with pytest.raises(Temporary):
            line.deliver(MAIL, yes, lambda: done.append("done"))
    assert done


@pytest.mark.parametrize("stray", [1, 2, 3, 4])
@pytest.mark.parametrize("first", ["250 2.0.0 taken", "nonsense"])
def test_lines_that_nobody_asked_for_put_no_mail_into_another_mailbox(
    line: Connection, smtp: SmtpSink, first: str, stray: int
) -> None:
    others = [Parcel(MAIL.sender, f"{name}@example.org", name.encode() + b"\r\n") for name in "bcd"]
    smtp.next(Behaviour(at="dot", reply="\r\n".join([first, *["250 2.0.0 again"] * stray])))
    smtp.script("b@example.org", Behaviour.refuse("550 5.1.1 nobody is called b"))
    with contextlib.suppress(Ambiguous):
        line.deliver(MAIL, yes)
    refused: list[str] = []
    for other in others:
        try:
            line.deliver(other, yes)
        except (Temporary, Permanent) as error:
            refused.append(f"{other.recipient} {error.reply}")
    assert refused == ["b@example.org 5.1.1 nobody is called b"]
    assert {item.recipients[0][:1].encode() for item in smtp.received[1:]} == {b"c", b"d"}
    assert all(item.content == item.recipients[0][:1].encode() + b"\r\n" for item in smtp.received[1:])


def test_a_stray_line_that_comes_late_is_no_answer_to_the_message(line: Connection, smtp: SmtpSink) -> None:
    """Between two questions: sooner or later an answer does not fit, and the line ends before the message."""
    smtp.next(Behaviour.ok(), Behaviour(at="mail", reply="250 2.1.0 sender ok\r\n250 2.0.0 again"))
    line.deliver(MAIL, yes)
    with pytest.raises(Temporary):
        line.deliver(MAIL, yes)
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"
    assert (smtp.connections, len(smtp.received)) == (2, 2)


def test_a_program_that_stumbles_over_an_answer_ends_the_line(
    line: Connection, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.open()
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "getreply", out_of_memory)
        with pytest.raises(MemoryError):
            line.deliver(MAIL, yes)
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"
    assert smtp.connections == 2


def out_of_memory(host: smtplib.SMTP) -> tuple[int, bytes]:
    raise MemoryError


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_nothing_is_done_meanwhile_when_the_relay_answers_promptly(
    app: Flask, authority: Authority, monkeypatch: pytest.MonkeyPatch, is_encrypted: bool
) -> None:
    monkeypatch.setattr(smtp_answers, "PROMPT_MS", 10_000)
    done: list[str] = []
    tls = authority.context("good") if is_encrypted else None
    changes = {"MAIL_USE_TLS": is_encrypted, "MAIL_CA_FILE": str(authority.ca_file)}
    with SmtpSink(tls=tls) as sink, connect(app, sink, **changes) as line:
        line.open()
        for _ in range(3):
            assert line.deliver(MAIL, yes, lambda: done.append("done")) == "250 2.0.0 taken"
        assert (done, sink.connections) == ([], 1)


def test_a_line_that_must_be_opened_is_not_prompt(line: Connection, smtp: SmtpSink) -> None:
    done: list[int] = []
    line.deliver(MAIL, yes, lambda: done.append(smtp.connections))
    assert done[0] == 0


def test_dots_at_the_beginning_of_lines_survive(line: Connection, smtp: SmtpSink) -> None:
    line.deliver(MAIL, yes)
    assert smtp.received[0].content == MAIL.content


def test_a_message_cannot_end_itself_early(line: Connection, smtp: SmtpSink) -> None:
    smuggled = b"Subject: x\r\n\r\nun\r\n.\r\nMAIL FROM:<b@example.org>\r\n"
    line.deliver(Parcel(MAIL.sender, MAIL.recipient, smuggled), yes)
    assert [item.content for item in smtp.received] == [smuggled]


def test_the_line_is_kept_and_opened_again_when_it_fell(line: Connection, smtp: SmtpSink) -> None:
    for _ in range(3):
        line.deliver(MAIL, yes)
    assert smtp.connections == 1
    smtp.next(Behaviour.drop_after_250())
    line.deliver(MAIL, yes)
    line.deliver(MAIL, yes)
    assert smtp.connections == 2
    assert len(smtp.received) == 5


def test_a_relay_that_has_had_enough_of_a_line_gets_a_new_one(line: Connection, smtp: SmtpSink) -> None:
    line.deliver(MAIL, yes)
    smtp.next(Behaviour.refuse("421 4.7.0 too many messages on this connection", at="mail"))
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"
    assert smtp.connections == 2


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.refuse("550 5.1.1 no", at="rcpt"), Permanent),
        (Behaviour.refuse("550 5.1.1 no", at="data"), Permanent),
        (Behaviour.refuse("550 5.6.0 no", at="dot"), Permanent),
        (Behaviour.refuse("451 later", at="rcpt"), Temporary),
        (Behaviour.refuse("451 later", at="data"), Temporary),
        (Behaviour.refuse("451 later", at="dot"), Temporary),
        (Behaviour.refuse("421 closing", at="dot"), Temporary),
        (Behaviour.refuse("552 5.3.4 too big", at="mail"), Permanent),
        (Behaviour.refuse("452 4.3.1 full", at="mail"), Temporary),
        (Behaviour.refuse("550 5.7.1 not your address", at="mail"), RelayUnavailable),
        (Behaviour(at="rcpt", drop="before"), Temporary),
        (Behaviour(at="data", drop="before"), Temporary),
        (Behaviour(at="dot", drop="before"), Ambiguous),
        (Behaviour.hang(at="connect"), RelayUnavailable),
        (Behaviour.hang(at="rcpt"), Temporary),
        (Behaviour.hang(at="data"), Temporary),
        (Behaviour.hang(at="dot"), Ambiguous),
        (Behaviour(at="dot", reply="nonsense"), Ambiguous),
    ],
    ids=str,
)
def test_each_answer_has_its_meaning_and_no_silence_lasts(
    line: Connection, smtp: SmtpSink, behaviour: Behaviour, error: type[Exception]
) -> None:
    smtp.next(behaviour)
    began = time.monotonic()
    with pytest.raises(error):
        line.deliver(MAIL, yes)
    assert time.monotonic() - began < 1 + 5
    smtp.clear()
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_relay_that_reads_one_command_at_a_time_is_told_one(app: Flask, step: Any) -> None:
    with SmtpSink(pipelining=False) as sink, connect(app, sink) as line:
        sink.next(Behaviour.refuse("451 4.3.0 later", at=step))
        with pytest.raises(Temporary):
            line.deliver(MAIL, yes)
        assert line.deliver(MAIL, yes) == "250 2.0.0 taken"
        assert (sink.connections, len(sink.received)) == (1, 1)


def test_a_recipient_whose_sender_was_refused_confuses_nobody(line: Connection, smtp: SmtpSink) -> None:
    """Both were said at once, and both are answered."""
    smtp.next(Behaviour.refuse("452 4.3.1 full", at="mail"))
    with pytest.raises(Temporary, match="full"):
        line.deliver(MAIL, yes)
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"
    assert smtp.connections == 1


def test_a_relay_without_smtputf8_is_a_clear_refusal(app: Flask) -> None:
    special = Parcel(MAIL.sender, "é@example.org", MAIL.content, utf8=True)
    with SmtpSink(smtputf8=False) as sink, connect(app, sink) as line:
        with pytest.raises(Permanent, match="SMTPUTF8"):
            line.deliver(special, yes)
        assert line.deliver(MAIL, yes) == "250 2.0.0 taken"


def test_a_relay_with_smtputf8_carries_any_letter(line: Connection, smtp: SmtpSink) -> None:
    line.deliver(Parcel(MAIL.sender, "é@example.org", MAIL.content, utf8=True), yes)
    assert smtp.received[0].recipients == ("é@example.org",)
    line.deliver(MAIL, yes)


def test_a_question_that_fails_leaves_nothing_behind(line: Connection, smtp: SmtpSink) -> None:
    def fail() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        line.deliver(MAIL, fail)
    assert smtp.received == []
    assert line.deliver(MAIL, yes) == "250 2.0.0 taken"


def test_a_relay_that_never_says_goodbye_is_not_waited_for(app: Flask, smtp: SmtpSink, tmp_path: Path) -> None:
    line = connect(app, smtp)
    line.deliver(MAIL, yes)
    began = time.monotonic()
    line.close()
    line.close()
    assert time.monotonic() - began < 3
