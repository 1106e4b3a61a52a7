"""The figures of the desks: the same from both sides, and a total that is the sum of its lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import add

import pytest
from flask import Flask

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.desk import service
from app.desk.figures import DAYS, Figures, in_days
from tests.desk.conftest import HERE, THERE, make_member
from tests.factories import make_account, make_campaign, make_cosignature
from tests.tables import Scene

pytestmark = [pytest.mark.data, pytest.mark.engine]


def national(campaign: Campaign, account: Account | None = None) -> service.NationalDesk:
    return service.national_desk(account or make_account(), campaign.slug, "fr")


def line(desk: service.NationalDesk, code: str) -> Figures:
    return next(line.figures for line in desk.lines if line.place.code == code)


SIGNED = Scene()


def signed_in_every_way(campaign: Campaign) -> None:
    """In two regions and National: every state, members and others, and a member that changed its mind."""
    SIGNED.set_up(lambda: sign_in_every_way(campaign))


def sign_in_every_way(campaign: Campaign) -> None:
    for name in ("Le Phare", "La Halte", "Le Relais", "La Source"):
        make_member(name)
    make_member("L’Escale", THERE, "Alma")
    make_cosignature(campaign, "validated", organization_name="Le Phare")
    make_cosignature(campaign, "confirmed", organization_name="La Halte")
    make_cosignature(campaign, "withdrawn", organization_name="Le Relais")
    make_cosignature(campaign, "to_check", organization_name="La Source")
    for state in ("submitted", "confirmed", "to_check", "validated", "declined", "withdrawn"):
        make_cosignature(campaign, state)
        make_cosignature(campaign, state, region_code=THERE, city="Alma")
    make_cosignature(campaign, "validated", region_code="00", city="Montréal")


def test_each_line_counts_members_signatures_coverage_and_what_waits(campaign: Campaign) -> None:
    signed_in_every_way(campaign)
    found = line(national(campaign), HERE)
    assert (found.members, found.members_signed, found.coverage) == (4, 2, 0.5)
    assert (found.signed, found.validated, found.to_check) == (4, 2, 4)
    assert found.since_yesterday == 4
    assert found.last_activity is not None
    assert line(national(campaign), "00").signed == 1


def test_every_region_has_its_line_also_where_nobody_is(campaign: Campaign) -> None:
    desk = national(campaign)
    assert [line.place.code for line in desk.lines] == [*(f"{number:02}" for number in range(1, 18)), "00"]
    assert desk.total == Figures()
    assert desk.total.coverage is None


def test_the_total_is_the_sum_of_the_lines(campaign: Campaign) -> None:
    signed_in_every_way(campaign)
    campaigns.set_goals(campaign, {HERE: 80, THERE: 20}, by=make_account().id)
    desk = national(campaign)
    assert desk.total == reduce(add, (line.figures for line in desk.lines))
    assert (desk.total.signed, desk.total.goal, desk.total.members) == (7, 100, 5)
    assert sum(desk.total.days) == desk.total.signed


@pytest.mark.parametrize("code", [HERE, THERE, "03"])
def test_the_regional_desk_finds_in_its_lists_what_the_national_desk_counts(campaign: Campaign, code: str) -> None:
    signed_in_every_way(campaign)
    account = make_account()
    desk = service.regional_desk(account, campaign.slug, code)
    assert desk.figures == line(national(campaign, account), code)
    assert desk.figures == service.figures_of(account, campaign.slug, code)
    assert len(desk.signed) == desk.figures.signed
    assert len(desk.waiting) == desk.figures.to_check
    assert len(desk.missing) == desk.figures.members - desk.figures.members_signed


def test_two_campaigns_are_counted_apart(campaign: Campaign) -> None:
    other = make_campaign("engagez-vous-pour-le-communautaire")
    make_cosignature(campaign, "confirmed")
    make_cosignature(other, "validated")
    doors, _places = service.entrance(make_account())
    assert {door.campaign.slug: (door.figures.to_check, door.figures.signed) for door in doors} == {
        campaign.slug: (1, 1),
        other.slug: (0, 1),
    }


def test_a_member_counts_where_the_register_has_it_even_when_it_signed_elsewhere(campaign: Campaign) -> None:
    member = make_member("Le Phare")
    signed = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    with unit_of_work():
        signed.belong_to(member)
    desk = national(campaign)
    assert (line(desk, HERE).members_signed, line(desk, HERE).signed) == (1, 0)
    assert (line(desk, THERE).members_signed, line(desk, THERE).signed) == (0, 1)
    here = service.regional_desk(make_account(), campaign.slug, HERE)
    assert here.figures == line(desk, HERE)
    assert here.missing == []


def test_since_yesterday_is_from_midnight_on_a_quebec_clock(campaign: Campaign) -> None:
    noon = datetime(2026, 11, 18, 12, tzinfo=clock.TORONTO)
    for hours in (1, 35.9, 36.1, 24 * 20):
        with clock.frozen(noon - timedelta(hours=hours)):
            make_cosignature(campaign, "confirmed")
    with clock.frozen(noon):
        found = line(national(campaign), HERE)
    assert found.signed == 4
    assert found.since_yesterday == 2
    assert found.days == (0,) * (DAYS - 3) + (1, 1, 1)


def test_days_are_counted_the_same_by_the_database_and_by_the_program(app: Flask) -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=clock.TORONTO)  # the clocks went back the day before
    moments = [noon - timedelta(hours=hours) for hours in range(0, 24 * DAYS, 5)]
    with clock.frozen(noon):
        assert sum(in_days(moments)) == sum(moment.date() > (noon - timedelta(days=DAYS)).date() for moment in moments)


def test_a_decision_changes_the_mark_of_the_page_and_reading_does_not(campaign: Campaign) -> None:
    account = make_account()
    cosignature = make_cosignature(campaign, "confirmed")
    before = service.figures_of(account, campaign.slug, HERE).mark
    assert service.figures_of(account, campaign.slug, HERE).mark == before
    cosignatures.validate(cosignatures.Seen(cosignature.id, "confirmed"), by=account)
    assert service.figures_of(account, campaign.slug, HERE).mark != before
