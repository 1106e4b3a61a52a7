"""What staff do all day, by keyboard alone: a coordinator on a phone, and national staff at their table."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import A_LONG_JOURNEY, Look, Open
from tests.journeys.looking import too_wide
from tests.journeys.stack import EMAIL
from tests.journeys.steps import LIMITS, heading, tab_to
from tests.journeys.test_desks import COORDINATOR, press

pytestmark = A_LONG_JOURNEY


def write(page: Page, label: str, text: str) -> None:
    """Into the field of that label, instead of what it held."""
    tab_to(page, page.locator(".field").get_by_label(label).first, most=120)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def tick(page: Page, label: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True), most=120)
    page.keyboard.press("Space")


def test_a_coordinator_on_a_phone_enters_a_call_finds_it_in_the_register_and_prepares_a_reminder(
    open_tab: Open, look_at: Look
) -> None:
    page, name = open_tab(width=360, staff=COORDINATOR), "Centre du téléphone de Rimouski"
    page.goto(f"/equipe/campagnes/{LIMITS}/regions/01")
    press(page, page.get_by_role("link", name="Saisir une signature"))
    heading(page, "Saisir des signatures")
    look_at(page, "quick entry")
    tick(page, "Au téléphone")
    write(page, "Nom de l’organisme", name)
    write(page, "Municipalité", "Rimouski")
    write(page, "Personne signataire", "Odile Parcours")
    write(page, "Sa fonction", "coordonnatrice")
    write(page, "Courriel", "odile.parcours@example.org")
    tick(page, "Oui, c’est fait")
    tick(page, "La personne accepte que le nom de l’organisme soit publié")
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text(name)
    assert too_wide(page, 360) == []

    page.goto("/equipe/repertoire")
    tab_to(page, page.get_by_role("searchbox", name="Chercher"))
    page.keyboard.type("telephone rimouski")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=name))
    heading(page, name)
    assert too_wide(page, 360) == []
    look_at(page, "an entry of the register")

    page.goto(f"/equipe/campagnes/{LIMITS}/regions/01")
    press(page, page.get_by_role("link", name="Relancer"))
    heading(page, "Nouvelle relance")
    press(page, page.get_by_role("button", name="Voir l’aperçu et les nombres"))
    heading(page, "Aperçu de la relance")
    expect(page.get_by_text("recevront la relance", exact=True)).to_be_visible()
    assert too_wide(page, 360) == []
    look_at(page, "preview of a reminder")


def test_national_staff_begin_a_campaign_and_see_its_words_as_the_public_will(open_tab: Open, look_at: Look) -> None:
    page = open_tab(staff=EMAIL)
    page.goto("/equipe")
    press(page, page.get_by_role("link", name="Campagnes", exact=True))
    press(page, page.get_by_role("link", name=re.compile("^Nouvelle campagne")))
    heading(page, "Nouvelle campagne")
    look_at(page, "a new campaign")
    tick(page, "Engagez-vous pour le communautaire")
    write(page, "Titre", "Un plancher pour le communautaire")
    write(page, "Adresse de la page", "un-plancher")
    page.keyboard.press("Enter")
    heading(page, "Un plancher pour le communautaire")
    look_at(page, "what is missing before a campaign opens")
    press(page, page.get_by_role("link", name="Les textes").first)
    heading(page, "Les textes")
    write(page, "Slogan", "Le plancher, maintenant.")
    expect(page.locator("#apercu")).to_contain_text("Le plancher, maintenant.")
    look_at(page, "the editor")
    press(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.locator(".flashes")).to_be_visible()
    expect(page.get_by_label("Slogan")).to_have_value("Le plancher, maintenant.")

    # What is typed just before « Enregistrer » is pressed is still only shown: it is not saved a second time.
    page.locator("form[data-editor]").evaluate(
        "form => form.addEventListener('submit', (event) => event.preventDefault())"
    )
    page.get_by_role("button", name="Enregistrer").click()
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.get_by_label("Slogan").fill("Le plancher, tout de suite.")
    assert "/apercu" in asked.value.url
