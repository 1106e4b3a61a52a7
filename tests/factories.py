"""Makers of what tests need, with sensible defaults. Each returns a committed row."""

from __future__ import annotations

import itertools
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts import service as accounts
from app.accounts import sign_in as door
from app.accounts.models import Account, RoleName
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Authority, Cosignature
from app.cosignatures.service import Seen, Submission
from app.messages import service as messages
from app.messages.models import LookupMethod, Message
from app.messages.service import Draft
from app.officials import service as officials
from app.officials.models import Gender, Official
from app.organizations import service as organizations
from app.organizations.models import Kind as OrganizationKind
from app.organizations.models import Organization
from app.territory import service as territory
from app.territory.models import Riding
from tests.tables import Scene

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
    scene_of(bundle, is_open).set_up(lambda: _load(bundle, is_open))
    campaign = campaigns.find(bundle)
    if changes:
        with unit_of_work():
            for name, value in changes.items():
                setattr(campaign, name, value)
    return campaign


@cache
def scene_of(bundle: str, is_open: bool) -> Scene:
    """A campaign by itself: most tests begin with one."""
    return Scene()


def _load(bundle: str, is_open: bool) -> None:
    campaigns.load_bundle(campaigns.read_bundle(Path(campaigns.LIBRARY) / bundle))
    if is_open:
        campaigns.open_campaign(bundle)


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


def sign_in(client: FlaskClient, account: Account) -> None:
    """With the session that the door opens, past the page of the door: `tests/accounts/door.py` walks through it."""
    with client.application.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        door.enter(account)
        opened = dict(session)
    with client.session_transaction() as kept:
        kept.clear()
        kept.update(opened)


def csrf_token(page: TestResponse) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"no form on the page, which answered {page.status}"
    return found.group(1)


def form_token(client: FlaskClient) -> str:
    """The token of any form of this browser, without drawing a page for it."""
    with client.session_transaction() as kept:
        before = dict(kept)
    application = client.application
    with application.app_context(), application.test_request_context():  # in a context of its own: it is kept in `g`
        session.update(before)
        token = generate_csrf()
        after = dict(session)
    with client.session_transaction() as kept:
        kept.update(after)
    return token


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


def make_organization(
    name: str = "Maison Exemple",
    region_code: str = "01",
    city: str = "Rimouski",
    *,
    kind: OrganizationKind = OrganizationKind.COMMUNITY,
    aliases: tuple[str, ...] = (),
) -> Organization:
    """An entry of the register."""
    return organizations.add(name, region_code, city, kind, aliases)


def make_submission(**changes: Any) -> Submission:
    """What an organization's coordinator typed; the name of the organization is published unless said otherwise."""
    number = next(counter)
    typed: dict[str, Any] = {
        "organization_name": f"Maison Exemple {number}",
        "region_code": "01",
        "city": "Rimouski",
        "name": "Nadia Essai",
        "title": "coordonnatrice",
        "email": f"nadia-{number}@example.org",
        "authority": Authority.YES,
        "authority_on": None,
        "publishes_name": True,
        "wants_news": False,
        "locale": "fr",
    }
    return Submission(**{**typed, **changes})


def make_cosignature(
    campaign: Campaign, state: str = "validated", *, by: Account | None = None, **changes: Any
) -> Cosignature:
    """A cosignature brought to that state by the acts that lead there. The other fields are those of a submission."""
    if state == "to_check":
        changes = {"is_from_a_robot": True, **changes}
    key = cosignatures.submit(campaign, make_submission(**changes))
    if state != "submitted":
        cosignatures.confirm(key)
    if state in ("validated", "declined"):
        staff = by or make_account()
        seen = Seen(key, "confirmed")
        if state == "validated":
            cosignatures.validate(seen, by=staff)
        else:
            cosignatures.decline(seen, "Ce n’est pas un organisme.", by=staff)
    elif state == "withdrawn":
        cosignatures.withdraw(key)
    found = db.session.get(Cosignature, key)
    assert found is not None
    return found
