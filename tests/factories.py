"""Makers of what tests need, with sensible defaults. Each returns a committed row."""

from __future__ import annotations

import itertools
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts import service as accounts
from app.accounts.models import Account, RoleName
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.messages import service as messages
from app.messages.models import LookupMethod, Message
from app.messages.service import Draft
from app.officials import service as officials
from app.officials.models import Gender, Official
from app.territory import service as territory
from app.territory.models import Riding

BUNDLE = "plan-de-rattrapage-911-millions"
PASSWORD = "bicyclette-orage-quatre-lampes"
counter = itertools.count(1)


def bare_campaign(**changes: Any) -> Campaign:
    """A draft with settings and nothing to read: no words, no letter, no notice."""
    settings: dict[str, Any] = {
        "slug": f"campagne-{next(counter)}",
        "colour": "#d13a17",
        "takes_cosignatures": True,
        "takes_messages": False,
        "recipient_rules": [],
        "milestones": [100],
        "links": [],
        "created_at": now(),
    }
    with unit_of_work():
        campaign = Campaign(**{**settings, **changes})
        db.session.add(campaign)
    return campaign


def make_campaign(bundle: str = BUNDLE, *, is_open: bool = True, **changes: Any) -> Campaign:
    """A campaign made from a shipped bundle, open unless said otherwise."""
    campaign = campaigns.load_bundle(campaigns.read_bundle(Path(campaigns.LIBRARY) / bundle))
    if is_open:
        campaigns.open_campaign(campaign.slug)
    if changes:
        with unit_of_work():
            for name, value in changes.items():
                setattr(campaign, name, value)
    return campaign


def make_account(
    role: str = "national", chapter: str | None = None, *, name: str = "Maude Essai", email: str | None = None
) -> Account:
    """Somebody on the staff, who signs in with PASSWORD; `chapter` is the key of one, for the role « chapter »."""
    served = accounts.chapter_with_key(chapter) if chapter else None
    with unit_of_work():
        account = accounts.create_account(
            email or f"equipe-{next(counter)}@example.org", name, RoleName(role), chapter=served
        )
        account.password = hash_of_password()
    return account


@cache
def hash_of_password() -> str:
    """Made once: a good hash takes its time."""
    return passwords.hashed(PASSWORD, ())


def sign_in(client: FlaskClient, account: Account, password: str = PASSWORD) -> TestResponse:
    """Through the page, as a person does."""
    page = client.get("/equipe/connexion")
    typed = {"csrf_token": csrf_token(page), "email": account.email, "password": password}
    return client.post("/equipe/connexion", data=typed)


def csrf_token(page: TestResponse) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"no form on the page, which answered {page.status}"
    return found.group(1)


def make_riding(name: str = "Rimouski") -> Riding:
    """A riding of the map of 2026, which every test has; nobody sits for it yet."""
    return territory.riding_named(name)


def make_official(
    name: str = "Camille Exemple",
    *,
    gender: Gender = Gender.FEMININE,
    riding: Riding | None = None,
    portfolio: str | None = None,
    email: str | None = "",
    since: date = date(2026, 10, 5),
) -> Official:
    """An invented official who sits for the riding, holds the portfolio, or both. `email=None`: no address known."""
    return officials.add_official(
        name=name,
        gender=gender,
        party="Parti de l’Exemple",
        email=f"bureau-{next(counter)}@assnat.example.org" if email == "" else email,
        contact_source="test",
        is_invented=True,
        riding_id=riding.id if riding else None,
        portfolio=portfolio,
        since=since,
    )


def make_draft(campaign: Campaign, riding: Riding | None = None, **changes: Any) -> Draft:
    """What a supporter typed."""
    typed: dict[str, Any] = {
        "lookup_method": LookupMethod.POSTAL_CODE,
        "locale": "fr",
        "subject": "Une demande",
        "body": "Je m’appelle [votre nom], de [votre municipalité].\n\n[votre phrase]\n\nMerci.",
        "personal_line": "Ma sœur y va chaque semaine.",
        "name": "Jeanne Tremblay",
        "email": f"jeanne-{next(counter)}@example.com",
        "city": "Rimouski",
    }
    return Draft(campaign=campaign, riding=riding or make_riding(), **{**typed, **changes})


def make_message(
    campaign: Campaign, riding: Riding | None = None, *, is_confirmed: bool = False, **changes: Any
) -> Message:
    """A supporter's message, waiting for its confirmation or confirmed and queued."""
    message = messages.find(messages.write(make_draft(campaign, riding, **changes)))
    return messages.confirm(message.id).message if is_confirmed else message
