"""Who receives the messages of a riding, in which words, and who cannot be written to for now."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.service import Place
from app.commitments import service as commitments
from app.core.clock import today
from app.messages.models import Message
from app.officials.models import Mandate
from app.territory.models import Riding


@dataclass(frozen=True)
class Addressee:
    """An official who is written to today, by which rule, and for which variant of the message."""

    mandate: Mandate
    rule: str
    variant: str = ""


@dataclass(frozen=True)
class Recipients:
    """Told to the supporter before anything is written: nobody writes to an empty chair without knowing.

    `empty`: vacant, or without an address; `others_instead`: some are written to because of these; `waits`: the
    message waits for whoever comes; `with_us`: nobody asks them for what they support.
    """

    reachable: list[Addressee] = field(default_factory=list)
    empty: list[Place] = field(default_factory=list)
    others_instead: bool = False
    waits: bool = False
    with_us: list[Mandate] = field(default_factory=list)
    default: str = ""

    @property
    def mandates(self) -> list[Mandate]:
        return [one.mandate for one in self.reachable]

    @property
    def waiting(self) -> list[Place]:
        """The offices whose next holder will receive the message: nobody else of the same rule does today."""
        reached = {one.rule for one in self.reachable}
        first = {place.rule: place for place in reversed(self.empty) if place.rule not in reached}
        return [place for place in self.empty if first.get(place.rule) is place] if self.waits else []

    @property
    def is_anybody_there(self) -> bool:
        """Whether anybody receives the message, today or once an office is held."""
        return bool(self.reachable or self.waiting)

    @property
    def variants(self) -> list[str]:
        """The variants to read before sending, in the order of the recipients."""
        used = [one.variant for one in self.reachable] + ([self.default] if self.waiting else [])
        return list(dict.fromkeys(used))

    @property
    def rules(self) -> list[str]:
        return list(dict.fromkeys([one.rule for one in self.reachable] + [place.rule for place in self.empty]))

    def receiving(self, variant: str) -> list[Mandate]:
        """Those for whom that variant is."""
        return [one.mandate for one in self.reachable if one.variant == variant]


def recipients_of(campaign: Campaign, riding: Riding, *, by_organization: bool = False) -> Recipients:
    """By the campaign's rules, whoever is in office today."""
    stances = _stances(campaign)
    named = campaigns.named_for(campaign, riding, on=today(), stances=stances)
    reachable = [place for place in (*named.places, *named.instead) if place.is_reachable]
    return Recipients(
        reachable=[
            Addressee(place.mandate, place.rule, variant_for(campaign, place.mandate, stances, by_organization))
            for place in reachable
            if place.mandate
        ],
        empty=[place for place in named.places if not place.is_reachable],
        others_instead=bool(named.instead),
        waits=campaign.when_vacant == campaigns.WHEN_VACANT_WAIT,
        with_us=[one for one in named.left_out if stances.get(one.official_id) == "supports"],
        default=campaigns.BY_ORGANIZATION if by_organization else "",
    )


def variant_for(campaign: Campaign, mandate: Mandate, stances: Mapping[uuid.UUID, str], by_organization: bool) -> str:
    stance = stances.get(mandate.official_id, "")
    return campaigns.variant_for(campaign.variants, mandate, stance, by_organization=by_organization)


def still_of(message: Message) -> Recipients:
    """The same for a message that was written: only by the rules, and in the words, that its author was shown.

    A rule that staff added since, or an official whose answer calls for words that its author never read, is left out.
    """
    found = recipients_of(message.campaign, message.riding, by_organization=message.letterhead is not None)
    shown = found.rules if message.rules is None else message.rules
    return Recipients(
        reachable=[one for one in found.reachable if one.rule in shown and message.says(one.variant)],
        empty=[place for place in found.empty if place.rule in shown],
        others_instead=found.others_instead,
        waits=found.waits,
        with_us=found.with_us,
        default=found.default,
    )


def is_left_out(campaign: Campaign, mandate: Mandate) -> bool:
    """Whether the campaign does not write to them any more: they have answered since, or staff say so."""
    return bool(campaign.exclusions) and campaigns.is_left_out(campaign.exclusions, mandate, _stances(campaign))


def _stances(campaign: Campaign) -> Mapping[uuid.UUID, str]:
    """What officials answered, where anything of the campaign depends on it."""
    if not campaigns.looks_at_stances([*campaign.exclusions, *campaign.variants]):
        return {}
    return commitments.stances(campaign.id)
