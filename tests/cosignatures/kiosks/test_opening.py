"""Staff open a kiosk for an assembly, extend it, close it, and see what came of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.database import db
from app.cosignatures import links, service
from app.cosignatures.errors import KioskClosed, NoSuchCosignature, NoSuchKiosk
from app.cosignatures.kiosks import opening, tablets
from app.cosignatures.models import Kiosk
from tests.cosignatures.conftest import TYPED, rows
from tests.cosignatures.kiosks.conftest import Tablet, opened
from tests.factories import csrf_token, make_account, sign_in
from tests.passing_time import days_later, seconds_later

pytestmark = pytest.mark.data


def test_staff_open_one_and_read_where_a_tablet_enters_and_its_code(client: FlaskClient, campaign: Campaign) -> None:
    sign_in(client, make_account("chapter", "troc-bas-saint-laurent"))
    address = f"/equipe/campagnes/{campaign.slug}/kiosques"
    typed = {"assembly": "AGA de la TROC", "held_on": today().isoformat(), "place": "Rimouski", "hours": "4"}
    typed |= {"csrf_token": csrf_token(client.get(address)), "region": "01"}
    answer = client.post(address, data=typed)
    assert answer.status_code == 303
    [kiosk] = db.session.scalars(sa.select(Kiosk))
    page = client.get(answer.location).text
    assert (kiosk.region_codes, kiosk.closes_at - kiosk.opened_at) == (["01"], timedelta(hours=4))
    assert tablets.code_of(kiosk) in page
    assert "<svg" in page
    assert "http://localhost/kiosque" in page
    assert links.KIOSK.token(kiosk.id) not in page
    assert "AGA de la TROC" in client.get(address).text
    assert db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)).all()[-1] == "kiosk.opened"


@pytest.mark.parametrize(
    "wrong",
    [{"assembly": ""}, {"assembly": "x" * 121}, {"place": "https://example.com"}, {"hours": "73"}, {"hours": "deux"},
     {"held_on": "hier"}, {"held_on": "2020-01-01"}, {"region": "99"}, {"region": "02"}, {"assembly": "\0\ufffd"}],
)  # fmt: skip
def test_what_cannot_be_opened_is_explained(client: FlaskClient, campaign: Campaign, wrong: dict[str, str]) -> None:
    sign_in(client, make_account("chapter", "troc-bas-saint-laurent"))
    address = f"/equipe/campagnes/{campaign.slug}/kiosques"
    typed = {"assembly": "AGA", "held_on": today().isoformat(), "place": "Rimouski", "hours": "4", "region": "01"}
    answer = client.post(address, data={"csrf_token": csrf_token(client.get(address)), **typed, **wrong})
    assert answer.status_code == 422
    assert "Il y a un point à corriger" in answer.text
    assert db.session.scalars(sa.select(Kiosk)).all() == []


def test_a_chapter_opens_for_its_own_regions_and_sees_no_kiosk_of_others(campaign: Campaign) -> None:
    both, other = make_account("chapter", "troccqm"), make_account("chapter", "troc-02")
    kiosk = opened(campaign, both)
    assert kiosk.region_codes == ["04", "17"]
    national = opened(campaign)
    assert national.region_codes == []
    assert [tally.kiosk.id for tally in service.kiosks(campaign, both)] == [kiosk.id]
    assert service.kiosks(campaign, other) == []
    for hidden_one in (kiosk, national):
        with pytest.raises(NoSuchKiosk):
            service.kiosk(other, hidden_one.id)
        with pytest.raises(NoSuchKiosk):
            service.close_kiosk(hidden_one.id, by=other)
    with pytest.raises(NoSuchCosignature):
        opened(campaign, other, region_code="01")


def test_it_ends_by_itself_and_may_be_extended_for_three_days_in_all(kiosk: Kiosk) -> None:
    token, by = links.KIOSK.token(kiosk.id), make_account()
    with days_later(0.27), pytest.raises(KioskClosed):
        opening.kiosk_of_link(token)
    with days_later(0.27):
        service.extend_kiosk(kiosk.id, 24, by=by)
        assert opening.kiosk_of_link(token).id == kiosk.id
        assert service.extend_kiosk(kiosk.id, 72, by=by).closes_at == kiosk.opened_at + timedelta(hours=72)


def test_whoever_is_typing_when_the_hour_comes_may_finish(tablet: Tablet, kiosk: Kiosk) -> None:
    fields = tablet.opens()
    with seconds_later((kiosk.closes_at - now()).total_seconds() + 600):
        assert tablet.sends({**fields, **TYPED}).status_code == 303


def test_a_closed_kiosk_shuts_every_tablet_out_at_once_and_for_good(tablet: Tablet, kiosk: Kiosk) -> None:
    fields, by = tablet.opens(), make_account()
    service.close_kiosk(kiosk.id, by=by)
    for answer in (tablet.client.get(tablet.path), tablet.sends({**fields, **TYPED})):
        assert answer.status_code == 410
        assert "Ce kiosque est fermé" in answer.text
    with pytest.raises(KioskClosed):
        tablets.admit(kiosk.id, by=by)
    with pytest.raises(KioskClosed):
        service.extend_kiosk(kiosk.id, 2, by=by)
    assert rows() == []


def test_a_kiosk_of_a_campaign_that_closed_takes_nothing(tablet: Tablet, campaign: Campaign) -> None:
    campaigns.close_campaign(campaign.slug)
    assert tablet.client.get(tablet.path).status_code == 410


def test_the_desk_counts_and_names_who_has_not_confirmed(tablet: Tablet, kiosk: Kiosk) -> None:
    staff = make_account()
    for number in range(3):
        tablet.signs(organization=f"Organisme {number}", email=f"o{number}@example.org")
    service.confirm(rows()[0].id)
    tally = service.kiosk(staff, kiosk.id)
    assert (tally.kiosk.taken, tally.confirmed, tally.unconfirmed) == (3, 1, 2)
    assert [one.shown_name for one in service.unconfirmed_at(kiosk)] == ["Organisme 1", "Organisme 2"]
    client = tablet.client.application.test_client()
    sign_in(client, staff)
    page = client.get(f"/equipe/kiosques/{kiosk.id}").text
    assert "Organisme 2" in page
    assert "o2@example.org" not in page


def test_a_kiosk_that_is_unknown_is_not_found(client: FlaskClient, kiosk: Kiosk) -> None:
    sign_in(client, make_account())
    assert client.get(f"/equipe/kiosques/{uuid.uuid4()}").status_code == 404
    assert client.get("/kiosque/nimportequoi").status_code == 404
