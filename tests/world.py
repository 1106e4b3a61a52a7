"""A small world in which every page has something to show: campaigns and what happened in them, in each state.

It is made by the services, as visitors and staff would, and only names what it holds: slugs, ids and links.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.bundle_words import Words
from app.core.clock import now, today
from app.core.database import db
from app.core.personal_links import PersonalLink
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links as cosignature_links
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Authority, State
from app.deliveries import claims
from app.deliveries import service as deliveries
from app.deliveries.tables import D
from app.editions import service as editions
from app.local import stored_mail
from app.messages import links as message_links
from app.messages import service as messages
from app.messages.models import LookupMethod, Message
from app.officials import service as officials
from app.officials.models import Gender
from app.territory import service as territory
from app.updates import service as updates
from app.updates.models import Kind as UpdateKind
from config import Config
from tests.conftest import Browser
from tests.factories import BUNDLE, csrf_token, make_account, sign_in
from tests.passing_time import seconds_ago
from tests.tables import empty_tables, prepare

MINE, FOREIGN = "04", "06"  # a region of chapter A, and one of chapter B
CHAPTERS = {"chapter_a": "troccqm", "chapter_b": "riocm"}
STAFF = ("chapter_a", "chapter_b", "national", "admin", "reader")
VISITORS = ("anonymous", "holder", *STAFF)  # the holder has the link of the page; the others, at most one of another
UPDATE_KINDS = {
    "nouvelle": UpdateKind.NEWS, "communique": UpdateKind.COMMUNIQUE, "activite": UpdateKind.ACTIVITY,
}  # fmt: skip
RIDING, EMPTY_SEAT, WITHOUT_ADDRESS = "trois-rivieres", "maskinonge", "champlain"
PUBLISHED = "Le Phare du monde des essais"
CITY = "Trois-Rivières"
LONG = timedelta(hours=1)
OLD = 8 * 86400  # seconds; a link to confirm is good for seven days

PLACES = f"""name,region,mrc,ridings
{CITY},04,,Trois-Rivières;Maskinongé
Shawinigan,04,,Laviolette–Saint-Maurice
"""
CODES = f"""code,riding,municipality
G9A 1A1,Trois-Rivières,{CITY}
G9A 1A2,Trois-Rivières,{CITY}
G9A 1A2,Maskinongé,{CITY}
"""
MAIL = """From: "Porte-voix" <campagnes@porte-voix.example.org>
To: "Odile Essai" <odile@example.org>
Subject: Une étape encore
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Bonjour, ouvrez https://example.org/confirmer/abc
--x
Content-Type: text/html; charset=utf-8

<p style="color: #111; background: #fff">Bonjour</p><script>alert(1)</script>
--x--
"""


@dataclass
class World:
    """Names of what there is. `open` is full of signatures and messages; the others are what they are called."""

    app: Flask
    open: str = "en-cours"
    closed: str = "terminee"
    draft: str = "en-preparation"
    empty: str = "toute-neuve"
    mail: str = ""  # a mail in the local inbox
    kiosk: uuid.UUID | None = None  # the one whose tablet the holder has
    signatures: dict[str, uuid.UUID] = field(default_factory=dict)
    latest: uuid.UUID | None = None  # the last that signed
    messages: dict[str, uuid.UUID] = field(default_factory=dict)
    updates: dict[str, int] = field(default_factory=dict)
    visits: dict[str, uuid.UUID] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[FlaskClient, str] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # Who visits.

    def visitor(self, name: str) -> FlaskClient:
        """The browser of that visitor, signed in if on the staff; the same one each time."""
        if name not in self.clients:
            self.clients[name] = self.app.test_client()
            if name in STAFF:
                sign_in(self.clients[name], accounts.account_at(self.accounts[name]))
        return self.clients[name]

    def new_browser(self, name: str) -> FlaskClient:
        """Of somebody else with the same role: for acts that end sessions or change a password."""
        client = self.app.test_client()
        if name in STAFF:
            sign_in(client, _account(name))
        return client

    def form_token(self, name: str, client: FlaskClient | None = None) -> str:
        """What makes a form of that visitor's own browser."""
        client = client or self.visitor(name)
        if client not in self.tokens:
            page = "/equipe/compte" if name in STAFF else "/equipe/connexion"
            self.tokens[client] = csrf_token(client.get(page))
        return self.tokens[client]

    # Links.

    def signature_link(
        self, state: str = "confirmed", purpose: PersonalLink = cosignature_links.MANAGE, *, age: int = 0
    ) -> str:
        """To manage, to confirm or to wait for that cosignature."""
        return link(purpose, self.signatures[state], age=age)

    def message_link(
        self, state: str = "written", purpose: PersonalLink = message_links.MANAGE, *, age: int = 0
    ) -> str:
        return link(purpose, self.messages[state], age=age)

    # What happens, once more.

    def sign(self, state: str = "submitted", *, region: str = MINE, **changes: Any) -> uuid.UUID:
        """One more organization signs the open campaign, and its cosignature comes to that state."""
        number = next(self.numbers)
        typed: dict[str, Any] = {
            "organization_name": f"Centre des essais {number}", "region_code": region,
            "city": CITY if region == MINE else "Montréal", "name": "Odile Essai", "title": "coordonnatrice",
            "email": f"odile-{number}@example.org", "authority": Authority.YES, "authority_on": None,
            "publishes_name": True, "wants_news": False, "locale": "fr", "ip": f"198.51.{number // 50}.7",
            "is_from_a_robot": state == "to_check",
        }  # fmt: skip
        submission = cosignatures.Submission(**{**typed, **changes})
        self.latest = signed_id = cosignatures.submit(campaigns.find(self.open), submission)
        if state != "submitted":
            cosignatures.confirm(signed_id)
        if state in ("validated", "declined"):
            self._decide(signed_id, state)
        elif state == "withdrawn":
            cosignatures.withdraw(signed_id)
        return signed_id

    def _decide(self, signed_id: uuid.UUID, state: str) -> None:
        national = accounts.account_at(self.accounts["national"])
        seen = cosignatures.Seen(signed_id, State.CONFIRMED.value)
        if state == "validated":
            cosignatures.validate(seen, by=national)
        else:
            cosignatures.decline(seen, "Signée à titre personnel.", by=national)

    def write(self, state: str = "written") -> uuid.UUID:
        """Somebody writes to whoever represents Trois-Rivières, and the message comes to that state."""
        number = next(self.numbers)
        draft = messages.Draft(
            campaign=campaigns.find(self.open), riding=territory.riding_named(RIDING),
            lookup_method=LookupMethod.RIDING, locale="fr", subject="Le communautaire", body="Bonjour.\n\n[votre nom]",
            personal_line="Une phrase à moi.", name="Rachel Essai", email=f"rachel-{number}@example.org", city=CITY,
        )  # fmt: skip
        aside = Suspicion.HASTE if state == "confirmed" else None
        message_id = messages.write(draft, looks=aside, ip=f"198.51.{number // 50}.9")
        if state in ("confirmed", "queued", "done"):
            messages.confirm(message_id)
        elif state == "withdrawn":
            messages.withdraw(message_id)
        if state == "done":
            _deliver(message_id)
        return message_id

    def announce(self, kind: str = "nouvelle", *, state: str = "published", region: str | None = None) -> int:
        """One more update of the open campaign, for that region or for everybody, brought to that state: its number."""
        national, meeting = accounts.account_at(self.accounts["national"]), None
        if kind == "activite":
            meeting = updates.Meeting(starts_at=now() + timedelta(days=9), place="Parc", address="1, rue de l’Essai")
        words = {"fr": updates.Words(title=f"Une {kind}", body="Le **texte**.", accessibility="Plain-pied")}
        written = updates.Written(region_codes=frozenset({region} if region else ()), words=words, meeting=meeting)
        update = updates.begin(campaigns.find(self.open), UPDATE_KINDS[kind], written, by=national)
        if state != "draft":
            updates.publish(update, by=national)
        if state == "taken back":
            updates.take_back(update, by=national)
        return update.number


@contextmanager
def inhabited(config: Config, folder: Path) -> Iterator[World]:
    """The world, on the database of `config`, which has its tables and its reference data; emptied afterwards."""
    app = create_app(replace(config, EMBEDDED_INBOX=True, DATA_DIR=folder))
    app.test_client_class = Browser
    with app.app_context():
        prepare(db.engine)
        yield populate(app, folder / "inbox")
        db.session.remove()
        empty_tables()
        app.extensions["redis"].flushdb()
        app.extensions["redis"].close()
        app.extensions["page_revisions"].close()
        db.engine.dispose()


def populate(app: Flask, inbox: Path) -> World:
    """Fill the database of `app`, in whose context this is called. Its reference data is there already."""
    world = World(app)
    for name in STAFF:
        world.accounts[name] = _account(name).email
    with unit_of_work():
        trusted = accounts.account_at(world.accounts["chapter_a"])
        trusted.may_export = trusted.may_erase = True  # given to a person, never by a role
    _load_campaigns(world)
    _load_territory(inbox.parent)
    _sign(world)
    editions.freeze(campaigns.find(world.open))
    world.messages = {state: world.write(state) for state in ("written", "confirmed", "queued", "done", "withdrawn")}
    _announce(world)
    world.mail = stored_mail.store(
        inbox, sender="retours@porte-voix.example.org", recipients=["odile@example.org"],
        content=MAIL.replace("\n", "\r\n").encode(),
    )  # fmt: skip
    _sweep()
    return world


def _sweep() -> None:
    """As the sweeper does, and a worker that took one mail: health finds so for as long as these tests may take."""
    deliveries.sweep()
    with unit_of_work():
        for beat in db.session.scalars(sa.select(deliveries.Heartbeat)):
            beat.beat_at += LONG
    [taken] = claims.claim(1)
    with unit_of_work():
        db.session.execute(sa.update(D).where(taken.mine).values(lease_until=now() + LONG))


def _account(name: str) -> Account:
    return make_account("chapter" if name in CHAPTERS else name, CHAPTERS.get(name), name=f"Compte {name}")


def _load_campaigns(world: World) -> None:
    """The words of the shipped campaigns under other names. `empty` writes to one person only."""
    full = campaigns.read_bundle(campaigns.LIBRARY / BUNDLE)
    one = campaigns.read_bundle(campaigns.LIBRARY / "engagez-vous-pour-le-communautaire")
    soon = today() + timedelta(days=9)
    for slug, bundle in ((world.open, full), (world.closed, full), (world.draft, full), (world.empty, one)):
        bundle = replace(bundle, slug=slug, closes_on=soon if slug == world.open else None)
        campaigns.load_bundle(replace(bundle, words={key: _titled(words, slug) for key, words in bundle.words.items()}))
        if slug != world.draft:
            campaigns.open_campaign(slug)
    campaigns.close_campaign(world.closed)


def _titled(words: Words, title: str) -> Words:
    return replace(words, short={**words.short, "title": f"{words.short['title']} ({title})"})


def _load_territory(folder: Path) -> None:
    """A postal code in one riding and one in two; a minister, two MNAs of whom one has no address, an empty seat."""
    for name, rows in (("municipalities.csv", PLACES), ("postal_codes.csv", CODES)):
        (folder / name).write_text(rows, encoding="utf-8")
    territory.load_municipalities(folder / "municipalities.csv")
    territory.load_postal_codes(folder / "postal_codes.csv")
    since = date(2026, 1, 1)
    for name, email, office in (
        ("Camille Ministre", "camille@assnat.example.org", {"portfolio": "social-services"}),
        ("Dominique Députée", "dominique@assnat.example.org", {"riding_id": territory.riding_named(RIDING).id}),
        ("Claude Sans-Adresse", None, {"riding_id": territory.riding_named(WITHOUT_ADDRESS).id}),
    ):
        officials.add_official(
            name=name, gender=Gender("f"), party="Parti de l’Exemple", email=email, contact_source="Inventé",
            is_invented=True, since=since, **office,
        )  # fmt: skip


def _sign(world: World) -> None:
    for state in ("submitted", "confirmed", "to_check", "validated", "declined", "withdrawn"):
        world.signatures[state] = world.sign(state)
    same = {"organization_name": "Deux fois plutôt qu’une", "city": CITY}
    world.sign("confirmed", **same)
    world.signatures["duplicate"] = world.sign("confirmed", **same)  # the second of the two
    world.signatures["unpublished"] = world.sign("validated", publishes_name=False)
    world.signatures["published"] = world.sign("validated", organization_name=PUBLISHED)
    world.signatures["foreign"] = world.sign("validated", region=FOREIGN)
    world.signatures["foreign, waiting"] = world.sign("confirmed", region=FOREIGN)
    world.sign("validated", region="00")


def _announce(world: World) -> None:
    """Somebody asked for the news of the campaign, and one of them is on its way."""
    world.updates = {kind: world.announce(kind) for kind in ("nouvelle", "communique")}
    world.updates["activite"] = world.announce("activite", region=MINE)
    world.updates |= {state: world.announce(state=state, region=MINE) for state in ("draft", "taken back")}
    world.sign("confirmed", region="00", wants_news=True)
    national = accounts.account_at(world.accounts["national"])
    world.updates["mailed"] = world.announce()
    updates.send(updates.to_write(national, world.open, world.updates["mailed"]), by=national)


def _deliver(message_id: uuid.UUID) -> None:
    """Its deliveries were accepted, and cleared away since."""
    with unit_of_work():
        message = db.session.get_one(Message, message_id)
        for recipient in message.recipients:
            recipient.delivery_id = None
        message.finish(at=now())


def link(purpose: PersonalLink, row_id: uuid.UUID, *, age: int = 0) -> str:
    """The token of that link, made so many seconds ago."""
    with seconds_ago(age):
        return purpose.token(row_id)
