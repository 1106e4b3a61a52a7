"""What people do on the pages, as steps of a journey: they read labels and press what they read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from app.core import tokens
from app.core.clock import now
from app.core.fields import OPENED
from tests.journeys.stack import EMAIL, PASSWORD, Stack
from tests.passing_time import seconds_ago

PLAN = "plan-de-rattrapage-911-millions"
LIMITS = "il-y-a-des-limites-au-manque-de-reconnaissance"
ENGAGE = "engagez-vous-pour-le-communautaire"
expect.set_options(timeout=20_000)


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """Where the person is now. A preview further down may have a heading of its own."""
    expect(page.get_by_role("heading", level=1).first).to_contain_text(text)


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


def open_mail(page: Page, stack: Stack, to: str, subject: str) -> None:
    """Open that mail in the inbox, as soon as it is there; the newest one."""
    page.goto(f"/courrier/{stack.mail(to, subject).id}")


def mail_link(page: Page, path: str) -> Locator:
    """The link in the text of the mail that is open, to the page of that path. Follow it by the keyboard: a pointer
    that was just scrolled may still land in the frame beside it."""
    return page.locator(f".prose a[href*='{path}']").first


def mail_code(page: Page) -> str:
    """The six digits of the mail that is open."""
    found = re.search(r"\b\d{3} \d{3}\b", page.locator(".prose").first.inner_text())
    assert found, "the mail holds no code"
    return found[0]


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


def names_in_the_file(page: Page, campaign: str) -> list[str]:
    """The same names, as the file has them."""
    text = page.request.get(f"/campagnes/{campaign}/signataires.csv").text()
    return [row[2] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))][1:]


def unhurried(page: Page, stack: Stack) -> None:
    """The form that is open has been for a while: what comes faster than anybody writes waits for a person."""
    with stack.behind(), seconds_ago(60):
        token = tokens.sign(OPENED, int(now().timestamp()))
    page.locator("input[name=opened]").evaluate("(field, token) => { field.value = token; }", token)


def focused(page: Page) -> str:
    """What has the focus, as a short text, for keyboard journeys."""
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


AT_THE_TOP = "(element) => document.activeElement === document.body && element.closest('main') !== null"


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until `target` has the focus, and see that it can be seen. From the top of a page to something of its
    content, people take the short way that the first link offers.
    """
    if target.evaluate(AT_THE_TOP):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=re.compile("Aller au contenu|Skip to content"))).to_be_focused()
        page.keyboard.press("Enter")
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab never came to {target}; it stands on {focused(page)}")
