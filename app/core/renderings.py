"""Pages rendered once and served from memory until a commit changes them.

Each cached page hangs on a key (a campaign, the front page), or on several. Whoever changes what the page shows calls
`touch(key)` in the same unit of work: a revision number rises with the commit. Before serving, every process
reads that number (one primary-key look-up each), so a page is right one request after the commit, in every process.
The look-up and the answer happen before Flask wakes up: the night of the budget is mostly people reloading.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, get_flashed_messages, request
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column
from structlog import get_logger
from werkzeug.routing import IntegerConverter

from app.core.clock import TORONTO, now
from app.core.database import Model, db, insert_into

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from app.core.language import Application

log = get_logger()

KEPT_BYTES = 64 * 1024 * 1024
FRONT = "front"  # the key of the front page
OFFICIALS = "officials"  # of the pages that tell who holds which office
MEMBERS = "members"  # of the pages that tell how many members the regional tables have
KEEP = "portevoix.keep"


class PageRevision(Model):
    """How many times what hangs on this key has changed."""

    __tablename__ = "page_revisions"

    key: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class Kept:
    keys: tuple[str, ...]
    revision: int
    until: datetime
    etag: str
    headers: list[tuple[str, str]]
    body: bytes


def touch(*keys: str) -> None:
    """Within a unit of work: what hangs on these keys is about to change."""
    for key in sorted(keys):
        statement = insert_into(PageRevision).values(key=key, revision=1)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[PageRevision.key], set_={"revision": PageRevision.revision + 1}
            )
        )


def revision(*keys: str) -> int:
    """The present revision, read apart from any transaction of this request; of several keys, their sum."""
    revisions: Revisions = current_app.extensions["page_revisions"]
    return revisions.of(*keys)


def hang_on(*keys: str) -> None:
    """First line of a view whose page may be kept: fixes the revision *before* its rows are read."""
    if request.method == "GET" and not request.query_string:
        request.environ[KEEP] = (keys, revision(*keys))


class Revisions:
    """Reads a revision on connections of its own, in autocommit: a few microseconds.

    They belong to no thread: what a thread of the server owns is destroyed when the thread ends, outside of Python's
    reach, and an open connection that is destroyed there takes the whole process with it.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.driver: Any = engine.dialect.import_dbapi()
        self.idle: deque[Any] = deque()  # its ends are atomic: no lock
        self.mark = "?" if engine.dialect.name == "sqlite" else "%s"

    def of(self, *keys: str) -> int:
        """The sum of the revisions of the keys; 0 before the first touch. It only rises, so that it tells any change.

        Raises DBAPIError, as whoever asks through a session: the driver's own would be no error that we know.
        """
        try:
            return self._asked(keys)
        except self.driver.Error as error:
            raise DBAPIError.instance(None, None, error, self.driver.Error) from error

    def _asked(self, keys: tuple[str, ...]) -> int:
        """On a connection that is idle; on a new one when there is none, or when it broke since."""
        while self.idle:
            try:
                return self._read(self.idle.pop(), keys)
            except (IndexError, self.driver.Error):
                self.close()  # another thread took it, or the others broke at the same moment
        return self._read(self._connect(), keys)

    def _read(self, connection: Any, keys: tuple[str, ...]) -> int:
        marks = ", ".join([self.mark] * len(keys))
        statement = f"SELECT sum(revision) FROM page_revisions WHERE key IN ({marks})"  # noqa: S608 - constants
        try:
            (found,) = connection.execute(statement, keys).fetchone()
        except self.driver.Error:
            connection.close()
            raise
        self.idle.append(connection)
        return int(found or 0)

    def close(self) -> None:
        """Leave the connections that nobody is reading with."""
        with contextlib.suppress(IndexError):
            while True:
                self.idle.pop().close()

    def _connect(self) -> Any:
        pooled = self.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        if self.engine.dialect.name == "postgresql":
            connection.autocommit = True  # type: ignore[union-attr]
        return connection


class FrontCache:
    """WSGI: answers with the kept page while its revision holds, else asks Flask and keeps the answer."""

    def __init__(self, app: Flask, revisions: Revisions) -> None:
        self.application: Application = app.wsgi_app
        self.revisions = revisions
        self.pages: OrderedDict[str, Kept] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
            return self.application(environ, start_response)
        page = self.pages.get(address(environ))
        if page is not None and page.until > now() and self._holds(page):
            return answer(page, environ, start_response)
        ask = self._ask if environ["REQUEST_METHOD"] == "GET" else self.application
        return ask(environ, start_response)

    def _holds(self, page: Kept) -> bool:
        try:
            return self.revisions.of(*page.keys) == page.revision
        except SQLAlchemyError as error:  # Flask will meet it too, and say so kindly
            log.warning("revision_unreadable", reason=type(error).__name__)
            return False

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answered: list[Any] = []

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answered[:] = [status, headers, exc_info]
            return start_response(status, headers, exc_info) if not may_be_kept(environ, status, headers) else None

        until = midnight()  # before the page is made: one begun yesterday tells yesterday's days left
        chunks = self.application(environ, listen)
        if not answered or not may_be_kept(environ, answered[0], answered[1]):
            return chunks
        body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        keys, seen = environ[KEEP]
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = [pair for pair in answered[1] if pair[0].lower() not in ("etag", "content-length")]
        headers += [("ETag", etag), ("Content-Length", str(len(body)))]
        page = Kept(keys, seen, until, etag, headers, body)
        self._keep(address(environ), page)
        return answer(page, environ, start_response)

    def _keep(self, path: str, page: Kept) -> None:
        with self.lock:
            old = self.pages.pop(path, None)
            self.size += len(page.body) - (len(old.body) if old else 0)
            self.pages[path] = page
            while self.size > KEPT_BYTES:
                _, oldest = self.pages.popitem(last=False)
                self.size -= len(oldest.body)


def may_be_kept(environ: WSGIEnvironment, status: str, headers: list[tuple[str, str]]) -> bool:
    """A good answer of a view that asked for it, in which nothing depends on who is asking."""
    personal = any(
        name.lower() == "set-cookie" or (name.lower() == "vary" and "cookie" in value.lower())
        for name, value in headers
    )
    return KEEP in environ and status.startswith("200") and not personal


def address(environ: WSGIEnvironment) -> str:
    return str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))


def answer(page: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if environ.get("HTTP_IF_NONE_MATCH", "").strip() in (page.etag, f"W/{page.etag}"):
        start_response("304 Not Modified", [(k, v) for k, v in page.headers if k.lower() != "content-length"])
        return [b""]
    start_response("200 OK", page.headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else page.body]


def flashes() -> list[tuple[str, str]]:
    """Messages left by the previous page; a kept page shows none, since everybody reads it."""
    if KEEP in request.environ:
        return []
    found: list[Any] = get_flashed_messages(with_categories=True)
    return [(category, message) for category, message in found]


def midnight() -> datetime:
    """The end of the day in Quebec: a page that says « encore 9 jours » is wrong after it."""
    tomorrow = now().astimezone(TORONTO).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=TORONTO)


class Numeral(IntegerConverter):
    """A number of an address, written in one way: a page has one address, and is kept once."""

    regex = r"(?:0|[1-9][0-9]{0,9})"


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Numeral
    with app.app_context():
        revisions = Revisions(db.engine)
    cache = FrontCache(app, revisions)
    app.wsgi_app = cache  # type: ignore[method-assign]
    app.extensions["page_revisions"] = revisions
    app.extensions["front_cache"] = cache
    app.jinja_env.globals["flashes"] = flashes
