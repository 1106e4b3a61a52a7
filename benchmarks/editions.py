"""An edition of the list: how long freezing it takes, each of its files, and its page when it is drawn anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from app.campaigns import service as campaigns
from app.editions import service
from benchmarks.acts import LIST, anew
from benchmarks.measuring import Line, Size, Target
from benchmarks.seeding import SLUG, seed
from benchmarks.stage import Stage
from benchmarks.typesetting import typesetting
from config import Config

MOST_FREEZE_S, MOST_TEXT_S, MOST_XLSX_S, MOST_PAGE_S = 1.0, 0.3, 0.5, 0.5


def editions(stage: Stage, size: Size) -> list[Line]:
    """Made each time anew: what was kept on disk is not what is measured."""
    settings = stage.settings(stage.migrated("editions"), size.workers)
    seeded = seed(Config.from_env(settings), signed=size.listed, unsigned=0)
    with seeded.app.app_context():
        campaign = campaigns.find(SLUG)
        lines = [_line(stage, size, "freeze", MOST_FREEZE_S, lambda: service.freeze(campaign))]
        edition = service.numbered(campaign, 1)
        for name, form in service.FORMS.items():
            if form.takes_a_worker:
                continue
            most = MOST_XLSX_S if form.format in ("xlsx", "docx") else MOST_TEXT_S
            lines.append(_line(stage, size, name, most, lambda form=form: service.render(edition, form)))
        whole = service.FORMS[service.name_of("pdf", edition.list_preset)]
        lines += typesetting(stage.engine, size, edition, lambda: service.render(edition, whole))
    return [*lines, *_pages(stage, size)]


def _pages(stage: Stage, size: Size) -> list[Line]:
    """The public list under addresses that are never kept: as the first reader after each change has it."""
    settings = stage.settings(stage.migrated("edition_pages"), size.workers)
    app = seed(Config.from_env(settings), signed=size.register, unsigned=0).app
    with app.app_context():
        service.freeze(campaigns.find(SLUG))
    client = app.test_client()
    addresses = {"public list": anew(LIST), "public list, searched,": f"{LIST}?q=maison",
                 "one region of the list": anew(f"{LIST}/regions/06")}  # fmt: skip
    return [
        _line(stage, size, what, MOST_PAGE_S, lambda address=address: client.get(address), size.register)
        for what, address in addresses.items()
    ]


def _line(
    stage: Stage, size: Size, what: str, most: float, act: Callable[[], Any], organizations: int | None = None
) -> Line:
    took = median(sorted(_timed(act) for _ in range(size.rounds)))
    line = Line(f"{what} of {organizations or size.listed:,} organizations", stage.engine, "s", took)
    line.targets = [Target(f"≤ {most:g} s", took <= most)]
    return line


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
