"""The public pages of endorsements share one blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("endorsements", __name__)
