"""The piece of HTML in the page of somebody else, in a real browser: what stood there stands as it stood."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.campaigns.models import Campaign
from app.editions import rendering, service
from app.editions.service import FORMS
from tests.editions.conftest import HOSTILE, sign

THEIRS = """<!doctype html><html lang="fr"><head><title>Notre site</title><style>
  h2 { color: rgb(0, 80, 0) } p { margin: 7px } #menu { float: right } .entry p + p { text-indent: 1em }
</style></head><body>
<header id="menu"><h2>Menu</h2><p>Accueil</p></header>
<main><div class="entry"><p>Avant.</p><div id="ici"></div></div></main>
<footer><p>Après.</p></footer></body></html>"""
# Everything of theirs with the look that it has, and what runs or loads.
SEEN = """() => ({
  theirs: [...document.querySelectorAll("*")].filter(one => !one.closest("#ici")).map(one => {
    const look = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return [one.tagName, one.id, look.color, look.fontSize, look.float, look.textIndent, Math.round(box.width)];
  }),
  words: [...document.querySelectorAll("header, .entry > p, footer")].map(one => one.innerText),
  loaded: document.querySelectorAll("#ici :is(script, style, img, link, iframe, [style], [onclick], [class])").length,
  ids: new Set([...document.querySelectorAll("[id]")].map(one => one.id)).size
    === document.querySelectorAll("[id]").length,
})"""


@pytest.mark.parametrize("name", ["liste-fidele.html", "liste-soigne.html"])
def test_a_piece_that_is_pasted_changes_nothing_around_it(chrome: Browser, campaign: Campaign, name: str) -> None:
    for one in (*HOSTILE, "</p></div></main><script>document.body.remove()</script>", "<!-- <h2 id='menu'> &lt;"):
        sign(campaign, one, city="<style>p { color: red }</style>")
    piece = rendering.render(service.freeze(campaign), FORMS[name]).decode()
    tab = chrome.new_page()
    tab.set_content(THEIRS)
    before = tab.evaluate(SEEN)
    tab.set_content(THEIRS.replace('<div id="ici">', f'<div id="ici">{piece}'))
    after = tab.evaluate(SEEN)
    shown = tab.locator("#ici p").all_inner_texts()
    tab.close()
    assert after == before
    assert (before["loaded"], before["ids"]) == (0, True)
    assert any("<script>document.body.remove()</script>" in words for words in shown)
