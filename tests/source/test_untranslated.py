"""No page shows a text that cannot be translated, typed in a template or in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
KEYWORDS = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}

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
FRENCH_BY_NATURE = {"editions/_list.html"}


def said_in_python(source: str) -> tuple[list[str], list[str]]:
    """The French typed outside `_("…")`, docstrings apart; and what is given to `_` without being a sentence."""
    loose: list[str] = []
    computed: list[str] = []

    def read(node: ast.AST) -> None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            given = node.args[:2] if node.func.id == "ngettext" else node.args[:1]
            computed.extend(ast.unparse(each) for each in given if not isinstance(each, ast.Constant))
            for keyword in node.keywords:
                read(keyword)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            loose.extend([node.value] if re.search(r"[À-ÖØ-öø-ÿœŒ]|\w’\w|« ", node.value) else [])
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            for child in ast.iter_child_nodes(node):
                read(child)

    read(ast.parse(source))
    return loose, computed


def test_no_page_gets_french_from_python_that_cannot_be_translated() -> None:
    """The command line speaks to whoever runs the machine, not to readers."""
    faces = re.compile(r"(^|_)(errors|fields|forms|mails|staff|views)\.py$|^(words|bundle\w*|zipped)\.py$")
    paths = [path for path in sorted((ROOT / "app").rglob("*.py")) if faces.search(path.name)]
    assert paths
    found = {str(path.relative_to(ROOT)): said_in_python(path.read_text(encoding="utf-8"))[0] for path in paths}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_what_is_translated_is_written_out_where_it_is_said() -> None:
    """A sentence put together from pieces is not found by `make strings`."""
    found = {
        str(path.relative_to(ROOT)): said_in_python(path.read_text(encoding="utf-8"))[1]
        for path in sorted((ROOT / "app").rglob("*.py"))
    }
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_french_planted_in_python_is_found() -> None:
    assert said_in_python('flash("Déjà signé")')[0] == ["Déjà signé"]
    assert said_in_python('_("%(name)s", name="Quelqu’un")')[0] == ["Quelqu’un"]
    assert said_in_python('_(f"Merci {name}")')[1] == ["f'Merci {name}'"]
    assert said_in_python('"""« Déjà signé »"""\nflash(_("Déjà signé"), "success")') == ([], [])


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
