"""A campaign with a few signatories in several regions, some with hostile names, and ways to act on them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import service
from app.editions.models import Edition
from app.organizations.models import Kind
from tests.factories import make_account, make_campaign, make_cosignature, make_organization
from tests.tables import Scene

MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"
TABLE = "Table régionale des organismes communautaires d’ici"
HOSTILE = [
    "Maison\u00a0des jeunes « L’Escale »",  # a no-break space typed by the organization
    "Cafe\u0301 de\u0301pôt",  # NFD
    "Coop 🐝 Les abeilles",
    "بيت المجتمع",
    'L’"Autre" <b>Toit</b> & cie; inc.',
    "Regroupement " + "très " * 37 + "long",  # two hundred characters
]


SIGNED = Scene()  # most tests begin with it


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign(MODEL)


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


def sign(campaign: Campaign, name: str, region: str = "01", city: str = "Rimouski", **more: object) -> Cosignature:
    return make_cosignature(campaign, "validated", organization_name=name, region_code=region, city=city, **more)


@pytest.fixture
def signed(campaign: Campaign) -> dict[str, Cosignature]:
    """By name: a table, two more in its region, one in another, one National."""
    ids = SIGNED.set_up(lambda: signed_by_five(campaign))
    return {name: db.session.get_one(Cosignature, one) for name, one in ids.items()}


def signed_by_five(campaign: Campaign) -> dict[str, uuid.UUID]:
    make_organization(TABLE, kind=Kind.REGIONAL_TABLE)
    return {
        name: sign(campaign, name, region, city).id
        for name, region, city in (
            ("Maison de jeunes de l’Exemple", "01", "Rimouski"),
            (TABLE, "01", "Rimouski"),
            ("La Clé de l'entraide Inc.", "01", "Matane"),
            ("Côté cour", "05", "Sherbrooke"),
            ("Regroupement <b>national</b> & cie", "00", "Montréal"),
        )
    }


def names(edition: Edition, locale: str = "fr") -> list[str]:
    return [entry.name for section in service.of_edition(edition, locale).sections for entry in section.entries]


def listed(campaign: Campaign) -> list[str]:
    """What everybody reads today."""
    sections = service.public_list(campaign, "fr").sections
    total = cosignatures.public_count(campaign)
    found = [entry.name for section in sections for entry in section.entries]
    assert total == len(found) == sum(cosignatures.public_counts_by_region(campaign).values())
    return found


def together(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """All at the same instant, each in a thread and a session of its own; what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[place] = act()
            except Exception as error:
                results[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    db.session.expire_all()
    return results
