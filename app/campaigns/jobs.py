"""Campaigns that close and are archived by themselves, and what is kept of them afterwards."""

from __future__ import annotations

from app.campaigns import service


def close_on_time() -> None:
    service.close_those_whose_day_has_passed()


def archive_those_forgotten() -> None:
    """Every day: the campaigns whose persons are forgotten."""
    service.archive_those_forgotten()


def forget_mails() -> None:
    """Every day: the mails of campaigns that have been closed for long."""
    service.forget_mails()


def forget_spokespersons() -> None:
    """Every day: who spoke for campaigns that have been closed for long."""
    service.forget_spokespersons()
