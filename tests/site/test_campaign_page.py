"""What the page of a campaign says in its own words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.site import service as site
from tests.factories import make_campaign


@pytest.mark.parametrize(("prefix", "words"), [("", "Déjà 0 organismes"), ("/en", "Already 0 organizations")])
def test_the_blanks_of_the_page_are_filled(client: FlaskClient, prefix: str, words: str) -> None:
    campaign = make_campaign()
    with unit_of_work():
        campaign.text("fr").page = "Déjà {organizations_count} organismes : [la page]({campaign_url}).\n"
        campaign.text("en").page = "Already {organizations_count} organizations: [the page]({campaign_url}).\n"
    shown = client.get(f"{prefix}/campagnes/{campaign.slug}").text.replace("\u00a0", " ")
    assert words in shown
    assert f'href="http://localhost{prefix}/campagnes/{campaign.slug}"' in shown
    assert "{organizations_count}" not in shown


def test_the_sweeper_is_on_time_for_two_minutes_after_its_round(client: FlaskClient) -> None:
    assert not site.health()["parts"]["sweeper"]
    deliveries.sweep()
    assert site.health() == {"ok": True, "parts": {"database": True, "redis": True, "sweeper": True}}
    with clock.frozen(clock.now() + timedelta(seconds=130)):
        assert not site.health()["parts"]["sweeper"]
