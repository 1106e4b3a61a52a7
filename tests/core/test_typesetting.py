"""Documents: tagged, titled, in their language, the same bytes each time; and nobody's name makes one fail."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from app.core import typesetting
from app.core.typesetting import NotComposed, Reason, composing, prose, unprintable
from app.core.typesetting.signs import FONTS, SUBSTITUTE, Cleaner, signs_of_fonts
from tests.printed import elements_of, facts_of, picture, text_of

MARKUP = r"#let x = 1 $a^2$ *gras* _plat_ @ici \ `code` <label> = titre // rien /* rien */ [x] {y} ~ -- ..."
FROM_THE_RIGHT = "بيت المجتمع"


def test_a_document_is_tagged_titled_dated_and_in_its_language() -> None:
    made = typesetting.pdf("edition", facts_of(["La Maison"]))
    reader = PdfReader(io.BytesIO(made.content))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "fr-CA"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Une demande – Les 3 organismes cosignataires"
    assert str(reader.metadata.get("/CreationDate", "")).startswith("D:20240527")
    assert b"pdfuaid" in made.content or "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert made.replaced == ()


def test_the_same_facts_give_the_same_bytes() -> None:
    assert typesetting.pdf("edition", facts_of(["A"])) == typesetting.pdf("edition", facts_of(["A"]))


def test_markup_is_text() -> None:
    made = typesetting.pdf("edition", facts_of([MARKUP, "<b>Toit</b> & cie"]))
    assert re.sub(r"\s", "", MARKUP) in re.sub(r"\s", "", text_of(made.content))
    assert "<b>Toit</b>" in text_of(made.content)


@pytest.mark.parametrize(
    "name",
    [
        "Coop 🐝 Les abeilles 1️⃣ 👩‍🚒 🇨🇦",
        "ᐊᕙᑕᖅ ᓄᓇᕕᒃ ᐃᓄᐃᑦ",  # Inuktitut
        "ᓈᔅᑲᐱ ᐃᔨᔨᐤ ᐊᔨᒧᐎᓐ",  # Naskapi and Cree
        FROM_THE_RIGHT,
        "בית הקהילה",
        "Дом Ελλάδα Tiếng Việt",
        "Cafe\u0301 m\u0303 x\u0332",
        "A\u00a0B\u202fC\u2009D\u200bE\u00adF\ufe0f",
        "½ № ™ € → ♥ ☎ ✊ ★ ⚜",
        "\u202eenvers\u202c",
    ],
)
def test_the_signs_of_real_names_are_all_printed(name: str) -> None:
    made = typesetting.pdf("edition", facts_of([name]))
    assert made.replaced == ()


def test_a_sign_that_no_font_has_is_replaced_and_told_and_the_document_is_made() -> None:
    made = typesetting.pdf("edition", facts_of(["Le 𓀀 Phare", "漢"]))
    assert made.replaced == ("漢", "𓀀")
    assert f"Le {typesetting.SUBSTITUTE} Phare" in text_of(made.content)
    assert unprintable(["Le 𓀀 Phare", "Été"]) == ("𓀀",)


def test_a_picture_is_said_in_words_to_whoever_does_not_see_it() -> None:
    told = facts_of(["A"]) | {"logos": [{"file": "logo.png", "alt": "Coalition des exemples"}]}
    made = typesetting.pdf("edition", told, files={"logo.png": picture()})
    (figure,) = [element for element in elements_of(made.content) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == "Coalition des exemples"


def test_should_the_typesetter_refuse_a_sign_after_all_only_those_of_the_text_font_are_left() -> None:
    replaced: set[str] = set()
    shown = Cleaner(replaced, is_strict=True).facts({"names": ["Été, ᐊ x\u0332", "inc."], "count": 2})
    assert shown == {"names": [f"Été, {SUBSTITUTE} x{SUBSTITUTE}", "inc."], "count": 2}
    assert replaced == {"ᐊ", "\u0332"}


def test_a_long_stretch_without_a_space_stays_in_its_column() -> None:
    made = typesetting.pdf("edition", facts_of(["A" * 200, "Voisine"]))
    page = PdfReader(io.BytesIO(made.content)).pages[-1]
    ends: list[float] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: ends.append(tm[4]) if text.strip() else None)
    assert "A" * 200 in re.sub(r"[\s\u200b]", "", text_of(made.content))
    assert max(ends) < float(page.mediabox.width)


def test_facts_that_the_template_does_not_expect_are_refused_without_a_word_of_them() -> None:
    told = facts_of(["La Maison secrète"])
    del told["regions"]
    with pytest.raises(NotComposed) as refused:
        typesetting.pdf("edition", told)
    assert refused.value.reason is Reason.BROKEN
    assert "secrète" not in str(refused.value)


def test_a_document_that_would_take_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "MEMORY", 150 * 1024 * 1024)
    with pytest.raises(NotComposed) as refused:
        typesetting.pdf("edition", facts_of([f"Maison {number}" for number in range(3000)]))
    assert refused.value.reason is Reason.TOO_BIG


def test_a_picture_is_as_wide_as_it_was_asked() -> None:
    made = typesetting.png("edition", facts_of(["A"]), width=612)
    with Image.open(io.BytesIO(made.content)) as picture:
        assert (picture.format, picture.width, picture.height) == ("PNG", 612, 792)
    with Image.open(io.BytesIO(typesetting.png("edition", facts_of(["A"]), width=306).content)) as picture:
        assert picture.width == 306


def test_every_font_that_the_house_names_is_there() -> None:
    house = (FONTS.parent / "house.typ").read_text(encoding="utf-8")
    named = set(re.findall(r'"([A-Z][a-z][\w ]+)"', house))
    assert named
    assert {family(name) for name in signs_of_fonts()} >= named


def family(file_name: str) -> str:
    from fontTools.ttLib import TTFont

    (path,) = FONTS.rglob(file_name)
    with TTFont(path, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


def test_prose_keeps_emphasis_lists_and_levels_without_a_gap() -> None:
    line = "Un **deux** *trois* [quatre](https://example.org) : cinq"
    blocks = prose(f"## Titre\n\n{line}\n\n1. a\n2. b\n\n- c\n\n#### Sous-titre\n\n<b>x</b>", "fr")
    assert [block.get("level") for block in blocks] == [1, None, None, None, 2, None]
    assert blocks[0] == {"heading": [{"text": "Titre"}], "level": 1}
    assert {"strong": [{"text": "deux"}]} in blocks[1]["paragraph"]
    assert {"link": "https://example.org", "words": [{"text": "quatre"}]} in blocks[1]["paragraph"]
    assert blocks[1]["paragraph"][-1] == {"text": "\u00a0: cinq"}
    assert [item[0]["paragraph"] for item in blocks[2]["items"]] == [[{"text": "a"}], [{"text": "b"}]]
    assert (blocks[2]["start"], blocks[3]["start"]) == (1, None)
    assert shown(blocks[5]) == "<b>x</b>"


def shown(block: dict[str, Any]) -> str:
    return "".join(part["text"] for part in block["paragraph"])
