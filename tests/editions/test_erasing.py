"""A name that is erased is nowhere any more, and nothing brings it back; the chain still holds."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import clock, retention
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.cosignatures.service import Seen
from app.editions import jobs, service
from app.editions.errors import NoSuchEdition
from app.editions.models import EditionLine
from app.editions.service import Why
from tests.editions.conftest import listed, names, sign
from tests.factories import csrf_token, make_account, sign_in

pytestmark = pytest.mark.data
NAME = "Côté cour"


@pytest.fixture
def eraser(client: FlaskClient) -> Account:
    """Somebody who was given the right, signed in."""
    account = may_erase(make_account())
    sign_in(client, account)
    return account


def may_erase(account: Account) -> Account:
    with unit_of_work():
        account.may_erase = True
    return account


def kept(cosignature: Cosignature) -> list[str | None]:
    """What each edition still holds of it."""
    db.session.expire_all()
    lines = sa.select(EditionLine.name).where(EditionLine.cosignature_id == cosignature.id)
    return list(db.session.scalars(lines))


def test_whoever_has_the_right_erases_a_name_from_every_edition_and_says_why(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature], eraser: Account
) -> None:
    service.freeze(campaign)
    service.freeze(campaign)
    address = f"/equipe/campagnes/{campaign.slug}/editions/effacer"
    found = client.get(address, query_string={"q": "cote COUR"}).text
    assert f"{address}/{signed[NAME].id}" in found
    page = client.get(f"{address}/{signed[NAME].id}")
    assert "Cela ne s’annule pas" in page.text
    assert "La prochaine édition le nommerait de nouveau" in page.text
    typed = {"csrf_token": csrf_token(page), "why": "ordered", "typed": "effacer"}
    answer = client.post(f"{address}/{signed[NAME].id}", data=typed, follow_redirects=True)
    assert "Le nom est effacé de 2 éditions." in answer.text
    assert kept(signed[NAME]) == [None, None]
    assert [(one.erased, one.holds) for one in service.verify(campaign)] == [(1, True), (1, True)]
    assert NAME not in listed(campaign)
    assert NAME not in client.get(f"/campagnes/{campaign.slug}/signataires").text
    written = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "edition.name_erased")).one()
    assert (written.account_id, written.details) == (eraser.id, {"editions": 2, "reason": "ordered"})
    assert client.get(f"{address}/{signed[NAME].id}").status_code == 404


@pytest.mark.parametrize("typed", [{"why": "asked"}, {"typed": "effacer"}, {"why": "autre", "typed": "effacer"}])
def test_without_a_reason_or_the_word_nothing_is_erased(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature], eraser: Account, typed: dict[str, str]
) -> None:
    service.freeze(campaign)
    address = f"/equipe/campagnes/{campaign.slug}/editions/effacer/{signed[NAME].id}"
    token = csrf_token(client.get(address))
    assert client.post(address, data={"csrf_token": token, **typed}).status_code == 422
    assert kept(signed[NAME]) == [NAME]


def test_nobody_erases_without_the_right_nor_in_a_region_of_others(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    service.freeze(campaign)
    address = f"/equipe/campagnes/{campaign.slug}/editions/effacer"
    sign_in(client, make_account())
    assert client.get(address).status_code == 403
    sign_in(client, may_erase(make_account("chapter", "troccqm")))
    assert str(signed[NAME].id) not in client.get(address, query_string={"q": NAME}).text
    assert client.get(f"{address}/{signed[NAME].id}").status_code == 404
    assert client.get(f"{address}/{uuid.uuid4()}").status_code == 404


def test_what_is_erased_is_erased_once_and_the_cosignature_stays_what_it_is(
    campaign: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    first = service.freeze(campaign)
    service.erase(signed[NAME].id, Why.MISTAKE, by=staff)
    with pytest.raises(NoSuchEdition):
        service.erase(signed[NAME].id, Why.MISTAKE, by=staff)
    assert NAME in names(service.freeze(campaign))
    assert NAME not in names(first)


def test_a_refusal_can_be_taken_back_for_a_month_with_the_edition_whole(
    campaign: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    service.freeze(campaign)
    cosignatures.decline(Seen(signed[NAME].id, "validated"), "Ce n’est pas un organisme.", by=staff)
    with clock.frozen(clock.now() + retention.DECLINED - timedelta(hours=1)):
        jobs.erase_those_gone()
        assert kept(signed[NAME]) == [NAME]
    with clock.frozen(clock.now() + retention.DECLINED + timedelta(hours=1)):
        jobs.erase_those_gone()
        assert kept(signed[NAME]) == [None]
        cosignatures.reopen(Seen(signed[NAME].id, "declined"), by=staff)
    assert NAME not in listed(campaign)
    assert [(one.erased, one.holds) for one in service.verify(campaign)] == [(1, True)]


def test_whoever_took_the_consent_back_is_erased_with_the_persons_of_the_campaign(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    service.freeze(campaign)
    cosignatures.choose(signed[NAME].id, publishes_name=False, wants_news=False)
    campaigns.close_campaign(campaign.slug)
    with clock.frozen(clock.now() + retention.PERSONS - timedelta(days=1)):
        jobs.erase_those_gone()
        assert kept(signed[NAME]) == [NAME]
    with clock.frozen(clock.now() + retention.PERSONS + timedelta(days=1)):
        jobs.erase_those_gone()
    assert kept(signed[NAME]) == [None]
    assert [one.erased for one in service.verify(campaign)] == [1]
    assert len(listed(campaign)) == 4


def test_a_name_of_before_a_correction_is_found_and_erased(
    campaign: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    service.freeze(campaign)
    one = sign(campaign, "Nom avant")
    service.freeze(campaign)
    with unit_of_work():
        db.session.get_one(Cosignature, one.id).shown_name = "Nom après"
    service.freeze(campaign)
    (found,) = service.named(may_erase(staff), campaign, "nom")
    assert set(found.names) == {"Nom avant", "Nom après"}
    assert service.standing(staff, campaign, one.id).lines == [(3, "Nom après"), (2, "Nom avant")]
    assert service.named(staff, campaign, " ") == []
