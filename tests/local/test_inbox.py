"""The local inbox keeps what it accepts, and shows any mail without being hurt by it."""

import base64
import re
import signal
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.local import stored_mail
from app.local.engines import free_port
from tests.engines import wait_until

ROOT = Path(__file__).parents[2]


def keep(mails: Path, content: bytes | str, recipient: str = "marie@example.org") -> str:
    raw = content.encode() if isinstance(content, str) else content
    return stored_mail.store(mails, sender="nous@example.org", recipients=[recipient], content=raw)


def letter(subject: str = "Confirmez", text: str = "Bonjour", html: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Marie Tremblay <nous@example.org>", "marie@example.org"
    message["Reply-To"], message["Message-ID"] = "reponse@example.org", "<1@example.org>"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


def test_the_inbox_answers_250_only_for_what_is_on_the_disk(mails: Path):
    port = free_port()
    command = [sys.executable, "-m", "app.local.inbox", str(mails), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), "the inbox")
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.sendmail("nous@example.org", ["marie@example.org"], letter(text="Écrit d’un trait"))
            process.kill()  # the moment after the 250
            process.wait()
    finally:
        process.kill()
        process.wait()
    (mail,) = stored_mail.latest(mails)
    assert mail.recipients == "marie@example.org"
    assert stored_mail.read(mails, mail.id).text.strip() == "Écrit d’un trait"


def test_the_inbox_stops_when_asked(mails: Path):
    port = free_port()
    command = [sys.executable, "-m", "app.local.inbox", str(mails), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: answers(port), "the inbox")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=1):
            return True
    except OSError:
        return False


def test_a_full_disk_leaves_the_mail_with_its_sender(tmp_path: Path):
    (tmp_path / "inbox").write_text("a file where the folder should be")
    with pytest.raises(OSError):  # noqa: PT011 - whichever the system gives; the server answers 452
        keep(tmp_path / "inbox", letter())


def test_the_list_is_newest_first_and_can_be_searched_by_recipient(inbox: FlaskClient, mails: Path):
    keep(mails, letter("Premier"), "anne@example.org")
    keep(mails, letter("Second"), "luc@example.com")
    page = inbox.get("/courrier").text
    assert page.index("Second") < page.index("Premier")
    only = inbox.get("/courrier?destinataire=ANNE").text
    assert "Premier" in only
    assert "Second" not in only


def test_the_list_turns_its_pages(inbox: FlaskClient, mails: Path):
    for number in range(51):
        keep(mails, letter(f"Message {number:02}"))
    first, second = inbox.get("/courrier").text, inbox.get("/courrier?page=2").text
    assert "Message 50" in first
    assert "Message 00" not in first
    assert "Message 00" in second
    assert inbox.get("/courrier?page=-3").status_code == 200


def test_a_mail_shows_its_headers_and_its_text_with_links_to_click(inbox: FlaskClient, mails: Path):
    link = "http://localhost:8000/c/abc-DEF?x=1&y=2"
    name = keep(mails, letter("Votre signature à confirmer", f"Ouvrez {link}.\nMerci!\n\nFin"))
    page = inbox.get(f"/courrier/{name}").text
    for shown in ("Marie Tremblay", "reponse@example.org", "&lt;1@example.org&gt;", "signature à confirmer"):
        assert shown in page
    assert '<a href="http://localhost:8000/c/abc-DEF?x=1&amp;y=2"' in page
    assert "Merci!</p>" in re.sub(r"\s+", " ", page)


def test_a_header_folded_over_two_lines_is_read_as_one(mails: Path):
    folded = b'From: "Une campagne au titre long"\r\n <nous@example.org>\r\nSubject: Confirmez\r\n votre message\r\n'
    folded += b"To: =?utf-8?q?R=C3=A9al_Z=C3=A9nithal?=\r\n <real@example.org>\r\n\r\nBonjour"
    mail = stored_mail.read(mails, keep(mails, folded))
    assert mail.subject == "Confirmez votre message"
    assert mail.sender == '"Une campagne au titre long" <nous@example.org>'
    assert mail.headers["To"] == "Réal Zénithal <real@example.org>"


def test_the_html_part_is_framed_cleaned_and_confined(inbox: FlaskClient, mails: Path):
    html = (
        "<style>p{color:red}</style><script>alert(1)</script><p onclick='x()' style='color:blue'>Bonjour</p>"
        "<img src='http://tracker.example/x.png'><a href='javascript:alert(2)'>a</a>"
        "<form action='http://x.example'><input name=p></form><meta http-equiv=refresh content='0;url=http://x'>"
        "<base href='http://x.example/'><iframe src='http://x.example'></iframe><svg onload=alert(3)>"
    )
    name = keep(mails, letter(html=html))
    assert f'<iframe src="/courrier/{name}/html"' in inbox.get(f"/courrier/{name}").text
    answer = inbox.get(f"/courrier/{name}/html")
    for danger in ("script", "onclick", "onload", "javascript:", "<form", "<input", "<meta http", "<base", "<iframe"):
        assert danger not in answer.text
    assert "Bonjour" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "img-src data:" in policy


HOSTILE = {
    "script in the subject": b"Subject: <script>alert(1)</script>\r\n\r\nx",
    "an unknown charset": b'Content-Type: text/plain; charset="klingon"\r\n\r\n\xe9t\xe9',
    "a charset with a NUL": b'Content-Type: text/plain; charset="utf\x00"\r\n\r\nx',
    "a broken encoded word": b"Subject: =?utf-8?b?a?= =?x?q?=FF?=\r\n\r\nx",
    "broken base64": b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
    "no headers at all": b"\x00\x01\xff\xfe",
    "empty": b"",
    "an empty multipart": b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a--',
    "a multipart without boundary": b"Content-Type: multipart/alternative\r\n\r\n--\r\nx",
    "a thousand levels": b"".join(
        f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n'.encode() for i in range(1500)
    ),
    "direction marks": "Subject: \u202egpj.exe\u2066\r\n\r\n\u202eabc".encode(),
    "lone surrogates in UTF-7": b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA-",
    "an escape to the terminal": b"Subject: \x1b[2J\x07\r\n\r\n\x1b[31m",
    "a header of a megabyte": b"Subject: " + b"a" * 1_000_000 + b"\r\n\r\nx",
    "folded headers": b"Subject: a\r\n b\r\n\tc\r\nTo: \r\n\r\nx",
    "odd addresses": b'From: "<x@y>" <,@@;>\r\nTo: undisclosed:;\r\nMessage-ID: <<<[\r\n\r\nx',
    "UTF-16": b"Content-Type: text/html; charset=utf-16\r\n\r\n" + "<p>é".encode("utf-16"),
    "base64 of a page": b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.b64encode(b"<script>1</script><b>oui"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_mail_is_shown_and_hurts_nobody(kind: str, inbox: FlaskClient, mails: Path):
    name = keep(mails, HOSTILE[kind])
    for path in ("/courrier", f"/courrier/{name}", f"/courrier/{name}/html", f"/courrier/{name}/source"):
        answer = inbox.get(path)
        assert answer.status_code == 200, path
        if not path.endswith("source"):
            assert "<script>alert" not in answer.text
            assert "\u202e" not in answer.text
            assert "\x1b" not in answer.text
    assert inbox.get(f"/courrier/{name}/source").mimetype == "text/plain"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2000) | st.text(max_size=500).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_are_they_can_be_read_back(content: bytes, mails: Path):
    name = keep(mails, content)
    assert stored_mail.source(mails, name).endswith(content)
    mail = stored_mail.read(mails, name)
    for text in (mail.subject, mail.sender, mail.text, mail.html):
        text.encode("utf-8")
        assert "\x00" not in text


@pytest.mark.parametrize("mail_id", ["..", "%2e%2e%2fsecret", "20260101T000000000000-00000000", "x" * 5000, "a\x00"])
def test_what_is_not_a_mail_is_not_found(mail_id: str, inbox: FlaskClient):
    for path in (f"/courrier/{mail_id}", f"/courrier/{mail_id}/html", f"/courrier/{mail_id}/source"):
        assert inbox.get(path).status_code == 404


def test_without_an_embedded_inbox_there_is_no_such_page(client: FlaskClient):
    assert client.get("/courrier").status_code == 404
    assert client.get("/courrier/20260101T000000000000-00000000").status_code == 404


def test_the_pages_read_in_english_too(inbox: FlaskClient, mails: Path):
    name = keep(mails, letter())
    assert inbox.get("/en/courrier").status_code == 200
    assert f"/en/courrier/{name}" in inbox.get("/en/courrier").text
