"""Every form of an edition, made from the same frozen rows: the same bytes each time, as long as the same are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.campaigns.models import ListPreset
from app.core import typesetting
from app.core.keys import search_key
from app.core.language import FRENCH, LOCALES, speaking
from app.core.unit_of_work import look_again
from app.cosignatures.service import Entry, Section
from app.editions import documents, finding, fragment, presets, store, tables
from app.editions.as_json import as_json
from app.editions.errors import NoSuchEdition
from app.editions.finding import Shown
from app.editions.models import Edition
from app.editions.presets import Printed, Wording
from app.editions.store import Kept
from app.territory import service as territory
from app.territory.models import NATIONAL

FORMATS = ("txt", "html", "csv", "xlsx", "pdf", "docx", "json")
TEXT = "text/plain"  # a piece of HTML is no page: it is shown as it is written
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Form:
    """One of the files of an edition."""

    format: str
    mimetype: str
    preset: ListPreset | None = None
    delimiter: str = ","

    @property
    def is_document(self) -> bool:
        """The letter with its list, and not the list alone."""
        return self.format in ("pdf", "docx")

    @property
    def takes_a_worker(self) -> bool:
        """It takes longer than a page may."""
        return self.format == "pdf"


# By the name of the file: an address never changes its meaning.
FORMS = {
    "liste-fidele.txt": Form("txt", TEXT, ListPreset.FIDELE),
    "liste-soigne.txt": Form("txt", TEXT, ListPreset.SOIGNE),
    "liste-fidele.html": Form("html", TEXT, ListPreset.FIDELE),
    "liste-soigne.html": Form("html", TEXT, ListPreset.SOIGNE),
    "liste.csv": Form("csv", "text/csv"),
    "liste-excel.csv": Form("csv", "text/csv", delimiter=";"),
    "liste.xlsx": Form("xlsx", XLSX),
    "edition-fidele.pdf": Form("pdf", PDF, ListPreset.FIDELE),
    "edition-soigne.pdf": Form("pdf", PDF, ListPreset.SOIGNE),
    "edition-fidele.docx": Form("docx", DOCX, ListPreset.FIDELE),
    "edition-soigne.docx": Form("docx", DOCX, ListPreset.SOIGNE),
    "edition.json": Form("json", "application/json"),
}


def name_of(format: str, preset: ListPreset) -> str:
    """The file of that format: of the preset, where there are two."""
    of_format = [name for name, form in FORMS.items() if form.format == format and form.preset in (None, preset)]
    return of_format[0]


def file(edition: Edition, name: str, *, region_code: str | None = None, locale: str = FRENCH) -> tuple[Kept, Form]:
    """The file, made once, and open. Raises NoSuchEdition for a name or a region that there is not."""
    form = form_of(name, region_code, locale)
    named = kept_as(edition, name, region_code, locale)
    return store.kept(edition, named, lambda: render(edition, form, region_code, locale)), form


def form_of(name: str, region_code: str | None, locale: str) -> Form:
    """What that file is. Raises NoSuchEdition for a name or a region that there is not."""
    form = FORMS.get(name)
    known = {region.code for region in territory.regions()} if region_code else set()
    if form is None or locale not in LOCALES or (region_code and region_code not in known):
        raise NoSuchEdition
    return form


def kept_as(edition: Edition, name: str, region_code: str | None, locale: str) -> str:
    """Under which name it is kept: that of a document says what stands around its list."""
    parts = [locale, region_code or "tout"]
    if FORMS[name].is_document:
        with speaking(locale):
            parts.append(documents.digest_of(documents.around(edition, region_code, locale)))
    return "-".join((*parts, name))


def render(edition: Edition, form: Form, region_code: str | None = None, locale: str = FRENCH) -> bytes:
    """The bytes of that form, made now."""
    lines = finding.lines(edition, region_code)
    with speaking(locale):
        if form.format == "csv":
            return tables.as_csv(tables.public_rows(lines), delimiter=form.delimiter)
        if form.format == "xlsx":
            return tables.as_xlsx(tables.public_rows(lines), at=edition.frozen_at)
        if form.format == "json":
            leaves = finding.leaves(edition, region_code)
            return as_json(edition, edition.campaign.slug, lines, leaves, region_code).encode()
        found = sections(edition, lines)
        words = printed(edition, found, form.preset or edition.list_preset, locale)
        if form.is_document:
            return _document(edition, form, found, words, region_code)
        text = fragment.as_fragment if form.format == "html" else presets.as_text
        return text(words, found).encode()


def _document(edition: Edition, form: Form, found: Sequence[Section], words: Printed, region_code: str | None) -> bytes:
    facts = documents.with_names(documents.around(edition, region_code, words.locale), edition, found, words)
    pictures = documents.pictures(edition.campaign)
    if form.format == "docx":
        from app.editions.as_docx import as_docx  # Word is slow to load, and rarely written

        return as_docx(facts, pictures)
    look_again()  # the typesetter takes its time: nothing is held meanwhile
    return typesetting.pdf("edition", facts, files=pictures).content


def printed(edition: Edition, found: Sequence[Section], preset: ListPreset, locale: str) -> Printed:
    """The words around the lines of an edition."""
    return presets.printed(Wording.of_edition(edition, locale), found, preset, locale)


def sections(edition: Edition, lines: Sequence[Shown], *, is_searched: bool = False) -> list[Section]:
    """Every region, empty ones too; National where the edition puts it, if it has any. A file is not searched."""
    regions = sorted(territory.regions(), key=lambda region: (region.code == NATIONAL) == edition.puts_national_last)
    found = {region.code: Section(region.code, region.name, []) for region in regions}
    for line in lines:
        key = search_key(line.name) if is_searched else ""
        found[line.region_code].entries.append(Entry(line.name, line.city, key))
    return [section for section in found.values() if section.entries or section.code != NATIONAL]
