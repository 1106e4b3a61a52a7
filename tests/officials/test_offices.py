"""Officials hold dated offices; a seat may be vacant, and nobody holds one twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.keys import InvalidEmail
from app.core.unit_of_work import unit_of_work
from app.officials import service as officials
from app.officials.errors import NoSuchMandate, OfficialsFileError
from app.officials.models import Gender, Mandate, Office, Official
from tests.factories import make_official, make_riding

pytestmark = pytest.mark.data

COLUMNS = "name,gender,party,email,phone,riding,portfolio,starts_on\n"


def load(tmp_path: Path, *lines: str) -> int:
    path = tmp_path / "officials.csv"
    path.write_text(COLUMNS + "\n".join(lines) + "\n", encoding="utf-8")
    return officials.load_officials(path, contact_source="test", is_invented=True)


def test_the_mna_is_whoever_sits_on_that_day(app: Flask) -> None:
    riding = make_riding()
    first = make_official("Première Exemple", riding=riding, since=date(2026, 10, 5))
    officials.end_mandate(first.mandates[0].id, on=date(2027, 3, 1))
    second = make_official("Seconde Exemple", riding=riding, since=date(2027, 6, 10))
    assert sitting(date(2026, 10, 4)) is None
    assert sitting(date(2027, 3, 1)) == first.id
    assert sitting(date(2027, 3, 2)) is None  # vacant until the by-election
    assert sitting(date(2027, 6, 10)) == second.id


def sitting(day: date) -> object:
    mandate = officials.mna_of(make_riding().id, day)
    return mandate.official_id if mandate else None


def test_all_who_sit_come_by_riding(app: Flask) -> None:
    official = make_official(riding=make_riding())
    make_official("Ministre Exemple", portfolio="finance")
    assert {key: mandate.official_id for key, mandate in officials.mnas_by_riding().items()} == {
        make_riding().id: official.id
    }


def test_a_minister_is_found_by_portfolio_and_usually_sits_too(app: Flask) -> None:
    official = make_official(riding=make_riding(), portfolio="finance")
    minister, mna = officials.minister_of("finance"), officials.mna_of(make_riding().id)
    assert minister is not None
    assert mna is not None
    assert minister.official_id == mna.official_id == official.id
    assert officials.minister_of("health") is None


def test_the_database_refuses_a_second_holder_of_a_seat(app: Flask) -> None:
    make_official(riding=make_riding())
    with pytest.raises(IntegrityError, match=r"uq_mandates_seat_held|mandates\.riding_id"):
        make_official("Autre Exemple", riding=make_riding())


def test_the_database_refuses_a_second_holder_of_a_portfolio(app: Flask) -> None:
    make_official(portfolio="finance")
    with pytest.raises(IntegrityError, match=r"uq_mandates_portfolio_held|mandates\.portfolio"):
        make_official("Autre Exemple", portfolio="finance")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"office": Office.MNA}, "mna_has_a_riding"),
        ({"office": Office.MINISTER}, "minister_has_a_portfolio"),
        ({"office": Office.MINISTER, "portfolio": "x", "ends_on": date(2020, 1, 1)}, "ends_after_it_starts"),
    ],
)
def test_the_database_refuses_a_mandate_that_makes_no_sense(
    app: Flask, values: dict[str, object], constraint: str
) -> None:
    official = make_official()
    with pytest.raises(IntegrityError, match=constraint), unit_of_work():
        db.session.add(Mandate(official_id=official.id, starts_on=date(2026, 10, 5), **values))


def test_the_database_refuses_a_list_that_names_somebody_twice(app: Flask) -> None:
    official = make_official()
    with pytest.raises(IntegrityError, match="listed_officials"):
        officials.put_on_list("chefs", [official, official])


def test_a_fixed_list_gives_those_in_office_in_its_order(app: Flask) -> None:
    mna = make_official("Membre Exemple", riding=make_riding())
    minister = make_official("Ministre Exemple", riding=make_riding("Joliette"), portfolio="finance")
    former = make_official("Ancienne Exemple")
    officials.put_on_list("porte-parole", [minister, former, mna])
    found = officials.on_list("porte-parole")
    assert [mandate.official_id for mandate in found] == [minister.id, mna.id]
    assert found[0].office is Office.MINISTER
    officials.put_on_list("porte-parole", [mna])
    assert len(officials.on_list("porte-parole")) == 1
    assert officials.on_list("inconnue") == []


def test_an_address_that_cannot_be_written_to_is_refused(app: Flask) -> None:
    with pytest.raises(InvalidEmail):
        make_official(email="pas une adresse")


def test_an_official_without_address_cannot_be_written_to(app: Flask) -> None:
    assert not make_official(email=None).can_be_written_to
    assert make_official().can_be_written_to


def test_ending_a_mandate_that_does_not_exist_is_said(app: Flask) -> None:
    with pytest.raises(NoSuchMandate):
        officials.end_mandate(make_riding().id, on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("office", "gender", "locale", "words"),
    [
        ("mna", Gender.FEMININE, "fr", "Madame la Députée,"),
        ("mna", Gender.MASCULINE, "fr", "Monsieur le Député,"),
        ("minister", Gender.FEMININE, "fr", "Madame la Ministre,"),
        ("minister", Gender.MASCULINE, "fr", "Monsieur le Ministre,"),
        ("mna", Gender.FEMININE, "en", "Dear Member of the National Assembly,"),
        ("minister", Gender.MASCULINE, "en", "Dear Minister,"),
    ],
)
def test_a_letter_opens_with_the_title_in_its_gender_and_without_the_name(
    app: Flask, office: str, gender: Gender, locale: str, words: str
) -> None:
    place = {"riding": make_riding()} if office == "mna" else {"portfolio": "finance"}
    official = make_official("Camille Exemple", gender=gender, **place)
    assert officials.salutation(official.mandates[0], locale) == words


def test_an_office_is_said_in_words(app: Flask) -> None:
    mna = make_official(gender=Gender.MASCULINE, riding=make_riding()).mandates[0]
    minister = make_official(portfolio="social-services").mandates[0]
    assert officials.role_in_words(mna, "fr") == "député"
    assert officials.role_in_words(mna, "en") == "Member of the National Assembly"
    assert officials.role_in_words(minister, "fr") == "ministre responsable des Services sociaux"
    assert officials.role_in_words(minister, "en") == "Minister Responsible for Social Services"
    assert officials.portfolio_in_words("inconnu", "fr") == "ministre"
    assert officials.seat_in_words("fr") == "députée ou député"


def test_a_file_of_officials_gives_people_and_their_mandates(app: Flask, tmp_path: Path) -> None:
    added = load(
        tmp_path,
        "Wanda Exemple,f,Parti de l’Exemple,wanda@example.org,,Rimouski,finance,2026-10-05",
        "Onésime Exemple,m,Parti de l’Exemple,,,,treasury,2026-10-21",
    )
    assert added == 2
    mna, minister, treasury = (
        officials.mna_of(make_riding().id, date(2026, 12, 1)),
        officials.minister_of("finance", date(2026, 12, 1)),
        officials.minister_of("treasury", date(2026, 12, 1)),
    )
    assert mna is not None
    assert minister is not None
    assert treasury is not None
    assert mna.official_id == minister.official_id
    assert mna.official.is_invented
    assert treasury.official.email is None


def test_loading_the_same_officials_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    line = "Wanda Exemple,f,Parti,wanda@example.org,,Rimouski,finance,2026-10-05"
    assert load(tmp_path, line) == 1
    assert load(tmp_path, line) == 0
    assert db.session.query(Official).count() == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Wanda,f,P,wanda@example.org,,Atlantide,,2026-10-05", "line 3: no riding 'Atlantide'"),
        ("Wanda,x,P,wanda@example.org,,Rimouski,,2026-10-05", "line 3: 'x' is not a valid Gender"),
        ("Wanda,f,P,wanda,,Rimouski,,2026-10-05", "line 3: no e-mail address"),
        ("Wanda,f,P,wanda@example.org,,Rimouski,,demain", "line 3: Invalid isoformat"),
        (",f,P,wanda@example.org,,Rimouski,,2026-10-05", "line 3: the name is missing"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file_of_officials(app: Flask, tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(OfficialsFileError, match=told):
        load(tmp_path, "Bonne Ligne,f,P,bonne@example.org,,Joliette,,2026-10-05", line)
    assert db.session.query(Official).count() == 0


def test_a_file_without_its_columns_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "officials.csv"
    path.write_text("nom\nWanda\n", encoding="utf-8")
    with pytest.raises(OfficialsFileError, match="no column"):
        officials.load_officials(path, contact_source="test")


def test_the_demonstration_has_somebody_in_each_of_the_127_ridings(app: Flask, project: Path) -> None:
    path = project / "app" / "local" / "demonstration" / "officials.csv"
    officials.load_officials(path, contact_source="demonstration", is_invented=True)
    assert len(officials.mnas_by_riding(date(2026, 12, 1))) == 127
    assert all(official.is_invented for official in db.session.query(Official))
