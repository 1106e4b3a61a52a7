"""The internal table of an edition: the same rows, with the person who signed. That it was taken is written down.

The person's data is not frozen: what was forgotten since is not in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import EXPORT, Account
from app.campaigns.models import Campaign
from app.core import audit
from app.core.clock import local
from app.core.database import db
from app.core.language import gettext as _
from app.core.tabular import Cell
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature, Level
from app.editions import finding, tables
from app.editions.finding import Shown
from app.editions.models import Edition, EditionLine

People = dict[int, Cosignature]  # by the position of the line


class Purpose(StrEnum):
    """Why somebody takes personal data out."""

    CHECK = "check_the_list"
    THANK = "thank_the_signatories"
    PRESS = "find_spokespersons"
    ARCHIVE = "keep_the_proof"


def to_export(account: Account, slug: str, number: int) -> tuple[Campaign, Edition]:
    """Raises NoSuchCampaign, also for what another chapter runs; NoSuchEdition."""
    campaign = cosignatures.campaign_of(account, slug)
    return campaign, finding.numbered(campaign, number)


def internal(campaign: Campaign, edition: Edition, format: str, purpose: Purpose, *, by: Account) -> bytes:
    """For whoever holds the right, in the regions in which it holds; that it was taken is kept, with why."""
    with unit_of_work():
        people = _people(edition)
        lines = _in_scope(campaign, finding.lines(edition), people, by)
        news = cosignatures.wanting_news([people[line.position].id for line in lines])
        audit.record(
            "personal_data.exported", f"campaign:{campaign.id}", by=by.id, purpose=purpose.value, number=edition.number,
            rows=len(lines),
        )  # fmt: skip
    rows = list(_rows(lines, people, news))
    if format == "xlsx":
        return tables.as_xlsx(rows, at=edition.frozen_at)
    return tables.as_csv(rows, delimiter=";")


def _in_scope(campaign: Campaign, lines: list[Shown], people: People, by: Account) -> list[Shown]:
    """By the region of today: a signature that changed region since has changed hands, and its person with it."""
    codes = None if campaign.chapter_id else by.region_codes(EXPORT)
    return lines if codes is None else [line for line in lines if people[line.position].region_code in codes]


def _people(edition: Edition) -> People:
    """Each cosignature with its signatory, by the position of its line."""
    found = db.session.execute(
        sa.select(EditionLine.position, Cosignature)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionLine.edition_id == edition.id)
        .options(
            joinedload(Cosignature.signatory), joinedload(Cosignature.resolution), joinedload(Cosignature.imported)
        )
    )
    return dict(found.all())


def _rows(lines: list[Shown], people: People, news: frozenset[uuid.UUID]) -> Iterator[tuple[Cell, ...]]:
    names = cosignatures.region_names()
    yield (
        *tables.headings(), *tables.inner_headings(), _("Personne signataire"), _("Fonction"), _("Courriel"),
        _("Veut des nouvelles"), _("Autorisation"), _("Confirmée le"),
    )  # fmt: skip
    for line in lines:
        one = people[line.position]
        person = (one.signatory.name, one.signatory.title, one.signatory.email) if one.signatory else ("", "", "")
        confirmed = local(one.confirmed_at).date() if one.confirmed_at else None
        wants = _("oui") if one.id in news else _("non")
        inner = tables.inner_cells(line)
        yield (*tables.cells(line, names), *inner, *person, wants, level_in_words(one.level), confirmed)


def level_in_words(level: Level) -> str:
    return {
        Level.DECLARED: _("déclarée"),
        Level.ADDRESS: _("adresse confirmée"),
        Level.VALIDATED: _("validée par l’antenne"),
        Level.RESOLUTION: _("résolution du conseil"),
    }[level]
