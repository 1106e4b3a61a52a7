"""An organization signs, staff decide, and everybody reads the list: in a real browser, against the running product."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import A_JOURNEY, Look, Open
from tests.journeys.stack import EMAIL, Stack
from tests.journeys.steps import (
    PLAN,
    fill,
    find_in_pile,
    heading,
    labelled,
    mail_link,
    names_in_the_file,
    names_on_the_list,
    sign_in,
    thanked,
)

pytestmark = A_JOURNEY

ETOILE = "Centre de femmes L’Étincelle des glaces"  # in the register, and not among those that signed this letter
LIVE = "SELECT count(*) FROM cosignatures c JOIN campaigns p ON p.id = c.campaign_id WHERE p.slug = ? AND c.state IN "


def test_an_organization_signs_and_staff_publish_it(open_tab: Open, look_at: Look, stack: Stack) -> None:
    page = open_tab()
    page.goto("/")
    look_at(page, "front page")
    page.get_by_role("link", name="Plan de rattrapage").click()
    look_at(page, "campaign")
    page.get_by_role("link", name="Mon organisme cosigne").click()
    look_at(page, "form")

    # The organization is found, and everything is typed, without the mouse.
    box = page.get_by_label("Nom de l’organisme")
    box.focus()
    page.keyboard.type("etincelle des gla")
    page.locator(".combobox__option").first.wait_for()
    look_at(page, "form with suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(ETOILE)
    expect(page.get_by_label("Région administrative")).to_have_value("03")
    expect(labelled(page, "Municipalité")).to_have_value("Québec")
    for _ in range(3):
        page.keyboard.press("Tab")
    for text in ("Hortense Parcours", "travailleuse", "hortense.parcours@example.org"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_by_label("Oui, c’est fait").is_checked()
    publish = page.locator("input[name=publish_name]")
    assert not publish.is_checked()
    publish.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heading(page, "Il reste une étape")
    expect(page.get_by_text("hortense.parcours@example.org")).to_be_visible()
    look_at(page, "one step left")

    # The mail, its link, its button; and the rank among those that confirmed.
    before = stack.number(f"{LIVE} ('confirmed', 'validated')", PLAN)
    page.get_by_role("link", name="Voir les courriels de la démonstration").click()
    heading(page, "Courrier local")
    asked = stack.mail("hortense.parcours@example.org", "Confirmez la cosignature")
    page.reload()
    page.locator(f"a[href$='/courrier/{asked.id}']").click()
    look_at(page, "mail")
    mail_link(page, "/confirmer/").press("Enter")
    look_at(page, "confirm")
    assert stack.number(f"{LIVE} ('confirmed', 'validated')", PLAN) == before, "opening the link confirmed"
    page.get_by_role("button", name="Confirmer la cosignature").click()
    thanked(page)
    expect(page.get_by_text(f"Votre organisme est le {before + 1}e")).to_be_visible()
    look_at(page, "thanks")
    assert ETOILE not in names_in_the_file(page, PLAN)

    # Staff validate it, one request later it is public, and the person is told.
    staff = open_tab()
    sign_in(staff)
    look_at(staff, "desk")
    card = find_in_pile(staff, PLAN, ETOILE)
    look_at(staff, "pile")
    card.focus()
    staff.keyboard.press("v")
    expect(staff.get_by_text(f"{ETOILE} : validée")).to_be_visible()
    assert ETOILE in names_on_the_list(page, PLAN)
    look_at(page, "list")
    stack.mail("hortense.parcours@example.org", "C’est validé")


@pytest.mark.audit
def test_the_list_is_searched_and_taken_away_and_its_total_is_what_it_holds(open_tab: Open) -> None:
    page = open_tab()
    names = names_on_the_list(page, PLAN)
    total = int(re.sub(r"\D", "", page.locator(".hero__ask").first.inner_text()))
    assert len(names) == len(set(names)) == total > 10
    counts = page.locator("#liste [data-count]").all_inner_texts()
    assert sum(int(re.sub(r"\D", "", count)) for count in counts) == total

    page.get_by_role("searchbox").fill("oeuvre du HIBOU")
    expect(page.locator("#liste li:visible")).to_have_count(1)
    expect(page.locator("#liste li:visible")).to_contain_text("L’Œuvre du Hibou nyctalope")

    assert names_in_the_file(page, PLAN) == names
    for preset in ("fidele", "soigne"):
        text = page.request.get(f"/campagnes/{PLAN}/signataires.txt?preset={preset}").text()
        lines = [line for line in text.splitlines() if line]
        assert [line for line in lines if line in set(names)] == names
        assert re.sub(r"\D", "", lines[1]) == str(total)


@pytest.mark.audit
def test_staff_decline_with_a_reason_and_change_their_mind(open_tab: Open, look_at: Look, stack: Stack) -> None:
    organization, email = "Les Parapluies de la Baie", "parapluies@example.org"
    reason = "Une ville appuie, elle ne cosigne pas."
    signed = stack.sign(PLAN, organization, email)
    page = open_tab(staff=EMAIL)
    page.goto(f"/equipe/cosignatures/{signed}")
    heading(page, organization)
    page.get_by_role("button", name="Refuser cette cosignature").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look_at(page, "one cosignature, refused without a reason")
    fill(page, {"Raison du refus": reason})
    page.get_by_role("button", name="Refuser cette cosignature").click()
    expect(page.get_by_text(f"{organization} : refusée")).to_be_visible()
    assert reason in stack.mail(email, "Au sujet de votre cosignature").text

    page.goto(f"/equipe/cosignatures/{signed}")
    look_at(page, "one cosignature, declined")
    page.get_by_role("button", name="Annuler le refus").click()
    expect(page.get_by_text("la décision est annulée")).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(f"{organization} : validée")).to_be_visible()
    assert organization in names_in_the_file(page, PLAN)
    page.goto(f"/equipe/cosignatures/{signed}")
    page.get_by_role("button", name="Annuler la validation").click()
    expect(page.get_by_text("la décision est annulée")).to_be_visible()
    assert organization not in names_in_the_file(page, PLAN)
