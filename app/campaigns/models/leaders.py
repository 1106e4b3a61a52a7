"""Who leads a campaign: one organization or several together, each with who speaks for it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core.database import Model


@dataclass(frozen=True, kw_only=True)
class Spokesperson:
    """Who answers the press for a leader, and agreed that it be published."""

    name: str
    title: str = ""
    title_en: str = ""
    phone: str = ""
    email: str = ""

    def title_in(self, locale: str) -> str:
        return (self.title_en if locale == "en" else "") or self.title

    @property
    def dialled(self) -> str:
        """The telephone as a link dials it: « 418 555-0123, poste 4 » is `418-555-0123;ext=4`."""
        number, *extension = re.split(r"[^\d\s().+-]+", self.phone)
        dialled = re.sub(r"[^\d+]+", "-", number).strip("-")
        return f"{dialled};ext={extension[-1].strip()}" if extension else dialled


@dataclass(frozen=True, kw_only=True)
class Leader:
    """One organization that leads the campaign. What is not said in English is said in French."""

    name: str
    short_name: str = ""
    name_en: str = ""
    short_name_en: str = ""
    website: str = ""
    logo: str = ""  # the digest of a Logo
    logo_text: str = ""  # what the picture says, for whoever does not see it
    logo_text_en: str = ""
    spokespersons: tuple[Spokesperson, ...] = ()

    def name_in(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name

    def short_name_in(self, locale: str) -> str:
        """What it is called in a hurry: its acronym if it has one."""
        return (self.short_name_en if locale == "en" else "") or self.short_name or self.name_in(locale)

    def full_name_in(self, locale: str) -> str:
        """« Coalition des exemples (CE) »."""
        name, short = self.name_in(locale), self.short_name_in(locale)
        return name if short == name else f"{name} ({short})"

    def logo_text_in(self, locale: str) -> str:
        return (self.logo_text_en if locale == "en" else "") or self.logo_text

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Leader:
        """From what the database or a bundle holds, checked before."""
        spokespersons = tuple(Spokesperson(**one) for one in told.get("spokespersons", ()))
        return cls(**{**told, "spokespersons": spokespersons})


class Leaders(TypeDecorator[tuple[Leader, ...]]):
    """The leaders of a campaign in their order, as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[Leader] | None, dialect: Dialect) -> list[dict[str, Any]]:
        return [asdict(leader) for leader in value or ()]

    def process_result_value(self, value: list[dict[str, Any]] | None, dialect: Dialect) -> tuple[Leader, ...]:
        return tuple(Leader.of(told) for told in value or ())


class Logo(Model):
    """A picture drawn anew by us, under the digest of its bytes: another picture is another row."""

    __tablename__ = "campaign_logos"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]  # PNG
