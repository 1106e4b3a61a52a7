"""Headers that every answer carries, and the CSRF guard on every method that changes something."""

from __future__ import annotations

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=63072000; includeSubDomains"


class Sessions(SecureCookieSessionInterface):
    """Flask's own; and what depends on the visitor's cookie is never kept by a cache that others share."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        if "Cookie" in response.vary and response.headers.get("Cache-Control") == "no-cache":
            response.headers["Cache-Control"] = "private, no-cache"


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    app.session_interface = Sessions()
    is_https = app.config["IS_HTTPS"]

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if is_https:
            headers.setdefault("Strict-Transport-Security", HSTS)
        view = app.view_functions.get(request.endpoint or "")
        rule = getattr(view, "access_rule", "public")
        if rule != "public":
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-cache" if request.method in ("GET", "HEAD") else "no-store"
        return response
