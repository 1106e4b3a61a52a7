"""Recipient rules: names in a campaign's settings that point to the functions below. No conditions in files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.campaigns.errors import UnknownRule
from app.campaigns.models import Campaign
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Riding

Rule = Callable[[str, Riding, date], list[Mandate]]


def mna_of_riding(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Whoever holds the seat of the riding; nobody while it is vacant."""
    mandate = officials.mna_of(riding.id, on)
    return [mandate] if mandate else []


def minister(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Whoever holds that portfolio."""
    mandate = officials.minister_of(argument, on)
    return [mandate] if mandate else []


def fixed(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """A fixed list of mandates, by the name of the list that staff gave them."""
    return officials.on_list(argument, on)


RULES: dict[str, Rule] = {"mna_of_riding": mna_of_riding, "minister": minister, "fixed": fixed}


def check(name: str) -> None:
    """Raises UnknownRule when no function answers to that name, or its portfolio does not exist."""
    rule, _, argument = name.partition(":")
    known = rule in RULES and bool(argument) == (rule != "mna_of_riding")
    if not known or (rule == "minister" and argument not in officials.PORTFOLIOS):
        raise UnknownRule(name=name)


def mandates_for(campaign: Campaign, riding: Riding, *, on: date) -> list[Mandate]:
    """To whom a supporter of that riding writes, in the order of the rules, nobody twice."""
    found: dict[object, Mandate] = {}
    for name in campaign.recipient_rules:
        rule, _, argument = name.partition(":")
        for mandate in RULES[rule](argument, riding, on):
            found.setdefault(mandate.official_id, mandate)
    return list(found.values())
