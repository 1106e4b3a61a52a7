"""Municipalities from the ministry's file, and the ridings of a new map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.importing.findings import Differences, Wrong
from app.territory.importing.headings import mrc_name
from app.territory.models import ElectoralMap, Municipality, Riding, RidingAlias
from tests.territory.official_files import HEMMINGFORD, SAGUENAY, elections_quebec, mamh, put

pytestmark = pytest.mark.data

RIDINGS = (
    "code;name;region;other_regions;former_names\n900;Essai-Nord;01;;Essai\n"
    "901;Sainte-Épreuve–Île-d’Essai;Estrie (05);16 14;\n"
)
DAY = date(2030, 10, 7)


def told(found: Differences) -> list[tuple[Wrong, int | None, str]]:
    return [(one.reason, one.line, one.value) for one in found.refused]


def municipalities(folder: Path, content: bytes, *, with_ridings: bool = True) -> Differences:
    return territory.import_municipalities(put(folder, content), with_ridings=with_ridings, is_sure=True)


def test_the_file_of_the_ministry_gives_names_regions_mrcs_and_ridings(app: Flask, tmp_path: Path) -> None:
    found = municipalities(tmp_path, mamh(*HEMMINGFORD, SAGUENAY))
    assert (found.form, found.counts()) == ("mamh", {"new": 3, "changed": 0, "same": 0, "removed": 0})
    both = db.session.query(Municipality).filter_by(name="Hemmingford-Essai").order_by(Municipality.code).all()
    assert [(one.designation, one.mrc, one.region_code) for one in both] == [
        ("Village", "Les Jardins", "16"), ("Canton", "Les Jardins", "16"),
    ]  # fmt: skip
    (saguenay,) = territory.municipalities_matching("saguenay")
    assert [riding.name for riding in territory.ridings_of(saguenay)] == ["Chicoutimi", "Dubuc"]


@pytest.mark.parametrize(
    ("said", "name"),
    [("MRC Brome-Missisquoi (460)", "Brome-Missisquoi"), ("MRC des Etchemins (280)", "Les Etchemins"),
     ("MRC de La Matapédia", "La Matapédia"), ("MRC d’Essai", "Essai"), ("La Matapédia", "La Matapédia"), ("", "")],
)  # fmt: skip
def test_an_mrc_is_written_without_what_stands_around_its_name(said: str, name: str) -> None:
    assert mrc_name(said) == name


def test_the_same_file_again_changes_nothing_and_a_newer_one_is_followed(app: Flask, tmp_path: Path) -> None:
    municipalities(tmp_path, mamh(*HEMMINGFORD, SAGUENAY))
    assert municipalities(tmp_path, mamh(SAGUENAY, *HEMMINGFORD)).same == 3
    renamed = ("68010", "Hemmingford-Neuf", *HEMMINGFORD[0][2:])
    found = municipalities(tmp_path, mamh(renamed, SAGUENAY))
    assert found.counts() == {"new": 0, "changed": 1, "same": 1, "removed": 1}
    assert found.examples == {
        "changed": ["Hemmingford-Neuf (Les Jardins)"],
        "removed": ["Hemmingford-Essai (Les Jardins)"],
    }
    assert sorted(db.session.scalars(sa.select(Municipality.name))) == ["Hemmingford-Neuf", "Saguenay"]


def test_a_municipality_that_goes_leaves_its_postal_codes(app: Flask, tmp_path: Path) -> None:
    municipalities(tmp_path, mamh(*HEMMINGFORD, SAGUENAY))
    lines = elections_quebec(
        ("J0L1H0", "265", "Huntingdon", "68010", "Hemmingford-Essai", "VL", "680", "Les Jardins", "16", "Montérégie")
    )
    found = territory.import_postal_codes(put(tmp_path, lines), is_sure=True)
    assert found.figures["municipalities"] == 0  # it is the one of that code
    municipalities(tmp_path, mamh(SAGUENAY))
    (place,) = territory.lookup("J0L 1H0").places
    assert (place.riding.name, place.municipalities) == ("Huntingdon", ())


def test_ridings_of_the_map_before_are_refused_or_left_aside(app: Flask, tmp_path: Path) -> None:
    content = mamh(SAGUENAY, (*HEMMINGFORD[0][:6], "Laporte (244);La Pinière (236)", "8"))
    found = municipalities(tmp_path, content)
    assert [(reason, line) for reason, line, _ in told(found)][:1] == [(Wrong.RIDING, 3)]
    assert db.session.query(Municipality).count() == 0
    assert municipalities(tmp_path, content, with_ridings=False).new == 2
    (saguenay,) = territory.municipalities_matching("saguenay")
    assert saguenay.ridings == []


def test_wrong_lines_refuse_the_whole_file(app: Flask, tmp_path: Path) -> None:
    found = municipalities(
        tmp_path,
        mamh(SAGUENAY, ("1", "", "", "", "Estrie (05)", "", "", ""),
             ("94068", "Saguenay", "", "", "Ailleurs (18)", "", "", ""), SAGUENAY),
    )  # fmt: skip
    assert told(found) == [
        (Wrong.NAME_MISSING, 3, ""), (Wrong.REGION, 4, "Ailleurs (18)"), (Wrong.MUNICIPALITY_TWICE, 5, "Saguenay"),
    ]  # fmt: skip
    assert told(municipalities(tmp_path, b"ville;mrc\nAlma;Lac\n")) == [(Wrong.COLUMNS, None, "ville, mrc")]


@pytest.fixture
def no_new_map(app: Flask) -> Iterator[None]:
    """The maps of the reference data stay as they were."""
    yield
    with unit_of_work():
        for one in db.session.query(ElectoralMap).filter(ElectoralMap.name == "2030-essai"):
            db.session.query(RidingAlias).filter_by(map_id=one.id).delete()
            for riding in db.session.query(Riding).filter_by(map_id=one.id):
                riding.other_regions = []
                db.session.delete(riding)
            db.session.flush()
            db.session.delete(one)


@pytest.mark.usefixtures("no_new_map")
def test_a_new_map_is_in_force_from_its_first_day(app: Flask, tmp_path: Path) -> None:
    path = put(tmp_path, RIDINGS.encode("cp1252"))
    assert territory.import_ridings(path, "2030-essai", DAY, "Essai", dry_run=True).new == 2
    assert len(territory.maps()) == 1
    assert territory.import_ridings(path, "2030-essai", DAY, "Essai").new == 2
    assert (territory.active_map(date(2030, 10, 6)).name, territory.active_map(DAY).name) == ("2026", "2030-essai")
    epreuve = territory.riding_named("ste epreuve ile d essai", DAY)
    assert [epreuve.region_code, *(region.code for region in epreuve.other_regions)] == ["05", "14", "16"]
    assert territory.riding_named("ESSAI", DAY).name == "Essai-Nord"


@pytest.mark.usefixtures("no_new_map")
def test_a_map_that_is_loaded_is_corrected_and_loses_no_riding(app: Flask, tmp_path: Path) -> None:
    path = put(tmp_path, RIDINGS.encode())
    territory.import_ridings(path, "2030-essai", DAY, "Essai")
    assert territory.import_ridings(path, "2030-essai", DAY, "Essai").same == 2
    before = territory.riding_named("Essai-Nord", DAY).id
    exchanged = RIDINGS.replace("900;Essai-Nord;01;;Essai", "901;Essai-Boréal;01;;Essai-Nord").replace(
        "901;Sainte", "900;Sainte"
    )
    found = territory.import_ridings(put(tmp_path, exchanged.encode()), "2030-essai", DAY, "Essai")
    assert (found.changed, found.refused) == (2, [])
    assert (territory.riding_named("Essai-Boréal", DAY).id, territory.riding_named("Essai-Nord", DAY).id) == (
        before,
        before,
    )
    fewer = put(tmp_path, "\n".join(RIDINGS.splitlines()[:1] + RIDINGS.splitlines()[2:]).encode())
    gone = territory.import_ridings(fewer, "2030-essai", DAY, "Essai")
    assert told(gone) == [(Wrong.RIDING_GONE, None, "Essai-Boréal")]
    other_day = territory.import_ridings(path, "2030-essai", date(2031, 1, 1), "Essai")
    assert [one.reason for one in other_day.refused] == [Wrong.VALIDITY, Wrong.RIDING_GONE]


def test_wrong_lines_and_a_day_that_is_taken_make_no_map(app: Flask, tmp_path: Path) -> None:
    path = put(tmp_path, b"code;name;region\n1;Essai;01\n1;;99\n;essai;02\n")
    found = territory.import_ridings(path, "2030-essai", date(2026, 10, 5), "Essai")
    assert told(found) == [
        (Wrong.DAY_TAKEN, None, "2026"), (Wrong.REGION, 3, "99"), (Wrong.NAME_MISSING, 3, ""),
        (Wrong.CODE_TWICE, 3, "1"), (Wrong.RIDING_TWICE, 4, "essai"), (Wrong.CODE_MISSING, 4, ""),
    ]  # fmt: skip
    assert len(territory.maps()) == 1
