"""Who may open a page. Every view carries exactly one rule; without one the application does not start."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import Flask, Response, abort, current_app, redirect, request, url_for

View = TypeVar("View", bound=Callable[..., Any])


class Visitor(Protocol):
    """What access needs to know of whoever is signed in; `accounts` provides it."""

    id: uuid.UUID

    def may(self, right: str) -> bool: ...


@dataclass
class _Doors:
    visitor: Callable[[], Visitor | None] = field(default=lambda: None)
    newcomer: Callable[[], Visitor | None] = field(default=lambda: None)
    sign_in_endpoint: str = "accounts.sign_in"


doors = _Doors()


def public(view: View) -> View:
    """Anybody."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return view


def token(view: View) -> View:
    """Whoever holds the link: the view itself reads the token. Never cached, never referred from."""
    view.access_rule = "token"  # type: ignore[attr-defined]
    return view


def staff(right: str) -> Callable[[View], View]:
    """Signed-in staff who have that right; which objects they see is the service's business."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            visitor = doors.visitor()
            if visitor is None:
                return to_the_door()
            if not visitor.may(right):
                abort(403)
            return view(*args, **kwargs)

        guarded.access_rule = f"staff:{right}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def setting_up(view: View) -> View:
    """Signed-in staff, and whoever has given the right password and has no second factor yet.

    For the few pages that add one: to such a newcomer nothing else opens.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if doors.visitor() or doors.newcomer() else to_the_door()

    guarded.access_rule = "staff:setting up"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def polled(view: View) -> View:
    """Below the rule of a view: an open page asks for it by itself, so it does not say that somebody is there."""
    view.is_polled = True  # type: ignore[attr-defined]
    return view


def is_polled() -> bool:
    """Whether this very request was made by a page that is open, and by nobody."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "is_polled", False))


def is_for_staff(view: Any) -> bool:
    """Whether nobody else is let in."""
    return str(getattr(view, "access_rule", "")).startswith("staff:")


def to_the_door() -> Any:
    """For whoever is not signed in."""
    if "HX-Request" in request.headers:  # a piece of an open page: the whole of it goes to the door
        return Response(status=204, headers={"HX-Refresh": "true"})
    back = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(doors.sign_in_endpoint, next=back), 303)


def rule_of(app: Flask, endpoint: str) -> str | None:
    """The rule of a route, for the tests and for `check_all_routes`."""
    if endpoint == "static":
        return "public"
    return getattr(app.view_functions[endpoint], "access_rule", None)


def check_all_routes(app: Flask) -> None:
    """Raises RuntimeError naming each route that nobody gave a rule."""
    naked = sorted({r.endpoint for r in app.url_map.iter_rules() if rule_of(app, r.endpoint) is None})
    if naked:
        raise RuntimeError(f"routes without an access rule: {', '.join(naked)}")
