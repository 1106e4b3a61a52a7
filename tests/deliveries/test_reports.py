"""What a returned mail says: reports of failure in every form, and all that only looks like one."""

from __future__ import annotations

import email
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deliveries import parsing, reports, statuses
from app.deliveries.reports import Finding
from tests.deliveries.returned import SAMPLES, Sample, dsn, report

RAW = [sample.raw("retours+x@porte-voix.example.org") for sample in SAMPLES]


def test_the_corpus_holds_enough_of_each() -> None:
    kinds = Counter(sample.finding for sample in SAMPLES)
    assert len(SAMPLES) >= 30
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)
    assert min(kinds[finding] for finding in Finding) >= 3


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_is_read_for_what_it_is(sample: Sample) -> None:
    found = reports.read(sample.raw("retours+x@porte-voix.example.org"))
    assert (found.finding, found.status) == (sample.finding, sample.status)
    assert len(found.reply) <= reports.LONGEST_REPLY
    assert found.reply.isprintable()


@settings(max_examples=30)
@given(st.binary(max_size=400), st.sampled_from(RAW), st.integers(0, 900))
def test_no_bytes_stop_the_reader(noise: bytes, raw: bytes, at: int) -> None:
    reports.read(noise)
    reports.read(raw[:at] + noise + raw[at:])


@settings(max_examples=30)
@given(st.text(alphabet='a\n\r:;=?-"<>@éB1\x00 \t', max_size=120), st.sampled_from(("To", "Content-Type", "Subject")))
def test_no_header_stops_the_reader(value: str, name: str) -> None:
    reports.read(f"{name}: {value}\nContent-Type: multipart/report; boundary={value}\n\n{value}".encode())


@pytest.mark.parametrize("before", ["", "X: y\r", "Content-Disposition: inline; filename=x\n"])
def test_a_kind_without_end_is_not_taken_apart_and_the_words_are_the_evidence(before: str) -> None:
    """The parser of the language takes eleven seconds over half a megabyte of « ;;;; »."""
    endless = (
        f"From: MAILER-DAEMON@example.org\n{before}Content-Type: multipart/report{';' * 400_000}\n\n550 5.1.1 unknown"
    )
    assert not parsing.can_be_taken_apart(endless.encode())
    assert (reports.read(endless.encode()).finding, reports.read(endless.encode()).status) == (Finding.FAILED, "5.1.1")


@pytest.mark.parametrize("line", [b"\n", b"a:\n\n", b"a:\r\r", b"--B1\nx:\n", b"--B1\r\n\r\n"])
def test_of_a_report_without_end_the_first_lines_are_taken_apart(line: bytes) -> None:
    """Counted, not timed: each empty line of such a part, and each part, is a mail of its own to the parser."""
    head, mark, _returned = report(dsn()).encode().partition(b"--B1\nContent-Type: message/rfc822")
    long = head + line * (parsing.LONGEST // len(line)) + mark
    assert (reports.read(long).finding, reports.read(long).status) == (Finding.FAILED, "5.1.1")
    assert sum(1 for _part in email.message_from_bytes(parsing.first_lines(long)).walk()) < 2_000


def test_a_header_without_end_is_read_by_its_beginning() -> None:
    endless = f"Subject: {'=?utf-8?q?Absence_?= ' * 20_000}\n\n550 5.1.1 unknown".encode()
    assert len(parsing.header(parsing.headers(endless), "Subject")) < 2_000
    assert reports.read(endless).finding is Finding.AUTOMATIC_REPLY


@pytest.mark.parametrize(
    ("reply", "status", "is_dead", "says_no"),
    [
        ("550 5.1.1 unknown", "5.1.1", True, True),
        ("5.1.10 not found", "5.1.10", True, True),
        ("5.4.4 host not found", "5.4.4", True, True),
        ("5.2.1 closed", "5.2.1", True, True),
        ("552 5.2.2 full", "5.2.2", False, True),
        ("554 5.7.1 blocked", "5.7.1", False, True),
        ("552 5.3.4 too big", "5.3.4", False, False),
        ("5.6.0 bad content", "5.6.0", False, False),
        ("4.4.7 expired", "4.4.7", False, False),
        ("550 no such user", "", False, False),
        ("0 timed out", "", False, False),
    ],
)
def test_a_status_says_what_is_wrong(reply: str, status: str, is_dead: bool, says_no: bool) -> None:
    assert statuses.in_reply(reply) == status
    assert (statuses.is_dead(status), statuses.says_no(status)) == (is_dead, says_no)
