"""How the list is printed. « Fidèle » is how the coalition published it in 2024; « soigné » has full typography.

Nothing here touches a name: it is printed as the organization writes itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.campaigns.models import Campaign, ListPreset
from app.core.clock import today
from app.core.language import ENGLISH
from app.core.typography import day, french, number
from app.cosignatures.listing import Section, total
from app.territory.models import NATIONAL


@dataclass(frozen=True)
class Printed:
    """The words around the list: its title, its count, and the heading of each region."""

    preset: ListPreset
    locale: str
    title: str
    count_line: str
    dated: str = ""  # « fidèle » carries no date, as in 2024

    @property
    def counts_regions(self) -> bool:
        """« 01 – Bas-Saint-Laurent (75) » rather than « 01 Bas-Saint-Laurent : »."""
        return self.preset is ListPreset.SOIGNE or self.locale == ENGLISH

    @property
    def shows_city(self) -> bool:
        """On the page only: the files hold names and nothing else."""
        return self.preset is ListPreset.SOIGNE

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


def printed(campaign: Campaign, sections: Sequence[Section], preset: ListPreset, locale: str) -> Printed:
    """The preset for this campaign, this list and this language; « fidèle » is French by nature."""
    title = campaign.text(locale).title
    count = total(sections)
    if locale == ENGLISH:
        dated = f"As of {day(today(), locale)}"
        return Printed(preset, locale, f"List of co-signatories – {title}", _english_count(count), dated)
    if preset is ListPreset.FIDELE:
        return Printed(preset, locale, f"Liste des {campaign.list_word} – {title}", _fidele_count(count))
    return Printed(
        preset,
        locale,
        french(f"Liste des {campaign.list_word} – {title}"),
        _soigne_count(count, campaign.list_word),
        f"Au {day(today(), locale)}",
    )


def as_text(printed_list: Printed, sections: Sequence[Section]) -> str:
    """The whole list as plain text."""
    return "\n".join(printed_list.lines(sections)) + "\n"


def preset_named(name: str | None, default: ListPreset) -> ListPreset:
    """The preset asked for in an address, or the campaign's own."""
    return ListPreset(name) if name in {preset.value for preset in ListPreset} else default


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
