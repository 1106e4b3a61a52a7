"""The communiqué as a Word document, for the regional table that changes its city and its quotation."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from app.core.archives import without_hours

FONT = "Calibri"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # by XML


def as_docx(facts: Mapping[str, Any]) -> bytes:
    """The facts of `printing`, with a real heading and the language said; the same facts, the same bytes."""
    document = Document()
    _set_up(document, facts)
    _line(document, facts["kicker"], bold=True)
    _line(document, facts["for_whom"], bold=True)
    document.add_heading(_said(facts["headline"]), level=1)
    for place, words in enumerate(facts["paragraphs"]):
        paragraph = document.add_paragraph()
        if place == 0 and facts["dateline"]:
            paragraph.add_run(_said(f"{facts['dateline']} ")).bold = True
        for number, line in enumerate(words.split("\n")):
            if number:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            paragraph.add_run(_said(line))
    _line(document, facts["end"], bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, words in enumerate(filter(None, (facts["source"], *facts["contacts"]))):
        _line(document, words, bold=place == 0)
    written = io.BytesIO()
    document.save(written)
    return without_hours(written.getvalue())


def _set_up(document: Any, facts: Mapping[str, Any]) -> None:
    """Language, title and date of the document; letters and margins."""
    at = datetime.fromisoformat(f"{facts['on']}T12:00:00")
    language = f"{facts['locale']}-CA"
    told = document.core_properties
    told.title, told.author, told.language = _said(facts["title"]), "", language
    told.comments, told.last_modified_by, told.created, told.modified = "", "", at, at
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for known in defaults.findall(qn("w:lang")):
        defaults.remove(known)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    defaults.append(spoken)
    for name, size in (("Normal", 11), ("Heading 1", 20)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0x17, 0x16, 0x1C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), FONT)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)


def _line(document: Any, words: str, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(_said(words)).bold = bold
    return paragraph


def _said(words: str) -> str:
    return _REFUSED.sub("", words)
