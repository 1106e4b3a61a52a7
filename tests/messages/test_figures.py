"""How many wrote, for staff: by state, by riding, by recipient; a chapter sees its own ridings."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.messages import service
from app.messages.models import State
from app.messages.progress import Progress
from app.officials.models import Official
from tests.factories import make_account, make_campaign, make_message, make_official, make_riding

pytestmark = pytest.mark.data


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign(recipient_rules=["mna_of_riding"], when_vacant="wait")


def test_messages_are_counted_by_state_by_riding_and_by_recipient(campaign: Campaign, mna: Official) -> None:
    make_message(campaign)
    for _ in range(2):
        make_message(campaign, is_confirmed=True)
    make_official("Élue de Joliette", riding=make_riding("Joliette"))
    make_message(campaign, make_riding("Joliette"), is_confirmed=True)
    make_message(campaign, make_riding("Dubuc"), is_confirmed=True)
    found = service.figures(make_account(), campaign.slug)
    assert found.states[State.WRITTEN].persons == 1
    assert (found.confirmed.persons, found.confirmed.organizations) == (4, 0)
    assert [(riding.name, count.persons) for riding, count in found.ridings] == [
        ("Dubuc", 1), ("Joliette", 1), ("Rimouski", 2),
    ]  # fmt: skip
    assert [(one.mandate.official.name, one.by_progress[Progress.WAITING]) for one in found.officials] == [
        ("Réal Exemple", 2), ("Élue de Joliette", 1),
    ]  # fmt: skip
    assert [(one.riding.name, one.number) for one in found.waiting] == [("Dubuc", 1)]


def test_a_chapter_counts_the_messages_of_its_own_ridings(campaign: Campaign, mna: Official) -> None:
    make_message(campaign, is_confirmed=True)
    make_official("Élue de Joliette", riding=make_riding("Joliette"))
    make_message(campaign, make_riding("Joliette"), is_confirmed=True)
    region = make_riding().region_code
    from app.chapters import service as chapters

    serving = chapters.serving(region)
    assert serving is not None
    found = service.figures(make_account("chapter", serving.key), campaign.slug)
    assert [riding.name for riding, _ in found.ridings] == ["Rimouski"]
    assert [one.mandate.official.name for one in found.officials] == ["Réal Exemple"]
