"""The public pages of cosignatures share one blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("cosignatures", __name__)
