"""The desks, by keyboard alone: a coordinator on a phone, and national staff at their table."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import A_LONG_JOURNEY, Look, Open
from tests.journeys.looking import too_wide
from tests.journeys.stack import EMAIL, PASSWORD, Stack
from tests.journeys.steps import LIMITS, heading, tab_to

pytestmark = A_LONG_JOURNEY

COORDINATOR = "bas-saint-laurent@example.org"


def enter(page: Page, email: str) -> None:
    page.goto("/equipe")
    tab_to(page, page.get_by_label("Courriel"))
    page.keyboard.type(email)
    tab_to(page, page.get_by_label("Mot de passe"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Mon bureau")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target, most=150)
    page.keyboard.press("Enter")


def test_a_coordinator_on_a_phone_does_what_waits_and_takes_the_addresses(
    open_tab: Open, look_at: Look, stack: Stack
) -> None:
    page = open_tab(width=360)
    enter(page, COORDINATOR)
    assert too_wide(page, 360) == []
    look_at(page, "entrance")
    press(page, page.get_by_role("link", name="Ouvrir le bureau").first)
    heading(page, "Bas-Saint-Laurent")
    assert too_wide(page, 360) == []
    look_at(page, "regional desk")

    press(page, page.get_by_role("navigation", name="Colonnes").get_by_role("link", name="À vérifier"))
    card = page.locator("#a-verifier .card").first
    name = card.get_by_role("heading").inner_text()
    tab_to(page, card)
    page.keyboard.press("v")
    expect(page.locator(".flashes")).to_contain_text(f"{name} : validée.")
    expect(page.locator("#ont-signe")).to_contain_text(name)
    expect(page.locator("section[aria-labelledby=depuis-hier]")).to_contain_text("par Antenne du Bas-Saint-Laurent")

    search = page.get_by_role("searchbox", name="Chercher un organisme")
    tab_to(page, search)
    page.keyboard.type("moisson")
    expect(page.locator("#pas-signe li:visible").first).to_contain_text("Moisson")
    expect(page.locator("#ont-signe li:visible")).to_have_count(0)

    press(page, page.get_by_role("button", name="Copier les courriels"))
    heading(page, "courriels à copier")
    assert too_wide(page, 360) == []
    look_at(page, "addresses to copy")
    expect(page.get_by_label("Adresses")).to_have_value(re.compile(r"^organisme-\d+@example\.org, "))
    assert stack.number("SELECT count(*) FROM audit_entries WHERE act = 'personal_data.exported'") == 1


def test_national_staff_read_all_regions_set_a_goal_and_go_from_card_to_card(open_tab: Open, look_at: Look) -> None:
    page = open_tab(staff=EMAIL)
    page.goto("/equipe")
    press(page, page.get_by_role("link", name="Ouvrir le bureau").first)
    heading(page, "Bureau national")
    look_at(page, "national desk")
    table = page.get_by_role("table", name="Par région")
    for column in range(2, 4):  # members, and those that signed
        numbers = [int(text) for text in table.locator(f"tr > :nth-child({column})").all_inner_texts()[1:]]
        assert sum(numbers[:-1]) == numbers[-1]

    press(page, page.get_by_role("link", name="Fixer les objectifs"))
    heading(page, "Objectifs par région")
    look_at(page, "goals")
    tab_to(page, page.get_by_label("10 Nord-du-Québec"))
    page.keyboard.press("Control+a")
    page.keyboard.type("41")
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("1 objectif changé.")
    press(page, table.get_by_role("link", name="10 Nord-du-Québec"))
    heading(page, "Nord-du-Québec")
    expect(page.locator("#chiffres")).to_contain_text("objectif : 41")

    page.goto(f"/equipe/campagnes/{LIMITS}/regions/02-03-04")
    cards = page.locator("#a-verifier .card")
    tab_to(page, cards.first, most=80)
    for key, place in (("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(cards.nth(place)).to_be_focused()
