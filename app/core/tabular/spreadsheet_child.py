"""Runs alone: reads a spreadsheet from standard input, writes its cells as lines of JSON.

First line: {"format": …} or {"refused": reason, "line": number}. Then one [line, [cells]] for each row.
Imports nothing of the application, so that it starts at once and knows nothing worth stealing.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys

import python_calamine

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


class Refused(Exception):
    def __init__(self, reason: str, line: int | None = None) -> None:
        self.answer = {"refused": reason, "line": line}


def main() -> None:
    bounds = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (bounds["memory"], bounds["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["seconds"], bounds["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        lines = [json.dumps({"format": _format(data)}), *_rows(_first_sheet(data, bounds), bounds)]
    except Refused as refused:
        lines = [json.dumps(refused.answer)]
    except python_calamine.PasswordError:
        lines = [json.dumps({"refused": "encrypted"})]
    except (python_calamine.CalamineError, ValueError, OSError):
        lines = [json.dumps({"refused": "unreadable"})]
    sys.stdout.buffer.write("\n".join(lines).encode())


def _format(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return "xls"
    return "ods" if b"opendocument.spreadsheet" in data[:200] else "xlsx"


def _first_sheet(data: bytes, bounds: dict[str, int]) -> python_calamine.CalamineSheet:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is not python_calamine.SheetVisibleEnum.Visible:
            continue
        found = workbook.get_sheet_by_name(sheet.name)
        if found.total_width > bounds["columns"]:
            raise Refused("too_many_columns", (found.start or (0, 0))[0] + 1)
        if found.total_height > bounds["rows"]:
            raise Refused("too_many_rows", bounds["rows"])
        if found.height:
            return found
    raise Refused("empty")


def _rows(sheet: python_calamine.CalamineSheet, bounds: dict[str, int]) -> list[str]:
    lines: list[str] = []
    written = 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_text(value) for value in row]
        written += sum(map(len, cells)) + len(cells)
        if written > bounds["text"]:
            raise Refused("too_big", number)
        if any(cells):
            lines.append(json.dumps([number, cells], ensure_ascii=False))
    return lines


def _text(value: Value) -> str:
    """As a person would type it: 1143920115 and not 1143920115.0, 2024-05-27 and not its midnight."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    main()
