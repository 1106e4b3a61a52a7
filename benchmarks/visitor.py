"""One virtual user: a connection kept open, a request at a time, and a look at each answer."""

from __future__ import annotations

import socket
import time
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlencode

from benchmarks.plan import SILENCE_S, Plan

FIRST_ROOM = 64 * 1024


class Visitor:
    """One connection, its requests, and room for the answer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.room = bytearray(FIRST_ROOM)
        self.cookie, self.hidden = fetch_form(plan) if plan.form else ("", b"")
        self.head = self._head()
        self.connection: socket.socket | None = None

    def connect(self) -> socket.socket:
        """A fresh connection; the one before is dropped."""
        if self.connection:
            self.connection.close()
        self.connection = socket.create_connection(("127.0.0.1", self.plan.port), timeout=SILENCE_S)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.connection

    def send(self, path: bytes, body: bytes) -> None:
        """Put the next request on the line; an answer is awaited from now on."""
        assert self.connection is not None
        verb = b"POST " if self.plan.form else b"GET "
        size = b"content-length: %d\r\n\r\n" % (len(self.hidden) + len(body)) if self.plan.form else b"\r\n"
        self.filled = self.end = 0
        self.connection.sendall(b"".join((verb, path, self.head, size, self.hidden, body)))
        self.sent_at = time.perf_counter()

    def receive(self) -> bool:
        """Take what has come. Whether the answer is complete. Raises ConnectionError."""
        assert self.connection is not None
        with memoryview(self.room) as view:
            came = self.connection.recv_into(view[self.filled :])
        if not came:
            raise ConnectionError("closed")
        self.filled += came
        if not self.end and (found := self.room.find(b"\r\n\r\n", 0, self.filled)) >= 0:
            self._read_head(found + 4)
        return bool(self.end) and self.filled >= self.end

    def problem(self) -> str | None:
        """What is wrong with the complete answer."""
        plan, room = self.plan, self.room
        if room[9:12] != b"%d" % plan.status:
            return f"status {room[9:12].decode('latin-1')}"
        if plan.location is not None:
            where = header(self.top, b"location")
            if where is None or not where.startswith(plan.location):
                return f"location {where}"
        if plan.body is not None:
            same = self.end - self.start == len(plan.body) and room.startswith(plan.body, self.start)
            return None if same else f"another body ({self.end - self.start} bytes)"
        if plan.contains is not None and room.find(plan.contains, self.start, self.end) < 0:
            return "the expected words are missing"
        return None

    def _read_head(self, start: int) -> None:
        self.start, self.top = start, bytes(self.room[: start - 2])
        size = header(self.top, b"content-length")
        if size is None:
            raise ConnectionError("no content-length")
        self.end = start + int(size)
        if self.end > len(self.room):
            self.room.extend(bytes(self.end - len(self.room)))

    def _head(self) -> bytes:
        plan = self.plan
        lines = {"host": plan.host, "user-agent": "bench", "accept": "text/html", **plan.headers}
        if plan.form:
            lines["content-type"] = "application/x-www-form-urlencoded"
        if self.cookie:
            lines["cookie"] = self.cookie
        return "".join([" HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in lines.items())]).encode()


def header(top: bytes, name: bytes) -> str | None:
    """The value of a header in the top of an answer (each line ended by CRLF)."""
    at = top.lower().find(b"\r\n" + name + b":")
    if at < 0:
        return None
    begin = at + len(name) + 3
    return top[begin : top.index(b"\r\n", begin)].decode("latin-1").strip()


class Hidden(HTMLParser):
    """The hidden fields of the first form on the page that changes something."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.inside = self.done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and not self.done:
            self.inside = (given.get("method") or "").lower() == "post"
        elif tag == "input" and self.inside and given.get("type") == "hidden" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.inside:
            self.inside, self.done = False, True


def fetch_form(plan: Plan) -> tuple[str, bytes]:
    """What one visitor gets with the page of the form: the cookies, and the hidden fields ready to be sent back."""
    assert plan.form is not None
    line = HTTPConnection("127.0.0.1", plan.port, timeout=SILENCE_S)
    line.request("GET", plan.form.page, headers={**plan.headers, "Host": plan.host})
    answer = line.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"the page of the form answered {answer.status}: {text[:500]}")
    cookies = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
    parser = Hidden()
    parser.feed(text)
    filled = parse_qs(plan.form.variants[0], keep_blank_values=True)
    kept = {name: value for name, value in parser.fields.items() if name not in filled}
    return "; ".join(cookies), (urlencode(kept) + "&").encode() if kept else b""
