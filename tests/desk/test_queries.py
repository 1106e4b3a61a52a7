"""A desk asks the database a dozen questions at most, however many organizations there are."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

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


@pytest.mark.parametrize("role", ["national", "chapter"])
def test_a_desk_asks_as_much_with_many_rows_as_with_few(campaign: Campaign, enter: Enter, role: str) -> None:
    account = make_account(role, "troccqm" if role == "chapter" else None)
    client, asked = enter(account), list[dict[str, int]]()
    pages = ("/equipe", f"/equipe/campagnes/{campaign.slug}", f"/equipe/campagnes/{campaign.slug}/regions/04-17")
    for number in (1, 4):
        fill(campaign, account, number)
        asked.append({page: questions(client, page) for page in pages})
    assert asked[0] == asked[1]


def questions(client: FlaskClient, page: str) -> int:
    client.get(page)  # what is kept is kept
    with counting() as sent:
        assert client.get(page).status_code == 200
    assert len(sent) <= MOST, "\n\n".join(sent)
    return len(sent)
