"""Every file of a press kit: pictures to share, posters, codes. Made once for each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.campaigns.models import Campaign
from app.core import qr, typesetting
from app.core.language import speaking
from app.core.links import public_url
from app.press import marks, pictures, store
from app.press.errors import NoSuchPressFile
from app.press.figures import Figures, RegionFigure, figures_of
from app.press.marks import Asked, Moment
from app.press.store import Kept

PNG, PDF, SVG = "image/png", "application/pdf", "image/svg+xml"
PAPERS = {"lettre": "us-letter", "a4": "a4"}
SHARED = "partage-1200x630.png"  # what social networks show beside a link
SQUARE = "partage-1080x1080.png"
POSTERS = tuple(f"affiche-{paper}.pdf" for paper in PAPERS)
TYPES = {"png": PNG, "pdf": PDF, "svg": SVG}
# Where a code leads, by the end of its name.
CODES = {"campagne": "site.campaign", "liste": "editions.signatories", "signer": "cosignatures.sign"}


@dataclass(frozen=True)
class Drawing:
    """One file: what it is told, and how it is made from that."""

    facts: dict[str, Any]
    make: Callable[[], bytes]
    is_slow: bool = True


def file(campaign: Campaign, name: str, *, region_code: str | None, locale: str) -> tuple[Kept, str]:
    """The file and its type, made once. Raises NoSuchPressFile, BeingDrawn."""
    asked, now = Asked(name, region_code, locale), Moment.of(campaign)  # the revision before the figures are read
    mimetype = TYPES.get(name.rpartition(".")[2], "")
    mark = marks.known(campaign, asked, now)
    if mark and (found := store.found(campaign, asked.stem, mark) or store.lately(campaign, asked.stem)):
        return found, mimetype
    drawing = drawn(campaign, asked)
    marks.keep(campaign, asked, now, store.mark_of(drawing.facts))
    return store.kept(campaign, asked.stem, drawing.facts, drawing.make, is_slow=drawing.is_slow), mimetype


def drawn(campaign: Campaign, asked: Asked, figures: Figures | None = None) -> Drawing:
    """What it is told, with the figures where they are known already. Raises NoSuchPressFile."""
    with speaking(asked.locale):
        return _drawing(campaign, asked, figures)


def code_names(campaign: Campaign) -> list[str]:
    """The codes that this campaign has."""
    return [name for name in CODES if campaign.takes_cosignatures or name == "campagne"]


def _drawing(campaign: Campaign, asked: Asked, figures: Figures | None) -> Drawing:
    name, region_code, locale = asked.name, asked.region_code, asked.locale
    stem, _dot, ending = name.rpartition(".")
    kind, _dash, which = stem.partition("-")
    if kind == "qr" and which in code_names(campaign) and ending in ("svg", "png") and region_code is None:
        return _code(campaign, which, ending, locale)
    if kind == "affiche" and which in PAPERS and ending == "pdf" and region_code is None:
        return _poster(campaign, figures or figures_of(campaign), which, locale)
    if name in (SHARED, SQUARE):
        figures = figures or figures_of(campaign)
        return _shared(campaign, figures, name, _region(figures, region_code), locale)
    raise NoSuchPressFile


def _region(figures: Figures, code: str | None) -> RegionFigure | None:
    if code is None:
        return None
    found = figures.of(code)
    if found is None:
        raise NoSuchPressFile
    return found


def _shared(campaign: Campaign, figures: Figures, name: str, region: RegionFigure | None, locale: str) -> Drawing:
    width, height = (1200, 630) if name == SHARED else (1080, 1080)
    facts = pictures.share_facts(campaign, figures, region, locale) | {"width": width, "height": height}
    return Drawing(_drawn_with("share", facts), lambda: typesetting.png("share", facts, width=width).content)


def _poster(campaign: Campaign, figures: Figures, paper: str, locale: str) -> Drawing:
    facts = pictures.poster_facts(campaign, figures, locale) | {"paper": PAPERS[paper]}
    code = qr.as_svg(public_url("site.campaign", locale=locale, slug=campaign.slug))
    return Drawing(
        _drawn_with("poster", facts), lambda: typesetting.pdf("poster", facts, files={"code.svg": code}).content
    )


def _code(campaign: Campaign, which: str, ending: str, locale: str) -> Drawing:
    address = public_url(CODES[which], locale=locale, slug=campaign.slug)
    if ending == "svg":
        return Drawing({"address": address}, lambda: qr.as_svg(address), is_slow=False)
    return Drawing({"address": address}, lambda: qr.as_png(address), is_slow=False)


def _drawn_with(template: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Another drawing of the same figures is another file."""
    return facts | {"drawing": typesetting.drawing(template)}
