"""What was sent to the press in the demonstration, and how many signed on paper: all invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.paper import service as paper
from app.paper.models import PaperBatch
from app.press import service as press

PLACE = "Québec"
HEADLINE = "{organizations_count} organismes d’une seule voix"
BODY = """{figures}

« Chez nous, la porte reste ouverte le mardi soir. Qu’on nous donne de quoi la garder ouverte les autres soirs aussi », déclare Camille Exemple, porte-parole inventée de cette démonstration.

Tout sur la campagne : {campaign_url}"""  # noqa: E501 - a paragraph is a line


def load(campaign: Campaign, rows: Iterable[dict[str, str]], by: Account) -> None:
    """Within a unit of work: the batches of the file, and a communiqué that the public reads; once."""
    if db.session.scalar(sa.select(PaperBatch.id).where(PaperBatch.campaign_id == campaign.id).limit(1)):
        return
    for row in rows:
        counted = paper.Counted(
            collected_on=today() - timedelta(days=int(row["days_ago"])),
            place=row["place"],
            region_code=row["region"],
            number=int(row["number"]),
            entered=int(row["entered"]),
            counted_by=row["counted_by"],
        )
        paper.note(campaign, counted, by=by)
    press.write(campaign, "fr", press.Draft(PLACE, HEADLINE, BODY, is_public=True), by=by)
