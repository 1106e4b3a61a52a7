"""An edition as a Word document, for those who quote from it: real headings and styles, the language said, and the same
bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from unicodedata import bidirectional

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph
from lxml.etree import SubElement

from app.core import word
from app.editions.docx_prose import add_prose
from app.territory.models import NATIONAL

NAME_STYLE = "Organisme"  # its name and its key
SOFT = "5C5766"
COLUMNS = 2
FIRST_FROM_THE_RIGHT = "\u0590"
DIRECTIONS = {"R", "AL"}


def as_docx(facts: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The facts of `documents`: the letter, then who signs it."""
    document = Document()
    _set_up(document, facts)
    _letter(document, facts, pictures)
    _opening(document, facts)
    _begin(document, WD_SECTION.NEW_PAGE if facts["by_region"] else WD_SECTION.CONTINUOUS, columns=COLUMNS)
    for region in facts["regions"]:
        document.add_heading(word.said(region["heading"]), level=2)
        _names(document, region["names"])
    _begin(document, WD_SECTION.CONTINUOUS, columns=1)  # which makes the columns above it of one height
    _proof(document, facts)
    return word.written(document)


def _set_up(document: DocumentType, facts: Mapping[str, Any]) -> None:
    """The styles, and what stands on every page."""
    sizes = (("Normal", 11), ("Heading 1", 20), ("Heading 2", 13), ("Heading 3", 11.5))
    word.set_up(
        document,
        title=facts["title"],
        author=", ".join(facts["author"]),
        locale=facts["locale"],
        on=facts["on"],
        styles={name: (size, facts["colour_ink"] if name == "Heading 2" else word.INK) for name, size in sizes},
    )
    names = document.styles.add_style(NAME_STYLE, 1)
    names.base_style = document.styles["Normal"]
    names.font.size = Pt(10)
    names.paragraph_format.space_after = Pt(2)
    names.paragraph_format.left_indent, names.paragraph_format.first_line_indent = Pt(9), Pt(-9)
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.text = word.said(f"{facts['headline']} · {facts['edition']} · {facts['dated']}")
    foot = section.footer.paragraphs[0]
    for words in re.split(r"(\{n\}|\{total\})", facts["page"]):
        _field(foot, {"{n}": "PAGE", "{total}": "NUMPAGES"}[words]) if words.startswith("{") else foot.add_run(words)


def _letter(document: DocumentType, facts: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
    document.add_heading(word.said(facts["headline"]), level=1)
    if facts["led_by"]:
        document.add_paragraph(word.said(facts["led_by"]))
    if facts["logos"]:
        line = document.add_paragraph()
        for logo in facts["logos"]:
            shape = line.add_run().add_picture(io.BytesIO(pictures[logo["file"]]), height=Inches(0.5))
            shape._inline.docPr.set("descr", word.said(logo["alt"]))
            line.add_run("   ")
    letter = facts["letter"]
    if letter:
        document.add_paragraph(word.said(letter["dated"]))
        for lines in letter["addressees"]:
            place = document.add_paragraph()
            for number, words in enumerate(lines):
                if number:
                    place.add_run().add_break(WD_BREAK.LINE)
                place.add_run(word.said(words)).bold = number == 0
        add_prose(document, letter["body"], under=1)


def _opening(document: DocumentType, facts: Mapping[str, Any]) -> None:
    """How many sign, and where they are."""
    document.add_heading(word.said(facts["heading"]), level=1).paragraph_format.page_break_before = True
    for words in (facts["count_line"], facts["list_dated"], facts["earlier"]):
        if words:
            document.add_paragraph(word.said(words))
    told = facts["by_region"]
    if not told:
        return
    document.add_heading(word.said(told["heading"]), level=2)
    rows = [told["columns"], *([f"{_code(row)}{row['name']}", row["count"]] for row in told["rows"])]
    table = word.add_table(document, len(rows), 2)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = word.said(words)
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _begin(document: DocumentType, where: WD_SECTION, *, columns: int) -> None:
    """What follows stands in so many columns."""
    document.add_section(where)._sectPr.find(qn("w:cols")).set(qn("w:num"), str(columns))


def _names(document: DocumentType, names: Iterable[Mapping[str, Any]]) -> None:
    """Written element by element: there are thousands, and the library looks around at each."""
    end = document.element.body.sectPr
    for one in names:
        paragraph = word.element("w:p")
        _sub(_sub(paragraph, "w:pPr"), "w:pStyle", val=NAME_STYLE)
        look = _run(paragraph, one["name"])
        if _reads_from_the_right(one["name"]):
            _sub(look, "w:rtl")
        if one["city"]:
            _sub(_run(paragraph, f", {one['city']}"), "w:color", val=SOFT)
        end.addprevious(paragraph)


def _run(paragraph: Any, words: str) -> Any:
    """A run with these words; returns how it looks."""
    run = _sub(paragraph, "w:r")
    look = _sub(run, "w:rPr")
    text = _sub(run, "w:t")
    text.text = word.said(words)
    text.set(_named("xml:space"), "preserve")
    return look


def _proof(document: DocumentType, facts: Mapping[str, Any]) -> None:
    told = facts["proof"]
    checksum = f"{told['checksum_label']} {told['checksum']}"
    for words in (f"{facts['edition']}. {told['frozen']}.", told["address"], checksum):
        document.add_paragraph(word.said(words)).runs[0].font.size = Pt(8.5)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts: of the page, of the pages."""
    paragraph._p.append(field := word.element("w:fldSimple", instr=code))
    field.append(run := OxmlElement("w:r"))
    run.append(text := OxmlElement("w:t"))
    text.text = "1"


def _sub(parent: Any, tag: str, **attributes: object) -> Any:
    element = SubElement(parent, _named(tag))
    for name, value in attributes.items():
        element.set(_named(f"w:{name}"), str(value))
    return element


@lru_cache(maxsize=64)
def _named(tag: str) -> str:
    return str(qn(tag))


def _code(row: Mapping[str, Any]) -> str:
    return "" if row["code"] == NATIONAL else f"{row['code']} "


def _reads_from_the_right(name: str) -> bool:
    signs = set(name)
    return max(signs, default="") >= FIRST_FROM_THE_RIGHT and not DIRECTIONS.isdisjoint(map(bidirectional, signs))
