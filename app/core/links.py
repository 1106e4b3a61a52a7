"""Addresses that leave the site: in mails, feeds and share texts."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app, request, url_for

from app.core.language import ENGLISH, FRENCH, locale


def public_url(endpoint: str, *, locale: str = FRENCH, **values: Any) -> str:
    """The full public address of a page, in the language of whoever will open it."""
    site = urlsplit(current_app.config["PUBLIC_URL"])
    prefix = "/en" if locale == ENGLISH else ""
    adapter = current_app.url_map.bind(site.netloc, script_name=prefix + "/", url_scheme=site.scheme)
    return adapter.build(endpoint, values, force_external=True)


def url_for_each(endpoint: str, name: str, **values: Any) -> str:
    """The address of many rows, made once: `{{ address % row.id }}` is that of the row, where `name` is its id."""
    somebody = uuid.uuid4()  # that nobody can have typed elsewhere in it
    address = url_for(endpoint, **(values | {name: somebody}))
    return address.replace("%", "%%").replace(str(somebody), "%s")


def bare(address: str) -> str:
    """The address as one prints it, to be typed by hand: « exemple.org/campagnes/la-mienne »."""
    return address.partition("://")[2].rstrip("/")


def twin_url() -> str:
    """The address of this very page in the other language."""
    path = "/" + quote(request.path.lstrip("/\\"))  # « /\\elsewhere » must not become another site
    if request.query_string:
        path += "?" + request.query_string.decode("latin-1")
    return path if locale() == ENGLISH else "/en" + path


def own_path(target: str | None, default: str) -> str:
    """A place to go back to, only if it is on this site."""
    if not target or not target.isprintable() or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default  # browsers drop tabs and line ends: « /<tab>/elsewhere » would leave the site
    return target
