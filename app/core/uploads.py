"""How much a form may bring: a megabyte of words is plenty, and a page that takes a picture says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def up_to(size: int) -> Callable[[View], View]:
    """Below the rule of a view: its forms may bring so many bytes."""

    def mark(view: View) -> View:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Before anything reads the form: the guard of the tokens does, for every view."""

    @app.url_value_preprocessor
    def allow(endpoint: str | None, values: dict[str, Any] | None) -> None:
        largest = getattr(current_app.view_functions.get(endpoint or ""), "largest_body", None)
        if largest is not None:
            request.max_content_length = largest
