"""French and English. Source strings are French; the English catalogue is one .po file, read at start.

The French typography (no-break spaces) is put in here, once, so that nobody has to type what cannot be seen.
A page in English is the same address behind `/en`: a WSGI shim moves that prefix into SCRIPT_NAME and
`url_for` keeps the language by itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy
from flask import Flask, has_request_context, request

from app.core.typography import french

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FRENCH = "fr"
ENGLISH = "en"
LOCALES = (FRENCH, ENGLISH)
CATALOGUE = Path(__file__).parents[1] / "translations" / "en" / "LC_MESSAGES" / "messages.po"

Application = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


class LanguagePrefix:
    """WSGI: `/en/campagnes/x` is `/campagnes/x` in English."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ["portevoix.locale"] = ENGLISH
        with speaking(environ.get("portevoix.locale", FRENCH)):  # known at once, and not found out a thousand times
            return self.application(environ, start_response)


def locale() -> str:
    """`fr` or `en`: the language of this page, or of the mail being written."""
    return _chosen.get() or _of_page()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write what follows in that language, whatever the language of the page (a mail to someone else)."""
    before = _chosen.set(code if code in LOCALES else FRENCH)
    try:
        yield
    finally:
        _chosen.reset(before)


def gettext(message: str, **variables: Any) -> str:
    """The message in the language of the page, with its typography."""
    text = _spoken(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, **variables: Any) -> str:
    """Singular or plural; in French, zero is singular."""
    return _spoken_plural(singular, plural, num) % {"num": num, **variables}


def lazy_gettext(message: str, **variables: Any) -> Any:
    """Translated when shown: for forms, whose labels are written before any page is asked for."""
    return LazyProxy(gettext, message, enable_cache=False, **variables)


def init_app(app: Flask) -> None:
    flask_babel.Babel(app, default_locale=FRENCH, default_timezone="America/Toronto", locale_selector=locale)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Jinja puts the values in by itself, escaped.
    app.jinja_env.install_gettext_callables(_spoken, _spoken_plural, newstyle=True)  # type: ignore[attr-defined]


def _spoken(message: str) -> str:
    return _french(message) if locale() == FRENCH else _english().gettext(message)


def _spoken_plural(singular: str, plural: str, num: int) -> str:
    if locale() == FRENCH:
        return _french(plural if abs(num) > 1 else singular)
    return _english().ngettext(singular, plural, num)


def _of_page() -> str:
    return request.environ.get("portevoix.locale", FRENCH) if has_request_context() else FRENCH


@lru_cache(maxsize=4096)
def _french(message: str) -> str:
    return french(message)


@lru_cache(maxsize=1)
def _english() -> GNUTranslations:
    if not CATALOGUE.exists():
        raise FileNotFoundError(f"the English catalogue is missing: {CATALOGUE.name}")
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale=ENGLISH)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
