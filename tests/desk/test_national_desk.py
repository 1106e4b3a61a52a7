"""National staff look at all regions at once, set goals, and see what each relay link brought."""

from __future__ import annotations

import re

import pytest

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.chapters import service as chapters
from app.core.unit_of_work import unit_of_work
from app.desk import service
from tests.desk.conftest import HERE, THERE, Enter, make_member, read
from tests.factories import csrf_token, make_account, make_cosignature

pytestmark = pytest.mark.data


def address(campaign: Campaign, page: str = "") -> str:
    return f"/equipe/campagnes/{campaign.slug}{page}"


def test_a_line_tells_its_figures_and_leads_to_the_desk_of_the_region(campaign: Campaign, enter: Enter) -> None:
    make_member("Le Phare")
    make_member("La Halte")
    make_cosignature(campaign, "validated", organization_name="Le Phare")
    page = enter(make_account()).get(address(campaign))
    assert f'href="/equipe/campagnes/{campaign.slug}/regions/01"' in page.text
    assert re.search(r"01 Bas-Saint-Laurent 2 1 50 % . vide 1 0", read(page)), read(page)
    assert "Signatures par jour, aujourd’hui à la fin : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1" in page.text.replace(
        "\u00a0", " "
    )


def test_a_chapter_reads_its_own_lines_and_its_own_link(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    page = enter(chapter).get(address(campaign))
    found = read(page)
    assert "Bas-Saint-Laurent" in found
    assert "Saguenay" not in found
    assert re.findall(r"via=([a-z0-9-]+)", page.text) == ["troc-bas-saint-laurent"]
    assert "Fixer les objectifs" not in found


def test_each_relay_link_tells_what_it_brought_and_the_whole_is_all_signatures(campaign: Campaign) -> None:
    for via in ("troc-m", "troc-m", "roc-03", "infolettre", None):
        make_cosignature(campaign, "confirmed", via=via)
    make_cosignature(campaign, "withdrawn", via="troc-m")
    desk = service.national_desk(make_account(), campaign.slug, "fr")
    brought = {relay.key: relay.signed for relay in desk.relays.relays if relay.signed}
    assert brought == {"troc-m": 2, "roc-03": 1}
    assert (desk.relays.elsewhere, desk.relays.direct) == (1, 1)
    assert desk.relays.total == desk.total.signed == 5
    assert {relay.key for relay in desk.relays.relays if not relay.is_of_coalition} == {"riocm", "troc-m"}
    [link] = [relay.link for relay in desk.relays.relays if relay.key == "troc-m"]
    assert link == f"http://localhost/campagnes/{campaign.slug}/cosigner?via=troc-m"


def test_goals_are_set_in_one_form_and_shown_beside_the_figures(campaign: Campaign, enter: Enter) -> None:
    client = enter(make_account())
    token = csrf_token(client.get(address(campaign, "/objectifs")))
    typed = {"csrf_token": token, "goal_01": " 1 200 ", "goal_02": "", "goal_99": "7"}
    answer = client.post(address(campaign, "/objectifs"), data=typed)
    assert answer.status_code == 303
    assert "1 objectif changé." in read(client.get(answer.location))
    assert campaigns.goals_by_region(campaign) == {"01": 1200}
    assert "objectif : 1 200" in read(client.get(address(campaign, f"/regions/{HERE}")))


@pytest.mark.parametrize("typed", ["douze", "-1", "1.5", "9" * 30, "<b>", "\x00"])
def test_a_goal_that_is_no_number_is_explained_and_nothing_typed_is_lost(
    campaign: Campaign, enter: Enter, typed: str
) -> None:
    client = enter(make_account())
    token = csrf_token(client.get(address(campaign, "/objectifs")))
    answer = client.post(address(campaign, "/objectifs"), data={"csrf_token": token, "goal_01": typed, "goal_02": "40"})
    assert answer.status_code == 422
    assert 'id="goal_01-error"' in answer.text
    assert re.search(r'name="goal_02"[^>]*value="40"|value="40"[^>]*name="goal_02"', answer.text)
    assert campaigns.goals_by_region(campaign) == {}


def test_what_a_chapter_runs_is_its_own(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    with unit_of_work():
        campaign.chapter_id = chapters.by_key("troc-bas-saint-laurent").id  # type: ignore[union-attr]
    assert enter(chapter).get(address(campaign)).status_code == 200
    assert enter(chapter).get(address(campaign, "/objectifs")).status_code == 200
    for other in (make_account("chapter", "riocm"), make_account()):
        client = enter(other)
        assert client.get(address(campaign)).status_code == 404
        assert campaign.slug not in client.get("/equipe").text
