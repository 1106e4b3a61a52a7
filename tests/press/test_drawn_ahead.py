"""Pictures are drawn before anybody asks for them, and their figures are worked out once for each change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import queues
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.editions import service as editions
from app.press import ahead, files, service, store
from app.press.marks import Asked
from tests.desk.conftest import counting
from tests.factories import make_campaign, make_cosignature
from tests.press.test_kit import a_minute_later, folder

SHARED = "fr-tout-partage-1200x630.png"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Of which nothing is drawn yet."""
    campaign = make_campaign("il-y-a-des-limites-au-manque-de-reconnaissance")
    shutil.rmtree(folder(app, campaign, "x").parent, ignore_errors=True)
    return campaign


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each turn of the worker draws one file."""
    monkeypatch.setattr(ahead, "AT_ONCE_S", 0.0)


def drawn(folder: Path) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()]


def test_what_is_shared_most_is_drawn_first_and_served_as_it_is(
    client: FlaskClient, app: Flask, campaign: Campaign
) -> None:
    service.draw_ahead()
    there = drawn(folder(app, campaign, SHARED))
    assert client.get(f"/campagnes/{campaign.slug}/presse/partage-1200x630.png").status_code == 200
    assert drawn(folder(app, campaign, SHARED)) == there
    assert not folder(app, campaign, "fr-tout-affiche-a4.pdf").exists(), "mails have their turn before the next"


def test_a_figure_that_changes_is_drawn_anew_once_a_minute(app: Flask, campaign: Campaign) -> None:
    service.draw_ahead()
    before = drawn(folder(app, campaign, SHARED))
    make_cosignature(campaign, "validated")
    service.draw_ahead()
    assert drawn(folder(app, campaign, SHARED)) == before
    a_minute_later(folder(app, campaign, SHARED))
    service.draw_ahead()
    assert drawn(folder(app, campaign, SHARED)) != before


@pytest.mark.parametrize("act", ["open", "freeze"])
def test_the_worker_is_woken_by_a_campaign_that_opens_and_an_edition_that_is_frozen(app: Flask, act: str) -> None:
    campaign = make_campaign(is_open=act == "freeze")
    if act == "open":
        campaigns.open_campaign(campaign.slug)
    else:
        make_cosignature(campaign, "validated")
        queues.answered(queues.DRAW_PRESS_KITS)
        editions.freeze(campaign)
    assert queues.connection().exists(f"portevoix:bell:{queues.DRAW_PRESS_KITS.path}")


@pytest.mark.audit
def test_once_every_file_of_a_kit_is_drawn_nothing_is_left_until_something_changes(
    app: Flask, campaign: Campaign
) -> None:
    signed = make_cosignature(campaign, "validated", region_code="15")
    for _ in range(30):
        service.draw_ahead()
    home = folder(app, campaign, "x").parent
    names = {path.name for path in home.iterdir() if path.is_dir()}
    assert {SHARED, "en-tout-affiche-a4.pdf", "fr-15-partage-1080x1080.png"} <= names
    there = {name: drawn(home / name) for name in names}
    assert (home / store.READY).exists()
    service.draw_ahead()
    assert {name: drawn(home / name) for name in names} == there
    cosignatures.withdraw(signed.id)
    for name in names:
        a_minute_later(home / name)
    service.draw_ahead()
    assert {name: drawn(home / name) for name in names} != there


def test_the_figures_of_a_picture_are_worked_out_once_for_each_revision(
    client: FlaskClient, campaign: Campaign
) -> None:
    address = f"/campagnes/{campaign.slug}/presse/partage-1200x630.png"
    first = client.get(address)
    with counting() as asked:
        assert client.get(address).data == first.data
    assert not [statement for statement in asked if "FROM cosignatures" in statement]
    make_cosignature(campaign, "validated")
    for is_asked in (True, False):  # the former picture is good for a minute, and what it should tell is known
        with counting() as asked:
            assert client.get(address).data == first.data
        assert any("FROM cosignatures" in statement for statement in asked) is is_asked


@pytest.mark.parametrize("name", ["partage-1200x630.png", "affiche-lettre.pdf"])
def test_without_a_slogan_the_title_is_said_loudest(client: FlaskClient, campaign: Campaign, name: str) -> None:
    with unit_of_work():
        campaign.text("fr").slogan = ""
    drawing = files.drawn(campaign, Asked(name, None, "fr"))
    assert (drawing.facts["slogan"], drawing.facts["kicker"]) == (campaign.text("fr").title, "")
    assert drawing.make()
    page = client.get(f"/campagnes/{campaign.slug}").text
    assert page.count(f'<h1 class="hero__slogan">{campaign.text("fr").title}') == 1
