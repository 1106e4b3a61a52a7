"""The files of the territory: for those who serve all regions."""

from __future__ import annotations

import io
import uuid
from typing import Any

from app.accounts import service as accounts
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.models import FileKind, FileStage, TerritoryFile
from tests.pages.case import Answers, Case, Values, get, post, staff
from tests.world import World


def national(status: int) -> Answers:
    """Chapters and readers have no such page."""
    return {**staff(status, foreign=403, reader=403), "chapter_a": 403}


def of_kind(slug: str) -> Values:
    return lambda world: {"slug": slug}


def unknown(world: World) -> dict[str, Any]:
    return {"file_id": "01900000-0000-7000-8000-000000000000"}


def at(stage: str, content: str = "code,riding\nG9A 1A3,Champlain\n") -> Values:
    """One more file of postal codes, at that stage."""

    def made(world: World) -> dict[str, Any]:
        received = territory.receive(
            FileKind.POSTAL_CODES, io.BytesIO(content.encode()), file_name="codes.csv", map_name="2026",
            options={"replaces": None}, by=sender(world),
        )  # fmt: skip
        if stage == "imported":
            territory.begin(received.id, by=sender(world))
        elif stage == "comparing":
            with unit_of_work():
                db.session.get_one(TerritoryFile, received.id).stage = FileStage.COMPARING
        return {"file_id": received.id}

    return made


def sender(world: World) -> uuid.UUID:
    return accounts.account_at(world.accounts["national"]).id


CASES: tuple[Case, ...] = (
    get("territory.overview", "", national(200)),
    get("territory.send", "postal codes", national(200), of_kind("codes-postaux")),
    get("territory.send", "municipalities", national(200), of_kind("municipalites")),
    get("territory.send", "a map", national(200), of_kind("carte")),
    get("territory.send", "nothing known", national(404), of_kind("rien")),
    post("territory.send", "without a file", national(422), of_kind("codes-postaux")),
    post("territory.send", "an empty map", national(422), of_kind("carte")),
    get("territory.file", "to be read", national(200), at("compared")),
    get("territory.file", "refused", national(200), at("refused", "code,riding\nG9A 1A3,Nulle-Part\n12,Champlain\n")),
    get("territory.file", "being worked on", national(200), at("comparing")),
    get("territory.file", "imported", national(200), at("imported")),
    get("territory.file", "unknown", national(404), unknown),
    get("territory.progress", "being worked on", national(303), at("comparing")),
    post("territory.begin", "", national(303), at("compared")),
    post("territory.begin", "twice", national(409), at("imported")),
    post("territory.discard", "", national(303), at("compared")),
    post("territory.discard", "imported", national(404), at("imported")),
)
