"""« L’Assemblée est dissoute » : nobody sits any more, ministers stay, and a mistake is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.database import db
from app.officials import service as officials
from app.officials.errors import AlreadyDissolved, NotDissolved, OfficeHeld
from app.officials.models import Mandate, Office
from app.officials.service import Function
from tests.factories import make_account, make_official, make_riding
from tests.passing_time import days_later

pytestmark = pytest.mark.data

LONG_AGO = date(2022, 10, 3)


def acts() -> list[str]:
    entries = sa.select(AuditEntry.act).where(AuditEntry.object_key.like("dissolution:%")).order_by(AuditEntry.id)
    return list(db.session.scalars(entries))


def held(on: date) -> set[Office]:
    return {mandate.office for mandate in officials.in_office(on, offices=tuple(Office))}


def test_whoever_sits_stops_that_day_and_ministers_stay(app: Flask) -> None:
    staff = make_account("national")
    minister = make_official(riding=make_riding(), portfolio="finance", since=LONG_AGO)
    officials.give(minister, Function(office=Office.REGIONAL_MINISTER, region_code="01"), since=LONG_AGO)
    critic = make_official("Alma Exemple", riding=make_riding("Joliette"), since=LONG_AGO)
    officials.give(critic, Function(office=Office.CRITIC, party="A", portfolio="health"), since=LONG_AGO)
    officials.give(critic, Function(office=Office.WHIP, party="A"), since=LONG_AGO)
    head = make_official("Dora Exemple")
    officials.give(head, Function(office=Office.HEAD, institution="Santé Québec"), since=LONG_AGO)
    assert officials.dissolution() is None
    assert officials.dissolve(on=today(), by=staff) == 4
    assert officials.dissolution() == today()
    assert held(today()) == set(Office), "the last day still counts"
    assert held(today() + timedelta(days=1)) == {Office.MINISTER, Office.REGIONAL_MINISTER, Office.HEAD}
    with pytest.raises(AlreadyDissolved):
        officials.dissolve(on=today() - timedelta(days=1), by=staff)


def test_a_mistake_is_taken_back_and_a_mandate_that_had_ended_stays_ended(app: Flask) -> None:
    staff = make_account("national")
    sitting = make_official(riding=make_riding(), since=LONG_AGO).mandates[0]
    left = make_official("Partie Exemple", riding=make_riding("Joliette"), since=LONG_AGO).mandates[0]
    officials.end_mandate(left.id, on=date(2025, 1, 1))
    officials.dissolve(on=today(), by=staff)
    assert officials.undo_dissolution(by=staff) == 1
    db.session.expire_all()
    assert (db.session.get_one(Mandate, sitting.id).ends_on, left.ends_on) == (None, date(2025, 1, 1))
    assert officials.dissolution() is None
    assert acts() == ["dissolution.told", "dissolution.undone"]
    with pytest.raises(NotDissolved):
        officials.undo_dissolution(by=staff)


def test_it_is_over_once_somebody_is_elected(app: Flask) -> None:
    staff = make_account("national")
    make_official(riding=make_riding(), since=LONG_AGO)
    officials.dissolve(on=today(), by=staff)
    with days_later(35):
        assert officials.dissolution() == today() - timedelta(days=35)
        make_official("Élue Exemple", riding=make_riding(), since=today())
        assert officials.dissolution() is None
        with pytest.raises(NotDissolved):
            officials.undo_dissolution(by=staff)


def test_an_office_that_was_given_since_keeps_it_from_being_taken_back(app: Flask) -> None:
    staff = make_account("national")
    whip = make_official("Alma Exemple", riding=make_riding(), since=LONG_AGO)
    officials.give(whip, Function(office=Office.WHIP, party="A"), since=LONG_AGO)
    officials.dissolve(on=today(), by=staff)
    officials.give(make_official("Béa Exemple"), Function(office=Office.WHIP, party="A"), since=today())
    with pytest.raises(OfficeHeld):
        officials.undo_dissolution(by=staff)
    db.session.rollback()
    assert officials.dissolution() == today()


@pytest.mark.parametrize("days", [1, -61])
def test_it_is_told_once_it_took_place(app: Flask, days: int) -> None:
    with pytest.raises(ValueError, match="took place"):
        officials.dissolve(on=today() + timedelta(days=days), by=make_account("national"))
