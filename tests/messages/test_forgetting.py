"""Nothing unconfirmed is kept beyond 30 days, and nobody beyond six months after closing; counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from app.messages import links, service
from app.messages.models import Message, MessageRecipient, State
from app.messages.models import Supporter as Person
from tests.factories import BUNDLE, make_message
from tests.messages.conftest import Supporter
from tests.outbox import mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data
CANARY = "canari-jaune"


def canary_is_in() -> list[str]:
    """The tables where it still sings."""
    db.session.rollback()
    every = db.metadata.sorted_tables
    return [table.name for table in every if CANARY in repr(db.session.execute(sa.select(table)).all())]


def sung(supporter: Supporter, **changes: object) -> Message:
    """A message with the canary in every field that a person types."""
    return make_message(
        supporter.campaign,
        name=f"Jeanne {CANARY}",
        email=f"{CANARY}@example.com",
        city=f"Ville-{CANARY}",
        subject=f"Objet {CANARY}",
        body=f"Texte {CANARY}",
        personal_line=f"Phrase {CANARY}",
        **changes,
    )


def test_what_was_not_confirmed_is_destroyed_after_30_days(supporter: Supporter) -> None:
    sung(supporter)
    with days_later(29):
        assert service.forget_unconfirmed() == 0
    deliveries.drain()
    with days_later(31):
        assert service.forget_unconfirmed() == 1
        assert service.forget_unconfirmed() == 0
        deliveries.forget_old()
    assert canary_is_in() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_what_was_confirmed_is_not_destroyed_with_the_unconfirmed(supporter: Supporter) -> None:
    sung(supporter, is_confirmed=True)
    with days_later(31):
        assert service.forget_unconfirmed() == 0


def test_six_months_after_closing_the_person_is_forgotten_and_the_count_stays(supporter: Supporter) -> None:
    message = sung(supporter, is_confirmed=True)
    make_message(supporter.campaign, is_confirmed=True)
    key = message.id
    deliveries.drain()
    campaigns.close_campaign(BUNDLE)
    with days_later(179):
        assert service.forget_supporters() == 0
        assert campaigns.forget_mails() == 0
    assert canary_is_in() != []
    with days_later(181):
        assert service.forget_supporters() == 2
        assert service.forget_supporters() == 0
        campaigns.forget_mails()
        page = supporter.client.get(f"/message/{links.MANAGE.token(key)}")
    assert canary_is_in() == []
    counted = sa.select(sa.func.count()).select_from(Message).where(Message.state == State.QUEUED)
    assert db.session.scalar(counted.where(Message.riding_id.is_not(None))) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    assert page.status_code == 200
    assert "vos renseignements et votre message sont détruits" in page.text


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.HELD])
def test_a_mail_that_still_waited_is_forgotten_with_the_person_and_leaves_no_more(
    supporter: Supporter, state: DeliveryState
) -> None:
    sung(supporter, is_confirmed=True)
    with unit_of_work():
        for mail in mails():
            mail.state, mail.attempts = state, 1
    campaigns.close_campaign(BUNDLE)
    with days_later(181):
        service.forget_supporters()
        assert campaigns.forget_mails() == len(mails())
        assert campaigns.forget_mails() == 0
    assert canary_is_in() == []
    db.session.expire_all()
    assert {mail.state for mail in mails()} == {DeliveryState.CANCELLED}
    assert deliveries.drain() == 0


def test_whoever_was_forgotten_is_not_recognized_and_stands_in_nobody_s_way(supporter: Supporter) -> None:
    for _ in range(2):
        make_message(supporter.campaign, is_confirmed=True)
    campaigns.close_campaign(BUNDLE)
    with days_later(181):
        service.forget_supporters()
        campaigns.open_campaign(BUNDLE)
        make_message(supporter.campaign, is_confirmed=True, email="encore@example.com")
    keys = db.session.scalars(sa.select(MessageRecipient.email_key).order_by(MessageRecipient.id)).all()
    assert keys == [*[""] * 4, *["encore@example.com"] * 2]


def test_withdrawing_leaves_nothing_of_the_person_anywhere(supporter: Supporter) -> None:
    message = sung(supporter, is_confirmed=True, wants_copy=True)
    assert "deliveries" in canary_is_in()
    service.withdraw(message.id)
    assert canary_is_in() == []


def test_a_campaign_that_is_still_open_forgets_nobody(supporter: Supporter) -> None:
    sung(supporter, is_confirmed=True)
    with days_later(1000):
        assert service.forget_supporters() == 0


def test_many_are_forgotten_in_batches(supporter: Supporter, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.messages import forgetting

    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        make_message(supporter.campaign)
    with days_later(31):
        assert service.forget_unconfirmed() == 5


def test_forgetting_keeps_the_riding_and_how_it_was_found(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    with unit_of_work():
        supporter.campaign.close(at=message.written_at - timedelta(days=200))
    service.forget_supporters()
    db.session.expire_all()
    kept = service.find(message.id)
    assert kept.riding.name == "Rimouski"
    assert kept.lookup_method.value == "postal_code"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delivery)) > 0
