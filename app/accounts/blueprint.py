"""The door of the staff space and one’s own account share one blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__, url_prefix="/equipe")
