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
    found = service.suggestions(request.args.get("q", ""), region_code=region if region.isdigit() else None)
    signed = service.on_a_public_list(request.args.get("campaign", ""), [one.id for one in found])
    return jsonify(
        [
            {
                "id": str(one.id),
                "name": one.name,
                "region": one.region_code,
                "city": one.city,
                "label": _label(one, has_signed=one.id in signed),
                "signed": one.id in signed,
            }
            for one in found
        ]
    )


def _label(one: service.Suggestion, *, has_signed: bool) -> str:
    place = ", ".join(dict.fromkeys(part for part in (one.city, one.region_name) if part))
    return _("%(place)s · a déjà cosigné", place=place) if has_signed else place
