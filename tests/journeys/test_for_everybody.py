"""Without JavaScript, without a mouse, on a small screen, in English: the same journey for everybody."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.cosignatures import links
from tests.journeys.conftest import A_LONG_JOURNEY, Look, Open
from tests.journeys.looking import too_wide
from tests.journeys.stack import Stack
from tests.journeys.steps import (
    ENGAGE,
    fill_cosignature,
    heading,
    labelled,
    mail_code,
    mail_link,
    names_in_the_file,
    names_on_the_list,
    open_mail,
    sign_in,
    tab_to,
    thanked,
    validate,
)

pytestmark = A_LONG_JOURNEY


def test_the_whole_of_it_works_without_javascript(open_tab: Open, stack: Stack) -> None:
    page = open_tab(width=360, java_script_enabled=False)
    organization, email = "La Lanterne sans pile", "lanterne@example.org"
    page.goto(f"/campagnes/{ENGAGE}")
    page.get_by_role("link", name="Mon organisme cosigne").click()
    fill_cosignature(page, organization, "pas-une-adresse", region="11", city="Gaspé")
    page.get_by_role("button", name="Cosigner la lettre").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Nom de l’organisme")).to_have_value(organization)
    page.get_by_label("Votre courriel").fill(email)
    page.get_by_role("button", name="Cosigner la lettre").click()
    heading(page, "Il reste une étape")
    waiting = page.url
    open_mail(page, stack, email, "Confirmez la cosignature")
    code = mail_code(page)
    page.goto(waiting)
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Confirmer").click()
    thanked(page)

    staff = open_tab(java_script_enabled=False)
    sign_in(staff)
    validate(staff, ENGAGE, organization)
    assert organization in names_on_the_list(page, ENGAGE)
    page.get_by_role("searchbox").fill("LANTERNE SANS")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.locator("#liste li")).to_have_count(1)

    open_mail(page, stack, email, "C’est validé")
    mail_link(page, "/signature/").press("Enter")
    page.get_by_role("link", name="Retirer la signature").click()
    page.get_by_role("button", name="Retirer la signature").click()
    heading(page, "La signature est retirée")
    assert organization not in names_in_the_file(page, ENGAGE)


def test_the_whole_of_it_works_with_the_keyboard_alone_on_a_phone(open_tab: Open, stack: Stack) -> None:
    page = open_tab(width=360)
    page.goto(f"/campagnes/{ENGAGE}")
    assert too_wide(page, 360) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Mon organisme cosigne"))
    page.keyboard.press("Enter")

    email = "clavier@example.org"
    for label, text in (
        ("Nom de l’organisme", "Les Touches voyageuses"),
        ("Région administrative", "0"),
        ("Municipalité", "Amos"),
        ("Votre nom", "Odile Clavier"),
        ("Votre fonction", "directrice"),
        ("Votre courriel", email),
    ):
        tab_to(page, labelled(page, label))
        page.keyboard.type(text)
    page.get_by_label("Région administrative").press("8")
    tab_to(page, page.get_by_label("Oui, c’est fait"))
    page.keyboard.press("Space")
    tab_to(page, page.locator("input[name=publish_name]"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Cosigner la lettre"))
    page.keyboard.press("Enter")
    heading(page, "Il reste une étape")
    assert too_wide(page, 360) == []

    open_mail(page, stack, email, "Confirmez la cosignature")
    tab_to(page, mail_link(page, "/confirmer/"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Confirmer la cosignature"))
    page.keyboard.press("Enter")
    thanked(page)
    tab_to(page, page.get_by_role("link", name="Voir, corriger ou retirer la signature"))
    page.keyboard.press("Enter")
    heading(page, "Votre cosignature")


def speak(page: Page, language: str) -> None:
    """A link, or in the middle of a form the button that takes along what is typed."""
    page.get_by_role("link", name=language).or_(page.get_by_role("button", name=language)).click()


def test_english_is_one_click_away_and_french_another(open_tab: Open, look_at: Look, stack: Stack) -> None:
    page, signed = open_tab(), stack.sign(ENGAGE, "The Two-Way Street", "street@example.org", "submitted")
    with stack.behind():
        waiting = f"/campagnes/{ENGAGE}/cosigner/attente/{links.WAIT.token(signed)}"
    for path in (waiting, "/", f"/campagnes/{ENGAGE}", f"/campagnes/{ENGAGE}/cosigner", f"/campagnes/{ENGAGE}/ecrire"):
        page.goto(path)
        words = page.locator("main")
        french = words.text_content() or ""
        speak(page, "English")
        expect(page.locator("html")).to_have_attribute("lang", "en-CA")
        expect(words).not_to_have_text(french)
        look_at(page, f"{path} in English")
        speak(page, "Français")
        expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
        expect(words).to_have_text(french)
