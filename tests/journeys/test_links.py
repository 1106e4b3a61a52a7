"""What becomes of links and of what is asked twice or too late: a kind, exact page, which gives nobody away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Look, Open
from tests.journeys.stack import Stack
from tests.journeys.steps import (
    ENGAGE,
    LIMITS,
    PLAN,
    confirm_by_link,
    cosign,
    fill_cosignature,
    heading,
    mail_link,
    names_on_the_list,
    open_mail,
    sign_in,
    thanked,
    validate,
)

pytestmark = pytest.mark.xdist_group("journeys")

ON_THE_LIST = "Le Phare aux mille lanternes"  # signed by the demonstration
KEY = "SELECT c.id FROM cosignatures c JOIN signatories s ON s.cosignature_id = c.id WHERE s.email = ?"


def test_a_signature_is_withdrawn_by_the_link_and_gone_one_request_later(
    open_tab: Open, look_at: Look, stack: Stack
) -> None:
    page, staff = open_tab(), open_tab()
    organization, email = "La Barque qui revient", "barque@example.org"
    cosign(page, LIMITS, organization, email)
    confirm_by_link(page, email)
    sign_in(staff)
    validate(staff, LIMITS, organization)
    assert organization in names_on_the_list(page, LIMITS)
    before = page.request.get(f"/campagnes/{LIMITS}/signataires.csv").text()
    assert organization in before

    open_mail(page, email, "C’est validé")
    mail_link(page, "/signature/").press("Enter")
    heading(page, "Votre cosignature")
    look_at(page, "my signature")
    page.get_by_role("link", name="Corriger").click()
    look_at(page, "correct my signature")
    page.get_by_label("Votre fonction").fill("présidente")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est corrigé.")).to_be_visible()
    page.get_by_role("link", name="Retirer la signature").click()
    look_at(page, "withdraw")
    address = page.url
    page.get_by_role("button", name="Retirer la signature").click()
    heading(page, "La signature est retirée")
    look_at(page, "withdrawn")

    assert organization not in names_on_the_list(page, LIMITS)
    for name in ("signataires.csv", "signataires.txt", ""):
        assert organization not in page.request.get(f"/campagnes/{LIMITS}/{name}").text()
    assert stack.ask("SELECT * FROM signatories WHERE email = ?", email) == []
    page.goto(address)
    heading(page, "C’est déjà retiré")
    look_at(page, "withdrawn already")


def waiting_page(page: Page) -> str:
    """The page that says to open the mail, without what differs by nature: the token, the form, the address."""
    return " ".join(page.locator("main").inner_text().split())


def test_whoever_signs_twice_reads_the_same_page_and_is_told_by_mail(open_tab: Open, stack: Stack) -> None:
    page = open_tab()
    organization, email = "Le Grenier à échos", "grenier@example.org"
    cosign(page, LIMITS, organization, email)
    first = waiting_page(page)
    confirm_by_link(page, email)
    confirmed = "SELECT count(*) FROM cosignatures WHERE shown_name = ? AND state IN ('confirmed', 'to_check')"
    cosign(page, LIMITS, organization, email)
    assert waiting_page(page) == first
    open_mail(page, email, "c’est déjà signé")
    assert stack.number(confirmed, organization) == 1

    # Somebody else of the same organization, which is not public yet: the same page, the same thanks, and no mail
    # that tells; it counts once.
    cosign(page, LIMITS, organization, "collegue@example.org")
    assert waiting_page(page) == first.replace(email, "collegue@example.org")
    confirm_by_link(page, "collegue@example.org")
    assert stack.number("SELECT count(*) FROM deliveries WHERE to_address = ?", "collegue@example.org") == 1
    assert stack.number(confirmed, organization) == 1


def test_an_organization_on_the_public_list_is_told_so(open_tab: Open, look_at: Look) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{LIMITS}/cosigner")
    fill_cosignature(page, ON_THE_LIST, "deja@example.org", city="Matane")
    page.get_by_role("button", name="Cosigner la lettre").click()
    heading(page, "Bonne nouvelle : c’est déjà signé")
    look_at(page, "signed already")


def test_a_link_is_replayed_expires_and_is_asked_for_again(open_tab: Open, look_at: Look, stack: Stack) -> None:
    page = open_tab()
    email = "expire@example.org"
    cosign(page, ENGAGE, "La Montre arrêtée", email)
    [(key,)] = stack.ask(KEY, email)
    page.goto(stack.old_link("/confirmer/", "cosignature.confirm", str(key), days=8))
    heading(page, "Ce lien est expiré")
    look_at(page, "link too old")
    page.get_by_role("link", name="Recevoir un nouveau lien").click()
    look_at(page, "ask for the link again")
    page.get_by_label("Votre courriel").fill(email)
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    known = page.locator("main").inner_text()
    page.goto(f"/campagnes/{ENGAGE}/cosigner/lien")
    page.get_by_label("Votre courriel").fill("personne@example.org")
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    assert page.locator("main").inner_text() == known, "the page tells whether an address is known"

    open_mail(page, email, "Vos liens")
    link = str(mail_link(page, "/confirmer/").get_attribute("href"))
    page.goto(link)
    page.get_by_role("button", name="Confirmer la cosignature").click()
    thanked(page)
    page.goto(link)
    thanked(page)
    page.goto(link[:-3] + "abc")
    heading(page, "Ce lien ne fonctionne pas")
    look_at(page, "broken link")


def test_a_campaign_that_closes_while_the_form_is_open_says_so(open_tab: Open, look_at: Look, stack: Stack) -> None:
    signing, writing = open_tab(), open_tab()
    signing.goto(f"/campagnes/{PLAN}/cosigner")
    fill_cosignature(signing, "Les Retardataires heureux", "retard@example.org")
    writing.goto(f"/campagnes/{PLAN}/ecrire/rimouski")
    stack.flask("campaigns", "close", PLAN)

    signing.get_by_role("button", name="Cosigner la lettre").click()
    heading(signing, "La campagne est terminée")
    look_at(signing, "closed campaign")
    writing.get_by_role("button", name="Voir l’aperçu").click()
    heading(writing, "La campagne est terminée")
    signing.get_by_role("link", name="Lire la lettre et la liste des cosignataires").click()
    expect(signing.get_by_text("Campagne terminée")).to_be_visible()
    expect(signing.get_by_role("link", name="Mon organisme cosigne")).to_have_count(0)
    stack.flask("campaigns", "open", PLAN)  # for the journeys that follow
