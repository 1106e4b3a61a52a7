"""Who takes the signature back leaves every edition: text and salt are destroyed, the leaf stays."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.database import db
from app.core.unit_of_work import after_commit
from app.editions import store
from app.editions.models import EditionLine

ERASED = {"name": None, "city": None, "mrc": None, "riding": None, "salt": None}


def taken_back(cosignature_id: uuid.UUID) -> None:
    """Within a unit of work: erased from every edition; the files that held it go once that is committed."""
    standing = EditionLine.cosignature_id == cosignature_id, EditionLine.name.is_not(None)
    editions = list(db.session.scalars(sa.select(EditionLine.edition_id).where(*standing)))
    if editions:
        erased = sa.update(EditionLine).where(*standing).values(**ERASED)
        db.session.execute(erased.execution_options(synchronize_session=False))
        audit.record("edition.name_erased", f"cosignature:{cosignature_id}", editions=len(editions))
        after_commit(f"editions.forget:{cosignature_id}", lambda: store.forget(editions))
