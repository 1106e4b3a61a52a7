"""Files that people send: what is read, and how what cannot be read is told."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.tabular import Limits, Row, TabularError, TabularReason, read

ROWS = "Nom;Région\nMaison de l’Éclaircie;01\n"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"


def refusal(data: bytes, limits: Limits | None = None) -> tuple[TabularReason, int | None]:
    with pytest.raises(TabularError) as refused:
        read(data, limits)
    return refused.value.reason, refused.value.line


def workbook(*sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet holds these rows of XML, whatever they say."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["x"]]))) as book, zipfile.ZipFile(stream, "w", 8) as changed:
        for entry in book.namelist():
            content = book.read(entry).decode()
            if entry == "xl/worksheets/sheet1.xml":
                start = content.index("<sheetData>") + len("<sheetData>")
                content = content[:start] + xml + content[content.index("</sheetData>") :]
            changed.writestr(entry, content)
    return stream.getvalue()


def open_document(rows: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", 8) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0)
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}manifest:1.0" manifest:version="1.2"/>',
        )
        book.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{OPEN_DOCUMENT}office:1.0"'
            f' xmlns:table="{OPEN_DOCUMENT}table:1.0" xmlns:text="{OPEN_DOCUMENT}text:1.0" office:version="1.2">'
            f'<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def cell(text: str, repeated: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {repeated}><text:p>{text}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (ROWS.encode(), "utf-8", ";"),
        (ROWS.encode("utf-8-sig"), "utf-8-sig", ";"),
        (ROWS.encode("cp1252"), "cp1252", ";"),
        (ROWS.encode("utf-16"), "utf-16", ";"),
        (b"\xfe\xff" + ROWS.encode("utf-16-be"), "utf-16", ";"),
        (ROWS.replace(";", ",").encode(), "utf-8", ","),
        (ROWS.replace(";", "\t").replace("\n", "\r\n").encode(), "utf-8", "\t"),
        (ROWS.replace("\n", "\r").encode(), "utf-8", ";"),
        (("\n \n" + ROWS + ";;\n\n").encode(), "utf-8", ";"),
        (("sep=;\n" + ROWS).encode(), "utf-8", ";"),
        (b'"Nom";"R\xc3\xa9gion"\n"Maison de l\xe2\x80\x99\xc3\x89claircie"; 01 \n', "utf-8", ";"),
    ],
)
def test_csv_is_read_however_it_was_saved(data: bytes, encoding: str, delimiter: str) -> None:
    table = read(data)
    assert (table.columns, [row.cells for row in table.rows]) == (("Nom", "Région"), [("Maison de l’Éclaircie", "01")])
    assert (table.format, table.encoding, table.delimiter) == ("csv", encoding, delimiter)


def test_the_delimiter_is_the_one_of_the_header() -> None:
    assert read(b'"Nom, ville, rue";Ville\na,b,c;d\n').rows == (Row(2, ("a,b,c", "d")),)
    assert read(b"Nom\na\n").columns == ("Nom",)


def test_each_row_knows_its_line() -> None:
    table = read(b'Nom,Note\n\na,"un\ndeux"\nb\n')
    assert table.rows == (Row(3, ("a", "un\ndeux")), Row(5, ("b", "")))
    assert list(table.records()) == [(3, {"Nom": "a", "Note": "un\ndeux"}), (5, {"Nom": "b", "Note": ""})]


def test_columns_have_names_that_differ() -> None:
    assert read(b"Nom,,Nom,Nom\n").columns == ("Nom", "B", "Nom (2)", "Nom (3)")


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", TabularReason.EMPTY, None),
        (b"\xef\xbb\xbf\n ;;\n", TabularReason.EMPTY, None),
        (b'Nom\na\n"b\nc\nd', TabularReason.QUOTES, 3),
        (b'Nom\n"La Place" de Villemont,x\n', TabularReason.QUOTES, 2),
        (b"Nom\na\nb\x00c\n", TabularReason.NOT_TEXT, 3),
        (b"\x89PNG\r\n\x1a\n", TabularReason.NOT_A_TABLE, None),
        (b"Nom\n\xff\x81\n", TabularReason.ENCODING, 2),
        (b"\xef\xbb\xbfNom\n\xe9\n", TabularReason.ENCODING, 2),
        (b"\xff\xfea", TabularReason.ENCODING, 1),
        (b"\xff\xfe\x00\xd8a\x00", TabularReason.ENCODING, 1),
        (b"Nom,Ville\na,b,c\n", TabularReason.TOO_MANY_CELLS, 2),
        (b"Nom\n" + b"x" * 10_001, TabularReason.CELL_TOO_LONG, 2),
        (b"Nom\n" + b'"' + b"x\n" * 200_000, TabularReason.QUOTES, 2),
        (b",".join([b"x"] * 201), TabularReason.TOO_MANY_COLUMNS, 1),
        (b";" * 10**6 + b"\na", TabularReason.TOO_MANY_COLUMNS, 1),
        (b"Nom\n" + b"a\n" * 50_001, TabularReason.TOO_MANY_ROWS, 50_002),
        (b"PK\x03\x04 and then nothing of a workbook", TabularReason.UNREADABLE, None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, TabularReason.UNREADABLE, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(data: bytes, reason: TabularReason, line: int | None) -> None:
    if data.startswith(b";" * 10**6):
        data = b"a" + data
    assert refusal(data) == (reason, line)


def test_a_gigabyte_is_not_read_to_be_refused() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size < 20_000_000
            self.taken += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(TabularError) as refused:
        read(endless)
    assert refused.value.reason is TabularReason.TOO_BIG
    assert endless.taken == Limits().bytes + 1


def test_a_file_on_disk_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "membres.xlsx").write_bytes(ROWS.encode())  # the name says nothing
    assert read(tmp_path / "membres.xlsx").format == "csv"


def test_excel_workbooks_are_read_as_people_see_them() -> None:
    table = read(workbook([], [[], ["Nom", "NEQ", "Oui", "Part"], ["é’", 1143920115, True, 0.5], [], ["b"]]))
    assert table.format == "xlsx"
    assert table.columns == ("Nom", "NEQ", "Oui", "Part")
    assert table.rows == (Row(3, ("é’", "1143920115", "true", "0.5")), Row(5, ("b", "", "", "")))


def test_old_excel_workbooks_are_read() -> None:
    table = read(Path(__file__).parent / "files" / "members.xls")
    assert table.format == "xls"
    assert table.rows == (Row(3, ("Maison de l’Éclaircie", "1143920115", "2024-05-27")),)


def test_open_document_sheets_are_read() -> None:
    header = f"<table:table-row>{cell('Nom')}{cell('Ville')}</table:table-row>"
    filler = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    table = read(open_document(f"{header}<table:table-row>{cell('é’')}</table:table-row>{filler}"))
    assert (table.format, table.columns, table.rows) == ("ods", ("Nom", "Ville"), (Row(2, ("é’", "")),))


def test_a_hidden_sheet_is_not_what_people_meant() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write(0, 0, "caché")
        shown.write(0, 0, "vu")
        shown.activate()
        hidden.hide()
    assert read(stream.getvalue()).columns == ("vu",)


def test_an_empty_workbook_is_empty() -> None:
    assert refusal(workbook([])) == (TabularReason.EMPTY, None)


def test_a_sheet_of_two_far_cells_does_not_fill_the_memory() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert refusal(with_sheet(far))[0] in {TabularReason.TOO_BIG, TabularReason.TOO_MANY_COLUMNS}
    assert time.monotonic() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_an_open_document_that_repeats_itself_is_refused() -> None:
    repeated = cell("x", 'table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{repeated}</table:table-row>'
    assert refusal(open_document(rows)) == (TabularReason.UNREADABLE, None)  # calamine itself stops


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = with_sheet(" " * 80_000_000)
    assert len(bomb) < 200_000
    assert refusal(bomb) == (TabularReason.TOO_BIG, None)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = with_sheet(" " * 5_000_000)
    with zipfile.ZipFile(io.BytesIO(bomb)) as book:
        true_size = book.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    assert refusal(bomb.replace(true_size, (1_000).to_bytes(4, "little"))) == (TabularReason.UNREADABLE, None)


@pytest.mark.parametrize("packed_as", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_book_packed_as_no_spreadsheet_packs_is_not_opened(packed_as: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed_as) as book:
        book.writestr("[Content_Types].xml", "x" * 100_000)
    data = stream.getvalue()
    at = data.index(b".xml") + len(b".xml") + 4
    for damaged in (data, data[:at] + b"\xff" * 20 + data[at + 20 :]):
        assert refusal(damaged) == (TabularReason.UNREADABLE, None)


def test_one_long_text_repeated_in_every_cell_is_refused() -> None:
    assert refusal(workbook([["x" * 9_000] * 100] * 100))[0] is TabularReason.TOO_BIG


def test_too_many_rows_or_columns_of_a_sheet_are_refused() -> None:
    assert refusal(workbook([["x"] * 201])) == (TabularReason.TOO_MANY_COLUMNS, 1)
    assert refusal(workbook([["x"]] * 20), Limits(rows=10)) == (TabularReason.TOO_MANY_ROWS, 12)


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='ab;,"\n\r\t\x00é\ufeff', max_size=60).map(str.encode)))
def test_any_bytes_are_a_table_or_are_refused(data: bytes) -> None:
    try:
        table = read(data, Limits(rows=5, columns=5, cell=20))
    except TabularError:
        return
    assert table.columns
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert [row.line for row in table.rows] == sorted({row.line for row in table.rows})


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300))
def test_a_broken_workbook_is_refused(noise: bytes) -> None:
    whole = workbook([["Nom"], ["a"]])
    broken = whole[:2000] + noise + whole[2000 + len(noise) :]
    try:
        table = read(broken)
    except TabularError:
        return
    assert table.rows == (Row(2, ("a",)),)


def test_a_title_over_the_table_is_no_header() -> None:
    rows: list[list[object]] = [["Nom", "Région", "Municipalité"], ["Maison de l’Éclaircie", "01", "Rimouski"]]
    titled = read(workbook([["Liste des membres 2026"], [], ["Mise à jour en mai"], *rows]))
    assert (titled.columns, titled.rows) == (("Nom", "Région", "Municipalité"), (Row(5, tuple(map(str, rows[1]))),))
    saved = "Liste des membres 2026,,\nNom,Région,Municipalité\nMaison,01,Rimouski\n".encode()
    assert read(saved).rows == (Row(3, ("Maison", "01", "Rimouski")),)


def test_a_lone_heading_is_a_header_and_not_a_title() -> None:
    assert read(b"Nom\nMaison A\nMaison B\n").columns == ("Nom",)
    assert refusal(b"Nom\nMaison A, inc., Rimouski\n") == (TabularReason.TOO_MANY_CELLS, 2)
    assert read(b"Nom,,\nMaison A,,\n").columns == ("Nom",)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n%\xe2\xe3", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n", b"\n<html><table><tr><td>Nom"],
)
def test_what_is_no_table_whatever_its_name_is_told_so(content: bytes) -> None:
    assert refusal(content) == (TabularReason.NOT_A_TABLE, None)
