"""The files of press kits are drawn before anybody asks: by a worker, some at a time, behind the mails.

A campaign that opens, an edition that is frozen, a region that changes: each makes other pictures. Whoever comes first
finds them drawn; while figures change all the time, those of a moment ago are served.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from structlog import get_logger

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, State
from app.core import queues
from app.core.typesetting import NotComposed
from app.core.unit_of_work import look_again
from app.press import store
from app.press.errors import BeingDrawn
from app.press.figures import Figures, figures_of
from app.press.files import POSTERS, SHARED, SQUARE, Drawing, drawn
from app.press.marks import Asked, Moment

log = get_logger()

AT_ONCE_S = 3.0  # then mails and documents have their turn
REGION_GOOD_FOR_S = 300  # what a region shares changes less, and there are seventeen of them


def draw_ahead() -> None:
    """Rung for, and every minute: what is not drawn yet of the campaigns that are open."""
    queues.answered(queues.DRAW_PRESS_KITS)
    until = time.monotonic() + AT_ONCE_S
    for campaign in [one for one in campaigns.all_public() if one.state is State.OPEN]:
        if not _draw(campaign, until):
            queues.ring_now(queues.DRAW_PRESS_KITS)
            return


def _draw(campaign: Campaign, until: float) -> bool:
    """Whether there was time for all of them."""
    now = Moment.of(campaign)
    if store.is_ready(campaign, str(now)):
        return True
    figures = figures_of(campaign)
    wanted = [(asked, drawn(campaign, asked, figures)) for asked in _files(campaign, figures)]
    look_again()  # drawing takes its time: nothing is held meanwhile
    is_ready = True
    for asked, drawing in wanted:
        if store.found(campaign, asked.stem, store.mark_of(drawing.facts)):
            continue
        if _is_good_still(campaign, asked):
            is_ready = False
            continue
        is_ready = _drawn_now(campaign, asked, drawing) and is_ready
        if time.monotonic() >= until:
            return False
    if is_ready:
        store.say_ready(campaign, str(now))
    return True


def _files(campaign: Campaign, figures: Figures) -> Iterator[Asked]:
    """What is shared most comes first."""
    locales = sorted((text.locale for text in campaign.texts), reverse=True)
    regions = [region.code for region in figures.regions if region.count]
    for name in (SHARED, SQUARE, *POSTERS):
        yield from (Asked(name, None, locale) for locale in locales)
    for name in (SHARED, SQUARE):
        yield from (Asked(name, code, locale) for code in regions for locale in locales)


def _is_good_still(campaign: Campaign, asked: Asked) -> bool:
    good_for = REGION_GOOD_FOR_S if asked.region_code else store.GOOD_FOR_S
    return store.drawn_s_ago(campaign, asked.stem) < good_for


def _drawn_now(campaign: Campaign, asked: Asked, drawing: Drawing) -> bool:
    """Whether it is there now, or never will be."""
    try:
        kept = store.kept(campaign, asked.stem, drawing.facts, drawing.make, is_slow=drawing.is_slow)
    except BeingDrawn:  # somebody who waits for another comes first
        return False
    except NotComposed as refused:
        log.error("press_file_not_composed", campaign=campaign.slug, name=asked.stem, reason=str(refused))
        return True
    return kept.mark == store.mark_of(drawing.facts)
