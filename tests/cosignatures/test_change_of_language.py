"""The other language in the middle of a form, without scripts: the button sends it, and it comes back as typed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.cosignatures.models import Cosignature
from tests.cosignatures.conftest import TYPED, Coordinator, manage_path
from tests.factories import make_cosignature
from tests.outbox import mails

pytestmark = pytest.mark.data

HALF_TYPED = {"organization": "Maison des femmes de l’Été inc.", "city": "Rimouski", "email": "nadia@", "region": "01"}


def test_the_button_sends_the_form_to_its_twin(coordinator: Coordinator) -> None:
    page = coordinator.client.get(f"{coordinator.address}?via=troc-m").text
    assert f'form="cosigner" formaction="/en{coordinator.address}?via=troc-m"' in page
    assert '<form class="form" method="post"' in page
    assert 'id="cosigner"' in page


def test_what_is_typed_is_on_the_page_in_the_other_language_and_nothing_is_refused(coordinator: Coordinator) -> None:
    typed = {**coordinator.opens(), **HALF_TYPED, "authority": "on_date", "authority_on": "2027-03-25", "news": "y"}
    page = coordinator.client.post(f"/en{coordinator.address}", data={**typed, "langue": "1"})
    assert page.status_code == 200
    assert '<html lang="en-CA">' in page.text
    for kept in ('value="Maison des femmes de l’Été inc."', 'value="nadia@"', 'value="2027-03-25"'):
        assert kept in page.text
    assert '<option selected value="01">' in page.text
    assert page.text.count(" checked ") == 2
    assert "field--invalid" not in page.text
    assert "error-summary" not in page.text


def test_the_form_that_came_back_signs(coordinator: Coordinator) -> None:
    typed = {**coordinator.opens(), **TYPED}
    coordinator.client.post(f"/en{coordinator.address}", data={**typed, "langue": "1"})
    assert (db.session.scalar(sa.select(sa.func.count()).select_from(Cosignature)), mails()) == (0, [])
    assert coordinator.client.post(f"/en{coordinator.address}", data=typed).status_code == 303
    assert db.session.scalars(sa.select(Cosignature.locale)).all() == ["en"]


def test_a_correction_and_an_address_come_along_too(coordinator: Coordinator) -> None:
    path = manage_path(make_cosignature(coordinator.campaign, organization_name="Le Phare"))
    page = coordinator.posts(f"{path}/corriger", organization="Le Phare du", region="02", langue="1")
    assert page.status_code == 200
    assert 'value="Le Phare du"' in page.text
    link = f"{coordinator.address}/lien"
    token = coordinator.opens()["csrf_token"]
    page = coordinator.client.post(f"/en{link}", data={"csrf_token": token, "email": "nadia@", "langue": "1"})
    assert (page.status_code, 'value="nadia@"' in page.text) == (200, True)
