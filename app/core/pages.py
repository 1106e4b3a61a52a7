"""What every page may use: filters for numbers and dates, Markdown, hashed addresses of files, page numbers."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nh3
from flask import Flask, current_app, has_request_context, render_template, request
from markdown_it import MarkdownIt
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core import clock, typography
from app.core.language import FRENCH, locale
from app.core.links import twin_url, url_for_each

Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response  # what a view answers

MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}


def init_app(app: Flask) -> None:
    site = SimpleNamespace(
        name=app.config["SITE_NAME"],
        operator=app.config["OPERATOR"],
        privacy_officer_title=app.config["PRIVACY_OFFICER_TITLE"] or "",
        privacy_officer_email=app.config["PRIVACY_OFFICER_EMAIL"] or "",
        hosting=app.config["HOSTING"],
        demonstration=app.config["DEMONSTRATION"],
        inbox=app.config["EMBEDDED_INBOX"],
        source_url=app.config["SOURCE_URL"],
        public_url=app.config["PUBLIC_URL"],
    )
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(asset=asset, site=site, url_for_each=url_for_each)
    env.filters.update(number=number, day=day, short_day=short_day, moment=moment, markdown=markdown, typo=typo)
    app.context_processor(_language_of_page)
    app.config.setdefault("SEND_FILE_MAX_AGE_DEFAULT", 31536000)


def _language_of_page() -> dict[str, str]:
    return {"locale": locale(), "twin_url": twin_url() if has_request_context() else ""}


def feed(template: str, **facts: Any) -> Response:
    """An Atom feed, written by a template of `layouts/feed.xml`."""
    return Response(render_template(template, **facts), content_type="application/atom+xml; charset=utf-8")


def asset(path: str) -> str:
    """The address of a static file, with its hash: it may be kept for a year, and changes when the file does."""
    return f"/static/{path}?v={_digest(str(current_app.static_folder), path)}"


@lru_cache(maxsize=256)
def _digest(folder: str, path: str) -> str:
    return hashlib.sha256((Path(folder) / path).read_bytes()).hexdigest()[:12]


def page_number() -> int:
    """Which page of a long list is asked for; the first when that is no number."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def number(value: int | float) -> str:
    return typography.number(value, locale())


def day(value: date | datetime) -> str:
    return typography.day(clock.local(value).date() if isinstance(value, datetime) else value, locale())


def short_day(value: date | datetime) -> str:
    return typography.short_day(clock.local(value).date() if isinstance(value, datetime) else value, locale())


def moment(value: datetime) -> str:
    return typography.moment(value, locale())


def typo(text: Any) -> str:
    """Our own French text with its no-break spaces; never for a name, which is shown as it is written."""
    return typography.french(str(text)) if locale() == FRENCH else str(text)


def markdown(text: str) -> Markup:
    """Staff's Markdown as safe HTML: no raw HTML, no script, no image, links that tell nobody where from."""
    html = MARKDOWN.render(typo(text))
    return Markup(  # noqa: S704 - nh3 has cleaned it
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "td": set(), "th": set()},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener",
        )
    )
