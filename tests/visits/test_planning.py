"""Visits are planned one at a time for each riding, changed by one person at a time, cancelled, taken up again."""

from __future__ import annotations

from datetime import date, time

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.typography import day
from app.core.unit_of_work import unit_of_work
from app.officials.models import Official
from app.territory import service as territory
from app.territory.models import Riding
from app.visits import service
from app.visits.errors import AlreadyPlanned, ChangedMeanwhile, IllegalVisitMove, NoSuchVisit
from app.visits.models import State, Visit
from tests.desk.conftest import counting
from tests.factories import csrf_token, make_account, make_riding, sign_in
from tests.visits.conftest import deposit_of, make_deposit, make_visit, plan_of

pytestmark = pytest.mark.data


def test_a_riding_has_one_visit_to_come_at_a_time_and_the_database_says_so(
    campaign: Campaign, staff: Account, riding: Riding
) -> None:
    first = make_visit(campaign, staff)
    with pytest.raises(AlreadyPlanned):
        make_visit(campaign, staff)
    make_visit(campaign, staff, "finance")
    with pytest.raises(AlreadyPlanned):
        make_visit(campaign, staff, "finance")
    service.deposit(first.id, deposit_of(), seen=first.revision, by=staff)
    again = make_visit(campaign, staff)
    with pytest.raises(AlreadyPlanned):
        service.take_back(first.id, seen=2, by=staff)
    assert db.session.get_one(Visit, first.id).state is State.DEPOSITED
    assert again.state is State.PLANNED


@pytest.mark.engine
@pytest.mark.parametrize(
    "wrong",
    [
        {"portfolio": "finance"},
        {"deposited_on": date(2026, 11, 1)},
        {"state": State.DEPOSITED},
        {"answered_on": date(2026, 11, 1)},
        {"cancelled_reason": "Tempête."},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_a_visit_that_makes_no_sense(
    campaign: Campaign, staff: Account, wrong: dict[str, object]
) -> None:
    changed = sa.update(Visit).where(Visit.id == make_visit(campaign, staff).id).values(wrong)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(changed)


def test_nobody_writes_over_somebody_else(campaign: Campaign, staff: Account, riding: Riding) -> None:
    visit = make_visit(campaign, staff)
    service.edit(visit.id, plan_of(riding, place="Ailleurs"), seen=1, by=staff)
    with pytest.raises(ChangedMeanwhile):
        service.cancel(visit.id, "Tempête.", seen=1, by=staff)
    assert (visit.place, visit.state) == ("Ailleurs", State.PLANNED)


def test_a_cancelled_visit_says_why_and_can_be_taken_up_again(campaign: Campaign, staff: Account) -> None:
    visit = make_visit(campaign, staff)
    service.cancel(visit.id, "Tempête.", seen=1, by=staff)
    assert (visit.state, visit.cancelled_reason) == (State.CANCELLED, "Tempête.")
    with pytest.raises(IllegalVisitMove):
        service.deposit(visit.id, deposit_of(), seen=2, by=staff)
    service.take_back(visit.id, seen=2, by=staff)
    assert (visit.state, visit.cancelled_reason) == (State.PLANNED, "")
    written = sa.select(AuditEntry.act).where(AuditEntry.object_key == visit.audit_key)
    acts = db.session.scalars(written.order_by(AuditEntry.acted_at, AuditEntry.id)).all()
    assert acts == ["visit.planned", "visit.cancelled", "visit.taken_back"]


def test_a_chapter_plans_in_the_ridings_of_its_regions_and_knows_of_no_others(
    campaign: Campaign, staff: Account
) -> None:
    chapter = make_account("chapter", "troccqm")
    mine, foreign = make_visit(campaign, chapter, make_riding("Maskinongé")), make_visit(campaign, staff)
    assert [visit.id for visit in service.agenda(chapter, campaign.slug).to_come] == [mine.id]
    for target in (make_riding("Matane-Matapédia-Mitis"), "finance"):
        with pytest.raises(NoSuchVisit):
            make_visit(campaign, chapter, target)
    with pytest.raises(NoSuchVisit):
        service.visit_of(chapter, foreign.id)
    assert {one.region.code for one in service.agenda(chapter, campaign.slug).remaining} == {"04", "17"}


def test_the_page_tells_what_remains_region_by_region(
    client: FlaskClient, campaign: Campaign, staff: Account, mna: Official
) -> None:
    make_visit(campaign, staff)
    make_deposit(campaign, staff, make_riding("Maskinongé"))
    agenda = service.agenda(staff, campaign.slug)
    assert agenda.ridings_left == 125
    assert sum(one.visited for one in agenda.remaining) == 2
    sign_in(client, staff)
    page = client.get(f"/equipe/campagnes/{campaign.slug}/visites").text
    assert "Réal Exemple, Parti de l’Exemple" in page
    assert "Odile Essai" not in page


@pytest.mark.parametrize("role", ["national", "chapter"])
def test_the_page_asks_as_little_however_many_visits_there_are(
    client: FlaskClient, campaign: Campaign, staff: Account, mna: Official, role: str
) -> None:
    sign_in(client, make_account(role, "troccqm" if role == "chapter" else None))
    address = f"/equipe/campagnes/{campaign.slug}/visites"
    make_visit(campaign, staff)
    with counting() as few:
        client.get(address)
    for riding in [one for one in territory.ridings(territory.active_map()) if one.region_code in ("04", "17")][:9]:
        make_deposit(campaign, staff, riding)
        make_visit(campaign, staff, riding)
    with counting() as many:
        client.get(address)
    assert len(many) <= len(few) + 1, "\n\n".join(many)
    most = 13 if role == "chapter" else 12  # its rail asks which campaigns it runs
    assert len(many) <= most, "\n\n".join(many)


def test_who_goes_when_and_where_is_for_those_who_plan(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    visit = make_visit(campaign, staff)
    address = f"/equipe/visites/{visit.id}"
    assert visit.riding
    here = f"/equipe/campagnes/{campaign.slug}"
    told = f"{here}/visites", f"{here}/dossiers/{visit.riding.slug}"
    when = day(visit.meets_on, "fr")
    sign_in(client, staff)
    assert all(words in client.get(address).text for words in ("Odile Essai", when, visit.place))
    assert all(when in client.get(page).text for page in told)
    sign_in(client, make_account("reader"))
    for page in (address, *told):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "à faire" in answer.text
        assert not any(words in answer.text for words in ("Odile Essai", when, visit.place))
    assert client.get(f"{address}/modifier").status_code == 403
    assert client.get(f"{address}/visite.ics").status_code == 403


def test_a_visit_is_planned_and_changed_on_the_pages(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    sign_in(client, staff)
    address = f"/equipe/campagnes/{campaign.slug}/visites/nouvelle"
    typed = {"csrf_token": csrf_token(client.get(address)), "target": f"riding:{make_riding().id}", "edition": ""}
    refused = client.post(address, data=typed | {"hour": "midi", "delegation": "12"})
    assert refused.status_code == 422
    for words in ("Écrivez la date en chiffres", "comme 13:30", "Écrivez où", "au moins une lettre"):
        assert words in refused.text
    good = typed | {"meets_on": "2026-12-01", "hour": "9:30", "place": "Bureau", "delegation": "Odile\n\nPaul, RE"}
    answer = client.post(address, data=good)
    visit = db.session.scalars(sa.select(Visit)).one()
    assert answer.location == f"/equipe/visites/{visit.id}"
    assert (visit.hour, visit.delegation) == (time(9, 30), "Odile\nPaul, RE")
    assert "déjà planifiée" in client.post(address, data=good).text
    edited = client.post(f"{answer.location}/modifier", data=good | {"seen": "1", "place": "Hôtel de ville"})
    assert edited.location == answer.location
    assert "Hôtel de ville" in client.get(answer.location).text


def test_whoever_goes_takes_the_visit_into_a_calendar(
    client: FlaskClient, campaign: Campaign, staff: Account, app: Flask
) -> None:
    visit = make_visit(campaign, staff)
    sign_in(client, staff)
    answer = client.get(f"/equipe/visites/{visit.id}/visite.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    event = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert event["summary"] == "Visite\u00a0: Rimouski"
    assert event["location"] == "12, rue de l’Essai, Rimouski"
    assert event["dtstart"].dt.isoformat() == "2026-12-01T18:30:00+00:00"
    assert "Odile" not in answer.text
