"""The pages of messages hang here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app.campaigns.models import Campaign
from app.core.language import locale

bp = Blueprint("messages", __name__)


def page(name: str, campaign: Campaign, **shown: Any) -> str:
    """A page of this feature, in the colour and the words of its campaign."""
    return render_template(f"messages/{name}.html", campaign=campaign, text=campaign.text(locale()), **shown)
