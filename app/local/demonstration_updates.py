"""The news and the activities of the demonstration: all invented, and dated from the day on which it is loaded."""

from __future__ import annotations

import tomllib
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core import renderings
from app.core.clock import TORONTO, now, today
from app.core.database import db
from app.territory import service as territory
from app.updates.models import Kind, State, Update, UpdateText

LOCALES = ("fr", "en")


def load(campaign: Campaign, file: Path, staff: uuid.UUID) -> None:
    """Within a unit of work: everything that the file tells of that campaign, once."""
    if db.session.scalar(sa.select(Update.id).where(Update.campaign_id == campaign.id).limit(1)):
        return
    told = tomllib.loads(file.read_text(encoding="utf-8"))["update"]
    for number, row in enumerate((row for row in told if row["campaign"] == campaign.slug), start=1):
        db.session.add(_update(campaign, number, row, staff))
    renderings.touch(campaign.page_key)


def _update(campaign: Campaign, number: int, row: dict[str, Any], staff: uuid.UUID) -> Update:
    at = now() - timedelta(days=row["days_ago"])
    update = Update(
        campaign_id=campaign.id, number=number, kind=Kind(row["kind"]), state=State.DRAFT,
        account_id=staff, created_at=at,
        place=row.get("place", ""), address=row.get("address", ""),
    )  # fmt: skip
    update.regions = [one for one in territory.regions() if one.code in row.get("regions", ())]
    if "in_days" in row:
        day = today() + timedelta(days=row["in_days"])
        update.starts_at = datetime.combine(day, time.fromisoformat(row["hour"]), tzinfo=TORONTO)
        update.ends_at = update.starts_at + timedelta(hours=row["lasts_hours"])
    for locale in LOCALES:
        if locale in row:
            words = {name: text.strip() for name, text in row[locale].items()}
            update.texts.append(UpdateText(locale=locale, **words))
    update.publish(at=at)
    return update
