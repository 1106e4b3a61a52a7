"""What the page of a campaign says in its own words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.editions import service as editions
from app.site import service as site
from app.updates import service as updates
from app.updates.models import Kind
from app.updates.service import Meeting, Words, Written
from tests.desk.conftest import counting
from tests.factories import make_account, make_campaign, make_cosignature

MOST_QUESTIONS = 12


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


def test_the_page_asks_few_questions_of_the_database(client: FlaskClient) -> None:
    """It is drawn anew after each signature, the night of the budget."""
    campaign, staff = make_campaign(), make_account()
    for region in ("01", "05"):
        make_cosignature(campaign, "validated", region_code=region)
    editions.freeze(campaign)
    for kind in (Kind.NEWS, Kind.ACTIVITY):
        meeting = Meeting(starts_at=clock.now() + timedelta(days=2), place="Parc") if kind is Kind.ACTIVITY else None
        words = {"fr": Words(title="On avance", body="Un mot.")}
        updates.publish(
            updates.begin(campaign, kind, Written(region_codes=frozenset(), words=words, meeting=meeting), by=staff),
            by=staff,
        )
    db.session.remove()
    with counting() as asked:
        assert "On avance" in client.get(f"/campagnes/{campaign.slug}?x=1").text
    assert len(asked) <= MOST_QUESTIONS, "\n\n".join(asked)


def test_the_sweeper_is_on_time_for_two_minutes_after_its_round(client: FlaskClient) -> None:
    assert not site.health()["parts"]["sweeper"]
    deliveries.sweep()
    parts = dict.fromkeys(("database", "redis", "sweeper", "worker", "sending"), True)
    assert site.health() == {"ok": True, "parts": parts}
    with clock.frozen(clock.now() + timedelta(seconds=130)):
        assert not site.health()["parts"]["sweeper"]
