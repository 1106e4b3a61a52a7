"""Every address of the product: how to reach it in the world of the tests, and what each visitor is answered.

One line is one address in one situation; each feature has its file. `tests/audit` asks each of them as each visitor,
and opens all that are pages in a real browser; `tests/house/test_routes.py` is the short form of that. A route without
a line fails the tests.
"""

from __future__ import annotations

from flask import Flask

from tests.pages import (
    accounts,
    acts,
    addresses,
    agreements,
    commitments,
    desk,
    editions,
    editor,
    endorsing,
    imports,
    kiosks,
    mail_desk,
    officials,
    organizations,
    paper,
    press,
    reminders,
    returns,
    signing,
    site,
    survey,
    territory,
    updates,
    validation,
    visits,
    writing,
)
from tests.pages.case import Case

__all__ = ["CATALOGUE", "ONE_OF_EACH", "Case", "cases_of_no_route", "routes_of", "routes_without_a_case"]

CATALOGUE: tuple[Case, ...] = (
    *site.CASES, *signing.CASES, *endorsing.CASES, *writing.CASES, *accounts.CASES, *desk.CASES, *editor.CASES,
    *imports.CASES, *validation.CASES, *acts.CASES, *reminders.CASES, *returns.CASES, *kiosks.CASES, *addresses.CASES,
    *organizations.CASES, *agreements.CASES, *editions.CASES, *updates.CASES,
    *mail_desk.CASES, *paper.CASES, *press.CASES, *visits.CASES, *territory.CASES, *commitments.CASES,
    *survey.CASES, *officials.CASES,
)  # fmt: skip
ONE_OF_EACH = list({(case.method, case.endpoint): case for case in reversed(CATALOGUE)}.values())  # its first situation


def routes_of(app: Flask) -> set[tuple[str, str]]:
    """Every (method, endpoint) that the application answers by itself."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def routes_without_a_case(app: Flask) -> set[tuple[str, str]]:
    return routes_of(app) - {(case.method, case.endpoint) for case in CATALOGUE}


def cases_of_no_route(app: Flask) -> set[tuple[str, str]]:
    return {(case.method, case.endpoint) for case in CATALOGUE} - routes_of(app)
