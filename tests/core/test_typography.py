"""The typography of our own text: what changes, and what is left alone."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from app.core.clock import frozen
from app.core.typography import NBSP, day, french, moment, number, short_day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Signataires : 12", "Signataires~: 12"),
        ("la « mission » et «l’autonomie»", "la «~mission~» et «~l’autonomie~»"),
        ("76 % des groupes, 12,5 % l’an dernier", "76~% des groupes, 12,5~% l’an dernier"),
        ("10 M$, 25 k$, 40 $ et 3 G$.", "10~M$, 25~k$, 40~$ et 3~G$."),
        ("911 millions $ par an", "911~millions~$ par an"),
        ("Merci ! Vraiment ? Oui ; merci.", "Merci! Vraiment? Oui; merci."),
        ("Vraiment ?! (oui !)", "Vraiment?! (oui!)"),
        ("1 586 organismes, 10 000 000 de personnes", "1~586 organismes, 10~000~000 de personnes"),
        ("à 13 h 30, puis 9 h.", "à 13~h~30, puis 9~h."),
        ("l'autonomie, aujourd'hui", "l’autonomie, aujourd’hui"),
        ("12:30 et 3!", "12:30 et 3!"),
        ("il a dit 'oui' hier", "il a dit 'oui' hier"),
        ("en 2024, 27 mai", f"en 2024, 27{NBSP}mai"),
        ("Le 1er mai 2024", f"Le 1er{NBSP}mai 2024"),
        ("« Il y a des limites ! »", "«~Il y a des limites!~»"),
    ],
)
def test_french_text_gets_the_spaces_of_the_office(typed: str, expected: str) -> None:
    assert french(typed) == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("« {titre} » : {nombre} !", "«~{titre}~»~: {nombre}!"),
        ("soit %(part)s % de %(total)s organismes", "soit %(part)s~% de %(total)s organismes"),
        ("%(part)s %% : %(count)d groupes", "%(part)s~%%~: %(count)d groupes"),
        ("{montant} $ à {heure} h", "{montant}~$ à {heure}~h"),
        ("<strong>Attention</strong> : lisez !", "<strong>Attention</strong>~: lisez!"),
        ("<em>« Oui »</em> !", "<em>«~Oui~»</em>!"),
        ("l'<em>autonomie</em>", "l’<em>autonomie</em>"),
        ("voir https://exemple.org/a?b=1 : oui", "voir https://exemple.org/a?b=1~: oui"),
        ("écrire à une.personne@example.org ?", "écrire à une.personne@example.org?"),
        (
            "[la lettre : ici](https://example.org/l'a_(b)) : lisez",
            "[la lettre~: ici](https://example.org/l'a_(b))~: lisez",
        ),
    ],
)
def test_the_text_around_what_is_kept_is_still_french(typed: str, expected: str) -> None:
    assert french(typed) == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    "kept",
    [
        "<a href='x : y !' title=\"L'un : l'autre ?\">texte</a>",
        "<code>a : b ; c ? 10 000</code>",
        "<pre>l'un : l'autre</pre>",
        "```\nx = 'a' if b else 'c' ;\n```",
        "`a : b ?`",
        "{un : blanc}",
        "{{ _('a : b') }} et {% if x : y %}",
        "<!-- l'un : l'autre ! -->",
        "https://example.org/l'un?a=1;b=2!",
        "jean.d'arc@example.org",
        '![une image](images/a.png "Un titre : ici !")',
        "| :--- | :-: |",
        "x != y",
        "&nbsp;&#39;",
        "%(nom)s %s %d",
    ],
)
def test_what_is_not_prose_is_left_alone(kept: str) -> None:
    assert french(kept) == kept


def test_a_value_known_as_html_stays_known_as_html() -> None:
    shown = french(Markup("<b>Oui</b> : « non »"))
    assert isinstance(shown, Markup)
    assert shown == f"<b>Oui</b>{NBSP}: «{NBSP}non{NBSP}»"


PIECES = st.sampled_from(
    [
        *" «»:;!?%$'’`{}()[]<>|*_~&#@\"\n\t-.,\u00a0\u202f\ue000",
        *string.digits,
        "a", "é", "h", "M$", "13 h 30", "1 586", "{nom}", "%(n)s", "%s", "<b>", "</b>", "<code>", "</code>",
        "https://a.b/c", "a@b.c", "[x](y)", "```", "&amp;", "millions", "<a title='x", "{{", "}}", "%%",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@example("a ! ! b")
@example("« » : ; ! ?")
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = french(text)
    assert french(once) == once


@given(st.lists(PIECES, max_size=30).map("".join))
def test_only_spaces_and_apostrophes_ever_change(text: str) -> None:
    def without(value: str) -> str:
        return value.translate({ord(" "): None, 0xA0: None, 0x202F: None, ord("'"): "’"})

    assert without(french(text)) == without(text)


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (1586, "fr", f"1{NBSP}586"),
        (1586, "en", "1,586"),
        (12.5, "fr", "12,5"),
        (0, "fr", "0"),
        (-1200, "fr", f"-1{NBSP}200"),
    ],
)
def test_numbers_are_grouped_as_each_language_groups_them(value: float, locale: str, expected: str) -> None:
    assert number(value, locale) == expected


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (date(2024, 5, 1), "fr", "1er mai 2024"),
        (date(2024, 5, 27), "fr", "27 mai 2024"),
        (date(2024, 8, 11), "fr", "11 août 2024"),
        (date(2024, 5, 21), "fr", "21 mai 2024"),
        (date(2024, 5, 1), "en", "May 1, 2024"),
        (date(2024, 5, 27), "en", "May 27, 2024"),
    ],
)
def test_days_are_written_in_words(value: date, locale: str, expected: str) -> None:
    assert day(value, locale) == expected


def test_a_short_day_says_its_year_only_when_it_is_another() -> None:
    with frozen(datetime(2024, 6, 1, 12, tzinfo=UTC)):
        assert [short_day(date(2024, 5, number), "fr") for number in (1, 27)] == ["1er mai", "27 mai"]
        assert short_day(date(2024, 11, 18), "en") == "Nov 18"
        assert short_day(date(2016, 2, 1), "fr") == "1er févr. 2016"


def test_an_instant_is_told_on_a_quebec_clock() -> None:
    at = datetime(2024, 5, 28, 1, 30, tzinfo=UTC)
    assert moment(at, "fr") == f"27 mai 2024, 21{NBSP}h{NBSP}30"
    assert moment(at, "en") == f"May 27, 2024, 9:30{NBSP}p.m."
    assert moment(datetime(2024, 1, 1, 14, 5, tzinfo=UTC), "fr") == f"1er janvier 2024, 9{NBSP}h{NBSP}05"
    assert moment(datetime(2024, 1, 1, 14, 0, tzinfo=UTC), "fr") == f"1er janvier 2024, 9{NBSP}h"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2024, 5, 27, 13, 30), "fr")  # noqa: DTZ001 - that is the point
