"""A message that staff stopped: its page tells the truth, and its author may write again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.service import mail_group
from app.core.database import db
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import links, service
from app.messages.models import Message, MessageRecipient
from app.officials.models import Official
from tests.deliveries.letters import put
from tests.factories import make_account, make_message
from tests.messages.conftest import Supporter, confirm_link
from tests.outbox import mails

pytestmark = [pytest.mark.data, pytest.mark.engine]
ALL_SENT = "Tout est parti"


@pytest.fixture
def link(supporter: Supporter) -> str:
    """Of a message to two people, confirmed and on its way."""
    supporter.sends()
    found = confirm_link(mails(Kind.CONFIRMATION)[0])
    supporter.confirms(found)
    return found


def staff_cancel(supporter: Supporter) -> None:
    with unit_of_work():
        assert deliveries.cancel_all(f"group:{mail_group(supporter.campaign.id)}", reason="staff") == 3  # and the copy


def the_page(supporter: Supporter) -> str:
    message = db.session.scalars(sa.select(Message).order_by(Message.written_at)).first()
    assert message is not None
    return supporter.client.get(f"/message/{links.MANAGE.token(message.id)}").text


def letters() -> list[Delivery]:
    return mails(Kind.MESSAGE)


def test_nothing_is_said_to_have_left(supporter: Supporter, link: str) -> None:
    staff_cancel(supporter)
    page = the_page(supporter)
    assert page.count("ne partira pas</span>") == 2
    assert ALL_SENT not in page
    assert "vous pouvez l’envoyer de votre propre boîte" in page
    assert "Je m’appelle Jeanne Tremblay" in page.split('id="texte-a-envoyer"')[1]
    thanks = supporter.client.get(link)  # the link of the mail that asked to confirm
    assert (thanks.status_code, "/message/" in thanks.location) == (303, True)


def test_what_has_left_is_said_to_have_left(supporter: Supporter, link: str) -> None:
    for letter in letters():
        put(letter, DeliveryState.ACCEPTED)
    page = the_page(supporter)
    assert ALL_SENT in page
    assert "propre boîte" not in page
    assert "Votre message part" in supporter.client.get(link).text


def test_of_what_is_looked_at_nobody_says_that_it_left(supporter: Supporter, link: str) -> None:
    for letter in letters():
        put(letter, DeliveryState.HELD)
    assert ALL_SENT not in the_page(supporter)


def test_only_those_to_whom_it_goes_are_named_in_the_thanks(supporter: Supporter, link: str) -> None:
    gone, stopped = letters()
    put(gone, DeliveryState.ACCEPTED)
    put(stopped, DeliveryState.FAILED)
    thanks = supporter.client.get(link).text
    assert gone.to_name in thanks
    assert stopped.to_name not in thanks


def test_the_author_may_write_again_to_whom_nothing_left(supporter: Supporter, link: str) -> None:
    staff_cancel(supporter)
    supporter.sends()
    again = mails(Kind.CONFIRMATION)[-1]
    assert "déjà écrit" not in again.subject
    supporter.confirms(confirm_link(again))
    waiting = [letter for letter in letters() if letter.state is DeliveryState.QUEUED]
    assert len(waiting) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MessageRecipient)) == 2


def test_a_mail_that_was_tried_counts_whatever_staff_decided(supporter: Supporter, link: str) -> None:
    """It may have arrived: nobody writes twice to an official through us."""
    for letter in letters():
        put(letter, DeliveryState.CANCELLED)
    supporter.sends()
    assert "déjà écrit" in mails(Kind.CONFIRMATION)[-1].subject


def test_who_was_written_to_already_is_not_promised_again(supporter: Supporter, mna: Official, link: str) -> None:
    to_mna = next(letter for letter in letters() if letter.to_name == mna.name)
    put(to_mna, DeliveryState.ACCEPTED)
    with unit_of_work():
        deliveries.cancel_all(f"group:{mail_group(supporter.campaign.id)}", reason="staff")
    supporter.sends()
    page = supporter.client.get(confirm_link(mails(Kind.CONFIRMATION)[-1])).text
    assert "Esther Exemple" in page
    assert mna.name not in page


def test_what_is_set_aside_counts_for_nobody_until_somebody_has_looked(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    with unit_of_work():
        db.session.get_one(Message, message.id).set_aside_for = Suspicion.NETWORK_LIMIT
    found = service.figures(make_account(), supporter.campaign.slug)
    assert (found.confirmed.persons, found.ridings, found.to_look_at) == (0, [], 0)
