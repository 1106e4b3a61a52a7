"""A tablet enters a kiosk by a code that serves once, signs there, and has nothing of staff."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.core import tokens
from app.core.personal_links import WrongCode
from app.cosignatures.kiosks import tablets
from app.cosignatures.models import Kiosk
from tests.cosignatures.conftest import TYPED, rows
from tests.cosignatures.kiosks.conftest import Tablet, opened, path_of, types
from tests.factories import csrf_token, form_token, make_account, sign_in
from tests.passing_time import seconds_later

pytestmark = pytest.mark.data


def test_the_code_lets_a_tablet_in_however_it_is_typed(client: FlaskClient, kiosk: Kiosk) -> None:
    answer = types(client, f" {tablets.code_of(kiosk).lower().replace(' ', '-')} ")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert client.get("/equipe").status_code == 303
    assert client.get(f"/equipe/kiosques/{kiosk.id}").status_code == 303


def test_the_drawing_fills_the_code_in_and_opens_nothing_by_itself(client: FlaskClient, kiosk: Kiosk) -> None:
    code = tablets.code_of(kiosk).replace(" ", "")
    assert f'value="{code}"' in client.get(f"/kiosque?code={code}").text
    assert tablets.tablets(kiosk) == []


def test_a_code_serves_once_and_a_picture_of_it_opens_nothing(client: FlaskClient, kiosk: Kiosk) -> None:
    code, passer_by = tablets.code_of(kiosk), client.application.test_client()
    entered = types(client, code)
    assert types(passer_by, code).status_code == 422
    refused = passer_by.get(entered.location)
    assert (refused.status_code, "Ce kiosque s’ouvre avec un code" in refused.text) == (403, True)
    token = form_token(passer_by)
    assert passer_by.post(entered.location, data={**TYPED, "csrf_token": token}).status_code == 403
    assert client.get(entered.location).status_code == 200
    assert rows() == []


def test_a_code_that_nobody_used_is_good_for_a_quarter_of_an_hour(client: FlaskClient, kiosk: Kiosk) -> None:
    with seconds_later(16 * 60), pytest.raises(WrongCode):
        tablets.enter(tablets.code_of(kiosk))


def test_a_second_tablet_has_a_code_and_a_limit_of_its_own(tablet: Tablet, kiosk: Kiosk) -> None:
    before = tablets.code_of(kiosk)
    kiosk = tablets.admit(kiosk.id, by=make_account())
    assert tablets.code_of(kiosk) != before
    second = Tablet(tablet.client.application.test_client(), kiosk)
    assert second.signs().status_code == tablet.signs(organization="Un autre", email="u@example.org").status_code == 303
    assert [one.number for one in tablets.tablets(kiosk)] == [1, 2]


def test_one_tablet_is_shut_out_and_the_others_go_on(tablet: Tablet, kiosk: Kiosk) -> None:
    kiosk = tablets.admit(kiosk.id, by=make_account())
    second, staff = Tablet(tablet.client.application.test_client(), kiosk), tablet.client.application.test_client()
    sign_in(staff, make_account())
    page = staff.get(f"/equipe/kiosques/{kiosk.id}")
    assert "Tablette 2" in page.text
    done = staff.post(f"/equipe/kiosques/{kiosk.id}/tablettes/1/fermer", data={"csrf_token": csrf_token(page)})
    assert "Les autres continuent" in staff.get(done.location).text
    assert [tablet.client.get(tablet.path).status_code, second.client.get(second.path).status_code] == [403, 200]


def test_one_tablet_may_serve_two_campaigns(tablet: Tablet, kiosk: Kiosk, campaign: Campaign) -> None:
    other = opened(campaign)
    assert types(tablet.client, tablets.code_of(other)).status_code == 303
    assert [tablet.client.get(path_of(one)).status_code for one in (kiosk, other)] == [200, 200]


@pytest.mark.parametrize("code", ["", "AAAA AAAA", "x" * 41, "\0", "é" * 8, "    "])
def test_a_code_that_opens_nothing_is_told_kindly(client: FlaskClient, kiosk: Kiosk, code: str) -> None:
    page = client.post("/kiosque", data={"csrf_token": form_token(client), "code": code})
    assert page.status_code == 422
    assert "Il y a un point à corriger" in page.text


def test_codes_are_not_to_be_guessed(kiosk: Kiosk) -> None:
    code = tablets.code_of(kiosk)
    for letter in tokens.LETTERS[:10]:
        with pytest.raises(WrongCode):
            tablets.enter(f"{code[:5]}{letter}{'A' if code[6:] != 'AAA' else 'B'}AA")
    with pytest.raises(WrongCode):
        tablets.enter(code)
    another = tablets.admit(kiosk.id, by=make_account())
    assert tablets.enter(tablets.code_of(another)).kiosk_id == kiosk.id


def test_nobody_closes_a_kiosk_to_the_others_with_codes_that_are_nobodys(kiosk: Kiosk) -> None:
    letter = next(one for one in tokens.LETTERS if one != tablets.code_of(kiosk)[0])
    for _ in range(30):
        with pytest.raises(WrongCode):
            tablets.enter(letter * 8)
    assert tablets.enter(tablets.code_of(kiosk)).kiosk_id == kiosk.id


def test_a_session_of_staff_left_on_the_tablet_is_told(tablet: Tablet) -> None:
    assert "Une session de l’équipe est ouverte" not in tablet.client.get(tablet.path).text
    sign_in(tablet.client, make_account())
    with tablet.client.session_transaction() as kept:
        kept["kiosk.tablets"] = [tablet.row.id.hex]
    assert "Une session de l’équipe est ouverte" in tablet.client.get(tablet.path).text
