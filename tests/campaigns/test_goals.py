"""Goals by region: set by national staff, kept for the regions that have one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.campaigns import service as campaigns
from app.campaigns.models import RegionGoal
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from tests.factories import make_account, make_campaign

pytestmark = pytest.mark.data


def test_a_region_has_the_goal_that_was_set_last_and_none_when_it_is_taken_back(app: Flask) -> None:
    campaign, by = make_campaign(), make_account()
    assert campaigns.set_goals(campaign, {"01": 80, "02": 120, "03": None}, by=by.id) == 2
    assert campaigns.goals_by_region(campaign) == {"01": 80, "02": 120}
    assert campaigns.set_goals(campaign, {"01": 90, "02": 0}, by=by.id) == 2
    assert campaigns.goals_by_region(campaign) == {"01": 90}
    assert campaigns.goals_by_region(make_campaign("engagez-vous-pour-le-communautaire")) == {}


def test_goals_that_do_not_change_are_not_written_down_again(app: Flask) -> None:
    campaign, by = make_campaign(), make_account()
    for expected in (1, 0):
        assert campaigns.set_goals(campaign, {"01": 80}, by=by.id) == expected
    acts = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "campaign.goals_set")).all()
    assert [(act.account_id, act.details) for act in acts] == [(by.id, {"goals": {"01": 80}})]


@pytest.mark.engine
def test_the_database_refuses_a_goal_of_nothing(app: Flask) -> None:
    campaign = make_campaign()
    with pytest.raises(IntegrityError, match="number_from_one"), unit_of_work():
        db.session.add(RegionGoal(campaign_id=campaign.id, region_code="01", number=0))
