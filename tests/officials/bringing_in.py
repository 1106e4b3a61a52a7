"""A list of officials is compared with the register and brought in, as the command does it."""

from __future__ import annotations

from app.core import tabular
from app.core.database import db
from app.imports import service as imports
from app.imports.models import Import
from app.officials import service as officials
from app.officials.importing import sheets
from app.officials.importing.planning import Outcome, Planned
from tests.factories import make_riding


def planned(content: bytes) -> list[Planned]:
    table = tabular.read(content)
    return sheets.planned_of(table, sheets.columns_of(table), source="liste.csv")


def outcomes(content: bytes) -> list[str]:
    return [one.outcome.value for one in planned(content)]


def reasons(content: bytes) -> list[tuple[int, str, str]]:
    """Of the refused lines."""
    return [
        (one.sheet.line, code, value) for one in planned(content) if one.outcome is Outcome.REFUSED
        for code, value in one.reasons
    ]  # fmt: skip


def bring_in(content: bytes) -> Import:
    table = tabular.read(content)
    done = imports.from_command_line(
        imports.named("officials"), "", table, sheets.columns_of(table), file_name="liste.csv"
    )
    db.session.expire_all()
    return done


def holder(riding: str = "Rimouski") -> str | None:
    mandate = officials.mna_of(make_riding(riding).id)
    return mandate.official.name if mandate else None
