"""An import and its lines. The lines hold what the file said: they are destroyed after 30 days, the figures stay."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.imports.errors import ImportMoved

MOST_ATTEMPTS = 3  # a worker that dies at its work dies of it


class Stage(StrEnum):
    READ = "read"  # the columns are to be mapped
    PLANNING = "planning"  # the preview is being made
    PLANNED = "planned"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDONE = "undone"


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.READ: frozenset({Stage.PLANNING}),
    Stage.PLANNING: frozenset({Stage.PLANNED, Stage.READ}),
    Stage.PLANNED: frozenset({Stage.PLANNING, Stage.IMPORTING}),
    Stage.IMPORTING: frozenset({Stage.IMPORTED, Stage.PLANNED}),
    Stage.IMPORTED: frozenset({Stage.UNDONE}),
    Stage.UNDONE: frozenset(),
}


class Import(Model):
    """One file, for the register or for a campaign, and where it stands."""

    __tablename__ = "imports"
    __table_args__ = (
        one_of("stage", Stage),
        CheckConstraint("(stage IN ('imported', 'undone')) = (imported_at IS NOT NULL)", name="imported_has_a_time"),
        Index(None, "sent_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[str]  # « register », « answers »
    target: Mapped[str]  # the key of the chapter, the slug of the campaign; may be empty
    stage: Mapped[Stage] = mapped_column(text_enum(Stage), default=Stage.READ)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # None: the command line
    region_codes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # None: all of them
    file_name: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    total: Mapped[int]
    has_changed: Mapped[bool] = mapped_column(default=False)  # since the preview that somebody read
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # how often a worker began what it waits for
    has_failed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # given up, nothing brought in
    sent_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    @property
    def is_working(self) -> bool:
        return self.stage in (Stage.PLANNING, Stage.IMPORTING)

    def map_to(self, mapping: dict[str, str]) -> None:
        """A person said which column holds what; the preview is to be made."""
        self._move(Stage.PLANNING)
        self.mapping, self.has_changed = mapping, False
        self.attempts, self.has_failed = 0, False

    def show(self, counts: dict[str, int], *, has_changed: bool = False) -> None:
        """The preview is ready to be read."""
        self._move(Stage.PLANNED)
        self.counts, self.has_changed = counts, has_changed

    def begin(self) -> None:
        self._move(Stage.IMPORTING)
        self.attempts, self.has_failed = 0, False

    def attempt(self) -> bool:
        """A worker begins; false when it has been begun too often, and is given up: nothing was brought in."""
        self.attempts += 1
        if self.attempts <= MOST_ATTEMPTS:
            return True
        self._move(Stage.READ if self.stage is Stage.PLANNING else Stage.PLANNED)
        self.attempts, self.has_failed = 0, True
        return False

    def finish(self, *, at: datetime) -> None:
        self._move(Stage.IMPORTED)
        self.imported_at, self.has_changed = at, False

    def undo(self, *, at: datetime) -> None:
        self._move(Stage.UNDONE)
        self.undone_at = at

    def _move(self, to: Stage) -> None:
        if to not in MOVES[self.stage]:
            raise ImportMoved(stage=self.stage.value)
        self.stage = to


class ImportLine(Model):
    """One line of the file, what would become of it, what a person decided, and what it made."""

    __tablename__ = "import_lines"
    __table_args__ = (UniqueConstraint("import_id", "line"), Index(None, "import_id", "outcome", "line"))

    id: Mapped[uuid.UUID] = uuid_pk()
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Import.id, ondelete="CASCADE"))
    line: Mapped[int]
    cells: Mapped[list[str]] = mapped_column(JSON)
    name: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    reasons: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # a code, and what it is about
    choices: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # what a person may choose: a value, words
    decision: Mapped[str] = mapped_column(default="")
    made: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def stays(self) -> str:
        """Why what it made stayed when the import was taken back; "" when it did not."""
        return str((self.made or {}).get("stays", ""))
