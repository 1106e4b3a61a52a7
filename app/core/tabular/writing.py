"""Tables that people open in Excel or LibreOffice, where a name such as « =cmd() » must stay a name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal

from app.core.clock import now

Cell = str | int | float | Decimal | date | datetime | None

_BOM = "\ufeff"  # without it, Excel reads UTF-8 as cp1252
_CHUNK = 64 * 1024
_DANGEROUS = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_AT_A_CUT = re.compile(r'(?:^|(?<=[;,\t\r\n"]))[^\S\t\r\n]*(?=[=+\-@＝＋－＠])')  # where programs cut a cell
_LONGEST_XLSX_CELL = 32_767
_WIDEST_COLUMN = 60  # characters


def neutral(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def neutral_anywhere(text: str) -> str:
    """Neutral also for a program that takes another sign for the end of a cell, or forgets the quotes."""
    return neutral(_AT_A_CUT.sub(r"\g<0>'", text))


def write_csv(
    rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", is_for_strangers: bool = False
) -> Iterator[bytes]:
    """UTF-8 with its mark, in chunks: a long list is sent as it is read.

    `is_for_strangers`: nobody knows with what they open it, nor who wrote its cells; all are quoted and neutral.
    """
    buffer = io.StringIO(newline="")
    buffer.write(_BOM)
    quoting: Literal[0, 1] = csv.QUOTE_ALL if is_for_strangers else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
    for row in rows:
        cells = [_shown(cell) for cell in row]
        writer.writerow([neutral_anywhere(cell) for cell in cells] if is_for_strangers else cells)
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(
    rows: Iterable[Sequence[Cell]], stream: BinaryIO, *, sheet: str = "Liste", at: datetime | None = None
) -> None:
    """One sheet, its first row in bold and kept in sight, its columns as wide as what they hold, within reason.

    No cell is ever a formula. Dated `at`, else now.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # slow to load, and most processes never write a spreadsheet

    workbook = xlsxwriter.Workbook(stream, {"constant_memory": True})
    workbook.set_properties({"created": (at or now()).replace(tzinfo=None)})  # the same bytes at the same instant
    worksheet = workbook.add_worksheet(sheet[:31])
    bold = workbook.add_format({"bold": True})
    worksheet.freeze_panes(1, 0)
    widths: dict[int, int] = {}
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            widths[position] = min(max(widths.get(position, 0), len(_shown(cell))), _WIDEST_COLUMN)
            if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
                worksheet.write_number(number, position, cell, None if number else bold)
            else:
                text = _shown(cell)[:_LONGEST_XLSX_CELL]
                worksheet.write_string(number, position, text, None if number else bold)
    for position, width in widths.items():
        worksheet.set_column(position, position, width + 2)
    _to_be_printed(worksheet)
    workbook.close()


def _to_be_printed(worksheet: Any) -> None:
    """On letter paper lying down, one page wide, the first row on each."""
    worksheet.set_paper(1)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)
