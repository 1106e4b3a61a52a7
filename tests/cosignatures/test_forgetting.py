"""What the notices promise is done: forms go after 30 days, persons six months after the closing, counts stay."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import queues
from app.core.database import db
from app.cosignatures import jobs, service
from app.cosignatures.models import Signatory
from tests.cosignatures.conftest import rows, states
from tests.factories import make_account, make_cosignature
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def persons() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) or 0


def test_a_form_that_nobody_confirmed_disappears_after_thirty_days(campaign: Campaign) -> None:
    make_cosignature(campaign, "submitted")
    make_cosignature(campaign, "confirmed")
    with days_later(29):
        assert service.forget_unconfirmed() == 0
        make_cosignature(campaign, "submitted")
    with days_later(31):
        assert service.forget_unconfirmed() == 1
    assert states() == ["confirmed", "submitted"]
    assert persons() == 2


def test_many_are_forgotten_in_several_goes(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cosignatures.forgetting.AT_ONCE", 2)
    for _ in range(5):
        make_cosignature(campaign, "submitted")
    with days_later(31):
        assert service.forget_unconfirmed() == 5
    assert rows() == []


def test_six_months_after_the_closing_the_persons_are_forgotten_and_the_counts_stay(campaign: Campaign) -> None:
    staff = make_account()
    for state in ("submitted", "confirmed", "validated", "declined", "withdrawn", "to_check"):
        make_cosignature(campaign, state, by=staff, name="Canari Jaune", email="canari@example.org")
    campaigns.close_campaign(campaign.slug)
    with days_later(179):
        assert service.forget_signatories_of_closed_campaigns() == 0
        assert persons() == 5
    with days_later(181):
        assert service.forget_signatories_of_closed_campaigns() == 5
        assert campaigns.forget_mails() > 0
    assert states() == ["confirmed", "validated", "declined", "withdrawn", "to_check"]
    assert service.public_count(campaign) == 1
    assert persons() == 0
    assert {row.email_key for row in rows()} == {""}
    for table in db.metadata.sorted_tables:
        assert "canari" not in str(db.session.execute(sa.select(table)).all()).lower(), table.name


def test_an_open_campaign_keeps_its_persons_and_a_reopened_one_counts_anew(campaign: Campaign) -> None:
    make_cosignature(campaign, "confirmed")
    with days_later(400):
        assert service.forget_signatories_of_closed_campaigns() == 0
    campaigns.close_campaign(campaign.slug)
    with days_later(150):
        campaigns.open_campaign(campaign.slug)
    with days_later(400):
        assert service.forget_signatories_of_closed_campaigns() == 0
    assert persons() == 1


def test_both_jobs_are_in_the_catalogue_and_may_run_twice(app: Flask, campaign: Campaign) -> None:
    paths = {job.path for job in queues.PERIODIC}
    for job in (jobs.forget_unconfirmed, jobs.forget_signatories_of_closed_campaigns):
        assert f"{job.__module__}.{job.__name__}" in paths
        job()
        job()
