"""Staff validate what they ticked: each on its own, and what changed meanwhile is left alone."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.cosignatures import service
from tests.cosignatures.conftest import staff_path, states
from tests.factories import csrf_token, form_token, make_cosignature

pytestmark = pytest.mark.data
HERE, THERE = "01", "02"


def test_many_are_validated_at_once_and_what_changed_is_left_alone(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    made = [make_cosignature(campaign, "confirmed") for _ in range(3)]
    foreign = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    service.withdraw(made[1].id)
    token = form_token(desk_client)
    ticked = [f"{one.id} confirmed {one.shown}" for one in (*made, foreign)] + ["n’importe quoi", ""]
    answer = desk_client.post(
        "/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": ticked, "retour": "/equipe?x=1"}
    )
    assert answer.status_code == 303
    assert answer.location == "/equipe?x=1"
    said = desk_client.get(answer.location).text.replace("\u00a0", " ")
    assert f"2 cosignatures validées : {made[0].shown_name} et {made[2].shown_name}." in said
    assert "2 cosignatures laissées telles quelles" in said
    assert states() == ["validated", "withdrawn", "validated", "confirmed"]


def test_nobody_publishes_a_name_that_was_not_on_the_page(desk_client: FlaskClient, campaign: Campaign) -> None:
    seen = {one: one.as_seen for one in (make_cosignature(campaign, "confirmed") for _ in range(2))}
    other = {"region_code": HERE, "city": "Rimouski", "name": "Nadia Essai", "title": "coordonnatrice"}
    for number, one in enumerate(seen):
        service.correct(one.id, service.Correction(organization_name=f"Autre chose {number}", **other))
    token = form_token(desk_client)
    one, two = seen
    for data in ({"state": seen[one]}, {"state": "confirmed"}, {"state": "confirmed "}, {}):
        answer = desk_client.post(staff_path(one, "valider"), data={"csrf_token": token, **data})
        assert "Rien n’a été changé" in desk_client.get(answer.location).text.replace("\u00a0", " ")
    for ticked in (seen[two], "confirmed"):
        desk_client.post(
            "/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": f"{two.id} {ticked}"}
        )
    assert states() == ["confirmed", "confirmed"]
    page = desk_client.get(staff_path(one)).text
    assert f'name="state" value="{one.as_seen}"' in page or f'value="{one.as_seen}" name="state"' in page
    desk_client.post(staff_path(one, "valider"), data={"csrf_token": token, "state": one.as_seen})
    assert states() == ["validated", "confirmed"]


def test_a_box_that_cannot_be_validated_does_not_stop_the_others(desk_client: FlaskClient, campaign: Campaign) -> None:
    made = [make_cosignature(campaign, state) for state in ("validated", "confirmed")]
    token = form_token(desk_client)
    ticked = [f"{one.id} {one.as_seen}" for one in made]
    answer = desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": ticked})
    assert answer.status_code == 303
    assert states() == ["validated", "validated"]


def test_ticking_nothing_is_said(desk_client: FlaskClient) -> None:
    token = form_token(desk_client)
    answer = desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": token})
    assert "Cochez au moins une cosignature." in desk_client.get(answer.location).text


@pytest.mark.parametrize(("state", "tab"), [("confirmed", "a-valider"), ("to_check", "a-verifier")])
def test_one_button_validates_what_is_ticked_in_both_piles_that_wait(
    desk_client: FlaskClient, campaign: Campaign, state: str, tab: str
) -> None:
    made = [make_cosignature(campaign, state) for _ in range(2)]
    answer = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={tab}")
    bar = re.search(r'<form class="acts-on-ticked" id="plusieurs".*?</form>', answer.text, re.DOTALL)
    assert bar
    assert "Valider celles qui sont cochées" in bar[0]
    ticked = re.findall(r'form="plusieurs" name="cosignature" value="([^"]+)"', answer.text)
    assert ticked == [f"{one.id} {one.as_seen}" for one in made]
    desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": csrf_token(answer), "cosignature": ticked})
    assert states() == ["validated", "validated"]
