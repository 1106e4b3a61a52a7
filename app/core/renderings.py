"""Pages rendered once and served from memory until a commit changes them.

Each cached page hangs on a key (a campaign, the front page). Whoever changes what the page shows calls
`touch(key)` in the same unit of work: a revision number rises with the commit. Before serving, every process
reads that number (one primary-key look-up), so a page is right one request after the commit, in every process.
The look-up and the answer happen before Flask wakes up: the night of the budget is mostly people reloading.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, get_flashed_messages, request, session
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import TORONTO, now
from app.core.database import Model, db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from app.core.language import Application

KEPT_BYTES = 64 * 1024 * 1024
FRONT = "front"  # the key of the front page


class PageRevision(Model):
    """How many times what hangs on this key has changed."""

    __tablename__ = "page_revisions"

    key: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class Kept:
    key: str
    revision: int
    until: datetime
    etag: str
    headers: list[tuple[str, str]]
    body: bytes


def touch(*keys: str) -> None:
    """Within a unit of work: what hangs on these keys is about to change."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for key in sorted(keys):
        statement = insert(PageRevision).values(key=key, revision=1)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[PageRevision.key], set_={"revision": PageRevision.revision + 1}
            )
        )


def revision(key: str) -> int:
    """The present revision, read apart from any transaction of this request."""
    with db.engine.connect() as connection:
        found = connection.execute(sa.select(PageRevision.revision).where(PageRevision.key == key)).scalar()
    return found or 0


def hang_on(key: str) -> None:
    """First line of a view whose page may be kept: fixes the revision *before* its rows are read."""
    if (
        request.method in ("GET", "HEAD")
        and not request.query_string
        and not current_app.config["TESTING_NO_CACHE"]
    ):
        g.kept_key, g.kept_revision = key, revision(key)


class FrontCache:
    """WSGI: answers with the kept page when its revision still holds, else asks Flask and keeps the answer."""

    def __init__(self, app: Flask) -> None:
        self.application: Application = app.wsgi_app
        self.flask = app
        self.pages: OrderedDict[str, Kept] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ.get("QUERY_STRING"):
            kept = self.pages.get(address(environ))
            if kept is not None and kept.until > now() and self._revision(kept.key) == kept.revision:
                return answer(kept, environ, start_response)
        return self.application(environ, start_response)

    def _revision(self, key: str) -> int:
        with self.flask.app_context():
            return revision(key)

    def keep(self, path: str, page: Kept) -> None:
        """Remember the page, forgetting the least used ones beyond the memory bound."""
        with self.lock:
            old = self.pages.pop(path, None)
            self.size += len(page.body) - (len(old.body) if old else 0)
            self.pages[path] = page
            while self.size > KEPT_BYTES:
                _, oldest = self.pages.popitem(last=False)
                self.size -= len(oldest.body)


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
    return [] if "kept_key" in g else get_flashed_messages(with_categories=True)


def midnight() -> datetime:
    """The end of the day in Quebec: a page that says « encore 9 jours » is wrong after it."""
    tomorrow = now().astimezone(TORONTO).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=TORONTO)


def init_app(app: Flask) -> None:
    app.config.setdefault("TESTING_NO_CACHE", False)
    cache = FrontCache(app)
    app.wsgi_app = cache  # type: ignore[method-assign]
    app.extensions["front_cache"] = cache
    app.jinja_env.globals["flashes"] = flashes

    @app.after_request
    def keep(response: Response) -> Response:
        key = g.pop("kept_key", None)
        if key is None or response.status_code != 200 or response.is_streamed or session.accessed:
            return response
        body = response.get_data()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"
        kept = Kept(key, g.kept_revision, midnight(), etag, list(response.headers), body)
        cache.keep(address(request.environ), kept)
        return response.make_conditional(request)
