"""The type-ahead over the register. Names are public; who signed what is not, until a list says so."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.core import access
from app.core.language import gettext as _
from app.organizations import service

bp = Blueprint("organizations", __name__)


@bp.get("/organismes/suggestions")
@access.public
def suggestions() -> Response:
    """Up to eight organizations for what is typed so far; `campaign` (a slug) tells which are on its list."""
    region = request.args.get("region", "")
    found = service.suggestions(
        request.args.get("q", ""),
        region_code=region if region.isdigit() else None,
        campaign_slug=request.args.get("campaign", ""),
    )
    return jsonify(
        [
            {
                "id": str(one.id),
                "name": one.name,
                "region": one.region_code,
                "city": one.city,
                "label": _label(one),
                "signed": one.is_listed,
            }
            for one in found
        ]
    )


def _label(one: service.Suggestion) -> str:
    place = ", ".join(dict.fromkeys(part for part in (one.city, one.region_name) if part))
    return _("%(place)s · a déjà cosigné", place=place) if one.is_listed else place
