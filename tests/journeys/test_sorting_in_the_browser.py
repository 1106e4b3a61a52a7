"""The order that we store is the order that a browser would give: ICU's French Canadian, judged by Chromium's own."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from playwright.sync_api import Browser

from app.core.collation import sort_key
from app.core.plain_text import one_line
from tests.journeys.conftest import A_JOURNEY

pytestmark = A_JOURNEY

ROOT = Path(__file__).parents[2]
TRICKY = (ROOT / "tests" / "core" / "collation_names.txt").read_text("utf-8").splitlines()
DEMONSTRATION = ROOT / "app" / "local" / "demonstration"
SWAPPED = """(names) => {
    const judge = new Intl.Collator("fr-CA", { ignorePunctuation: true, numeric: true });
    const swapped = names.slice(1).map((name, place) => [names[place], name])
        .filter(([one, other]) => judge.compare(one, other) > 0);
    return { locale: judge.resolvedOptions().locale, swapped };
}"""


def column(name: str, key: str) -> list[str]:
    with (DEMONSTRATION / name).open(encoding="utf-8", newline="") as file:
        return [row[key] for row in csv.DictReader(file)]


def test_the_names_stand_as_the_browser_would_sort_them(chrome: Browser) -> None:
    names = {*TRICKY, *column("register.csv", "name"), *column("signatures.csv", "organization")}
    names |= set(column("municipalities.csv", "name"))
    draw = random.Random(17)
    made_up = {one_line(" ".join(draw.choices(sorted(names), k=2))) for _ in range(3_000)}
    # ICU reads « l· » as one Catalan letter; to a French reader the point is punctuation, and so it is to us.
    judged = sorted((name for name in names | made_up if "l·" not in name.casefold()), key=sort_key)
    page = chrome.new_page()
    found = page.evaluate(SWAPPED, judged)
    page.close()
    assert len(judged) > 3_000
    assert found == {"locale": "fr-CA", "swapped": []}
