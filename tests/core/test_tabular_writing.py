"""Files that people take away: complete, and harmless when opened."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.clock import frozen
from app.core.tabular import neutral, read, write_csv, write_xlsx

ROWS = [["Nom", "Nombre", "Jour"], ["Maison de l’Éclaircie; Inc.", 1586, date(2024, 5, 27)], ["=1+1", -3, None]]


def test_csv_opens_in_excel_with_its_accents() -> None:
    data = b"".join(write_csv(ROWS, delimiter=";"))
    assert data == (
        "\ufeffNom;Nombre;Jour\r\n"
        '"Maison de l’Éclaircie; Inc.";1586;2024-05-27\r\n'
        "'=1+1;-3;\r\n"
    ).encode()  # fmt: skip


def test_a_long_csv_comes_in_chunks() -> None:
    chunks = list(write_csv([["x" * 100, number] for number in range(5_000)]))
    assert len(chunks) > 5
    assert max(map(len, chunks)) < 70_000
    assert b"".join(chunks).count(b"\r\n") == 5_000


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-2", "@x", "\t=1", "\rx", "\nx", " =1", "＝1", "- Projet"])
def test_a_formula_is_made_a_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Mi-Logis", "Carrefour 50+", "'=1", "", "a@example.org"])
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="a=+-@;,\t\r\n\" '＝", max_size=12), min_size=1, max_size=3))
@example(["a;=1", 'b"+1', "c,\t-1", "d\r\n @x", "\n=1", " =1", ";;=1"])
def test_no_way_to_cut_a_table_for_strangers_makes_a_formula(cells: list[str]) -> None:
    written = b"".join(write_csv([cells], delimiter=";", is_for_strangers=True)).decode("utf-8-sig")
    for cut in (*';,\t\r\n"', r'[;,\t\r\n"]'):
        assert not [piece for piece in re.split(cut, written) if re.match(r"\s*[=+\-@＝]", piece)]
    (read_back,) = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert [cell.replace("'", "") for cell in read_back] == [cell.replace("'", "") for cell in cells]


def test_xlsx_holds_the_same_cells() -> None:
    stream = io.BytesIO()
    write_xlsx([*ROWS, ["b", Decimal("0.5"), datetime(2024, 5, 27, 13, 30, tzinfo=UTC)]], stream)
    table = read(stream.getvalue())
    assert table.columns == ("Nom", "Nombre", "Jour")
    assert [row.cells for row in table.rows] == [
        ("Maison de l’Éclaircie; Inc.", "1586", "2024-05-27"),
        ("'=1+1", "-3", ""),
        ("b", "0.5", "2024-05-27 13:30:00+00:00"),
    ]


def test_a_column_of_xlsx_is_as_wide_as_what_it_holds() -> None:
    stream = io.BytesIO()
    write_xlsx([["Région", "Organisme"], ["Gaspésie–Îles-de-la-Madeleine", "x" * 300]], stream)
    with zipfile.ZipFile(stream) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    first, second = (float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet))
    assert 29 < first < 35
    assert 60 < second < 65


def test_xlsx_is_the_same_bytes_at_the_same_instant() -> None:
    written = []
    with frozen(datetime(2024, 5, 27, 13, 30, tzinfo=UTC)):
        for _ in range(2):
            stream = io.BytesIO()
            write_xlsx(ROWS, stream, sheet="Une feuille au nom bien trop long pour Excel")
            written.append(stream.getvalue())
    assert written[0] == written[1]


def test_a_text_too_long_for_excel_is_cut_and_not_lost() -> None:
    stream = io.BytesIO()
    write_xlsx([["x" * 40_000]], stream)
    assert len(stream.getvalue()) > 0


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=2, max_size=2)))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    table = read(b"".join(write_csv([["a", "b"], *rows])))
    kept = [tuple(neutral(cell).strip() for cell in row) for row in rows]
    assert [row.cells for row in table.rows] == [cells for cells in kept if any(cells)]
