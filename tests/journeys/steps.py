"""What people do on the pages, as steps of a journey: they read labels and press what they read."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.journeys.stack import EMAIL, PASSWORD

PLAN = "plan-de-rattrapage-911-millions"
LIMITS = "il-y-a-des-limites-au-manque-de-reconnaissance"
ENGAGE = "engagez-vous-pour-le-communautaire"
expect.set_options(timeout=20_000)
HASTE_S = 3.2  # nobody writes a message faster, and what comes faster waits for a person


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """Where the person is now."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def thanked(page: Page) -> None:
    """On the page that thanks, whatever its words are for this organization."""
    expect(page).to_have_title(re.compile("Merci!"))


def fill(page: Page, typed: Mapping[str, str]) -> None:
    for label, text in typed.items():
        field = labelled(page, label)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def labelled(page: Page, label: str) -> Locator:
    """The field of that label; the words may go on (« (facultatif) »)."""
    return page.locator(".field").get_by_label(label).first


def fill_cosignature(page: Page, organization: str, email: str, *, region: str = "01", city: str = "Rimouski") -> None:
    """The form, as somebody who types everything; the name is given, and the name may be published."""
    fill(page, {"Nom de l’organisme": organization, "Région administrative": region, "Municipalité": city})
    fill(page, {"Votre nom": "Odile Parcours", "Votre fonction": "coordonnatrice", "Votre courriel": email})
    page.get_by_label("Oui, c’est fait").check()
    page.locator("input[name=publish_name]").check()


def cosign(
    page: Page, campaign: str, organization: str, email: str, *, region: str = "01", city: str = "Rimouski"
) -> None:
    """From the form to the page that says to open the mail."""
    page.goto(f"/campagnes/{campaign}/cosigner")
    fill_cosignature(page, organization, email, region=region, city=city)
    page.get_by_role("button", name="Cosigner la lettre").click()
    heading(page, "Il reste une étape")


def open_mail(page: Page, to: str, subject: str) -> None:
    """Wait for that mail to be in the inbox, and open it there; the newest one."""
    inbox, deadline = f"/courrier?destinataire={to}", time.monotonic() + 40
    while not re.search(subject, " ".join(html.unescape(page.request.get(inbox).text()).split())):
        assert time.monotonic() < deadline, f"no mail « {subject} » came to {to}"
        page.wait_for_timeout(100)
    page.goto(inbox)
    page.get_by_role("link", name=re.compile(subject)).first.click()


def mail_link(page: Page, path: str) -> Locator:
    """The link in the text of the mail that is open, to the page of that path. Follow it by the keyboard: a pointer
    that was just scrolled may still land in the frame beside it."""
    return page.locator(f".prose a[href*='{path}']").first


def mail_code(page: Page) -> str:
    """The six digits of the mail that is open."""
    found = re.search(r"\b\d{3} \d{3}\b", page.locator(".prose").first.inner_text())
    assert found, "the mail holds no code"
    return found[0]


def confirm_by_link(page: Page, email: str) -> None:
    """From the mail to the thanks."""
    open_mail(page, email, "Confirme")
    mail_link(page, "/confirmer/").press("Enter")
    page.get_by_role("button", name="Confirmer la cosignature").click()
    thanked(page)


def sign_in(page: Page) -> None:
    page.goto("/equipe")
    heading(page, "Espace de l’équipe")
    page.get_by_label("Courriel").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    heading(page, "Mon bureau")


def find_in_pile(page: Page, campaign: str, organization: str, tab: str = "a-valider") -> Locator:
    """The card or the line of that organization, found by the search of the pile."""
    page.goto(f"/equipe/campagnes/{campaign}/cosignatures?etat={tab}")
    page.get_by_role("searchbox", name="Chercher").fill(organization)
    page.get_by_role("button", name="Filtrer").click()
    found = page.locator("main li").filter(has=page.get_by_role("link", name=organization))
    expect(found).to_have_count(1)
    return found


def validate(page: Page, campaign: str, organization: str) -> None:
    find_in_pile(page, campaign, organization).get_by_role("button", name="Valider").click()
    expect(page.get_by_text(f"{organization} : validée")).to_be_visible()


def names_on_the_list(page: Page, campaign: str) -> list[str]:
    """Every name of the public list, in its order."""
    page.goto(f"/campagnes/{campaign}/signataires")
    return page.locator("#liste li").evaluate_all("rows => rows.map((row) => row.firstChild.textContent.trim())")  # type: ignore[no-any-return]


def focused(page: Page) -> str:
    """What has the focus, as a short text, for keyboard journeys."""
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until `target` has the focus, and see that it can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab never came to {target}; it stands on {focused(page)}")
