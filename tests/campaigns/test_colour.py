"""Whatever colour staff choose, everything drawn with it can be read, by day and by night."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns import colour
from app.campaigns.colour import DAY, GRAPHIC_CONTRAST, NIGHT, RAIL, TEXT_CONTRAST, companions, contrast

SHEET = Path(__file__).parents[2] / "static" / "site.css"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(("typed", "kept"), [("#D13A17", "#d13a17"), (" d13a17 ", "#d13a17"), ("#abc", "#aabbcc")])
def test_a_colour_is_kept_as_six_figures(typed, kept):
    assert colour.normal(typed) == kept


@pytest.mark.parametrize("typed", ["", "#", "red", "#12345", "#1234567", "#12g456", "#fff;}", "url(x)", "#١٢٣"])
def test_what_is_not_a_colour_is_refused(typed):
    with pytest.raises(ValueError, match="not a colour"):
        colour.stylesheet(typed)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#d13a17", "#d13a17", 1.0),
    ],
)
def test_contrast_is_that_of_the_guidelines_whatever_the_order(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_words_on_the_flood_are_readable_on_both_of_its_shades(chosen):
    found = companions(chosen)
    assert contrast(found.on_campaign, found.campaign) >= TEXT_CONTRAST
    assert contrast(found.on_campaign, found.deep) >= TEXT_CONTRAST


@given(COLOURS)
def test_text_in_the_colour_is_readable_by_day_and_by_night(chosen):
    found = companions(chosen)
    assert min(contrast(found.ink, DAY[name]) for name in ("paper", "sheet", "tint")) >= TEXT_CONTRAST
    assert min(contrast(found.night_ink, NIGHT[name]) for name in ("paper", "sheet", "tint")) >= TEXT_CONTRAST


@given(COLOURS)
def test_bars_and_signs_stand_out_from_paper_and_from_their_track(chosen):
    found = companions(chosen)
    assert min(contrast(found.mark, surface) for surface in DAY.values()) >= GRAPHIC_CONTRAST
    assert min(contrast(found.night_mark, surface) for surface in NIGHT.values()) >= GRAPHIC_CONTRAST
    assert min(contrast(found.rail_mark, surface) for surface in RAIL) >= GRAPHIC_CONTRAST


@given(COLOURS)
def test_the_first_button_never_melts_into_the_flood(chosen):
    found = companions(chosen)
    assert contrast(found.edge, found.campaign) >= colour.EDGE_CONTRAST
    assert contrast(found.night_edge, found.campaign) >= colour.EDGE_CONTRAST


@given(COLOURS)
def test_the_stylesheet_holds_colours_and_nothing_else(chosen):
    sheet = colour.stylesheet(chosen)
    figures = re.findall(r"--(?:on-)?campaign(?:-[a-z-]+)?:(#[0-9a-f]{6})[;}]", sheet)
    assert len(figures) == 10
    assert sheet.count("{") == sheet.count("}") == 3


@given(COLOURS)
def test_a_colour_that_already_reads_well_is_left_alone(chosen):
    found = companions(chosen)
    if all(contrast(chosen, DAY[name]) >= TEXT_CONTRAST for name in ("paper", "sheet", "tint")):
        assert found.ink == chosen


@pytest.mark.parametrize("chosen", ["#ffd400", "#0057b8", "#00b140", "#7a1fa2"])
def test_a_companion_keeps_the_hue(chosen):
    hue = colour._to_oklch(chosen)[2]
    for companion in (companions(chosen).ink, companions(chosen).night_ink):
        assert colour._to_oklch(companion)[2] == pytest.approx(hue, abs=0.12)


def test_the_stylesheet_of_the_site_has_the_same_surfaces_and_the_default_colour():
    day, night = SHEET.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)", 1)
    for text, surfaces in ((day, DAY), (night, NIGHT)):
        for name, figures in surfaces.items():
            assert re.search(rf"--{name}: {figures};", text), name
    default = companions(colour.DEFAULT)
    for name, figures in {
        "campaign": default.campaign,
        "on-campaign": default.on_campaign,
        "campaign-deep": default.deep,
        "campaign-ink": default.ink,
        "campaign-mark": default.mark,
        "campaign-on-rail": default.rail_mark,
    }.items():
        assert re.search(rf"--{name}: {figures};", day), name
    assert f"--campaign-ink: {default.night_ink};" in night
    assert f"--campaign-mark: {default.night_mark};" in night
