"""Documents and sheets against golden files: every word of every page, in its order, with what it is.

Words and structure, not pictures: two versions of a font engine draw the same page with other pixels, and a picture
that may differ proves little. Whoever changes a template looks at its pages; these tests see that nothing else changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.table import Table
from python_calamine import CalamineWorkbook

from app.campaigns.models import Campaign
from app.core import clock, typesetting
from app.cosignatures.models import Cosignature
from app.editions import rendering, service
from app.editions.models import Edition
from app.editions.service import FORMS
from tests.printed import facts_of, pages_of, places_of, reading_order_of, tags_of

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "editions"


@pytest.fixture
def edition(campaign: Campaign, signed: dict[str, Cosignature]) -> Edition:
    with clock.frozen(datetime(2024, 5, 27, 16, tzinfo=UTC)):
        return service.freeze(campaign)


def of_pdf(content: bytes) -> Iterator[str]:
    for number, page in enumerate(pages_of(content), 1):
        yield f"--- page {number}"
        yield from page.split("\n")
    yield "--- " + " ".join(dict.fromkeys(tags_of(content)))


def of_docx(content: bytes) -> Iterator[str]:
    for piece in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(piece, Table):
            yield from (" | ".join(cell.text for cell in row.cells) for row in piece.rows)
        else:
            yield f"[{piece.style.name if piece.style else ''}] {piece.text}"


def of_xlsx(content: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False):
        yield "\t".join(map(str, row))


READ = {"pdf": of_pdf, "docx": of_docx, "xlsx": of_xlsx}


@pytest.mark.parametrize(
    ("language", "region", "name"),
    [
        ("fr", None, "edition-soigne.pdf"),
        ("fr", None, "edition-fidele.pdf"),
        ("en", None, "edition-soigne.pdf"),
        ("fr", "01", "edition-soigne.pdf"),
        ("fr", None, "edition-soigne.docx"),
        ("fr", None, "edition-fidele.docx"),
        ("en", None, "edition-soigne.docx"),
        ("fr", None, "liste.xlsx"),
    ],
)
def test_each_document_is_golden(edition: Edition, language: str, region: str | None, name: str) -> None:
    form = FORMS[name]
    lines = READ[form.format](rendering.render(edition, form, region, language))
    checksum = edition.checksum
    told = "\n".join(lines).replace(checksum, "…").replace(checksum[:16], "…") + "\n"  # chance made its salts
    stem = "-".join(filter(None, (language, region, name)))
    assert told == (GOLDEN / f"{stem}.txt").read_text(encoding="utf-8")


def test_every_name_of_a_long_list_is_read_aloud_in_its_order_and_stands_on_its_page() -> None:
    """Columns and pages cut a list: a reader of screens hears it as it is printed, and nothing runs off the paper."""
    names = [f"Maison {number} de l’Exemple" for number in range(1, 301)]
    facts = facts_of([])
    facts["regions"] = [
        {
            "code": f"{place:02}",
            "heading": f"{place:02} – Région {place}",
            "names": [{"name": name, "city": "Rimouski"} for name in names[place * 60 - 60 : place * 60]],
        }
        for place in range(1, 6)
    ]
    facts["by_region"] = {"heading": "Par région", "columns": ["Région", "Organismes"], "rows": []}
    made = typesetting.pdf("edition", facts).content
    assert tags_of(made).count("LI") == len(names)
    order = reading_order_of(made)
    assert order == sorted(order)
    text = " ".join(" ".join(pages_of(made)).split())
    found = [text.index(f"{name}, Rimouski") for name in names]
    assert found == sorted(found)
    for (width, height), places in places_of(made):
        assert places, "no page is blank"
        assert all(0 < x < width and 0 < y < height for x, y in places)
