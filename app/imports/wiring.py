"""What imports hook up at start: their entry in the rail of the staff pages."""

from __future__ import annotations

from flask import Flask

from app.accounts.models import REGISTER_EDIT
from app.core import navigation
from app.core.language import lazy_gettext as _l


def init_app(app: Flask) -> None:
    navigation.register("imports.every", _l("Imports"), REGISTER_EDIT)
