"""The editor as its tests use it: a part is opened, changed and sent; then one asks what the campaign says."""

from __future__ import annotations

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.campaigns import service
from app.campaigns.bundle import Bundle
from app.core.database import db
from tests.factories import BUNDLE

EDITOR = "/equipe/editeur"
ADDRESS = f"{EDITOR}/{BUNDLE}"


def fields(page: str) -> MultiDict[str, str]:
    """What the form of that page sends as it stands."""
    found: MultiDict[str, str] = MultiDict()
    form = re.search(r'<form class="form".*?</form>', page, re.DOTALL)
    assert form is not None
    for tag in re.findall(r"<input [^>]*>", form[0]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_chosen = attributes.get("type") not in ("checkbox", "radio") or " checked" in tag
        if "name" in attributes and is_chosen:
            found.add(attributes["name"], html.unescape(attributes.get("value", "y")))
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form[0], re.DOTALL):
        found.add(name, html.unescape(text).strip())
    return found


def edit(staff: FlaskClient, part: str, changed: dict[str, Any], *, language: str = "fr", to: str = "") -> Any:
    """Open the page of that part, change some fields, and send it."""
    address = f"{ADDRESS}/{part}"
    typed = fields(staff.get(f"{address}?langue={language}").text)
    for name, value in changed.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return staff.post(f"{address}{to}?langue={language}", data=typed)


def now_says() -> Bundle:
    db.session.rollback()
    db.session.expire_all()
    return service.bundle_of(service.find(BUNDLE))
