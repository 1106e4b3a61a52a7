"""The colour of a campaign and its readable companions.

Staff choose one colour; whatever it is (yellow, black, grey), every text and every bar drawn with it must be
readable on paper, by day and by night. The companions keep the hue and only move the lightness, measured in
OKLCH where a step of lightness looks the same in every hue. Contrast is that of WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

DEFAULT = "#d13a17"
TEXT_CONTRAST = 4.5
GRAPHIC_CONTRAST = 3.0
EDGE_CONTRAST = 2.0  # below it the dark button melts into a dark flood, and gets a light edge

# The surfaces of static/site.css on which the companions are used; a test keeps the two equal.
INK = "#17161c"
WHITE = "#ffffff"
BLACK = "#000000"
DAY = {"paper": "#fffdf7", "sheet": "#ffffff", "tint": "#fff3e6", "line": "#e5ded2"}
NIGHT_INK = "#f8f2e7"
NIGHT = {"paper": "#17161c", "sheet": "#201f27", "tint": "#2b2730", "line": "#3d3945"}
RAIL = ("#17161c", "#0d0c11")

RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Companions:
    """The campaign's colour and what goes with it: `ink` for text, `mark` for bars and signs, `edge` for the button."""

    campaign: str
    on_campaign: str
    deep: str
    ink: str
    mark: str
    night_ink: str
    night_mark: str
    rail_mark: str
    edge: str
    night_edge: str


def normal(colour: str) -> str:
    """The colour as six lower-case figures. Raises ValueError on anything else than a hexadecimal colour.

    >>> normal(" #D31 ")
    '#dd3311'
    """
    figures = colour.strip().lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", figures):
        figures = "".join(figure * 2 for figure in figures)
    if not re.fullmatch(r"[0-9a-f]{6}", figures):
        raise ValueError(f"not a colour: {colour!r}")
    return f"#{figures}"


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2.2, from 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How much light the colour gives, from 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def companions(colour: str) -> Companions:
    """Every companion of the colour."""
    campaign = normal(colour)
    on_campaign = _on(campaign)
    away = -0.055 if on_campaign == WHITE else 0.055
    day_text = [DAY["paper"], DAY["sheet"], DAY["tint"]]
    night_text = [NIGHT["paper"], NIGHT["sheet"], NIGHT["tint"]]
    return Companions(
        campaign=campaign,
        on_campaign=on_campaign,
        deep=_readable_shift(campaign, away, on_campaign),
        ink=_darkened(campaign, day_text, TEXT_CONTRAST),
        mark=_darkened(campaign, DAY.values(), GRAPHIC_CONTRAST),
        night_ink=_lightened(campaign, night_text, TEXT_CONTRAST),
        night_mark=_lightened(campaign, NIGHT.values(), GRAPHIC_CONTRAST),
        rail_mark=_lightened(campaign, RAIL, GRAPHIC_CONTRAST),
        edge=INK if contrast(INK, campaign) >= EDGE_CONTRAST else DAY["paper"],
        night_edge=NIGHT_INK if contrast(NIGHT_INK, campaign) >= EDGE_CONTRAST else NIGHT["paper"],
    )


def for_print(colour: str) -> dict[str, str]:
    """The same for a document: the facts that `templates/print/house.typ` draws with."""
    found = companions(colour)
    return {
        "colour": found.campaign, "on_colour": found.on_campaign, "colour_ink": found.ink, "colour_deep": found.deep,
    }  # fmt: skip


def stylesheet(colour: str) -> str:
    """The campaign's own stylesheet: the custom properties that static/site.css draws with."""
    found = companions(colour)
    return (
        ":root{"
        f"--campaign:{found.campaign};--on-campaign:{found.on_campaign};--campaign-deep:{found.deep};"
        f"--campaign-ink:{found.ink};--campaign-mark:{found.mark};--campaign-on-rail:{found.rail_mark};"
        f"--campaign-edge:{found.edge}"
        "}\n"
        "@media screen and (prefers-color-scheme:dark){:root{"
        f"--campaign-ink:{found.night_ink};--campaign-mark:{found.night_mark};--campaign-edge:{found.night_edge}"
        "}}\n"
    )


def _on(campaign: str) -> str:
    """The colour of words on the flood: white as long as it can be read, then ink, then the better extreme."""
    for candidate in (WHITE, INK):
        if contrast(candidate, campaign) >= TEXT_CONTRAST:
            return candidate
    return max((WHITE, BLACK), key=lambda extreme: contrast(extreme, campaign))


def _readable_shift(campaign: str, step: float, on_campaign: str) -> str:
    """A second shade for shapes inside the flood, moved away from the colour of the words on it."""
    lightness, chroma, hue = _to_oklch(campaign)
    shifted = _to_hex(min(max(lightness + step, 0.0), 1.0), chroma, hue)
    return shifted if contrast(shifted, on_campaign) >= TEXT_CONTRAST else campaign


def _darkened(campaign: str, surfaces: Iterable[str], least: float) -> str:
    return _moved(campaign, list(surfaces), least, lambda lightness, part: lightness * (1 - part))


def _lightened(campaign: str, surfaces: Iterable[str], least: float) -> str:
    return _moved(campaign, list(surfaces), least, lambda lightness, part: lightness + (1 - lightness) * part)


def _moved(campaign: str, surfaces: list[str], least: float, move: Callable[[float, float], float]) -> str:
    """The same hue, moved just as far as every surface asks for; unmoved when it already reads well."""

    def reads(colour: str) -> bool:
        return all(contrast(colour, surface) >= least for surface in surfaces)

    if reads(campaign):
        return campaign
    lightness, chroma, hue = _to_oklch(campaign)
    near, far = 0.0, 1.0  # at the far end stands black or white, which reads on every surface
    for _ in range(20):
        middle = (near + far) / 2
        if reads(_to_hex(move(lightness, middle), chroma, hue)):
            far = middle
        else:
            near = middle
    return _to_hex(move(lightness, far), chroma, hue)


def _linear(colour: str) -> RGB:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curved(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma, hue (Björn Ottosson's OKLab, in polar coordinates)."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_rgb(lightness: float, chroma: float, hue: float) -> RGB:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour as figures, with as much chroma as a screen can show at that lightness."""
    least, most = 0.0, chroma
    if not _shown(_to_rgb(lightness, most, hue)):
        for _ in range(20):
            middle = (least + most) / 2
            least, most = (middle, most) if _shown(_to_rgb(lightness, middle, hue)) else (least, middle)
        most = least
    values = (_curved(min(max(value, 0.0), 1.0)) for value in _to_rgb(lightness, most, hue))
    return "#" + "".join(f"{round(value * 255):02x}" for value in values)


def _shown(rgb: RGB) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in rgb)
