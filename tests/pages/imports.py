"""Files that staff send: the page of an import is for whoever sent it, and for those who serve all regions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import tabular
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.imports import service as imports
from app.imports.models import Import
from app.organizations import editing
from app.organizations.models import Organization
from tests.imports.sheets import MEMBERS, sheet
from tests.pages.case import Case, Values, get, no_values, post, staff
from tests.world import World

OURS = staff(200, foreign=404, reader=403)
DONE = staff(303, foreign=404, reader=403)
ALL = staff(200, reader=403)
COLUMNS = {"name": "Organisme", "region": "Région administrative", "city": "Ville"}


def at(stage: str) -> Values:
    """One more import of chapter A, at that stage."""

    def made(world: World) -> dict[str, Any]:
        number = next(world.numbers)
        rows = [(f"Maison Exemple {number}", "04", f"Ville {number}", "", "", ""), ("", "04", "", "", "", "")]
        sender = accounts.account_at(world.accounts["chapter_a"])
        received = imports.receive(
            imports.named("register"), "troccqm", tabular.read(sheet(MEMBERS, rows)), file_name="membres.csv",
            by=sender, region_codes=["04", "17"],
        )  # fmt: skip
        if stage == "planning":
            with unit_of_work():
                db.session.get_one(Import, received.id).map_to(COLUMNS)
        elif stage != "read":
            imports.map_columns(received.id, COLUMNS)
        if stage in ("imported", "undone"):
            imports.begin(received.id, by=sender)
        if stage == "undone":  # what somebody has changed since stays
            entry = db.session.scalars(sa.select(Organization).where(Organization.name == rows[0][0])).one()
            editing.archive(entry.id, by=sender)
            imports.undo(received.id, by=sender)
        return {"import_id": received.id}

    return made


def columns(world: World) -> dict[str, Any]:
    return dict(COLUMNS)


def unknown(world: World) -> dict[str, Any]:
    return {"import_id": "01900000-0000-7000-8000-000000000000"}


def of_kind(name: str) -> Values:
    return lambda world: {"kind_name": name}


CASES: tuple[Case, ...] = (
    get("imports.every", "", ALL),
    get("imports.send", "of the register", ALL, of_kind("register")),
    get("imports.send", "of answers", ALL, of_kind("answers")),
    get("imports.send", "of nothing known", staff(404, reader=403), of_kind("rien")),
    post("imports.send", "without a file", staff(422, reader=403), of_kind("register")),
    get("imports.columns", "", OURS, at("read")),
    get("imports.columns", "of no import", staff(404, reader=403), unknown),
    post("imports.columns", "", DONE, at("read"), columns),
    post("imports.columns", "with nothing chosen", staff(422, foreign=404, reader=403), at("read")),
    get("imports.preview", "to be mapped", DONE, at("read")),
    get("imports.preview", "being worked on", OURS, at("planning")),
    get("imports.preview", "to be read", OURS, at("planned")),
    get("imports.preview", "of one result", OURS, at("planned"), resultat="wrong"),
    get("imports.preview", "done", OURS, at("imported")),
    get("imports.preview", "what stayed of one taken back", OURS, at("undone"), resultat="stays"),
    get("imports.progress", "being worked on", staff(303, foreign=404, reader=403), at("planning")),
    post("imports.decide", "without a decision", DONE, at("planned")),
    post("imports.begin", "", DONE, at("planned")),
    post("imports.begin", "twice", staff(409, foreign=404, reader=403), at("imported")),
    post("imports.undo", "", DONE, at("imported")),
    post("imports.report", "", OURS, at("planned"), no_values),
)  # fmt: skip
