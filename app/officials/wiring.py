"""What officials hook up at start: their entry of the rail."""

from __future__ import annotations

from flask import Flask

from app.core import navigation
from app.core.language import lazy_gettext as _l


def init_app(app: Flask) -> None:
    navigation.register("officials.index", _l("Destinataires"), "desk")
