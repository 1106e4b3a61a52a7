"""The communiqué as a Word document, for the regional table that changes its city and its quotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from app.core import word


def as_docx(facts: Mapping[str, Any]) -> bytes:
    """The facts of `printing`, with a real heading and the language said; the same facts, the same bytes."""
    document = Document()
    word.set_up(
        document,
        title=facts["title"],
        author="",
        locale=facts["locale"],
        on=facts["on"],
        styles={"Normal": (11, word.INK), "Heading 1": (20, word.INK)},
    )
    _line(document, facts["kicker"], bold=True)
    _line(document, facts["for_whom"], bold=True)
    document.add_heading(word.said(facts["headline"]), level=1)
    for place, words in enumerate(facts["paragraphs"]):
        paragraph = document.add_paragraph()
        if place == 0 and facts["dateline"]:
            paragraph.add_run(word.said(f"{facts['dateline']} ")).bold = True
        for number, line in enumerate(words.split("\n")):
            if number:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            paragraph.add_run(word.said(line))
    _line(document, facts["end"], bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, words in enumerate(filter(None, (facts["source"], *facts["contacts"]))):
        _line(document, words, bold=place == 0)
    return word.written(document)


def _line(document: Any, words: str, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(word.said(words)).bold = bold
    return paragraph
