"""Lists of officials are brought in: who is new, what changes, which seats are vacant, and what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import tabular
from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.imports import service as imports
from app.imports.errors import LinesRefused
from app.imports.models import Import
from app.imports.service import Undoing
from app.officials import service as officials
from app.officials.importing import sheets
from app.officials.importing.functions import FunctionUnclear, Said, function_called, portfolio_keys
from app.officials.importing.genders import gender_called, gender_of_title, without_civility
from app.officials.importing.planning import Outcome, Planned
from app.officials.models import AddressKind, Gender, Mandate, Office, Official
from app.territory.models import ElectoralMap, Riding
from tests.factories import make_account, make_official, make_riding
from tests.officials.lists import ASSEMBLY, OFFICES, OWN, csv_of, empty_seat, member, office, xlsx_of
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def planned(content: bytes) -> list[Planned]:
    table = tabular.read(content)
    return sheets.planned_of(table, sheets.columns_of(table), source="liste.csv")


def outcomes(content: bytes) -> list[str]:
    return [one.outcome.value for one in planned(content)]


def reasons(content: bytes) -> list[tuple[int, str, str]]:
    """Of the refused lines."""
    return [
        (one.sheet.line, code, value) for one in planned(content) if one.outcome is Outcome.REFUSED
        for code, value in one.reasons
    ]  # fmt: skip


def bring_in(content: bytes) -> Import:
    table = tabular.read(content)
    done = imports.from_command_line(
        imports.named("officials"), "", table, sheets.columns_of(table), file_name="liste.csv"
    )
    db.session.expire_all()
    return done


def holder(riding: str = "Rimouski") -> str | None:
    mandate = officials.mna_of(make_riding(riding).id)
    return mandate.official.name if mandate else None


FULL = member(local="rimouski@bureaux.example.org", parliament="wanda@assnat.example.org")


@pytest.mark.parametrize(
    "content",
    [
        csv_of(ASSEMBLY, FULL),
        csv_of(ASSEMBLY, FULL, encoding="cp1252"),
        csv_of(ASSEMBLY, FULL, delimiter=",", encoding="utf-8"),
        xlsx_of(ASSEMBLY, FULL),
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
    content = csv_of(ASSEMBLY, FULL, member("Onésime", "Exemple", "Joliette", civility="M."))
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
        bring_in(csv_of(ASSEMBLY, FULL, member("Onésime", riding="Nulle-Part")))
    assert db.session.query(Official).count() == 0


def test_what_stands_twice_in_the_list_is_refused_with_both_lines(app: Flask) -> None:
    content = csv_of(
        ASSEMBLY,
        FULL,
        FULL,
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


def test_twenty_seven_mailboxes_of_ministries_are_flagged_and_follow_the_office(app: Flask) -> None:
    subjects = [f"{word} et {word}" for word in (
        "Agriculture", "Affaires municipales", "Aînés", "Condition féminine", "Cybersécurité", "Culture", "Éducation",
        "Emploi", "Énergie", "Enseignement supérieur", "Environnement", "Famille", "Forêts", "Habitation",
        "Immigration", "Infrastructures", "Innovation", "Justice", "Langue française", "Loisir", "Relations",
        "Sécurité publique", "Sport", "Tourisme", "Transports", "Travail", "Jeunesse",
    )]  # fmt: skip
    lines = [
        office(f"Ministre Exemple {chr(65 + place % 26)}{place}", function="Ministre", portfolio=subject,
               email=f"ministre@m{place}.example.org")
        for place, subject in enumerate(subjects)
    ]  # fmt: skip
    found = planned(csv_of(OFFICES, *lines))
    assert [one.outcome for one in found] == [Outcome.NEW] * 27
    assert all([code for code, _what in one.reasons] == ["ministry_mailbox"] for one in found)
    bring_in(csv_of(OFFICES, *lines))
    ministers = officials.in_office(offices=(Office.MINISTER,))
    assert len(ministers) == 27
    assert all(one.mailbox is not None and one.mailbox.is_shared for one in ministers)
    with days_later(30):
        bring_in(csv_of(OFFICES, office("Nouvelle Exemple", function="Ministre", portfolio=subjects[0])))
        now = officials.minister_of(portfolio_keys(subjects[0])[0], today())
    assert now is not None
    assert (now.official.name, now.address) == ("Nouvelle Exemple", "ministre@m0.example.org")
    assert now.mailbox is not None
    assert now.mailbox.verified_on is None, "somebody should look: the mailbox changed hands"


def test_ministers_change_places_in_one_list(app: Flask) -> None:
    make_official("Alma Exemple", portfolio="finance", since=date(2026, 10, 21))
    make_official("Béa Exemple", portfolio="health", since=date(2026, 10, 21))
    lines = (
        office("Alma Exemple", function="Ministre de la Santé"),
        office("Béa Exemple", function="Ministre des Finances"),
    )
    assert outcomes(csv_of(OFFICES, *lines)) == ["changed", "changed"]
    done = bring_in(csv_of(OFFICES, *lines))
    assert _names() == {"finance": "Béa Exemple", "health": "Alma Exemple"}
    assert imports.undo(done.id, by=make_account("national")) == Undoing(goes=2, stays=0)
    db.session.expire_all()
    assert _names() == {"finance": "Alma Exemple", "health": "Béa Exemple"}


def _names() -> dict[str | None, str]:
    return {one.portfolio: one.official.name for one in officials.in_office(offices=(Office.MINISTER,))}


def test_every_function_finds_its_place(app: Flask) -> None:
    bring_in(
        csv_of(
            OFFICES,
            office("Alma Exemple", party="Parti A", function="Porte-parole en matière de santé"),
            office("Béa Exemple", party="Parti A", function="Whip en chef de l’opposition"),
            office("Carl Exemple", "M",
                   function="Ministre responsable de la région de l’Estrie; ministre des Finances"),
            office("Dora Exemple", title="Présidente et cheffe de la direction", institution="Santé Québec",
                   email="direction@sante.example.org"),
            office("Éva Exemple", function="Présidente-directrice générale", institution="CISSS de l’Essai",
                   region="Laval"),
        )
    )  # fmt: skip
    [critic], [whip] = officials.critics_of("parti a", "health"), officials.whips("Parti A")
    regional, finance = officials.regional_minister("05"), officials.minister_of("finance")
    assert (critic.official.name, whip.official.name) == ("Alma Exemple", "Béa Exemple")
    assert regional is not None
    assert finance is not None
    assert regional.official_id == finance.official_id
    [head] = officials.heads("santé québec")
    assert officials.salutation(head, "fr") == "Madame la Présidente et cheffe de la direction,"
    assert officials.role_in_words(head, "fr") == "présidente et cheffe de la direction, Santé Québec"
    assert [one.official.name for one in officials.heads(region_code="13")] == ["Éva Exemple"]
    assert [one.institution for one in officials.heads()] == ["CISSS de l’Essai", "Santé Québec"]


def test_a_new_holder_ends_the_mandate_of_the_former_one_the_day_before(app: Flask) -> None:
    former = make_official("Ancienne Exemple", riding=make_riding(), since=date(2026, 10, 5)).mandates[0]
    line = ("Wanda Exemple", "f", "Parti", "wanda@example.org", "", "Rimouski", "", "2026-11-02")
    [one] = planned(csv_of(OWN, line))
    assert ("replaces", "Ancienne Exemple") in one.reasons
    bring_in(csv_of(OWN, line))
    assert db.session.get_one(Mandate, former.id).ends_on == date(2026, 11, 1)
    assert holder() == "Wanda Exemple"


def test_nobody_succeeds_somebody_who_began_later(app: Flask) -> None:
    make_official("Ancienne Exemple", riding=make_riding(), since=date(2026, 10, 5))
    line = ("Wanda Exemple", "f", "Parti", "", "", "Rimouski", "", "2026-10-05")
    assert reasons(csv_of(OWN, line)) == [(2, "begins_too_early", "Ancienne Exemple")]


@pytest.mark.parametrize("said", ["vacant", "Siège vacant", "VACANT", "", "à pourvoir"])
def test_an_empty_seat_ends_the_mandate(app: Flask, said: str) -> None:
    make_official("Ancienne Exemple", riding=make_riding(), since=date(2026, 10, 5))
    content = csv_of(ASSEMBLY, empty_seat("Rimouski", said), empty_seat("Joliette", said))
    assert outcomes(content) == ["vacant", "vacant"]
    bring_in(content)
    assert holder() is None


def test_an_import_is_taken_back_but_for_what_somebody_touched_since(app: Flask) -> None:
    staff = make_account("national")
    make_official("Ancienne Exemple", riding=make_riding(), since=date(2026, 10, 5))
    done = bring_in(csv_of(ASSEMBLY, FULL, member("Alma", riding="Joliette")))
    alma = officials.mna_of(make_riding("Joliette").id)
    assert alma is not None
    officials.put_on_list("budget", [alma.official])
    assert imports.undoing(done) == Undoing(goes=1, stays=1)
    imports.undo(done.id, by=staff)
    db.session.expire_all()
    assert (holder(), holder("Joliette")) == ("Ancienne Exemple", "Alma Exemple")


def test_a_seat_that_was_taken_since_the_preview_lets_nothing_in(app: Flask) -> None:
    staff, table = make_account("national"), tabular.read(csv_of(ASSEMBLY, empty_seat("Joliette"), FULL))
    received = imports.receive(imports.named("officials"), "", table, file_name="l.csv", by=staff, region_codes=None)
    imports.map_columns(received.id, sheets.columns_of(table))
    make_official("Wanda Exemple", riding=make_riding("Taillon"))
    done = imports.begin(received.id, by=staff)
    assert done.has_changed
    assert holder() is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Ministre de la Santé", ["health"]),
        ("ministre responsable des Services sociaux", ["social-services"]),
        ("Ministre de la Santé et des Services sociaux", ["social-services", "health"]),
        ("Présidente du Conseil du trésor", ["treasury"]),
        ("finance", ["finance"]),
        ("Première ministre", ["premier"]),
        ("Ministre déléguée à l’Économie régionale", ["economie-regionale"]),
        ("ministre", []),
    ],
)
def test_a_portfolio_is_known_by_its_words(text: str, keys: list[str]) -> None:
    assert portfolio_keys(text) == keys


@pytest.mark.parametrize(
    ("text", "offices"), [("Députée de Rimouski", []), ("député indépendant", []), ("whip", [Office.WHIP])]
)
def test_who_only_sits_has_no_other_office(text: str, offices: list[Office]) -> None:
    assert [one.office for one in function_called(text, Said(party="A"))] == offices


@pytest.mark.parametrize(
    ("text", "gender"),
    [("F", "f"), ("Mme", "f"), ("féminin", "f"), ("Madame", "f"), ("H", "m"), ("M.", "m"), ("Homme", "m"), ("?", None)],
)
def test_genders_are_written_in_many_ways(text: str, gender: str | None) -> None:
    assert gender_called(text) == gender


def test_a_title_or_a_civility_tells_the_gender(app: Flask) -> None:
    assert gender_of_title("Députée de Rimouski") is Gender.FEMININE
    assert gender_of_title("Directeur général") is Gender.MASCULINE
    assert gender_of_title("Ministre") is None
    assert without_civility("Mme Jeanne Exemple") == ("Jeanne Exemple", Gender.FEMININE)
    assert without_civility("M. Réal Exemple") == ("Réal Exemple", Gender.MASCULINE)
    assert without_civility("Mia Exemple") == ("Mia Exemple", None)


@settings(max_examples=30)
@given(st.text(max_size=80))
def test_no_function_ever_written_stumbles(text: str) -> None:
    try:
        found = function_called(text, Said(party="A", portfolio="B", institution="C"))
    except FunctionUnclear:
        return
    assert all(one.portfolio != "" for one in found)
