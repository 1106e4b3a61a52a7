"""Background work of news: what is published at its hour, and the mails that cannot be undone any more."""

from __future__ import annotations

from app.updates import service


def publish_on_time() -> None:
    """Every minute."""
    service.publish_those_due()


def write_mails() -> None:
    """Every minute, and as soon as somebody sends when nothing is to be waited for."""
    service.write_those_due()
