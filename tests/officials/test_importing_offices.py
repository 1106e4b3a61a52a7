"""What a list of officials does to offices and their mailboxes: given, passed on, left vacant, and taken back."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import tabular
from app.core.clock import today
from app.core.database import db
from app.imports import service as imports
from app.imports.service import Undoing
from app.officials import service as officials
from app.officials.importing import sheets
from app.officials.importing.functions import portfolio_keys
from app.officials.importing.planning import Outcome
from app.officials.models import Mandate, Office
from tests.factories import make_account, make_official, make_riding
from tests.officials.bringing_in import bring_in, holder, outcomes, planned, reasons
from tests.officials.lists import ASSEMBLY, OFFICES, OWN, WANDA, csv_of, empty_seat, member, office
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def ministers_in_office() -> dict[str | None, str]:
    return {one.portfolio: one.official.name for one in officials.in_office(offices=(Office.MINISTER,))}


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
    assert ministers_in_office() == {"finance": "Béa Exemple", "health": "Alma Exemple"}
    assert imports.undo(done.id, by=make_account("national")) == Undoing(goes=2, stays=0)
    db.session.expire_all()
    assert ministers_in_office() == {"finance": "Alma Exemple", "health": "Béa Exemple"}


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
    [critic] = officials.critics_of("parti a", "health")
    [whip] = db.session.scalars(sa.select(Mandate).where(Mandate.office == Office.WHIP))
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
    done = bring_in(csv_of(ASSEMBLY, WANDA, member("Alma", riding="Joliette")))
    alma = officials.mna_of(make_riding("Joliette").id)
    assert alma is not None
    officials.put_on_list("budget", [alma.official])
    assert imports.undoing(done) == Undoing(goes=1, stays=1)
    imports.undo(done.id, by=staff)
    db.session.expire_all()
    assert (holder(), holder("Joliette")) == ("Ancienne Exemple", "Alma Exemple")
    (line,) = imports.page_of_lines(done, imports.STAYS, 1).rows
    assert (line.name, line.stays) == ("Alma Exemple", "used")


def test_a_seat_that_was_taken_since_the_preview_lets_nothing_in(app: Flask) -> None:
    staff, table = make_account("national"), tabular.read(csv_of(ASSEMBLY, empty_seat("Joliette"), WANDA))
    received = imports.receive(imports.named("officials"), "", table, file_name="l.csv", by=staff, region_codes=None)
    imports.map_columns(received.id, sheets.columns_of(table))
    make_official("Wanda Exemple", riding=make_riding("Taillon"))
    done = imports.begin(received.id, by=staff)
    assert done.has_changed
    assert holder() is None
