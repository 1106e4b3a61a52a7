"""Whatever happens, in whatever order: what is printed above a list is the number of names below it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.errors import DomainError
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.cosignatures.service import Seen
from app.editions import rendering, service
from app.editions.service import FORMS, Why
from app.organizations import merging
from tests.editions.conftest import names
from tests.factories import BUNDLE, counter, make_account, make_cosignature

pytestmark = [pytest.mark.data, pytest.mark.engine]
REGIONS = ("01", "05", "00")
ACTS = ("sign", "validate", "decline", "withdraw", "hide", "show", "move", "merge", "freeze", "erase")
Step = tuple[str, int]


class History:
    """One campaign, and what happens in it."""

    def __init__(self) -> None:
        bundle = replace(campaigns.read_bundle(campaigns.LIBRARY / BUNDLE), slug=f"histoire-{next(counter)}")
        self.campaign: Campaign = campaigns.load_bundle(bundle)
        campaigns.open_campaign(self.campaign.slug)
        self.staff: Account = make_account()
        self.signed: list[Cosignature] = []

    def happens(self, act: str, number: int) -> None:
        if act == "sign":
            state = "validated" if number % 3 else "confirmed"
            self.signed.append(make_cosignature(self.campaign, state, by=self.staff, region_code=REGIONS[number % 3]))
        elif act == "freeze":
            service.freeze(self.campaign, by=self.staff)
        elif self.signed:
            self.about(act, self.signed[number % len(self.signed)], number)

    def about(self, act: str, one: Cosignature, number: int) -> None:
        db.session.refresh(one)
        seen = Seen(one.id, one.state.value)
        if act == "validate":
            cosignatures.validate(seen, by=self.staff)
        elif act == "decline":
            cosignatures.decline(seen, "Non.", by=self.staff)
        elif act == "withdraw":
            cosignatures.withdraw(one.id)
        elif act in ("hide", "show"):
            cosignatures.choose(one.id, publishes_name=act == "show", wants_news=False)
        elif act == "erase":
            service.erase(one.id, Why.ASKED, by=self.staff)
        elif act == "move":
            cosignatures.move_to_region(seen, REGIONS[(number + 1) % 3], by=self.staff)
        else:
            other = self.signed[(number + 1) % len(self.signed)]
            merging.merge(one.organization_id, other.organization_id, [], by=self.staff)

    def check(self) -> None:
        sections = service.public_list(self.campaign, "fr").sections
        found = [entry.name for section in sections for entry in section.entries]
        by_region = {section.code: len(section.entries) for section in sections if section.entries}
        counted = {code: n for code, n in cosignatures.public_counts_by_region(self.campaign).items() if n}
        assert counted == by_region
        assert cosignatures.public_count(self.campaign) == cosignatures.public_counts()[self.campaign.id] == len(found)
        assert len(set(found)) == len(found)
        lines = service.regions_of_the_list(self.campaign)
        assert {line.code: line.count for line in lines if line.count} == by_region
        assert all(line.members_listed <= line.members for line in lines)
        for edition in service.every(self.campaign):
            text = rendering.render(edition, FORMS["liste-fidele.txt"]).decode()
            title, _, count, *below = text.rstrip("\n").split("\n")
            printed = [line for line in below if line and not line.endswith(" :")]
            assert title
            assert printed == names(edition)
            assert int(re.match(r"\d+", count)[0]) == len(printed)  # type: ignore[index]
        assert all(one.holds for one in service.verify(self.campaign))


@given(st.lists(st.tuples(st.sampled_from((*ACTS, "sign", "freeze")), st.integers(0, 20)), min_size=6, max_size=14))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_total_is_the_list_is_the_sum_of_the_regions(app: Flask, steps: list[Step]) -> None:
    history = History()
    for number in range(3):
        history.happens("sign", number + 1)
    for act, number in steps:
        try:
            history.happens(act, number)
        except DomainError:
            db.session.rollback()  # the domain refused it: nothing happened
    history.check()
