"""How much a form may bring: a megabyte of words is plenty, and a page that takes a picture says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from app.core import access

View = TypeVar("View", bound=Callable[..., Any])


def up_to(size: int) -> Callable[[View], View]:
    """Below the rule of a view: its forms may bring so many bytes."""

    def mark(view: View) -> View:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Before anything reads the form: the guard of the tokens does, for every view.

    So much is taken of nobody who would be sent to the door: it would lie on the disk before anybody asks who they are.
    """

    @app.url_value_preprocessor
    def allow(endpoint: str | None, values: dict[str, Any] | None) -> None:
        view = current_app.view_functions.get(endpoint or "")
        largest = getattr(view, "largest_body", None)
        if largest is None:
            return
        if request.method == "POST" and access.is_for_staff(view) and access.doors.visitor() is None:
            abort(access.to_the_door())
        request.max_content_length = largest
