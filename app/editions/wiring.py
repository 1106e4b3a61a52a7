"""What editions hook up at start: every list and every total of cosignatures is that of the latest edition, and the
editor of campaigns shows the beginning of a list beside its settings.
"""

from __future__ import annotations

from flask import Flask

from app.campaigns import service as campaigns
from app.cosignatures import service as cosignatures
from app.editions import publication, service


def init_app(app: Flask) -> None:
    cosignatures.register_publication(publication)
    campaigns.show_lists_with(service.first_lines)
