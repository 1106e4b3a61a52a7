"""Documents opened again: their words, their structure; and facts to make one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def facts_of(names: Sequence[str]) -> dict[str, Any]:
    """What `edition.typ` asks for, with these names in one region."""
    return {
        "locale": "fr",
        "on": "2024-05-27",
        "title": "Une demande – Les 3 organismes cosignataires",
        "headline": "Une demande",
        "heading": "Les 3 organismes cosignataires",
        "region": "",
        "author": [],
        "led_by": "",
        "logos": [],
        "dated": "27 mai 2024",
        "edition": "Édition 1",
        "page": "Page {n} de {total}",
        "letter": None,
        "earlier": "",
        "figure": "3",
        "count_line": "3 organismes cosignataires!",
        "list_dated": "",
        "proof": {
            "frozen": "Gelée",
            "address": "https://example.org",
            "checksum_label": "Empreinte",
            "checksum": "a" * 64,
        },
        "by_region": None,
        "regions": [
            {
                "code": "01",
                "heading": "01 – Bas-Saint-Laurent",
                "names": [{"name": name, "city": ""} for name in names],
            }
        ],
    }


def picture() -> bytes:
    """A small PNG."""
    drawn = io.BytesIO()
    Image.new("RGBA", (120, 60), "#cb3712").save(drawn, format="PNG")
    return drawn.getvalue()


def text_of(content: bytes) -> str:
    """The words of every page, one line after the other."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def pages_of(content: bytes) -> list[str]:
    """The words of each page, without the places where a long stretch may break."""
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(content)).pages]


def places_of(content: bytes) -> list[tuple[tuple[float, float], list[tuple[float, float]]]]:
    """Of each page, its size, and where words begin on it."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        places: list[tuple[float, float]] = []

        def note(text: str, cm: Any, tm: Any, font: Any, size: Any, into: list[tuple[float, float]] = places) -> None:
            if text.strip():
                into.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

        page.extract_text(visitor_text=note)
        found.append(((float(page.mediabox.width), float(page.mediabox.height)), places))
    return found


def reading_order_of(content: bytes) -> list[tuple[int, int]]:
    """Page and place in the page of every piece of text, in the order in which it is read aloud."""
    reader = PdfReader(io.BytesIO(content))
    numbers = {
        page.indirect_reference.idnum: place for place, page in enumerate(reader.pages) if page.indirect_reference
    }
    order = []
    for element in elements_of(content):
        children = element.get("/K")
        for child in children if isinstance(children, list) else [children]:
            marked = child.get_object() if hasattr(child, "get_object") else child
            page = element.raw_get("/Pg") if "/Pg" in element else None
            if isinstance(marked, DictionaryObject) and "/MCID" in marked:
                page, marked = marked.raw_get("/Pg") if "/Pg" in marked else page, marked["/MCID"]
            if isinstance(marked, int) and page is not None:
                order.append((numbers[page.idnum], int(marked)))
    return order


def outline_of(content: bytes) -> list[str]:
    """The headings, as the side panel of a reader lists them, whatever their level."""
    return list(_titles(PdfReader(io.BytesIO(content)).outline))


def tags_of(content: bytes) -> list[str]:
    """The structure of a tagged PDF: the kind of each element, in the order in which it is read aloud."""
    return [str(element["/S"])[1:] for element in elements_of(content)]


def elements_of(content: bytes) -> list[DictionaryObject]:
    """The elements themselves."""
    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    return list(_elements(root["/StructTreeRoot"]))


def _titles(outline: Any) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield str(entry.title)


def _elements(element: Any) -> Iterator[DictionaryObject]:
    found = element.get_object()
    if not isinstance(found, DictionaryObject):
        return
    if "/S" in found:
        yield found
    children = found.get("/K")
    for child in children if isinstance(children, list) else [children]:
        if child is not None:
            yield from _elements(child)
