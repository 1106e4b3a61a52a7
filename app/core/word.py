"""What our Word documents share: language, title and date, letters and margins. Slow to load: import it late."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table

from app.core.archives import without_hours

INK = "#17161c"
_FONT = "Calibri"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # by XML


def set_up(
    document: Document, *, title: str, author: str, locale: str, on: str, styles: Mapping[str, tuple[float, str]]
) -> None:
    """Letter paper. `on`: the day, as 2024-05-27, for the clock says nothing; `styles`: size in points and colour."""
    at, language = datetime.fromisoformat(f"{on}T12:00:00"), f"{locale}-CA"
    told = document.core_properties
    told.title, told.author, told.language = said(title), said(author), language
    told.comments, told.last_modified_by, told.created, told.modified = "", "", at, at
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for known in defaults.findall(qn("w:lang")):
        defaults.remove(known)
    defaults.append(element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
    for name, (size, colour) in styles.items():
        _shape(document.styles[name], size, colour)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)


def add_table(document: Document, rows: int, columns: int) -> Table:
    """Between rules, its first row told as its heading. A filled row would hide our ink, which every text has."""
    table: Table = document.add_table(rows=rows, cols=columns, style="Light Shading")
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
    properties = table._tbl.tblPr
    for known in properties.findall(qn("w:tblLook")):
        properties.remove(known)
    shown = {"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    properties.append(element("w:tblLook", val="0620", **shown))
    return table


def written(document: Document) -> bytes:
    """The file: the same document, the same bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return without_hours(stream.getvalue())


def said(words: str) -> str:
    """Without the signs that XML refuses."""
    return _REFUSED.sub("", words)


def element(tag: str, **attributes: object) -> Any:
    """A piece of WordprocessingML."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _shape(style: Any, size: float, colour: str) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
