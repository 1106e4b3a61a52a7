"""The load generator: what it counts as right, and what it does not."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from benchmarks.load import fire
from benchmarks.plan import NUMBER, Form, Plan

PAGE = b"<p>" + b"x" * 200_000 + b"</p>"
FORM = b"""<form method="get"><input type="hidden" name="not" value="this"></form>
<form method="post"><input type="hidden" name="csrf_token" value="a&amp;b">
<input type="hidden" name="id" value=""></form>"""


class Site(BaseHTTPRequestHandler):
    """A page, a form, and a few bad manners."""

    protocol_version = "HTTP/1.1"
    posted: list[dict[str, list[str]]] = []
    cookies: Counter[str | None] = Counter()
    asked: Counter[str] = Counter()

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        if self.path == "/drops" and self.asked[self.path] % 3 == 1:
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
            self.close_connection = True
            return
        body = FORM if self.path == "/form" else PAGE
        self.answer(404 if self.path == "/missing" else 200, body, {"Set-Cookie": "session=s1; Path=/"})

    def do_POST(self) -> None:
        size = int(self.headers["content-length"])
        self.posted.append(parse_qs(self.rfile.read(size).decode(), keep_blank_values=True))
        self.cookies[self.headers["cookie"]] += 1
        self.answer(303, b"", {"Location": self.path + "/done"})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: it would only be noise."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.posted.clear()
    Site.cookies.clear()
    Site.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_answer_is_compared_byte_for_byte(port: int) -> None:
    seen = fire(Plan(port, ["/page"], 20, users=3, count=30, body=PAGE))
    assert (seen.right, seen.errors) == (30, {}), seen.sample
    assert len(seen.latencies) == 30
    assert 0 < seen.ms(0.5) <= seen.ms(0.95) <= seen.ms(1)
    assert seen.rate > 0


def test_another_body_another_status_and_other_words_are_errors(port: int) -> None:
    other = fire(Plan(port, ["/page"], 20, users=2, count=4, body=PAGE[:-1] + b"!"))
    missing = fire(Plan(port, ["/missing"], 20, users=2, count=4))
    words = fire(Plan(port, ["/page"], 20, users=2, count=4, contains=b"merci"))
    assert [seen.right for seen in (other, missing, words)] == [0, 0, 0]
    assert other.errors == {f"another body ({len(PAGE)} bytes)": 4}
    assert missing.errors == {"status 404": 4}
    assert words.errors == {"the expected words are missing": 4}
    assert missing.sample.startswith("HTTP/1.1 404")


def test_a_line_that_drops_is_an_error_and_the_user_goes_on(port: int) -> None:
    seen = fire(Plan(port, ["/drops"], 20, users=1, count=9))
    assert seen.errors == {"connection: closed": 3}
    assert seen.right == 6


def test_a_form_is_sent_with_its_hidden_fields_its_cookie_and_a_number_of_its_own(port: int) -> None:
    form = Form("/form", [f"email=a.{NUMBER}%40example.org&id=7", f"email=b.{NUMBER}%40example.org&id="])
    seen = fire(Plan(port, ["/sign"], 20, users=2, count=10, form=form, status=303, location="/sign/done"))
    assert (seen.right, seen.errors) == (10, {})
    assert Site.asked == {"/form": 2}
    assert Site.cookies == {"session=s1": 10}
    assert {tuple(posted["csrf_token"]) for posted in Site.posted} == {("a&b",)}
    assert Counter(posted["id"][0] for posted in Site.posted) == {"7": 5, "": 5}
    assert len({posted["email"][0] for posted in Site.posted}) == 10
    assert not any("not" in posted for posted in Site.posted)


def test_a_redirection_elsewhere_is_an_error(port: int) -> None:
    plan = Plan(port, ["/sign"], 20, users=1, count=2, form=Form("/form", ["a=1"]), status=303, location="/thanks")
    assert fire(plan).errors == {"location /sign/done": 2}


def test_time_ends_a_run_and_its_beginning_is_not_measured(port: int) -> None:
    seen = fire(Plan(port, ["/page"], 0.3, users=2, warm_s=0.3))
    assert seen.wall_s < 5
    assert 0 < len(seen.latencies) < seen.right


@pytest.mark.parametrize("beyond", [{"users": 257}, {"seconds": 121}, {"count": 200_001}, {"users": 0}])
def test_a_plan_has_bounds(beyond: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="stays within"):
        Plan(**{"port": 1, "paths": ["/"], "seconds": 1, **beyond})  # type: ignore[arg-type]
