"""Postal codes from each official form: read in its encoding, matched by the names of the ridings, compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.core.database import db
from app.core.tabular import TabularError
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.importing.findings import Differences, Wrong
from app.territory.models import ElectoralMap, FileStage, Municipality, PostalCode, Riding, TerritoryFile
from tests.territory.official_files import (
    CHICOUTIMI,
    DUBUC,
    GRANBY,
    RIMOUSKI,
    elections_quebec,
    fixed_width,
    isq,
    isq_csv,
    put,
    zipped,
)

pytestmark = [pytest.mark.data, pytest.mark.engine]


def imported(folder: Path, content: bytes, *, sure: bool = True, replaces: bool | None = None) -> Differences:
    return territory.import_postal_codes(put(folder, content), is_sure=sure, replaces=replaces)


def told(found: Differences) -> list[tuple[Wrong, int | None, str]]:
    return [(one.reason, one.line, one.value) for one in found.refused]


def names(code: str) -> list[str]:
    return [place.riding.name for place in territory.places_of_postal_code(code)]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_the_file_of_the_electoral_authority_gives_codes_municipalities_and_ridings(
    app: Flask, tmp_path: Path, encoding: str
) -> None:
    found = imported(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI, DUBUC, GRANBY, encoding=encoding))
    assert (found.form, found.replaces, found.lines, found.counts()) == (
        "elections_quebec", True, 4, {"new": 3, "changed": 0, "same": 0, "removed": 0},
    )  # fmt: skip
    assert found.figures == {"several_ridings": 1, "municipalities": 3, "left_out": 0}
    assert names("G7H 1A1") == ["Chicoutimi", "Dubuc"]
    assert names("J2G 1A1") == ["Daniel-Johnson"]  # by the name that it had
    granby = db.session.query(Municipality).filter_by(code="47017").one()
    assert (granby.name, granby.region_code, granby.mrc, granby.designation) == (
        "Granby",
        "16",
        "La Haute-Yamaska",
        "Ville",
    )
    assert [riding.name for riding in granby.ridings] == ["Daniel-Johnson"]
    assert len(found.ridings_without) == 123


TWO_TOWNS = isq("G5L1A1", "Rimouski"), isq("G5L1A1", "RIMOUSKI", "Saint-Essai")
RETIRED, NOWHERE = isq("G5L1A2", "Rimouski", RET_DATE="20190331"), isq("G5L1A3", "")


@pytest.mark.parametrize(
    "content",
    [
        fixed_width(*TWO_TOWNS, RETIRED),
        fixed_width(*TWO_TOWNS, NOWHERE, encoding="utf-8"),
        isq_csv(*TWO_TOWNS, NOWHERE),
        isq_csv(*TWO_TOWNS, RETIRED, encoding="cp1252"),
    ],
    ids=["fixed-width", "fixed-width-utf8", "csv", "csv-cp1252"],
)
def test_cp_territoires_gives_every_municipality_of_a_code_and_leaves_out_what_it_retired(
    app: Flask, tmp_path: Path, content: bytes
) -> None:
    found = imported(tmp_path, content)
    assert (found.form, found.refused, found.new, found.figures["left_out"]) == ("isq", [], 1, 1)
    (place,) = territory.lookup("G5L 1A1").places
    assert place.riding.name == "Rimouski"
    assert [town.name for town in place.municipalities] == ["Rimouski", "Saint-Essai"]
    assert [place.municipality.name for place in territory.places_of_postal_code("G5L 1A1") if place.municipality] == [
        "Rimouski"
    ]


@pytest.mark.parametrize("content", [
    b"Code postal;Circonscription\r\ng5l 1a1;Rimouski\r\nH2X 1Y4;Sainte-Marie--Saint-Jacques\r\n",
    b"G5L1A1,rimouski\nH2X 1Y4,Sainte-Marie - Saint-Jacques\n",
    "CODE POSTAL\tCIRCONSCRIPTION\nG5L-1A1\tRIMOUSKI\nh2x1y4\tSte-Marie–St-Jacques\n".encode("utf-8-sig"),
])  # fmt: skip
def test_a_list_of_two_columns_completes_what_is_loaded(app: Flask, tmp_path: Path, content: bytes) -> None:
    imported(tmp_path, elections_quebec(CHICOUTIMI))
    found = imported(tmp_path, content)
    assert (found.form, found.replaces, found.new, found.removed, found.refused) == ("list", False, 2, 0, [])
    assert (names("G5L 1A1"), names("G7H 1A1")) == (["Rimouski"], ["Chicoutimi"])


def test_what_a_list_leaves_unsaid_stays(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI))
    found = imported(tmp_path, b"code,riding\nG5L 1A1,Rimouski\nG7H1A1,Chicoutimi\nG7H1A1,Dubuc\n")
    assert (found.same, found.changed, found.removed) == (1, 1, 0)
    towns = {
        place.riding.name: [town.name for town in place.municipalities] for place in territory.lookup("G7H1A1").places
    }
    assert towns == {"Chicoutimi": ["Saguenay"], "Dubuc": []}
    assert [town.name for town in territory.lookup("G5L1A1").places[0].municipalities] == ["Rimouski"]


def test_an_official_file_replaces_and_the_same_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI, GRANBY))
    again = imported(tmp_path, elections_quebec(GRANBY, CHICOUTIMI, RIMOUSKI, RIMOUSKI))
    assert again.counts() == {"new": 0, "changed": 0, "same": 3, "removed": 0}
    moved = imported(tmp_path, elections_quebec(("G5L1A9", *RIMOUSKI[1:]), CHICOUTIMI, DUBUC, GRANBY))
    assert moved.counts() == {"new": 1, "changed": 1, "same": 1, "removed": 1}
    assert moved.examples == {"changed": ["G7H 1A1"], "removed": ["G5L 1A1"]}
    assert (names("G5L 1A1"), names("G5L 1A9"), names("G7H 1A1")) == ([], ["Rimouski"], ["Chicoutimi", "Dubuc"])
    turned = imported(tmp_path, elections_quebec(("G5L1A9", *RIMOUSKI[1:]), DUBUC, CHICOUTIMI, GRANBY))
    assert turned.counts() == {"new": 0, "changed": 0, "same": 3, "removed": 0}


def test_most_codes_do_not_go_before_somebody_is_sure(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI, GRANBY))
    found = imported(tmp_path, elections_quebec(RIMOUSKI), sure=False)
    assert told(found) == [(Wrong.MOSTLY_GONE, None, "2")]
    assert imported(tmp_path, elections_quebec(RIMOUSKI), sure=False, replaces=False).removed == 0
    assert imported(tmp_path, elections_quebec(RIMOUSKI)).removed == 2


def test_one_wrong_line_refuses_the_whole_file_and_each_is_told_with_its_number(app: Flask, tmp_path: Path) -> None:
    wrong = elections_quebec(
        RIMOUSKI, ("12345", *RIMOUSKI[1:]), ("G5L1A2", "1", "Atlantide", *RIMOUSKI[3:]),
        ("G5L1A3", "1", "", *RIMOUSKI[3:]), ("G5L1A4", "1", "605", *RIMOUSKI[3:]),
        ("G5L1A5", "1", "Atlantide", *RIMOUSKI[3:]),
    )  # fmt: skip
    found = imported(tmp_path, wrong)
    assert told(found) == [
        (Wrong.POSTAL_CODE, 3, "12345"), (Wrong.RIDING, 4, "Atlantide"), (Wrong.RIDING_MISSING, 5, ""),
        (Wrong.RIDING_CODE, 6, "605"),
    ]  # fmt: skip
    assert (found.refused_lines, found.refused[1].lines) == (5, 2)
    assert db.session.query(PostalCode).count() == db.session.query(Municipality).count() == 0
    assert db.session.query(TerritoryFile).count() == 0


def test_a_file_of_another_map_is_refused_and_told_for_which_it_is(app: Flask, tmp_path: Path) -> None:
    old = ElectoralMap(name="2017-essai", valid_from_on=date(2018, 10, 1), source="Essai")
    gone = [Riding(map=old, code=f"{n}", name=name, key=name.lower(), sort_key=name, region_code="01")
            for n, name in enumerate(("Rimouski", "Atlantide"))]  # fmt: skip
    with unit_of_work():
        db.session.add_all([old, *gone])
    try:
        content = elections_quebec(RIMOUSKI, ("G5L1A2", "1", "Atlantide", *RIMOUSKI[3:]))
        assert told(imported(tmp_path, content)) == [
            (Wrong.OTHER_MAP, None, "2017-essai"), (Wrong.RIDING, 3, "Atlantide"),
        ]  # fmt: skip
        there = territory.import_postal_codes(put(tmp_path, content), "2017-essai", is_sure=True)
        assert (there.new, names("G5L 1A2")) == (2, [])  # on the map before, and not on the one in force
        assert [one.name for one in territory.lookup("G5L1A2", on=date(2020, 1, 1)).ridings] == ["Atlantide"]
    finally:
        with unit_of_work():
            db.session.query(PostalCode).delete()
            for one in db.session.query(Municipality):
                one.ridings = []
            for one in (*gone, old):
                db.session.delete(one)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"nom;adresse\nMaison;Rue\n", Wrong.COLUMNS),
        (b"code,riding\n", Wrong.NOTHING),
        (fixed_width(isq("G5L1A1", "Rimouski")).replace(b"G5L1A1", b" G5L1A"), Wrong.FIXED_WIDTH),
    ],
)
def test_a_file_without_the_columns_is_refused(app: Flask, tmp_path: Path, content: bytes, reason: Wrong) -> None:
    assert [one.reason for one in imported(tmp_path, content).refused] == [reason]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"code,riding\nG5L 1A1,Rimou\x81\xe9ski\n", b'code,riding\n"G5L', zipped("a.pdf", b"%PDF")],
)
def test_what_is_no_text_is_refused(app: Flask, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TabularError):
        imported(tmp_path, content)


def test_a_file_is_taken_out_of_the_archive_in_which_it_was_published(app: Flask, tmp_path: Path) -> None:
    found = imported(tmp_path, zipped("CP_CIRC_MUN_MRC_RA_BRUT.txt", elections_quebec(RIMOUSKI)))
    assert (found.form, found.new) == ("elections_quebec", 1)


def test_an_import_is_told_of_with_its_file_and_day(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, elections_quebec(RIMOUSKI, CHICOUTIMI, DUBUC))
    here = next(one for one in territory.loaded().maps if one.is_active)
    assert (here.postal_codes, here.municipalities, here.ridings) == (2, 2, 127)
    assert here.codes_from is not None
    assert (here.codes_from.file_name, here.codes_from.stage) == ("fichier.txt", FileStage.IMPORTED)
