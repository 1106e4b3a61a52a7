"""Recipient rules: names in a campaign's settings that point to the functions below. No conditions in files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.campaigns import traits
from app.campaigns.errors import UnknownRule
from app.campaigns.models import Campaign
from app.campaigns.traits import Stances
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Riding

WAIT = "wait"  # instead of a rule: the message waits for whoever comes to hold the office

Find = Callable[[str, Riding, date], list[Mandate]]


@dataclass(frozen=True)
class Rule:
    """How a rule finds officials, and which words may follow its name. `is_one`: an office that may be vacant."""

    find: Find
    takes: Callable[[str], bool]
    is_one: bool = False


def mna_of_riding(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Whoever holds the seat of the riding; nobody while it is vacant."""
    mandate = officials.mna_of(riding.id, on)
    return [mandate] if mandate else []


def minister(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Whoever holds that portfolio."""
    mandate = officials.minister_of(argument, on)
    return [mandate] if mandate else []


def regional_minister(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """The minister responsible for the region of the riding; both, where a riding spans two regions."""
    codes = [riding.region_code, *(region.code for region in riding.other_regions)]
    found = [officials.regional_minister(code, on) for code in codes]
    return [mandate for mandate in found if mandate]


def critic(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Who speaks for each party on that portfolio, or for one: `health`, `health:parti-de-lexemple`."""
    portfolio, _, party = argument.partition(":")
    return officials.critics_of(party or None, portfolio, on)


def head(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """Whoever heads that institution, by the key of its name."""
    return officials.heads(argument, on=on)


def fixed(argument: str, riding: Riding, on: date) -> list[Mandate]:
    """A fixed list of mandates, by the name of the list that staff gave them."""
    return officials.on_list(argument, on)


def _nothing(argument: str) -> bool:
    return argument == ""


def _portfolio(argument: str) -> bool:
    return argument in officials.PORTFOLIOS


def _portfolio_and_party(argument: str) -> bool:
    portfolio, colon, party = argument.partition(":")
    return _portfolio(portfolio) and (traits.is_key(party) if colon else True)


RULES: dict[str, Rule] = {
    "mna_of_riding": Rule(mna_of_riding, _nothing, is_one=True),
    "minister": Rule(minister, _portfolio, is_one=True),
    "regional_minister": Rule(regional_minister, _nothing, is_one=True),
    "critic": Rule(critic, _portfolio_and_party),
    "head": Rule(head, traits.is_key, is_one=True),
    "fixed": Rule(fixed, bool),
}


def check(name: str) -> None:
    """Raises UnknownRule when no function answers to that name, or what follows it does not exist."""
    rule, _, argument = name.partition(":")
    if rule not in RULES or not RULES[rule].takes(argument):
        raise UnknownRule(name=name)


@dataclass(frozen=True)
class Place:
    """One official whom a rule names; without a mandate, an office that nobody holds today."""

    rule: str
    mandate: Mandate | None = None

    @property
    def is_reachable(self) -> bool:
        return self.mandate is not None and self.mandate.can_be_written_to


@dataclass(frozen=True)
class Named:
    """Whom the rules of a campaign name for one riding.

    `instead`: by the rule for offices that nobody can be written to; `left_out`: by the exclusions.
    """

    places: list[Place] = field(default_factory=list)
    instead: list[Place] = field(default_factory=list)
    left_out: list[Mandate] = field(default_factory=list)


def named_for(campaign: Campaign, riding: Riding, *, on: date, stances: Stances) -> Named:
    """To whom a supporter of that riding writes, in the order of the rules, nobody twice."""
    named, known = Named(), set()
    for rule in campaign.recipient_rules:
        found = _found(rule, riding, on)
        if not found and RULES[rule.partition(":")[0]].is_one:
            named.places.append(Place(rule))
        for mandate in found:
            if mandate.official_id in known:
                continue
            known.add(mandate.official_id)
            if traits.is_left_out(campaign.exclusions, mandate, stances):
                named.left_out.append(mandate)
            else:
                named.places.append(Place(rule, mandate))
    if campaign.when_vacant not in ("", WAIT) and not all(place.is_reachable for place in named.places):
        for mandate in _found(campaign.when_vacant, riding, on):
            is_welcome = not traits.is_left_out(campaign.exclusions, mandate, stances)
            if mandate.official_id not in known and mandate.can_be_written_to and is_welcome:
                named.instead.append(Place(campaign.when_vacant, mandate))
    return named


def _found(name: str, riding: Riding, on: date) -> list[Mandate]:
    rule, _, argument = name.partition(":")
    return RULES[rule].find(argument, riding, on)
