"""A desk asks the database a dozen questions at most, however many organizations there are."""

from __future__ import annotations

import pytest

from app.accounts.models import Account
from app.campaigns.models import Campaign
from tests.desk.conftest import Enter, counting, make_member
from tests.factories import make_account, make_cosignature

MOST = 12


def fill(campaign: Campaign, account: Account, number: int) -> None:
    for region_code in ("04", "17"):
        for place in range(number):
            make_member(f"Membre {region_code} {place}", region_code, "")
        for state in ("confirmed", "to_check", "validated", "withdrawn"):
            for _ in range(number):
                make_cosignature(campaign, state, region_code=region_code, city="", by=account)


@pytest.mark.parametrize("page", ["", "/campagnes/{slug}", "/campagnes/{slug}/regions/{codes}"])
@pytest.mark.parametrize("role", ["national", "chapter"])
def test_a_desk_asks_as_much_with_many_rows_as_with_few(campaign: Campaign, enter: Enter, role: str, page: str) -> None:
    account = make_account(role, "troccqm" if role == "chapter" else None)
    client = enter(account)
    where = "/equipe" + page.format(slug=campaign.slug, codes="04-17")
    asked = []
    for number in (1, 4):
        fill(campaign, account, number)
        client.get(where)
        with counting() as sent:
            assert client.get(where).status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert asked[0] <= MOST, "\n\n".join(sent)
