"""Health, readiness: what a supervisor or a proxy asks."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.core import access
from app.site import service

bp = Blueprint("site", __name__)


@bp.get("/sante")
@access.public
def health() -> tuple[Response, int]:
    """Red when the database does not answer, or when the sweeper is late."""
    report = service.health()
    return jsonify(report), 200 if report["ok"] else 503


@bp.get("/pret")
@access.public
def readiness() -> tuple[Response, int]:
    """Whether this process may receive visitors."""
    report = service.readiness()
    return jsonify(report), 200 if report["ok"] else 503
