"""Every sentence of the pages has its English, and no page shows a sentence that cannot be translated.

French is the source: a sentence is its own key. `make strings` gathers the sentences into the English catalogue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from app.core.language import CATALOGUE

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# What only French typography puts there: « guillemets », a space before a colon or a percent sign.
FRENCH_MARKS = re.compile(r"[«»]|[ \u00a0]:(?!\w)|(?:[ \u00a0]|&nbsp;)[%$]")

# Visible words that are the same in every language.
NAMES = {"English", "Français"}
# Blocks and macros that make a piece of a tag, not a text.
PIECES = {"content_class", "_attributes", "_family"}
# Invented people and organizations of the page that shows the components.
SAMPLES = {
    "site/composants.html": {
        "Accueil du Littoral",
        "Dominique Modèle-Fictif de la Grande-Épreuve",
        "Maison des jeunes de la Baie",
        "Rimouski · Nadia B., coordonnatrice · …",
        "Îles-de-la-Madeleine",
    }
}
# The headings of the « fidèle » list, which is French by nature: « 01 Bas-Saint-Laurent : ».
FRENCH_BY_NATURE = {"cosignatures/signatories.html"}


@lru_cache(maxsize=1)
def sentences() -> Catalog:
    """What the code and the templates say, gathered as `make strings` gathers it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for file, line, message, comments, context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        found.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return found


@lru_cache(maxsize=1)
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def key(message: Message) -> str:
    return forms(message.id)[0]


def pairs() -> Iterator[tuple[str, str]]:
    """Each French sentence and its English; singular with singular, plural with plural."""
    for message in entries(english()):
        yield from zip(forms(message.id), forms(message.string), strict=True)


def french() -> Iterator[str]:
    for message in entries(sentences()):
        yield from forms(message.id)


def test_the_catalogue_holds_the_sentences_of_the_pages_and_no_others() -> None:
    ours, theirs = ({message.id for message in entries(catalogue)} for catalogue in (sentences(), english()))
    assert ours, "nothing was extracted: babel.cfg is wrong"
    assert (ours - theirs, theirs - ours) == (set(), set()), "run `make strings`, then translate what is new"


def test_every_sentence_has_its_english() -> None:
    assert [key(message) for message in entries(english()) if not all(forms(message.string))] == []


def test_no_english_is_uncertain_or_left_over() -> None:
    assert [key(message) for message in entries(english()) if message.fuzzy] == []
    assert list(english().obsolete) == []


def test_the_english_has_the_same_blanks() -> None:
    def blanks(text: str) -> tuple[set[str], int, int, Counter[str]]:
        rest = PLACEHOLDER.sub("", text)
        return set(PLACEHOLDER.findall(text)), rest.count("%%"), rest.count("%"), Counter(TAG.findall(text))

    assert [(here, there) for here, there in pairs() if blanks(here) != blanks(there)] == []


def test_the_english_keeps_the_space_around_a_piece_of_sentence() -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    # « : » and the marks that join quotations lose a space in English.
    wrong = [(here, there) for here, there in pairs() if edges(here) != edges(there) and LETTERS.search(here)]
    assert [pair for pair in wrong if not FRENCH_MARKS.search(pair[0][:2])] == []


def test_the_english_has_the_typography_of_english() -> None:
    wrong = re.compile(r"[«»\u00a0\u202f]|\s[:;!?%]|\w'\w|(?<![=\w])\"|\.\.\.")
    assert [there for _, there in pairs() if wrong.search(TAG.sub("", PLACEHOLDER.sub("x", there)))] == []


@pytest.mark.parametrize(
    ("mistake", "pattern"),
    [
        ("a typed no-break space: the filter makes them", r"[\u00a0\u202f\u2009]"),
        ("a straight apostrophe", r"(?<=[^\W\d_])'(?=[^\W\d_])"),
        ("straight or English quotation marks", r"[\"“”]"),
        ("three dots for an ellipsis", r"\.\.\."),
        ("a space before ; ! or ?", r"\s[;!?]"),
        ("no space before a colon", r"[^\W\d_]:(?=\s|$)"),
        ("no space inside guillemets", r"«\S|\S»"),
    ],
)
def test_no_french_sentence_has(mistake: str, pattern: str) -> None:
    assert [text for text in french() if re.search(pattern, TAG.sub("", text))] == [], mistake


def test_a_percent_sign_is_doubled_in_a_template() -> None:
    """Jinja always fills in the blanks, even when there are none."""
    lonely = [
        text
        for message in entries(sentences())
        if any(file.startswith("templates/") for file, _ in message.locations)
        for text in forms(message.id)
        if "%" in PLACEHOLDER.sub("", text).replace("%%", "")
    ]
    assert lonely == []


class Visible(HTMLParser):
    """What a reader sees or hears of a page: its text, and the attributes that are read aloud."""

    SPOKEN = {"alt", "aria-description", "aria-label", "placeholder", "title"}
    SILENT = {"code", "script", "style", "svg"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._silence = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._silence += tag in self.SILENT
        self.texts += [value for name, value in attributes if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silence -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silence:
            self.texts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")


def is_translation(node: nodes.Node) -> bool:
    """`_("…")`, `ngettext(…)`, and what Jinja makes of `{% trans %}`."""
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in KEYWORDS


def written(node: nodes.Node) -> Iterator[str]:
    """The page in order, an object replacement character in place of each value."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield "\ufffc"
    elif not (isinstance(node, nodes.Block | nodes.Macro) and node.name in PIECES):
        for child in node.iter_child_nodes():
            yield from written(child)


def literals(node: nodes.Node) -> Iterator[str]:
    """The texts typed in expressions, outside translations: `{{ forms.submit("Envoyer") }}`."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child.value
        elif is_translation(child):
            yield from (text for keyword in child.kwargs for text in literals(keyword))
        else:
            yield from literals(child)


def untranslated(source: str, *, is_html: bool = True) -> list[str]:
    """Words, or French punctuation, that would be the same on a page in English."""
    page = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    text = "".join(written(page))
    visible = Visible()
    if is_html:
        visible.feed(text)
        visible.close()
    else:
        visible.texts = text.splitlines()
    typed = [each for each in literals(page) if re.search(r"[À-ÿœŒ’«»]|^[A-Z][a-z]+(?: [a-z]+)+|^\s+:\s*$", each)]
    shown = [each for each in visible.texts if LETTERS.search(each) or FRENCH_MARKS.search(each)]
    return [each.replace("\ufffc", "…").strip() for each in [*shown, *typed] if each.strip() not in NAMES]


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.[ht][tx][mt]*"))
)
def test_no_template_shows_a_text_that_cannot_be_translated(name: str) -> None:
    found = untranslated((TEMPLATES / name).read_text(encoding="utf-8"), is_html=name.endswith(".html"))
    if name in FRENCH_BY_NATURE:
        found = [text for text in found if LETTERS.search(text)]
    assert [text for text in found if text not in SAMPLES.get(name, ())] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bonjour</p>",
        "<p>{{ name }} a signé</p>",
        '<nav aria-label="Régions"></nav>',
        '{{ forms.submit("Cosigner la lettre") }}',
        '{{ forms.submit(_("Cosigner"), hint="Déjà signé?") }}',
        "<p>{{ name }} : {{ city }}</p>",
        '{{ _("%(name)s a signé", name=person or "Quelqu’un") }}',
        "{% if x %}<b>oui</b>{% endif %}",
    ],
)
def test_a_planted_text_is_found(source: str) -> None:
    assert untranslated(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "{# Bonjour #}<p>{{ _('Bonjour') }}</p>",
        "{% trans name=name %}Bonjour <b>{{ name }}</b>{% endtrans %}",
        '<p class="lead big">{{ name }}, {{ city }} · {{ _("Oui") }} – 12</p>',
        "<style>p { color: red }</style><a lang='fr'>Français</a>",
        "<p class=\"{{ 'card card--acting' if first }}\"></p>",
        '{% set place = _("Ici") %}{{ place ~ _(" : ") ~ name }}',
    ],
)
def test_what_is_translated_raises_no_alarm(source: str) -> None:
    assert untranslated(source) == []
