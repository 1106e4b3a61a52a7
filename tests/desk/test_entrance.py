"""Whoever of the staff comes in sees at one glance what waits, and opens the right desk."""

from __future__ import annotations

import pytest

from app.accounts.models import Account
from app.campaigns.models import Campaign
from tests.desk.conftest import THERE, Enter, read
from tests.factories import make_account, make_cosignature

pytestmark = pytest.mark.data


def test_a_coordinator_sees_what_waits_in_the_region_and_opens_its_desk(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    for state in ("confirmed", "to_check", "validated", "submitted"):
        make_cosignature(campaign, state)
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    page = enter(chapter).get("/equipe")
    assert "Bas-Saint-Laurent" in read(page)
    assert "2 à vérifier" in read(page)
    assert f"/equipe/campagnes/{campaign.slug}/regions/01" in page.text
    assert "Saguenay" not in page.text


def test_national_staff_open_the_national_desk(campaign: Campaign, enter: Enter) -> None:
    page = enter(make_account()).get("/equipe")
    assert f'href="/equipe/campagnes/{campaign.slug}"' in page.text
    assert "Toutes les régions" in read(page)


def test_a_reader_is_offered_figures_and_no_pile(campaign: Campaign, enter: Enter) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    page = enter(make_account("reader")).get("/equipe")
    assert "ont signé" in read(page)
    assert "/cosignatures" not in page.text
    assert cosignature.shown_name not in page.text


def test_without_a_campaign_it_says_so(app: object, enter: Enter) -> None:
    assert "Aucune campagne" in read(enter(make_account()).get("/equipe"))
