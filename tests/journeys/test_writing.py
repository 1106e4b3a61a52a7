"""A supporter writes to whoever represents them, and the letter arrives: in a real browser, with a real worker."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.campaigns import service as campaigns
from app.core.clock import today
from app.officials import service as officials
from app.territory import service as territory
from tests.factories import make_message
from tests.journeys.conftest import A_JOURNEY, Look, Open
from tests.journeys.stack import Stack, link_in
from tests.journeys.steps import LIMITS, PLAN, fill, heading, labelled, mail_code, open_mail, unhurried
from tests.messages.parliament import answered

pytestmark = A_JOURNEY

TWO_RIDINGS, DUBUC = "G7H 1A2", "Dubuc"
COMMIT = "engagez-vous-pour-le-communautaire"
MNA, MNA_NAME = "yolande.planetard@assnat.example.org", "Yolande Planétard"
LINE = "La halte-répit m’a sauvé la vie : « vraiment »."


def headers_of(page: Page) -> dict[str, str]:
    """The headers of the mail that is open."""
    facts = page.locator("details dl.facts")
    facts.wait_for(state="attached")
    return dict(zip(facts.locator("dt").all_text_contents(), facts.locator("dd").all_text_contents(), strict=True))


def test_a_supporter_writes_by_a_postal_code_of_two_ridings_and_the_letter_arrives(
    open_tab: Open, look_at: Look, stack: Stack
) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{PLAN}")
    page.get_by_role("link", name="J’écris à ma députée ou à mon député").click()
    look_at(page, "where do you live")
    page.get_by_label("Code postal ou municipalité").fill(TWO_RIDINGS)
    page.get_by_role("button", name="Trouver mes destinataires").click()
    heading(page, "Laquelle est la vôtre?")
    look_at(page, "two ridings")
    page.get_by_role("link", name=DUBUC).click()

    heading(page, "Votre message")
    expect(page.get_by_text(MNA_NAME)).to_be_visible()
    look_at(page, "message")
    body = page.get_by_label("Votre message", exact=True)
    assert "[votre nom]" in body.input_value()
    body.fill(body.input_value().replace("Merci de votre attention,", "Merci de me lire,"))
    fill(page, {"Votre phrase à vous": LINE, "Prénom et nom": "Rachel Parcours", "Courriel": "rachel@example.org"})
    expect(labelled(page, "Municipalité")).to_have_value("Saguenay")
    page.get_by_role("button", name="Voir l’aperçu").click()
    heading(page, "Comme il arrivera")
    look_at(page, "preview")
    expect(page.locator("article.mail").first).to_contain_text(LINE)

    # Once more back to the form: nothing typed is lost.
    page.get_by_role("button", name="Modifier").click()
    expect(page.get_by_label("Votre phrase à vous")).to_have_value(LINE)
    assert "Merci de me lire," in page.get_by_label("Votre message", exact=True).input_value()
    page.get_by_role("button", name="Voir l’aperçu").click()
    unhurried(page, stack)
    page.get_by_role("button", name="Oui, je l’envoie").click()
    heading(page, "Il reste une étape")
    look_at(page, "one step left for a message")

    # The six digits, typed in the tab that stayed open; a wrong code first.
    inbox = open_tab()
    open_mail(inbox, stack, "rachel@example.org", "Confirmez votre message")
    code = mail_code(inbox)
    page.get_by_label("Code à six chiffres").fill("000000" if code != "000000" else "111111")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Code à six chiffres").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Envoyer mon message").click()
    heading(page, "Merci! Votre message part.")
    look_at(page, "thanks for a message")

    # The letter, as the MNA and the ministers receive it.
    for address, salutation in (
        (MNA, "Madame la Députée,"),
        ("ministre.social-services@quebec.example.org", "Madame la Ministre,"),
    ):
        open_mail(inbox, stack, address, "911 M")
        headers = headers_of(inbox)
        assert headers["From"].startswith('"Rachel Parcours (par Plan de rattrapage')
        assert headers["From"].endswith("<campagnes@porte-voix.example.org>")
        assert headers["Reply-To"].replace('"', "") == "Rachel Parcours <rachel@example.org>"
        letter = inbox.locator(".prose").first.inner_text()
        assert salutation in letter
        assert LINE in letter
        assert "J’habite Saguenay" in letter
        assert "Merci de me lire," in letter
        assert not re.search(r"[{}]|\[votre", letter)
    look_at(inbox, "letter")
    kept = stack.ask("SELECT * FROM messages"), stack.ask("SELECT * FROM supporters")
    assert "G7H" not in repr(kept), "the postal code was kept"

    page.get_by_role("link", name="Voir où en est mon message").click()
    heading(page, "Votre message")
    look_at(page, "where my message stands")


@pytest.mark.audit
def test_a_supporter_takes_a_message_back_before_confirming_it(open_tab: Open, look_at: Look, stack: Stack) -> None:
    page, email = open_tab(), "reprise@example.org"
    with stack.behind():
        make_message(campaigns.find(LIMITS), email=email)
    page.goto(link_in(stack.mail(email, "Confirmez votre message"), "/message/(?!confirmer)"))
    page.get_by_role("button", name="Retirer mon message").click()
    heading(page, "Votre message est retiré")
    look_at(page, "message taken back")
    assert stack.ask("SELECT * FROM supporters WHERE email = ?", email) == []


@pytest.mark.audit
def test_an_unknown_code_leads_to_the_list_a_vacant_seat_is_told_and_whoever_supports_is_thanked(
    open_tab: Open, look_at: Look, stack: Stack
) -> None:
    page = open_tab()
    page.goto(f"/campagnes/{COMMIT}/ecrire")
    page.get_by_label("Code postal ou municipalité").fill("H0H 0H0")
    page.get_by_role("button", name="Trouver mes destinataires").click()
    expect(page.get_by_text("Nous ne connaissons pas encore ce code postal.").first).to_be_visible()
    look_at(page, "unknown postal code")
    page.get_by_label("Ma circonscription").select_option(label=DUBUC)
    page.get_by_role("button", name="Continuer avec cette circonscription").click()
    heading(page, "Votre message")
    asked = page.get_by_label("Objet").input_value()

    with stack.behind():
        mna = officials.mna_of(territory.riding_named(DUBUC).id)
        assert mna is not None
        answered(campaigns.find(COMMIT), mna.official)
    page.reload()
    thanked = page.get_by_label("Objet").input_value()
    assert thanked != asked
    assert "Merci" in thanked
    look_at(page, "thanks to whoever supports")

    with stack.behind():
        officials.end_mandate(mna.id, on=today() - timedelta(days=1))
    page.reload()
    expect(page.get_by_text("il attendra").first).to_be_visible()
    look_at(page, "message to a vacant seat")
    with stack.behind():
        officials.seat(mna.official, territory.riding_named(DUBUC).id, since=today())  # as it was, for the next journey
