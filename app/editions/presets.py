"""How the list is printed. « Fidèle » is how the coalition published it in 2024; « soigné » has full typography.

Nothing here touches a name: it is printed as the organization writes itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, ListPreset
from app.core.clock import local, today
from app.core.language import ENGLISH
from app.core.typography import day, french, number
from app.cosignatures.service import Section, total
from app.editions.models import Edition
from app.territory.models import NATIONAL


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the settings of a campaign, or of an edition that was frozen with them, say of its list."""

    title: str
    list_word: str
    count_line: str = ""  # with its blank; empty: the usual one
    shows_city: bool = True
    on: date

    @classmethod
    def of_campaign(cls, campaign: Campaign, locale: str) -> Wording:
        """The list as it stands today."""
        text = campaign.text(locale)
        return cls(
            title=text.title,
            list_word=campaign.list_word,
            count_line=text.count_line,
            shows_city=campaign.shows_city,
            on=today(),
        )

    @classmethod
    def of_edition(cls, edition: Edition, locale: str) -> Wording:
        """The list as it was frozen, under the words of that day."""
        return cls(
            title=edition.title(locale),
            list_word=edition.list_word,
            count_line=edition.in_language(edition.count_lines, locale),
            shows_city=edition.shows_city,
            on=local(edition.frozen_at).date(),
        )


@dataclass(frozen=True)
class Printed:
    """The words around the list: its title, its count, and the heading of each region."""

    preset: ListPreset
    locale: str
    title: str
    count_line: str
    dated: str = ""  # « fidèle » carries no date, as in 2024
    shows_city: bool = False  # beside the name, where there is a layout; plain text holds names and nothing else

    @property
    def counts_regions(self) -> bool:
        """« 01 – Bas-Saint-Laurent (75) » rather than « 01 Bas-Saint-Laurent : »."""
        return self.preset is ListPreset.SOIGNE or self.locale == ENGLISH

    def dash(self, section: Section) -> str:
        """What stands between the code of a region and its name; « National » has no code."""
        return "– " if self.preset is ListPreset.SOIGNE and section.code != NATIONAL else ""

    def heading(self, section: Section) -> str:
        name = f"{self.dash(section)}{section.name}"
        if section.code != NATIONAL:
            name = f"{section.code} {name}"
        return f"{name} ({number(len(section.entries), self.locale)})" if self.counts_regions else f"{name} :"

    def lines(self, sections: Sequence[Section]) -> Iterator[str]:
        """Title, count, then each region that has names, one name a line, no bullet, no city, no person."""
        yield from (self.title, "", self.count_line)
        if self.dated:
            yield self.dated
        for section in sections:
            if section.entries:
                yield from ("", self.heading(section), "")
                yield from (entry.name for entry in section.entries)


def printed(wording: Wording, sections: Sequence[Section], preset: ListPreset, locale: str) -> Printed:
    """The preset for this list and this language; « fidèle » is French by nature."""
    count, is_careful = total(sections), preset is ListPreset.SOIGNE
    if locale == ENGLISH:
        title, usual, dated = f"List of co-signatories – {wording.title}", _english_count(count), "As of"
    else:
        title = f"Liste des {wording.list_word} – {wording.title}"
        usual = _soigne_count(count, wording.list_word) if is_careful else _fidele_count(count)
        title, dated = (french(title), "Au") if is_careful else (title, "")
    return Printed(
        preset,
        locale,
        title,
        _own_count(wording.count_line, count, preset, locale) or usual,
        f"{dated} {day(wording.on, locale)}" if dated else "",
        shows_city=wording.shows_city and is_careful,
    )


def as_text(printed_list: Printed, sections: Sequence[Section]) -> str:
    """The whole list as plain text."""
    return "\n".join(printed_list.lines(sections)) + "\n"


def preset_named(name: str | None, default: ListPreset) -> ListPreset:
    """The preset asked for in an address, or the campaign's own."""
    return ListPreset(name) if name in {preset.value for preset in ListPreset} else default


def _own_count(line: str, count: int, preset: ListPreset, locale: str) -> str:
    """Staff's own words with the figure in them, grouped unless the preset is that of 2024."""
    is_grouped = locale == ENGLISH or preset is ListPreset.SOIGNE
    figure = number(count, locale) if is_grouped else str(count)
    filled = campaigns.fill_blanks(line, {"organizations_count": figure}) if line else ""
    return french(filled) if preset is ListPreset.SOIGNE and locale != ENGLISH else filled


def _fidele_count(count: int) -> str:
    # The figure not grouped, a space before the « ! », and always « cosignataires »: as it was in 2024.
    words = (
        "organismes communautaires autonomes cosignataires"
        if count > 1
        else "organisme communautaire autonome cosignataire"
    )
    return f"{count} {words} !"


def _soigne_count(count: int, word: str) -> str:
    if count > 1:
        return french(f"{number(count, 'fr')} organismes communautaires autonomes {word}!")
    return f"{count} organisme communautaire autonome {word.removesuffix('s')}!"


def _english_count(count: int) -> str:
    words = (
        "autonomous community organizations have co-signed"
        if count != 1
        else "autonomous community organization has co-signed"
    )
    return f"{number(count, 'en')} {words}!"
