"""What pages ask of a region: `{% if section.code is national %}`."""

from __future__ import annotations

from flask import Flask

from app.territory.models import NATIONAL


def init_app(app: Flask) -> None:
    app.jinja_env.tests["national"] = NATIONAL.__eq__
