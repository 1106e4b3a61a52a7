"""The endorsements with the persons who gave them, as a table. That it was taken, and why, is written down."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import EXPORT, Account
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose as Agreed
from app.core import audit
from app.core.clock import local, now
from app.core.database import db
from app.core.language import gettext as _
from app.core.tabular import Cell, write_csv, write_xlsx
from app.core.unit_of_work import unit_of_work
from app.endorsements.deciding import scope
from app.endorsements.models import STANDING, Endorsement
from app.endorsements.submitting import subject
from app.endorsements.words import kind_in_words, state_in_words


class Purpose(StrEnum):
    """Why somebody takes personal data out."""

    THANK = "thank_the_endorsers"
    PRESS = "find_spokespersons"
    ARCHIVE = "keep_the_proof"


def internal(campaign: Campaign, format: str, purpose: Purpose, *, by: Account) -> bytes:
    """Those that stand, in the regions in which the right holds; that it was taken is kept, with why."""
    with unit_of_work():
        found = db.session.scalars(
            sa.select(Endorsement)
            .where(
                Endorsement.campaign_id == campaign.id,
                Endorsement.state.in_(STANDING),
                *scope(by, campaign, EXPORT),
            )
            .order_by(Endorsement.kind, Endorsement.sort_key, Endorsement.id)
            .options(joinedload(Endorsement.endorser), joinedload(Endorsement.region))
        ).all()
        news = consents.agreeing(Agreed.NEWS, [subject(one.id) for one in found])
        audit.record(
            "personal_data.exported", f"campaign:{campaign.id}", by=by.id, purpose=purpose.value,
            rows=len(found),
        )  # fmt: skip
        rows = list(_rows(found, news))
    if format == "csv":
        return b"".join(write_csv(iter(rows), delimiter=";"))
    stream = io.BytesIO()
    write_xlsx(iter(rows), stream, at=now())
    return stream.getvalue()


def _rows(found: Sequence[Endorsement], news: Collection[str]) -> Iterator[tuple[Cell, ...]]:
    yield (
        _("État"), _("Qui appuie"), _("Nom, tel qu’il paraît"), _("Fonction, pour une personne élue"), _("Région"),
        _("Municipalité"), _("Accepte d’être nommé"), _("Personne qui a rempli le formulaire"), _("Sa fonction"),
        _("Courriel"), _("Veut des nouvelles"), _("Confirmé le"),
    )  # fmt: skip
    for one in found:
        person = (one.endorser.name, one.endorser.title, one.endorser.email) if one.endorser else ("", "", "")
        confirmed = local(one.confirmed_at).date() if one.confirmed_at else None
        yield (
            state_in_words(one.state), kind_in_words(one.kind), one.name, one.title,
            one.region.name if one.region else "", one.city, _said(one.publishes_name), *person,
            _said(subject(one.id) in news), confirmed,
        )  # fmt: skip


def _said(yes: bool) -> str:
    return _("oui") if yes else _("non")
