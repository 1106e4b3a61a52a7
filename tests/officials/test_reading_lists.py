"""A list of officials is read: in the forms that spreadsheets write, each line taken or refused with its reason."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.imports.errors import LinesRefused
from app.officials import service as officials
from app.officials.models import AddressKind, Gender, Official
from app.territory.models import ElectoralMap, Riding
from tests.factories import make_official, make_riding
from tests.officials.bringing_in import bring_in, holder, outcomes, reasons
from tests.officials.lists import ASSEMBLY, OWN, WANDA, csv_of, empty_seat, member, xlsx_of

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    "content",
    [
        csv_of(ASSEMBLY, WANDA),
        csv_of(ASSEMBLY, WANDA, encoding="cp1252"),
        csv_of(ASSEMBLY, WANDA, delimiter=",", encoding="utf-8"),
        xlsx_of(ASSEMBLY, WANDA),
    ],
    ids=["utf-8 with its mark", "cp1252", "commas", "xlsx"],
)
def test_a_list_is_read_in_the_forms_that_spreadsheets_write(app: Flask, content: bytes) -> None:
    bring_in(content)
    mandate = officials.mna_of(make_riding().id)
    assert mandate is not None
    official = mandate.official
    assert (official.name, official.gender, official.party) == ("Wanda Exemple", Gender.FEMININE, "Parti de l’Exemple")
    assert official.phone == "418 555-0100"
    assert mandate.address == "rimouski@bureaux.example.org"
    assert {address.kind for address in official.addresses} == {AddressKind.RIDING, AddressKind.PARLIAMENT}
    assert {address.verified_on for address in official.addresses} == {date(2026, 11, 1)}
    assert {address.source for address in official.addresses} == {"Page officielle de l’exemple"}


def test_the_same_list_again_changes_nothing(app: Flask) -> None:
    content = csv_of(ASSEMBLY, WANDA, member("Onésime", "Exemple", "Joliette", civility="M."))
    assert outcomes(content) == ["new", "new"]
    bring_in(content)
    assert outcomes(content) == ["same", "same"]


def test_the_columns_of_our_own_files_are_known(app: Flask) -> None:
    line = ("Élise Exemple", "f", "Parti", "ministre@finances.example.org", "", "Rimouski", "finance", "2026-10-05")
    bring_in(csv_of(OWN, line, delimiter=","))
    minister, mna = officials.minister_of("finance"), officials.mna_of(make_riding().id)
    assert minister is not None
    assert mna is not None
    assert minister.official_id == mna.official_id
    assert minister.starts_on == date(2026, 10, 5)
    assert minister.address == "ministre@finances.example.org"
    assert mna.address is None, "the mailbox of a ministry is not that of a seat"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ABITIBI EST", "Abitibi-Est"),
        ("D'Arcy-McGee", "D’Arcy-McGee"),
        ("Matane–Matapédia–Mitis", "Matane-Matapédia-Mitis"),
        ("Riviere-du-Loup-Temiscouata-Les Basques", "Rivière-du-Loup–Témiscouata–Les Basques"),
    ],
)
def test_a_riding_is_found_however_its_name_is_typed(app: Flask, written: str, name: str) -> None:
    bring_in(csv_of(ASSEMBLY, member(riding=written)))
    assert holder(name) == "Wanda Exemple"


def test_a_list_made_for_another_map_is_refused_line_by_line(app: Flask) -> None:
    with unit_of_work():
        old = ElectoralMap(name="2017", valid_from_on=date(2018, 10, 1), source="essai")
        seat = Riding(map=old, code="1", name="Vieux-Comté", key="vieux comte", sort_key="v", region_code="01")
        db.session.add(seat)
    try:
        content = csv_of(ASSEMBLY, member(riding="Vieux-Comté"), member("Onésime", riding="Nulle-Part"))
        assert reasons(content) == [(2, "riding_of_other_map", "2017"), (3, "riding_unknown", "Nulle-Part")]
    finally:
        with unit_of_work():  # the maps are reference data, which tests leave as they were
            db.session.execute(sa.delete(Riding).where(Riding.id == seat.id))
            db.session.execute(sa.delete(ElectoralMap).where(ElectoralMap.id == old.id))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (member(local="wanda"), "email_unreadable"),
        (member(local="wanda@courriel.example.com"), "email_domain"),
        (member(civility="X"), "gender_unknown"),
        (member(civility=""), "gender_missing"),
        (member(verified="hier"), "day_unreadable"),
        (member(verified="2099-01-01"), "day_to_come"),
        (member(given="", family="=HYPERLINK(1)"), "name_refused"),
        (member(party="=1+1"), "name_refused"),
        (member(family="E" * 300), "too_long"),
        (member(riding=""), "office_missing"),
        (member(riding="", function="Jongleuse"), "function_unknown"),
        (member(riding="", function="Whip", party=""), "party_missing"),
        (empty_seat(""), "name_missing"),
    ],
)
def test_a_wrong_line_says_why_and_where(app: Flask, line: tuple[str, ...], code: str) -> None:
    content = csv_of(ASSEMBLY, member("Bonne", "Ligne", "Joliette"), line)
    assert [(number, why) for number, why, _what in reasons(content)] == [(3, code)]


def test_nothing_goes_in_with_a_refused_line(app: Flask) -> None:
    with pytest.raises(LinesRefused):
        bring_in(csv_of(ASSEMBLY, WANDA, member("Onésime", riding="Nulle-Part")))
    assert db.session.query(Official).count() == 0


def test_what_stands_twice_in_the_list_is_refused_with_both_lines(app: Flask) -> None:
    content = csv_of(
        ASSEMBLY,
        WANDA,
        WANDA,
        member("Onésime", civility="M."),
        member("Alma", riding="Joliette", local="rimouski@bureaux.example.org"),
        member("Wanda", riding="Taillon"),
    )
    assert reasons(content) == [
        (3, "same_as_line", "2"),
        (4, "office_of_line", "2"),
        (5, "email_of_line", "2"),
        (6, "same_as_line", "2"),
    ]


def test_the_address_of_somebody_else_in_office_is_refused(app: Flask) -> None:
    make_official("Alma Exemple", riding=make_riding("Joliette"), email="alma@assnat.example.org")
    content = csv_of(ASSEMBLY, member(parliament="Alma@ASSNAT.example.org"))
    assert [code for _line, code, _what in reasons(content)] == ["email_of_another"]
