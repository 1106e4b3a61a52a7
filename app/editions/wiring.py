"""What editions hook up at start: every list and every total of cosignatures is that of the latest edition."""

from __future__ import annotations

from flask import Flask

from app.cosignatures import service as cosignatures
from app.editions import publication


def init_app(app: Flask) -> None:
    cosignatures.register_publication(publication)
