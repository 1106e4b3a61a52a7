"""The same rows as a table: what everybody may read, or, for those who have the right, the person as well."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from app.core.language import gettext as _
from app.core.tabular import Cell, write_csv, write_xlsx
from app.cosignatures.service import Section
from app.editions.finding import Shown
from app.organizations.models import Kind
from app.territory import service as territory

Rows = Iterable[Sequence[Cell]]


def public_rows(lines: Iterable[Shown]) -> Iterator[tuple[str, ...]]:
    """A heading, then a row for each line."""
    yield headings()
    names = {region.code: region.name for region in territory.regions()}
    for line in lines:
        yield cells(line, names)


def list_rows(sections: Iterable[Section]) -> Iterator[tuple[str, ...]]:
    """Of a list that has not been frozen: a heading, then a row for each organization."""
    yield headings()
    for section in sections:
        for entry in section.entries:
            yield section.code, section.name, entry.name, entry.city


def headings() -> tuple[str, ...]:
    """What the consent to be published names, and nothing else."""
    return _("Code de région"), _("Région"), _("Organisme"), _("Municipalité")


def cells(line: Shown, region_names: Mapping[str, str]) -> tuple[str, ...]:
    return line.region_code, region_names[line.region_code], line.name, line.city


def inner_headings() -> tuple[str, ...]:
    """What the register says besides, for staff."""
    return _("MRC"), _("Circonscription"), _("Genre")


def inner_cells(line: Shown) -> tuple[str, ...]:
    return line.mrc, line.riding, kind_in_words(line.kind)


def kind_in_words(kind: Kind) -> str:
    return {
        Kind.COMMUNITY: _("organisme communautaire autonome"),
        Kind.REGIONAL_TABLE: _("table ou regroupement régional"),
        Kind.PROVINCIAL_GROUPING: _("regroupement national"),
        Kind.OTHER: _("autre"),
    }[kind]


def as_csv(rows: Rows, *, delimiter: str = ",") -> bytes:
    """UTF-8 with its mark. `;` for a spreadsheet that is set up in French."""
    return b"".join(write_csv(rows, delimiter=delimiter))


def as_xlsx(rows: Rows, *, at: datetime) -> bytes:
    """No cell is a formula; dated like the edition, so that the bytes are always the same."""
    stream = io.BytesIO()
    write_xlsx(rows, stream, at=at)
    return stream.getvalue()
