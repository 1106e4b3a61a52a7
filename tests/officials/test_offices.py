"""Officials hold dated offices; a seat may be vacant, and nobody holds one twice."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.keys import InvalidEmail
from app.core.unit_of_work import unit_of_work
from app.officials import service as officials
from app.officials.errors import NoSuchMandate, OfficeHeld
from app.officials.models import AddressKind, Gender, Mandate, Office
from app.officials.service import Function, Mailbox
from tests.factories import make_official, make_riding

pytestmark = pytest.mark.data

SINCE = date(2026, 10, 5)


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


@pytest.mark.engine
def test_the_database_refuses_a_second_holder_of_a_seat(app: Flask) -> None:
    make_official(riding=make_riding())
    with pytest.raises(OfficeHeld):
        make_official("Autre Exemple", riding=make_riding())


@pytest.mark.engine
def test_the_database_refuses_a_second_holder_of_a_portfolio(app: Flask) -> None:
    make_official(portfolio="finance")
    with pytest.raises(OfficeHeld):
        make_official("Autre Exemple", portfolio="finance")


@pytest.mark.engine
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"office": Office.MNA}, "mna_has_a_riding"),
        ({"office": Office.MINISTER}, "has_a_portfolio"),
        ({"office": Office.CRITIC, "party": "x"}, "has_a_portfolio"),
        ({"office": Office.CRITIC, "portfolio": "x"}, "speaks_for_a_party"),
        ({"office": Office.WHIP}, "speaks_for_a_party"),
        ({"office": Office.HEAD}, "head_of_an_institution"),
        ({"office": Office.REGIONAL_MINISTER}, "where_it_has_a_region"),
        ({"office": Office.WHIP, "party": "x", "region_code": "01"}, "where_it_has_a_region"),
        ({"office": Office.MINISTER, "portfolio": "x", "ends_on": date(2020, 1, 1)}, "ends_after_it_starts"),
    ],
)
def test_the_database_refuses_a_mandate_that_makes_no_sense(
    app: Flask, values: dict[str, object], constraint: str
) -> None:
    official = make_official()
    with pytest.raises(IntegrityError, match=constraint), unit_of_work():
        db.session.add(Mandate(official_id=official.id, starts_on=date(2026, 10, 5), **values))


@pytest.mark.engine
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
    assert not make_official(email=None, riding=make_riding()).mandates[0].can_be_written_to
    assert make_official(riding=make_riding("Joliette")).mandates[0].can_be_written_to


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


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("ministre de l’Éducation", "Minister of Education"),
        ("première ministre", "Premier"),
        (
            "vice-première ministre et ministre des Transports et de la Mobilité durable",
            "Deputy Premier and Minister of Transport and Sustainable Mobility",
        ),
        (
            "ministre de l’Environnement, de la Lutte contre les changements climatiques, de la Faune et des Parcs",
            "Minister of the Environment, the Fight Against Climate Change, Wildlife and Parks",
        ),
        (
            "ministre responsable de la Solidarité sociale et de l’Action communautaire",
            "Minister Responsible for Social Solidarity and Community Action",
        ),
        ("ministre déléguée à l’Économie", "Minister for Economy"),
        ("ministre, Langue française", "Minister of the French Language"),
        ("porte-parole en matière d’éducation", "critic for Education"),
        (
            "ministre de la Famille et de l’Imaginaire",
            "ministre de la Famille et de l’Imaginaire",
        ),  # whole, or as it is
        ("ministre", "ministre"),
    ],
)
def test_a_ministry_that_a_list_names_in_french_is_said_in_english_whole_or_not_at_all(
    title: str, english: str
) -> None:
    office = Office.CRITIC if title.startswith("porte") else Office.MINISTER
    mandate = Mandate(office=office, portfolio="other", title=title)
    assert officials.role_in_words(mandate, "fr") == title
    assert officials.role_in_words(mandate, "en") == english


def test_each_office_is_written_to_at_its_own_mailbox(app: Flask) -> None:
    official = officials.add_official(
        name="Wanda Exemple", gender=Gender.FEMININE, party="Parti de l’Exemple", contact_source="test",
        riding_id=make_riding().id, portfolio="finance", since=SINCE,
        mailboxes=(
            Mailbox(email="assemblee@example.org", kind=AddressKind.PARLIAMENT),
            Mailbox(email="ministre@example.org", kind=AddressKind.MINISTRY),
            Mailbox(email="comte@example.org", kind=AddressKind.RIDING),
        ),
    )  # fmt: skip
    critic = officials.give(official, Function(office=Office.CRITIC, party="A", portfolio="health"), since=SINCE)
    places = {mandate.office: mandate.address for mandate in official.mandates}
    assert places[Office.MNA] == "comte@example.org"
    assert places[Office.MINISTER] == "ministre@example.org"
    assert critic.address == "assemblee@example.org"


def test_the_mailbox_of_a_ministry_is_never_that_of_a_seat(app: Flask) -> None:
    mailbox = Mailbox(email="ministre@example.org", kind=AddressKind.MINISTRY)
    official = officials.add_official(
        name="Wanda Exemple", gender=Gender.FEMININE, party="P", contact_source="test", riding_id=make_riding().id,
        since=SINCE, mailboxes=(mailbox,),
    )  # fmt: skip
    assert official.addresses[0].is_shared
    assert official.mandates[0].address is None


@pytest.mark.engine
def test_the_database_refuses_an_unshared_mailbox_of_a_ministry(app: Flask) -> None:
    official = make_official(email=None)
    row = Mailbox(email="ministre@example.org", kind=AddressKind.MINISTRY).row()
    row.official_id, row.is_shared = official.id, False
    with pytest.raises(IntegrityError, match="a_ministry_shares_its_mailbox"), unit_of_work():
        db.session.add(row)


@pytest.mark.parametrize(
    "function",
    [
        Function(office=Office.REGIONAL_MINISTER, region_code="01"),
        Function(office=Office.WHIP, party="A"),
        Function(office=Office.HEAD, institution="Santé Québec"),
    ],
)
def test_one_person_at_a_time_holds_an_office(app: Flask, function: Function) -> None:
    first, second = make_official("Première Exemple"), make_official("Seconde Exemple")
    officials.give(first, function, since=SINCE)
    with pytest.raises(OfficeHeld):
        officials.give(second, function, since=SINCE)


def test_a_party_may_have_several_critics_and_is_found_however_it_is_typed(app: Flask) -> None:
    for name, party in (("Alma", "Québec imaginaire"), ("Béa", "Québec imaginaire"), ("Carl", "Alliance")):
        function = Function(office=Office.CRITIC, party=party, portfolio="health")
        officials.give(make_official(f"{name} Exemple"), function, since=SINCE)
    assert [one.official.name for one in officials.critics_of("QUEBEC imaginaire", "health")] == [
        "Alma Exemple",
        "Béa Exemple",
    ]
    assert len(officials.critics_of(portfolio="health")) == 3
    assert officials.critics_of("Alliance", "finance") == []


def test_the_minister_of_a_region_is_said_with_its_name(app: Flask) -> None:
    function = Function(office=Office.REGIONAL_MINISTER, region_code="07")
    mandate = officials.give(make_official(), function, since=SINCE)
    assert officials.regional_minister("07", SINCE) is mandate
    assert officials.regional_minister("08", SINCE) is None
    assert officials.role_in_words(mandate, "fr") == "ministre responsable de la région de l’Outaouais"
    assert officials.role_in_words(mandate, "en") == "Minister Responsible for the Outaouais Region"
    assert officials.salutation(mandate, "fr") == "Madame la Ministre,"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("", "Madame,"),
        ("directrice générale", "Madame la Directrice générale,"),
        ("administratrice", "Madame l’Administratrice,"),
    ],
)
def test_a_letter_to_a_head_opens_with_the_title_that_the_person_bears(app: Flask, title: str, words: str) -> None:
    function = Function(office=Office.HEAD, institution="CISSS de l’Essai", title=title)
    mandate = officials.give(make_official(), function, since=SINCE)
    assert officials.salutation(mandate, "fr") == words
    assert officials.salutation(mandate, "en") == "Dear Madam,"
