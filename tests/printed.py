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
