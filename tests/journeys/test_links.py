"""What becomes of links and of what is asked twice or too late: a kind, exact page, which gives nobody away."""

from __future__ import annotations

from playwright.sync_api import expect

from app.campaigns import service as campaigns
from app.cosignatures import links
from tests.journeys.conftest import A_LONG_JOURNEY, Look, Open
from tests.journeys.stack import Stack, link_in
from tests.journeys.steps import (
    ENGAGE,
    LIMITS,
    PLAN,
    fill_cosignature,
    heading,
    names_in_the_file,
    thanked,
)

pytestmark = A_LONG_JOURNEY

ON_THE_LIST = "Le Phare aux mille lanternes"  # signed by the demonstration


def test_a_signature_is_withdrawn_by_the_link_and_gone_one_request_later(
    open_tab: Open, look_at: Look, stack: Stack
) -> None:
    page = open_tab()
    organization, email = "La Barque qui revient", "barque@example.org"
    stack.sign(LIMITS, organization, email, "validated")
    assert organization in names_in_the_file(page, LIMITS)

    page.goto(link_in(stack.mail(email, "C’est validé"), "/signature/"))
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

    for name in ("signataires", "signataires.csv", "signataires.txt", ""):
        assert organization not in page.request.get(f"/campagnes/{LIMITS}/{name}").text()
    assert stack.ask("SELECT * FROM signatories WHERE email = ?", email) == []
    page.goto(address)
    heading(page, "C’est déjà retiré")
    look_at(page, "withdrawn already")


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
    signed = stack.sign(ENGAGE, "La Montre arrêtée", email, "submitted")
    page.goto(stack.link(links.CONFIRM, signed, days_ago=8))
    heading(page, "Ce lien est expiré")
    look_at(page, "link too old")
    page.get_by_role("link", name="Recevoir un nouveau lien").click()
    look_at(page, "ask for the link again")
    page.get_by_label("Votre courriel").fill(email)
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()

    link = link_in(stack.mail(email, "Vos liens"), "/confirmer/")
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
    with stack.behind():
        campaigns.close_campaign(PLAN)

    signing.get_by_role("button", name="Cosigner la lettre").click()
    heading(signing, "La campagne est terminée")
    look_at(signing, "closed campaign")
    writing.get_by_role("button", name="Voir l’aperçu").click()
    heading(writing, "La campagne est terminée")
    signing.get_by_role("link", name="Lire la lettre et la liste des cosignataires").click()
    expect(signing.get_by_text("Campagne terminée")).to_be_visible()
    expect(signing.get_by_role("link", name="Mon organisme cosigne")).to_have_count(0)
    with stack.behind():
        campaigns.open_campaign(PLAN)  # for the journeys that follow
