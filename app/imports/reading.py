"""What the pages show of imports: those of an account, their lines a page at a time, the report."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.core.database import db
from app.core.language import gettext as _
from app.imports.errors import NoSuchImport
from app.imports.kinds import Kind, every, named
from app.imports.models import Import, ImportLine, Stage
from app.imports.working import lines_of

PER_PAGE = 50
STAYS = "stays"  # asked for like an outcome: the lines that stayed when the import was taken back
_STAYED = ImportLine.made["stays"].as_string().is_not(None)


@dataclass(frozen=True)
class Lines:
    """One page of the preview."""

    rows: Sequence[ImportLine]
    total: int
    page: int
    pages: int


def one(import_id: uuid.UUID, account: Account) -> Import:
    """The import, for whoever sent it and for those who serve all regions. Raises NoSuchImport."""
    found = db.session.get(Import, import_id)
    if found is None or not _is_of(found, account):
        raise NoSuchImport
    return found


def of_account(account: Account, *, limit: int = 30) -> list[Import]:
    """The latest imports that this account may see."""
    recent = db.session.scalars(sa.select(Import).order_by(Import.sent_at.desc(), Import.id.desc()).limit(500))
    return [found for found in recent if _is_of(found, account)][:limit]


def of_kinds(account: Account) -> list[Kind]:
    """What this account may import."""
    return [kind for kind in every() if account.may(kind.right)]


def kind_for(name: str, account: Account) -> Kind:
    """What this account wants to import. Raises NoSuchImport when it may not."""
    kind = named(name)
    if not account.may(kind.right):
        raise NoSuchImport
    return kind


def page_of_lines(one: Import, outcome: str | None, page: int) -> Lines:
    """One page of the preview, of one outcome, of those that stayed, or of all."""
    is_asked_for = _STAYED if outcome == STAYS else ImportLine.outcome == outcome
    conditions = [ImportLine.import_id == one.id, *([is_asked_for] if outcome else [])]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ImportLine).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    rows = db.session.scalars(
        sa.select(ImportLine).where(*conditions).order_by(ImportLine.line).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return Lines(rows, total, page, pages)


def samples(one: Import, rows: int = 3) -> dict[str, list[str]]:
    """What the first lines hold in each column, so that a person sees which is which."""
    found = db.session.scalars(
        sa.select(ImportLine.cells).where(ImportLine.import_id == one.id).order_by(ImportLine.line).limit(20)
    ).all()
    return {
        column: [cells[place][:60] for cells in found if place < len(cells) and cells[place]][:rows]
        for place, column in enumerate(one.columns)
    }


def undecided(one: Import) -> int:
    """How many lines offer a choice that nobody has made."""
    offering = named(one.kind).offering
    if not one.counts.get(offering):
        return 0
    conditions = ImportLine.import_id == one.id, ImportLine.outcome == offering, ImportLine.decision == ""
    return db.session.scalar(sa.select(sa.func.count()).select_from(ImportLine).where(*conditions)) or 0


def stayed(one: Import) -> int:
    """How many lines were not taken back with the import."""
    if one.stage is not Stage.UNDONE:
        return 0
    return db.session.scalar(sa.select(sa.func.count()).where(ImportLine.import_id == one.id, _STAYED)) or 0


def report(one: Import) -> list[list[str]]:
    """The whole file again, each line with what became of it and why: to be set right and sent anew."""
    words = named(one.kind).words
    rows = [[_("Ligne"), _("Résultat"), _("Raisons"), *one.columns]]
    for line in lines_of(one):
        said = [words.choice(value, label) for value, label in line.choices if value == line.decision]
        stays = [words.stays(line.stays)] if line.stays else []
        reasons = " ".join([*(words.reason(code, value) for code, value in line.reasons), *said, *stays])
        rows.append([str(line.line), words.outcome_of_line(line.outcome) if line.outcome else "", reasons, *line.cells])
    return rows


def _is_of(one: Import, account: Account) -> bool:
    """Whoever sent it for regions that are not theirs any more sees it no more, and brings nothing in there."""
    right = named(one.kind).right
    if not account.may(right):
        return False
    codes = account.region_codes(right)
    is_within = codes is None or (one.region_codes is not None and codes.issuperset(one.region_codes))
    return is_within and (codes is None or one.account_id == account.id)
