"""The pieces that pages are made of: vendored as published, free of inline code, usable by everybody (`make audit`)."""

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VENDORED = ("static/vendor", "templates/print/fonts", "tests/vendor")
AXE = ROOT / "tests" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
PAGE = "/composants"


def listed(folder: str) -> dict[str, str]:
    lines = (ROOT / folder / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert all(len(row) == 4 for row in rows), "sha384, path, package@version, licence"
    return {path: digest for digest, path, _package, _licence in rows}


@pytest.mark.parametrize("folder", VENDORED)
def test_every_vendored_file_is_the_one_that_was_published_and_nothing_else_is_there(folder):
    found = {
        str(path.relative_to(ROOT / folder)): "sha384-"
        + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "CHECKSUMS"
    }
    assert found == listed(folder)


@pytest.mark.parametrize("folder", VENDORED)
def test_every_vendored_package_comes_with_its_licence(folder):
    packages = {path.split("/")[0] for path in listed(folder)}
    assert all((ROOT / folder / package / "LICENSE").is_file() for package in packages)


def test_the_stylesheet_asks_for_nothing_outside_of_the_site():
    sheet = (ROOT / "static" / "site.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\"?([^)\"]+)", sheet)
    assert addresses
    assert all((ROOT / "static" / address).is_file() for address in addresses)
    assert "@import" not in sheet


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_has_a_style_or_a_script_of_its_own(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.parent != ROOT / "templates" / "email" and "email" not in path.parts:
        assert not re.search(r"\sstyle\s*=|<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"'{]", text)
    assert not re.search(r"<script\b(?![^>]*\ssrc=)", text)
    fetched = re.findall(r"<(?:script|link|img|iframe|source|object|embed)\b[^>]*>", text)
    assert not [tag for tag in fetched if re.search(r"""\s(?:src|srcset|href|data)\s*=\s*["'](?:https?:)?//""", tag)]


def test_every_macro_says_how_it_is_used():
    silent = []
    for path in (ROOT / "templates" / "components").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"\{% macro ([a-z]\w*)", text):
            before = text[: match.start()].rstrip()
            if not before.endswith("#}") and f".{match[1]}(" not in text[: match.start()]:
                silent.append(f"{path.name}: {match[1]}")
    assert silent == []


@pytest.fixture(scope="module")
def address(application: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


def opened(tab: Page, address: str) -> None:
    answer = tab.goto(address + PAGE)
    assert answer is not None
    assert answer.status == 200


@pytest.fixture
def page(chrome: Browser, address: str) -> Iterator[Page]:
    """The components page, where an error of the console or a refusal of the policy fails the test."""
    tab = chrome.new_page(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    problems: list[str] = []
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    opened(tab, address)
    yield tab
    tab.close()
    assert problems == []


@pytest.mark.audit
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_components_can_be_used_by_everybody(chrome, address, width, scheme):
    tab = chrome.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened(tab, address)
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    violations = tab.evaluate("axe.run(document).then(found => found.violations)")
    tab.close()
    assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in violations] == []


@pytest.mark.audit
@pytest.mark.parametrize("width", [320, 1280])
def test_what_can_be_pressed_is_large_enough(chrome, address, width):
    tab = chrome.new_page(viewport={"width": width, "height": 800})
    opened(tab, address)
    small = tab.evaluate(
        """[...document.querySelectorAll("button, .button, .action, input:not([type=hidden]), select, summary, nav a")]
            .filter((element) => element.checkVisibility() && !element.closest(".honeypot"))
            .map((element) => [element.outerHTML.slice(0, 90), element.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
    )
    tab.close()
    assert small == []


def options(page: Page) -> Locator:
    """The suggestions; a native select has options too."""
    return page.locator(".combobox__option")


@pytest.mark.audit
def test_an_organization_is_found_and_chosen_with_the_keyboard(page):
    box = page.locator("#empty-organization")
    box.focus()
    page.keyboard.type("mai")
    options(page).first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert box.input_value() == "Maison des jeunes du Rivage"
    assert page.locator("#empty-organization_id").input_value() == "2"
    assert page.locator("#empty-region").input_value() == "01"
    assert page.locator("#empty-city").input_value() == "Matane"
    assert box.get_attribute("aria-expanded") == "false"


@pytest.mark.audit
def test_an_answer_that_comes_after_the_choice_does_not_reopen_the_list(page):
    box = page.locator("#empty-organization")
    box.fill("ma")
    options(page).first.wait_for()
    late: list[Route] = []
    page.route("**/organizations.json*q=mai", lambda route: late.append(route))
    with page.expect_request("**/organizations.json*q=mai"):
        box.press_sequentially("i")
    box.press("ArrowDown")
    box.press("Enter")
    for answer in late:
        answer.continue_()
    page.unroute_all(behavior="wait")
    assert box.get_attribute("aria-expanded") == "false"
    assert not options(page).first.is_visible()


@pytest.mark.audit
def test_changing_the_name_forgets_the_organization_that_was_chosen(page):
    box = page.locator("#empty-organization")
    box.fill("mai")
    options(page).first.click()
    assert page.locator("#empty-organization_id").input_value() == "1"
    box.press("End")
    box.press("x")
    assert page.locator("#empty-organization_id").input_value() == ""


@pytest.mark.audit
def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page):
    box = page.locator("#empty-organization")
    box.fill("mai")
    options(page).first.wait_for()
    box.press("Escape")
    assert not options(page).first.is_visible()
    assert box.input_value() == "mai"


@pytest.mark.audit
@pytest.mark.parametrize("typed", ["elues et proches", "ÉLU·E·S", "élu.e.s du temiscouata", "(élues)"])
def test_the_list_is_searched_without_accents_case_or_points(page, typed):
    page.get_by_role("searchbox").fill(typed)
    visible = page.locator("#liste li:visible").all_inner_texts()
    assert len(visible) == 2
    assert all(text.startswith("Élu·e·s et proches du Témiscouata") for text in visible)
    assert page.locator("#liste-found").inner_text() == "2 organismes trouvés"
    page.get_by_role("searchbox").fill("")
    assert page.locator("#liste li:visible").count() == page.locator("#liste li").count()


@pytest.mark.audit
def test_a_text_is_copied_and_the_button_says_so(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copier le paragraphe")
    button.click()
    page.get_by_role("button", name="Copié").wait_for()
    assert "75 organismes" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.audit
def test_a_key_acts_on_the_card_that_has_the_focus_and_nowhere_else(page):
    page.evaluate(
        """() => {
            window.pressed = [];
            document.addEventListener("click", (event) => window.pressed.push(event.target.textContent.trim()));
        }"""
    )
    page.keyboard.press("f")
    page.locator("#empty-city").press("f")
    assert page.evaluate("window.pressed") == []
    page.locator(".card[data-keys]").first.focus()
    page.keyboard.press("f")
    assert page.evaluate("window.pressed") == ["Fusionner F"]


@pytest.mark.audit
def test_a_counter_says_what_is_left_and_what_is_too_much(page):
    page.locator("#wrong-message").fill("a" * 119)
    assert page.locator("#wrong-message-counter").inner_text() == "1 caractère restant"
    page.locator("#wrong-message").fill("a" * 123)
    assert page.locator("#wrong-message-counter").inner_text() == "3 caractères de trop"


@pytest.mark.audit
def test_the_error_summary_takes_the_focus_and_leads_to_each_field(page):
    summary = page.locator(".error-summary")
    assert summary.evaluate("element => element === document.activeElement")
    for link in summary.get_by_role("link").all():
        target = page.locator(str(link.get_attribute("href")))
        assert target.count() == 1
        assert target.is_visible()
    page.locator(".error-summary a[href='#wrong-authority-0']").click()
    assert page.evaluate("document.activeElement.id") == "wrong-authority-0"


@pytest.mark.audit
def test_every_error_is_told_beside_its_field(page):
    for field in page.locator("[aria-invalid=true]").all():
        described = str(field.get_attribute("aria-describedby")).split()
        assert f"{field.get_attribute('id')}-error" in described
        assert all(page.locator(f"#{part}").count() == 1 for part in described)


@pytest.mark.audit
def test_without_javascript_everything_is_there_and_nothing_pretends_to_work(chrome, address):
    context = chrome.new_context(java_script_enabled=False)
    tab = context.new_page()
    opened(tab, address)
    assert not tab.get_by_role("button", name="Copier le paragraphe").is_visible()
    assert not tab.get_by_role("searchbox").is_visible()
    assert tab.get_by_label("Nom de l’organisme").first.is_visible()
    assert tab.locator("#liste li").first.is_visible()
    context.close()


def test_the_letter_is_cut_between_paragraphs_and_never_inside_a_list(app):
    from markupsafe import Markup

    letter = app.jinja_env.get_template("components/letter.html").module.letter
    long = "<p>" + "a" * 500 + "</p>\n"
    text = Markup(long + "<ul>\n<li>\n<p>un</p>\n<p>deux</p>\n</li>\n</ul>\n" + long + "<p>fin</p>\n")  # noqa: S704
    html = str(letter(text, fold=200))
    before, folded = html.split("<details", 1)
    assert before.count("<p>") == before.count("</p>")
    assert before.count("<ul>") == before.count("</ul>") == 1
    assert "fin" in folded
    assert "<details" not in str(letter(Markup("<p>court</p>\n<p>et bref</p>")))


def test_a_letter_that_is_not_safe_html_is_shown_as_text(app):
    letter = app.jinja_env.get_template("components/letter.html").module.letter
    assert "<script>" not in str(letter("<script>alert(1)</script>"))
