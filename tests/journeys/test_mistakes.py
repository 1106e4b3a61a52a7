"""A form that is not right: nothing typed is lost, the summary has the focus, each error stands beside its field."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import A_LONG_JOURNEY, Look, Open
from tests.journeys.steps import ENGAGE, heading

pytestmark = A_LONG_JOURNEY

TYPED = {
    "organization": "«»·.()",
    "city": "Sainte-Émélie <b>",
    "name": "=cmd()",
    "title": "é" * 200,
    "email": "odile@",
    "authority_on": "2001-01-01",
}


def summary_leads_to_each_field(page: Page) -> list[str]:
    """The summary has the focus; each of its links leads to a field that says what is wrong with it."""
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    found = []
    for link in summary.get_by_role("link").all():
        target = page.locator(str(link.get_attribute("href")).replace("#", "[id='") + "']")
        field = target.locator("xpath=ancestor-or-self::*[contains(@class, 'field')][last()]")
        expect(field.locator(".field__error").first).to_be_visible()
        described = str(target.get_attribute("aria-describedby") or field.first.get_attribute("aria-describedby"))
        assert any(page.locator(f"[id='{part}'].field__error").count() for part in described.split()), described
        link.click()
        expect(target).to_be_focused()
        found.append(str(target.get_attribute("name")))
    return found


def test_an_empty_form_says_what_is_missing(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{ENGAGE}/cosigner")
    page.get_by_role("button", name="Cosigner la lettre").click()
    look_at(page, "empty form")
    assert summary_leads_to_each_field(page) == [
        "organization",
        "region",
        "city",
        "name",
        "title",
        "email",
        "authority",
    ]


def test_a_form_with_mistakes_keeps_everything_that_was_typed(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{ENGAGE}/cosigner")
    page.get_by_label(re.compile("à une date connue")).check()
    for name, text in TYPED.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Région administrative").select_option("11")
    page.locator("input[name=news]").check()
    page.get_by_role("button", name="Cosigner la lettre").click()
    look_at(page, "form with mistakes")
    assert set(summary_leads_to_each_field(page)) == {"organization", "name", "title", "email", "authority_on"}
    assert {name: page.locator(f"[name={name}]").input_value() for name in TYPED} == TYPED
    expect(page.get_by_label("Région administrative")).to_have_value("11")
    expect(page.get_by_label(re.compile("à une date connue"))).to_be_checked()
    expect(page.locator("input[name=news]")).to_be_checked()
    expect(page.locator("input[name=publish_name]")).not_to_be_checked()


def test_a_message_with_mistakes_keeps_everything_that_was_typed(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{ENGAGE}/ecrire/rimouski")
    typed = {
        "subject": "",
        "personal_line": "Ma phrase.",
        "body": "Mes mots.\n\nEt d’autres.",
        "name": "12",
        "email": "x",
    }
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("input[name=wants_copy]").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    look_at(page, "message with mistakes")
    assert set(summary_leads_to_each_field(page)) == {"subject", "name", "email", "city"}
    assert {name: page.locator(f"[name={name}]").input_value() for name in typed} == typed
    expect(page.locator("input[name=wants_copy]")).to_be_checked()


def test_a_place_that_is_not_found_is_kept_and_another_way_is_shown(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{ENGAGE}/ecrire")
    for typed in ("", "H2X 1Y4Z", "K1A 0B1", "G9Z 9Z9", "Nulle-Part-sur-Mer"):
        page.get_by_label("Code postal ou municipalité").fill(typed)
        page.get_by_role("button", name="Trouver mes destinataires").click()
        assert summary_leads_to_each_field(page) == ["place"]
        expect(page.get_by_label("Code postal ou municipalité")).to_have_value(typed)
    look_at(page, "place not found")
    page.get_by_label("Ma circonscription").select_option("rimouski")
    page.get_by_role("button", name="Continuer avec cette circonscription").click()
    heading(page, "Votre message")


def test_a_page_that_does_not_exist_leads_back(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto("/campagnes/jamais-vue")
    heading(page, "Page introuvable")
    look_at(page, "not found")
    page.get_by_role("link", name="Voir toutes les campagnes").click()
    expect(page.get_by_role("link", name="Plan de rattrapage")).to_be_visible()
