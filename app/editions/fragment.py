"""The list as a piece of HTML to paste into a page: titles, paragraphs, an id for each region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import escape

from app.cosignatures.service import Entry, Section
from app.editions.presets import Printed

ID = "cosignataires"


def as_fragment(printed: Printed, sections: Sequence[Section]) -> str:
    """Everything that people wrote is escaped."""
    return "\n".join(_elements(printed, sections)) + "\n"


def _elements(printed: Printed, sections: Sequence[Section]) -> Iterator[str]:
    yield f'<h2 id="{ID}">{escape(printed.title)}</h2>'
    yield f"<p>{escape(printed.count_line)}</p>"
    if printed.dated:
        yield f"<p>{escape(printed.dated)}</p>"
    for section in sections:
        if section.entries:
            yield f'<h3 id="{ID}-{section.code}">{escape(printed.heading(section))}</h3>'
            yield from (f"<p>{escape(_shown(printed, entry))}</p>" for entry in section.entries)


def _shown(printed: Printed, entry: Entry) -> str:
    return f"{entry.name}, {entry.city}" if printed.shows_city and entry.city else entry.name
