"""Official files in their real forms, with lines of our own."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from app.territory.importing.postal_files import LAYOUT
from app.territory.reference import own_rows

ELECTIONS_QUEBEC = (
    "CO_POSTL", "CO_CIRC", "NM_CIRC", "CO_MUNCP", "NM_MUNCP", "CO_DESGN_MUNCP", "CO_MRC", "NM_MRC", "CO_REGN_ADMNS",
    "NM_REGN_ADMNS",
)  # fmt: skip
RIMOUSKI = (
    "G5L1A1",
    "605",
    "Rimouski",
    "10043",
    "Rimouski",
    "V",
    "100",
    "Rimouski-Neigette",
    "01",
    "Bas-Saint-Laurent",
)
CHICOUTIMI = (
    "G7H1A1",
    "947",
    "Chicoutimi",
    "94068",
    "Saguenay",
    "V",
    "941",
    "Saguenay",
    "02",
    "Saguenay–Lac-Saint-Jean",
)
DUBUC = ("G7H1A1", "945", "DUBUC", "94068", "Saguenay", "V", "941", "Saguenay", "02", "Saguenay–Lac-Saint-Jean")
GRANBY = ("J2G1A1", "240", "Johnson", "47017", "Granby", "V", "470", "La Haute-Yamaska", "16", "Montérégie")
MAMH = ("mcode", "munnom", "mdes", "mcodpos", "regadm", "mrc", "mcirc", "mpopul")
HEMMINGFORD = (
    (
        "68010",
        "Hemmingford-Essai",
        "Village",
        "J0L1H0",
        "Montérégie (16)",
        "MRC Les Jardins (680)",
        "Huntingdon (265)",
        "8",
    ),
    (
        "68015",
        "Hemmingford-Essai",
        "Canton",
        "J0L1H0",
        "Montérégie (16)",
        "MRC Les Jardins (680)",
        "Huntingdon (265)",
        "9",
    ),
)
SAGUENAY = (
    "94068",
    "Saguenay",
    "Ville",
    "G7H1A1",
    "Saguenay–Lac-Saint-Jean (02)",
    "",
    "Chicoutimi (947);Dubuc (945)",
    "7",
)


def elections_quebec(*rows: Sequence[str], encoding: str = "cp1252") -> bytes:
    """`CP_CIRC_MUN_MRC_RA`: semicolons, nothing quoted."""
    lines = [";".join(row) for row in (ELECTIONS_QUEBEC, *rows)]
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def mamh(*rows: Sequence[str], columns: Sequence[str] = MAMH) -> bytes:
    """`MUN.csv`: commas, everything quoted, UTF-8 with its mark."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([columns, *rows])
    return stream.getvalue().encode("utf-8-sig")


def fixed_width(*rows: dict[str, str], encoding: str = "cp1252") -> bytes:
    """« CP Territoires » as a text: each cell in its place."""
    lines = []
    for row in rows:
        line = [" "] * 783
        for column in own_rows(LAYOUT):
            start, length = int(column["start"]) - 1, int(column["length"])
            line[start : start + length] = row.get(column["column"], "").ljust(length)[:length]
        lines.append("".join(line))
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def isq_csv(*rows: dict[str, str], encoding: str = "utf-8-sig") -> bytes:
    """« CP Territoires » as a CSV of the same columns, and of others that we do not read."""
    columns = ["CPCGADIDU", *(column["column"] for column in own_rows(LAYOUT)), "LAT", "LONG"]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def isq(code: str, riding: str, town: str = "Rimouski", **more: str) -> dict[str, str]:
    known = {"Rimouski": ("10043", "Rimouski-Neigette", "01"), "Saint-Essai": ("10999", "Rimouski-Neigette", "01")}
    number, mrc, region = known[town]
    return {
        "CP": code, "NOM_CEP": riding, "NOM_MUN": town, "CO_MUN": number, "DES_MUN": "V", "NOM_MRC": mrc,
        "CO_RA": region, **more,
    }  # fmt: skip


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # dated 1980: always the same bytes
    return stream.getvalue()


def put(folder: Path, content: bytes, name: str = "fichier.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
