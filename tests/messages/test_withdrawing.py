"""What has not left can be taken back by a link; what was delivered cannot, and the page says which."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import links, service
from app.messages.errors import AlreadySent, MessageWithdrawn
from app.messages.models import Message, MessageRecipient, State
from app.messages.models import Supporter as Person
from app.officials.models import Official
from tests.engines import SmtpSink
from tests.factories import make_message
from tests.messages.conftest import Supporter, confirm_link
from tests.outbox import link_in, mails

pytestmark = pytest.mark.data


def manage(message: Message) -> str:
    return f"/message/{links.MANAGE.token(message.id)}"


def withdraws(supporter: Supporter, message: Message) -> object:
    page = supporter.client.get(manage(message))
    return supporter.presses_the_button_of(page, manage(message) + "/retirer")


def test_withdrawing_before_it_leaves_cancels_every_delivery(supporter: Supporter, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    address = manage(message)
    withdraws(supporter, message)
    assert {mail.state for mail in mails(Kind.MESSAGE)} == {DeliveryState.CANCELLED}
    deliveries.drain()
    assert smtp.to("mna@example.org") == smtp.to("minister@example.org") == []
    page = supporter.client.get(address)
    assert page.status_code == 200
    assert "Votre message est retiré" in page.text
    assert "ce que vous aviez écrit est détruit" in page.text


def test_withdrawing_destroys_what_was_written_and_who_wrote(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, email="jeanne@example.com")
    service.withdraw(message.id)
    db.session.expire_all()
    message = service.find(message.id)
    assert (message.subject, message.body, message.personal_line, message.supporter) == ("", "", "", None)
    assert "jeanne" not in message.email_key
    assert message.state is State.WITHDRAWN


def test_withdrawing_before_confirming_is_possible_too(supporter: Supporter) -> None:
    supporter.sends()
    message = db.session.scalars(sa.select(Message)).one()
    link = confirm_link(mails()[0])
    page = supporter.client.get(link_in(mails()[0], "/message/I"))
    assert "Il attend votre confirmation" in page.text
    withdraws(supporter, message)
    answer = supporter.client.get(link)
    assert answer.status_code == 303
    assert "Votre message est retiré" in supporter.client.get(answer.location).text


def test_a_withdrawn_message_cannot_be_confirmed(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    confirmation = supporter.client.get(link)
    message = db.session.scalars(sa.select(Message)).one()
    service.withdraw(message.id)
    answer = supporter.presses_the_button_of(confirmation, link)
    assert answer.status_code == 410
    assert "C’est déjà retiré" in answer.text


def test_withdrawing_twice_is_told_kindly(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    page = supporter.client.get(manage(message))
    supporter.presses_the_button_of(page, manage(message) + "/retirer")
    answer = supporter.presses_the_button_of(page, manage(message) + "/retirer")
    assert answer.status_code == 410
    with pytest.raises(MessageWithdrawn):
        service.withdraw(message.id)


def test_after_withdrawing_one_may_write_again(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, email="jeanne@example.com")
    service.withdraw(message.id)
    again = make_message(supporter.campaign, is_confirmed=True, email="jeanne@example.com")
    assert len(again.recipients) == 2


def test_what_has_left_stays_and_the_rest_is_stopped(supporter: Supporter, mna: Official, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, email="jeanne@example.com")
    put_off("minister@example.org")
    deliveries.drain()
    assert len(smtp.to("mna@example.org")) == 1
    page = supporter.client.get(manage(message))
    assert page.text.count("en file") == 1
    withdraws(supporter, message)
    page = supporter.client.get(manage(message))
    assert "Ceci était déjà remis et ne peut pas être repris" in page.text
    assert "Réal Exemple" in page.text
    assert "Esther Exemple" not in page.text
    # Written to once for ever: the MNA. The minister is free again.
    again = make_message(supporter.campaign, email="jeanne@example.com")
    assert [one.official.name for one in service.confirm(again.id).done] == ["Esther Exemple"]


def put_off(address: str) -> None:
    """That mail waits for its official's pace."""
    with unit_of_work():
        db.session.execute(
            sa.update(Delivery).where(Delivery.to_address == address).values(next_attempt_at=sa.func.now())
        )
        for delivery in db.session.scalars(sa.select(Delivery).where(Delivery.to_address == address)):
            delivery.next_attempt_at = delivery.next_attempt_at.replace(year=2099)


def test_what_was_delivered_cannot_be_taken_back(supporter: Supporter, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    deliveries.drain()
    assert len(smtp.received) >= 2
    page = supporter.client.get(manage(message))
    assert "Tout est parti" in page.text
    assert "Retirer mon message" not in page.text
    with pytest.raises(AlreadySent):
        service.withdraw(message.id)
    answer = supporter.presses_the_button_of(
        supporter.client.get(supporter.lookup_address), manage(message) + "/retirer"
    )
    assert answer.status_code == 409
    assert "C’est déjà parti" in answer.text


def test_a_message_is_done_once_its_deliveries_are_over(supporter: Supporter, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    assert service.finish_delivered() == 0
    deliveries.drain()
    assert service.finish_delivered() == 1
    db.session.expire_all()
    message = service.find(message.id)
    assert message.state is State.DONE
    assert message.finished_at is not None
    assert service.finish_delivered() == 0
    page = supporter.client.get(manage(message))
    assert page.text.count("envoyé</span>") == 2


def test_deleting_old_deliveries_leaves_the_message_standing(supporter: Supporter, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    deliveries.drain()
    with unit_of_work():
        db.session.execute(sa.delete(Delivery))
    assert service.finish_delivered() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MessageRecipient)) == 2
    assert supporter.client.get(manage(message)).status_code == 200


def test_the_page_shows_what_is_kept_of_the_person(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, name="Jeanne Tremblay")
    page = supporter.client.get(manage(message))
    person = db.session.get(Person, message.id)
    assert person is not None
    for words in (person.name, person.email, person.city, "Rimouski"):
        assert words in page.text
