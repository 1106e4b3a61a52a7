"""The way out of reminders: a page with a button, and the one click of mail programs (RFC 8058)."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, render_template, request

from app.core import access
from app.core.security import csrf
from app.cosignatures import links, service
from app.organizations import service as organizations
from app.organizations.models import Organization

bp = Blueprint("reminder_stop", __name__)


@bp.get("/relances/arret/<token>")
@access.token
def ask(token: str) -> str:
    """Opening the link changes nothing: scanners of mail open links too."""
    organization = _organization(token)
    return _page(organization, token)


@bp.post("/relances/arret/<token>")
@access.token
@csrf.exempt  # mail programs post here by themselves, without a cookie: the token is the proof
def stop(token: str) -> str:
    """No more reminders to that organization; « resume » takes it back."""
    organization = _organization(token)
    if "resume" in request.form:
        service.resume(organization.id)
    else:
        service.stop(organization.id)
    return _page(organization, token)


def _page(organization: Organization, token: str) -> str:
    standing = organizations.standing_of(organization)  # under the name that it has since it was merged
    return render_template(
        "cosignatures/stop.html", organization=standing, is_stopped=service.is_stopped(standing.id), token=token
    )


def _organization(token: str) -> Organization:
    organization_id: uuid.UUID = links.STOP.read(token)
    organization = organizations.get(organization_id)
    if organization is None:
        abort(404)
    return organization
