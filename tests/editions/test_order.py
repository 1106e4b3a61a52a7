"""The order of a list, as a French Canadian reader expects it: the browser is the judge.

Of the real names that are shipped, and of invented ones that have all that real ones have: articles, hyphens, acronyms,
figures, ligatures, capitals, letters in two pieces, signs.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from playwright.sync_api import Browser

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.collation import sort_key
from app.editions import rendering, service
from app.editions.service import FORMS
from tests.factories import make_cosignature

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "app" / "local" / "demonstration" / "register.csv"
SIGNATURES = REGISTER.with_name("signatures.csv")
TRICKY = ROOT / "tests" / "core" / "collation_names.txt"
SWAPPED = """names => {
  const judge = new Intl.Collator("fr-CA", {ignorePunctuation: true, numeric: true});
  const pairs = names.slice(1).map((name, place) => [names[place], name]);
  return pairs.filter(([before, after]) => judge.compare(before, after) > 0);
}"""


def column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8") as file:
        return {row[name] for row in csv.DictReader(file)}


def test_every_name_that_is_shipped_and_every_tricky_one_stand_as_the_browser_orders_them(chrome: Browser) -> None:
    """The keys by which databases sort, without a database."""
    names = column(REGISTER, "name") | column(SIGNATURES, "organization") | set(TRICKY.read_text("utf-8").splitlines())
    assert len(names) > 450
    tab = chrome.new_page(locale="fr-CA")
    swapped = tab.evaluate(SWAPPED, sorted(names, key=sort_key))
    tab.close()
    assert swapped == []


def test_names_of_the_shipped_register_stand_in_the_order_of_a_french_canadian_browser(
    chrome: Browser, campaign: Campaign, staff: Account
) -> None:
    with REGISTER.open(encoding="utf-8") as file:
        known = [row["name"] for row in csv.DictReader(file) if row["kind"] == "community"]
    some = {*known[:: len(known) // 30], "Cote à cote", "Côté cour", "Coté jardin", "L’Élan", "50 ans et plus"}
    for name in sorted(some, reverse=True):
        make_cosignature(campaign, by=staff, organization_name=name, region_code="01", city="Rimouski")
    edition = service.freeze(campaign)
    told = json.loads(rendering.render(edition, FORMS["edition.json"]))
    names = [line["name"] for line in told["lines"]]
    assert set(names) == some
    tab = chrome.new_page(locale="fr-CA")
    swapped = tab.evaluate(SWAPPED, names)
    tab.close()
    assert swapped == []
