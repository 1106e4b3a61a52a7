"""What the register hooks up at start: its entry of the rail."""

from __future__ import annotations

from flask import Flask

from app.core import navigation
from app.core.language import lazy_gettext as _l


def init_app(app: Flask) -> None:
    navigation.register("register.index", _l("Répertoire"), "register.read")
