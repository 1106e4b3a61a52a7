"""The delivery desk: the mail, what is stopped, what a person decides."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core.database import database_now, db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind, State
from app.officials.models import Official
from tests.pages.case import Answers, Case, Values, fixed, get, post, slug, staff, unknown
from tests.world import World

# The campaigns of the world are those of the coalition: chapters have none of their own.
NATIONAL: Answers = {**staff(200, reader=403), "chapter_a": 404, "chapter_b": 404}
DONE: Answers = {**staff(303, reader=403), "chapter_a": 404, "chapter_b": 404}
NOBODY = f"pace:official:{uuid.UUID(int=0)}"
WRONG: Answers = {**staff(422, reader=403), "chapter_a": 404, "chapter_b": 404}


def of_campaign(what: str) -> Values:
    return lambda world: {"what": what, "key": f"group:{campaigns.mail_group(campaigns.find(world.open).id)}"}


def of_official(what: str) -> Values:
    return lambda world: {"what": what, "key": f"pace:official:{db.session.scalar(sa.select(Official.id).limit(1))}"}


def of_key(what: str, key: str) -> Values:
    return lambda world: {"what": what, "key": key}


def held(world: World) -> uuid.UUID:
    """A message to an official of which nobody knows whether it arrived."""
    with unit_of_work():
        key = deliveries.enqueue(
            kind=Kind.MESSAGE, to_address="elue@example.org", to_name="Élue d’essai", subject="Objet", body_text="Mots",
            from_name="Personne d’essai", locale="fr", dedupe_key=f"held:{uuid.uuid4()}", pace_key="official:x",
            group_key=campaigns.mail_group(campaigns.find(world.open).id),
        )  # fmt: skip
        known = {"state": State.HELD, "attempts": 1, "first_attempt_at": database_now()}
        db.session.execute(sa.update(Delivery).where(Delivery.id == key).values(**known))
    assert key is not None
    return key


def with_one_held(world: World) -> dict[str, Any]:
    held(world)
    return {}


def decided(**typed: str) -> Values:
    return lambda world: {"chosen": str(held(world)), **typed}


def frozen(world: World) -> dict[str, Any]:
    """The database was said to be a backup."""
    deliveries.tell_restored()
    return {}


def believed(world: World) -> dict[str, Any]:
    """Nobody doubts the database any more."""
    if deliveries.frozen():
        deliveries.release_restored(nothing_left=True, reason="Déménagement.")
    return {}


def on_time(world: World) -> dict[str, Any]:
    """Nor has any mail been due for long, whatever the cases before this one made of those in a worker's hands."""
    with unit_of_work():
        due = sa.update(Delivery).where(Delivery.next_attempt_at < database_now())
        db.session.execute(due.values(next_attempt_at=database_now()))
    return believed(world)


def nobody(world: World) -> dict[str, Any]:
    return {"official_id": uuid.UUID(int=0), "what": "annuler"}


CASES: tuple[Case, ...] = (
    get("mail_desk.overview", "", staff(200, reader=403)),
    get("mail_desk.overview", "with one held", staff(200, reader=403), with_one_held),
    get("mail_desk.campaign", "", NATIONAL, slug("open")),
    get("mail_desk.campaign", "of an empty campaign", NATIONAL, slug("empty")),
    get("mail_desk.campaign", "of no campaign", staff(404, reader=403), unknown),
    post("mail_desk.digest", "", DONE, slug("open"), fixed(threshold="20")),
    post("mail_desk.digest", "none", DONE, slug("open"), fixed(threshold="")),
    post("mail_desk.digest", "with mistakes", WRONG, slug("open"), fixed(threshold="beaucoup")),
    get("mail_desk.act", "pause everything", NATIONAL, of_key("pause", "all")),
    get("mail_desk.act", "pause a campaign", NATIONAL, of_campaign("pause")),
    get("mail_desk.act", "resume a campaign", NATIONAL, of_campaign("resume")),
    get("mail_desk.act", "cancel what waits for an official", NATIONAL, of_official("cancel")),
    get("mail_desk.act", "of no key", staff(404, reader=403), of_key("pause", "rien")),
    get("mail_desk.act", "of no official", staff(404, reader=403), of_key("pause", NOBODY)),
    post("mail_desk.act", "pause a campaign", DONE, of_campaign("pause"), fixed(reason="Une faute.")),
    post("mail_desk.act", "resume a campaign", DONE, of_campaign("resume"), fixed(reason="Corrigé.")),
    post("mail_desk.act", "without a reason", WRONG, of_campaign("pause"), fixed(reason="")),
    get("mail_desk.held", "", staff(200, reader=403), with_one_held),
    post("mail_desk.held", "", staff(303, reader=403), form=decided(decision="arrived", reason="Vu au journal.")),
    post("mail_desk.held", "with mistakes", staff(422, reader=403), form=decided(decision="", reason="")),
    get("mail_desk.restored", "", NATIONAL, frozen),
    get("mail_desk.restored", "when nothing is in doubt", staff(404, reader=403), believed),
    post("mail_desk.restored", "", DONE, frozen, fixed(since="some", reason="Copie de la nuit.")),
    post("mail_desk.restored", "with mistakes", WRONG, frozen, fixed(since="", reason="")),
    post("mail_desk.election", "for nobody", DONE, nobody),
)  # fmt: skip
