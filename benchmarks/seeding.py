"""A campaign with as many signatures as wanted, put straight into the tables, with everything that belongs to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry
from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import WRITER, db
from app.core.keys import matching_key, search_key
from app.cosignatures.models import Actor, Authority, Cosignature, CosignatureMove, Signatory
from app.cosignatures.models import State as Signed
from app.deliveries.models import Delivery, DeliveryMove, Kind
from app.deliveries.models import State as Sent
from app.organizations.models import NameWord, Organization
from app.organizations.names import words_of
from benchmarks.names import invented
from benchmarks.stage import started
from config import ROOT, Config

SLUG = "engagez-vous-pour-le-communautaire"
CHUNK = 2_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Pick:
    """An organization of the register that has not signed."""

    id: uuid.UUID
    name: str
    region_code: str
    city: str


@dataclass(frozen=True)
class Seeded:
    """An application on a database that holds one open campaign, and the organizations that have not signed it."""

    app: Flask
    campaign_id: uuid.UUID
    picks: list[Pick]


def seed(config: Config, *, signed: int, unsigned: int) -> Seeded:
    """One campaign in a migrated database, `signed` public signatures under it, and the rest of a register."""
    app = started(replace(config, LOG_LEVEL="WARNING"))
    with app.app_context():
        campaign = campaigns.load_bundle(campaigns.read_bundle(ROOT / "campaigns" / SLUG))
        campaigns.open_campaign(SLUG)
        signer = Signer(campaign)
        names = invented(signed + unsigned)
        picks: list[Pick] = []
        while chunk := list(islice(names, CHUNK)):
            register = [_organization(one.name, one.region_code, one.city) for one in chunk]
            signing = register[: max(0, min(len(register), signed))]
            signed -= len(signing)
            put({Organization: register, NameWord: list(_words(register))} | signer.rows(signing))
            picks += [Pick(row["id"], row["name"], row["region_code"], row["city"]) for row in register[len(signing) :]]
        _settle()
        return Seeded(app, campaign.id, picks)


def put(tables: dict[Any, list[Row]]) -> None:
    """All rows of these tables in one transaction."""
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        for model, rows in tables.items():
            if rows:
                connection.execute(sa.insert(model.__table__), rows)


def count(model: Any) -> int:
    """How many rows there are now, read apart from any session."""
    with db.engine.connect() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(model.__table__)) or 0)


def _settle() -> None:
    """What autovacuum would have done on PostgreSQL after so many rows. Nothing does it on SQLite: neither do we."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM (ANALYZE)"))


def _organization(name: str, region_code: str, city: str) -> Row:
    return {
        "id": uuid_utils.compat.uuid7(),
        "name": name,
        "key": matching_key(name),
        "search_key": search_key(name),
        "sort_key": sort_key(name),
        "sort_key_bare": sort_key(name, article=False),
        "region_code": region_code,
        "city": city,
        "city_key": search_key(city),
        "created_at": now(),
    }


def _words(register: list[Row]) -> Iterator[Row]:
    for row in register:
        for word in sorted(words_of(row["name"])):
            yield {"word": word, "organization_id": row["id"]}


class Signer:
    """Signs in the name of organizations: the signature, the person, the moves, the consents, the mail."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign_id = campaign.id
        self.letter_id = campaigns.current_letter(campaign).id
        self.text_ids = [text.id for text in campaigns.consent_texts(campaign, "fr").values()]
        self.signed = 0

    def as_row(self, pick: Pick) -> Row:
        """An organization of the register, ready to sign."""
        return _organization(pick.name, pick.region_code, pick.city) | {"id": pick.id}

    def rows(self, organizations: list[Row]) -> dict[Any, list[Row]]:
        """The rows of one public signature of each organization, by table."""
        signatures = [self._cosignature(organization) for organization in organizations]
        mails = [self._mail(row) for row in signatures]
        return {
            Cosignature: signatures,
            Signatory: [self._signatory(row) for row in signatures],
            CosignatureMove: [move for row in signatures for move in self._moves(row)],
            ConsentEntry: [entry for row in signatures for entry in self._consents(row)],
            Delivery: mails,
            DeliveryMove: [move for mail in mails for move in self._steps(mail)],
        }

    def _cosignature(self, organization: Row) -> Row:
        self.signed += 1
        at = now() - timedelta(days=30) + timedelta(seconds=10 * self.signed)
        return {
            "id": uuid_utils.compat.uuid7(),
            "campaign_id": self.campaign_id,
            "letter_id": self.letter_id,
            "organization_id": organization["id"],
            "state": Signed.VALIDATED,
            "shown_name": organization["name"],
            **{name: organization[name] for name in ("sort_key", "sort_key_bare", "search_key", "region_code", "city")},
            "publishes_name": True,
            "authority": Authority.YES,
            "locale": "fr",
            "email_key": f"direction{self.signed}@example.org",
            "submitted_at": at,
            "confirmed_at": at,
            "validated_at": at,
        }

    def _signatory(self, row: Row) -> Row:
        return {"cosignature_id": row["id"], "name": "Marie Tremblay", "title": "Direction", "email": row["email_key"]}

    def _moves(self, row: Row) -> Iterator[Row]:
        for before, after in ((Signed.SUBMITTED, Signed.CONFIRMED), (Signed.CONFIRMED, Signed.VALIDATED)):
            yield {
                "cosignature_id": row["id"],
                "from_state": before,
                "to_state": after,
                "actor": Actor.PROGRAM,
                "moved_at": row["submitted_at"],
            }

    def _consents(self, row: Row) -> Iterator[Row]:
        for text_id in self.text_ids:
            yield {
                "subject": f"cosignature:{row['id']}",
                "text_id": text_id,
                "is_given": True,
                "channel": Channel.WEB_FORM,
                "recorded_at": row["submitted_at"],
            }

    def _mail(self, row: Row) -> Row:
        key = uuid_utils.compat.uuid7()
        return {
            "id": key,
            "kind": Kind.CONFIRMATION,
            "urgency": 0,
            "state": Sent.ACCEPTED,
            "dedupe_key": f"seeded:{key}",
            "group_key": f"campaign:{self.campaign_id}",
            "message_id": f"<{key}@campagnes.example.com>",
            "date_header": "Mon, 27 May 2024 13:30:00 -0400",
            "from_name": "Campagne",
            "to_name": "Marie Tremblay",
            "to_address": row["email_key"],
            "to_domain": "example.org",
            "locale": "fr",
            "subject": "Confirmez la signature de votre organisme",
            "body_text": "Il reste une étape.\n" * 8,
            "attempts": 1,
            "next_attempt_at": row["submitted_at"],
            "created_at": row["submitted_at"],
            "finished_at": row["submitted_at"],
        }

    def _steps(self, mail: Row) -> Iterator[Row]:
        for state in (Sent.QUEUED, Sent.CLAIMED, Sent.TRANSMITTING, Sent.ACCEPTED):
            yield {"delivery_id": mail["id"], "state": state, "moved_at": mail["created_at"]}
