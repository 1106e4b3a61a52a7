"""Campaigns that close by themselves."""

from __future__ import annotations

from app.campaigns import service


def close_on_time() -> None:
    service.close_those_whose_day_has_passed()
