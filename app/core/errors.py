"""What the domain refuses. A feature raises a subclass; one handler turns it into a page.

`status` is the HTTP answer, `page` the template under templates/errors/ that explains it kindly.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

log = get_logger()


class DomainError(Exception):
    """Something that the domain forbids; `shown` is what the page may tell about it."""

    status = 409
    page = "refused.html"

    def __init__(self, **shown: Any) -> None:
        self.shown = shown
        super().__init__(type(self).__name__)


class NotFound(DomainError):
    """No such thing, or none that this person may see: the answer is the same."""

    status = 404
    page = "not_found.html"


KNOWN_STATUS = {400, 403, 404, 405, 413, 429, 500, 503}


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)


def _domain_error(error: DomainError) -> tuple[str, int]:
    return render_template(f"errors/{error.page}", **error.shown), error.status


def _csrf_error(error: CSRFError) -> tuple[str, int]:
    return render_template("errors/csrf.html"), 400


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error.get_response()
    page = error.code if error.code in KNOWN_STATUS else (500 if error.code >= 500 else 400)
    return render_template(f"errors/{NotFound.page if page == 404 else f'{page}.html'}"), error.code


def _database_error(error: OperationalError) -> tuple[str, int]:
    log.error("database_unavailable", reason=type(error.orig).__name__)
    return render_template("errors/503.html"), 503
