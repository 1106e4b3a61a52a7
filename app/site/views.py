"""Public pages that cross features: the front page, a campaign, the policies; health for whoever watches."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from app.campaigns import service as campaigns
from app.core import access, renderings
from app.core.language import locale
from app.site import service
from app.site.components import context

bp = Blueprint("site", __name__)


@bp.get("/")
@access.public
def front() -> str:
    """Every hosted campaign, the open ones first."""
    renderings.hang_on(renderings.FRONT)
    return render_template("site/front.html", campaigns=service.hosted_campaigns())


@bp.get("/campagnes/<slug>")
@access.public
def campaign(slug: str) -> str:
    """The page that the whole movement shares."""
    found = campaigns.public(slug)
    renderings.hang_on(found.page_key, renderings.MEMBERS)
    return render_template("site/campaign.html", **service.campaign_page(found, locale()))


@bp.get("/confidentialite")
@access.public
def privacy() -> str:
    return _policy("privacy")


@bp.get("/accessibilite")
@access.public
def accessibility() -> str:
    return _policy("accessibility")


@bp.get("/a-propos")
@access.public
def about() -> str:
    return _policy("about")


@bp.get("/composants")
@access.public
def components() -> str:
    """The design system, every piece in every state: for whoever builds the next page."""
    return render_template("site/composants.html", **context())


@bp.get("/sante")
@access.public
def health() -> tuple[Response, int]:
    """Red when the database or Redis does not answer, or when the sweeper or the workers are late."""
    report = service.health()
    return jsonify(report), 200 if report["ok"] else 503


@bp.get("/pret")
@access.public
def readiness() -> tuple[Response, int]:
    """Whether this process may receive visitors."""
    report = service.readiness()
    return jsonify(report), 200 if report["ok"] else 503


@bp.get("/mesures")
@access.public
def measures() -> Response:
    """For Prometheus: whoever has the token, or a demonstration's own machine. To anybody else it does not exist."""
    is_forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-Ip"))
    asks = request.headers.get("Authorization", "")
    if not service.may_be_read(asks, request.remote_addr, is_forwarded=is_forwarded):
        abort(404)
    return Response(service.measures(), content_type=service.MEDIA_TYPE)


def _policy(name: str) -> str:
    """A policy in Markdown, with who answers for the site written in."""
    config = current_app.config
    source = Path(str(current_app.template_folder)) / "site" / f"{name}.{locale()}.md"
    text = campaigns.fill_blanks(
        source.read_text(encoding="utf-8"),
        {
            "operator": config["OPERATOR"],
            "privacy_officer_title": config["PRIVACY_OFFICER_TITLE"] or "",
            "privacy_officer_email": config["PRIVACY_OFFICER_EMAIL"] or "",
            "hosting": config["HOSTING"],
        },
    )
    return render_template("site/policy.html", text=text, heading=text.splitlines()[0].lstrip("# "))
