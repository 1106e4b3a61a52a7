"""The blocks of `core.typesetting.prose` as paragraphs of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.text.paragraph import Paragraph

from app.core import word

Style = frozenset[str]  # « bold », « italic », « strike »


def add_prose(document: Document, blocks: Sequence[Mapping[str, Any]], *, under: int, style: str | None = None) -> None:
    """Each block as its own paragraphs; `under` is the level of the heading above."""
    for block in blocks:
        if "paragraph" in block:
            _fill(document.add_paragraph(style=style), block["paragraph"])
        elif "heading" in block:
            _fill(document.add_heading(level=under + block["level"]), block["heading"])
        elif "items" in block:
            _add_items(document, block, under)
        elif "quote" in block:
            add_prose(document, block["quote"], under=under, style="Intense Quote")
        elif "rows" in block:
            _add_table(document, block["rows"])
        elif "code" in block:
            document.add_paragraph(block["code"], style=style)


def _add_items(document: Document, block: Mapping[str, Any], under: int) -> None:
    """A numbered list says its numbers as text: two lists of one letter would otherwise count on from each other."""
    for place, item in enumerate(block["items"]):
        first, rest = item[:1], item[1:]
        if block["start"] is None:
            add_prose(document, first, under=under, style="List Bullet")
        else:
            paragraph = document.add_paragraph(f"{block['start'] + place}.\u00a0", style="List 2")
            _fill(paragraph, first[0].get("paragraph", ()) if first else ())
        add_prose(document, rest, under=under, style="List Continue")


def _add_table(document: Document, rows: Sequence[Sequence[Sequence[Mapping[str, Any]]]]) -> None:
    table = word.add_table(document, len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, parts in zip(row.cells, cells, strict=True):
            _fill(cell.paragraphs[0], parts)


def _fill(paragraph: Paragraph, parts: Sequence[Mapping[str, Any]]) -> None:
    for text, style in _runs(parts, frozenset()):
        run = paragraph.add_run(text)
        run.bold, run.italic = "strong" in style or None, "em" in style or None
        run.font.strike = "strike" in style or None


def _runs(parts: Sequence[Mapping[str, Any]], style: Style) -> Iterator[tuple[str, Style]]:
    for part in parts:
        if "text" in part:
            yield part["text"], style
        elif "break" in part:
            yield "\n", style
        elif "link" in part:  # where it leads is written out: a letter is read on paper
            yield from _runs(part["words"], style)
            yield f" ({part['link']})", style
        else:
            kind = next(iter(part))
            yield from _runs(part[kind], style | {kind})
