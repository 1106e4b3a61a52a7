"""The misbehaving relay misbehaves as asked: the delivery tests stand on it."""

import smtplib
import ssl
import threading
from pathlib import Path

import pytest

from tests.certificates import Authority, Kind
from tests.engines import Behaviour, SmtpSink


def send(sink: SmtpSink, to: tuple[str, ...] = ("anne@example.org",), number: int = 1) -> object:
    """What a sender sees: the refused recipients, or the error."""
    try:
        with smtplib.SMTP(sink.host, sink.port, timeout=1) as line:
            return line.sendmail("nous@example.org", to, f"Message-ID: <{number}@example.org>\r\n\r\nBonjour\r\n")
    except (smtplib.SMTPException, OSError) as error:
        return error


@pytest.mark.parametrize(
    ("behaviour", "seen", "kept"),
    [
        (Behaviour.ok(), {}, 1),
        (Behaviour.slow(0.1), {}, 1),
        (Behaviour.slow(0.1, at="connect"), {}, 1),
        (Behaviour.hang(), smtplib.SMTPServerDisconnected, 1),
        (Behaviour.hang(at="connect"), (TimeoutError, smtplib.SMTPServerDisconnected), 0),
        (Behaviour.drop_after_dot(), smtplib.SMTPServerDisconnected, 1),
        (Behaviour.drop_after_dot(taken=False), smtplib.SMTPServerDisconnected, 0),
        (Behaviour.drop_after_250(), {}, 1),
        (Behaviour.refuse("421 4.3.2 busy", at="connect"), smtplib.SMTPConnectError, 0),
        (Behaviour.refuse("451 4.7.1 later", at="mail"), smtplib.SMTPSenderRefused, 0),
        (Behaviour.refuse("550 5.1.1 unknown", at="rcpt"), smtplib.SMTPRecipientsRefused, 0),
        (Behaviour.refuse("451 4.3.0 later", at="data"), smtplib.SMTPDataError, 0),
        (Behaviour.refuse("554 5.7.1 no", at="dot"), smtplib.SMTPDataError, 0),
    ],
)
def test_the_relay_does_what_it_was_asked_once(behaviour: Behaviour, seen: object, kept: int):
    with SmtpSink() as sink:
        sink.next(behaviour)
        result = send(sink)
        assert result == seen if isinstance(seen, dict) else isinstance(result, seen)
        assert len(sink.received) == kept
        assert send(sink, number=2) == {}
        assert len(sink.wait_for(kept + 1)) == kept + 1


def test_one_recipient_of_two_can_be_refused():
    with SmtpSink() as sink:
        sink.script("luc@example.com", Behaviour.refuse("450 4.2.1 later"))
        assert send(sink, ("anne@example.org", "luc@example.com")) == {"luc@example.com": (450, b"4.2.1 later")}
        assert sink.received[0].recipients == ("anne@example.org",)


def test_a_whole_domain_can_be_refused_and_others_are_not():
    with SmtpSink() as sink:
        sink.always("@example.com", Behaviour.refuse("421 4.7.0 storm"))
        assert isinstance(send(sink, ("luc@example.com",)), smtplib.SMTPException)
        assert isinstance(send(sink, ("anne@example.com",)), smtplib.SMTPException)
        assert send(sink) == {}


def test_messages_are_counted_by_their_id_from_any_thread():
    with SmtpSink() as sink:
        senders = [threading.Thread(target=send, args=(sink, ("a@example.org",), number % 5)) for number in range(20)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert sink.counts() == {f"<{number}@example.org>": 4 for number in range(5)}


@pytest.mark.parametrize("kind", ["good", "unknown", "expired", "other-host"])
def test_only_the_good_certificate_is_accepted_by_a_careful_sender(kind: Kind, tmp_path: Path):
    authority = Authority.create(tmp_path)
    careful = ssl.create_default_context(cafile=str(authority.ca_file))
    with SmtpSink(tls=authority.context(kind)) as sink, smtplib.SMTP("localhost", sink.port, timeout=5) as line:
        if kind == "good":
            assert line.starttls(context=careful)[0] == 220
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                line.starttls(context=careful)
