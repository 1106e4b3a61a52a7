"""The six digits of the mail do what its link does, and are not to be guessed."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.core.personal_links import WRONG_OF_MAILBOX, WRONG_OF_PLACE, WrongCode
from app.deliveries.models import Kind
from app.messages import links, service
from app.messages.models import Message, State
from tests.factories import make_message
from tests.messages.conftest import Form, Supporter, confirm_link
from tests.outbox import code_in, mails

pytestmark = pytest.mark.data


def test_the_six_digits_of_the_mail_do_the_same(supporter: Supporter) -> None:
    waiting = supporter.sends().location
    code = code_in(mails()[0])
    typed = {
        "csrf_token": Form(supporter.client.get(waiting)).fields["csrf_token"],
        "code": f" {code[:3]} {code[3:]} ",
    }
    answer = supporter.client.post(waiting, data=typed)
    assert answer.status_code == 303
    assert "Merci! Votre message part." in supporter.client.get(answer.location).text
    assert len(mails(Kind.MESSAGE)) == 2


def test_five_wrong_codes_and_only_the_link_works(supporter: Supporter) -> None:
    waiting = supporter.sends().location
    message = db.session.scalars(sa.select(Message)).one()
    right = links.CONFIRM.code(message.id)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    token = Form(supporter.client.get(waiting)).fields["csrf_token"]
    answers = [supporter.client.post(waiting, data={"csrf_token": token, "code": wrong}) for _ in range(5)]
    answers.append(supporter.client.post(waiting, data={"csrf_token": token, "code": right}))
    assert {answer.status_code for answer in answers} == {422}
    assert all("Ce n’est pas le bon code, ou il y a eu trop d’essais" in answer.text for answer in answers)
    assert all("jeanne@example.com" in answer.text for answer in answers)  # where to look for the right one
    assert mails(Kind.MESSAGE) == []
    supporter.confirms(confirm_link(mails()[0]))
    assert len(mails(Kind.MESSAGE)) == 2


def guess(message: Message, *, ip: str) -> None:
    wrong = f"{(int(links.CONFIRM.code(message.id)) + 1) % 1_000_000:06d}"
    with pytest.raises(WrongCode):
        service.confirm_by_code(message.id, wrong, ip=ip)


def type_the_right_code(message: Message, *, ip: str) -> service.Outcome:
    return service.confirm_by_code(message.id, links.CONFIRM.code(message.id), ip=ip)


def test_codes_are_not_guessed_on_many_messages_of_one_mailbox(supporter: Supporter) -> None:
    tried = [make_message(supporter.campaign, email=f"jeanne+{n}@example.com") for n in range(WRONG_OF_MAILBOX.times)]
    for number, message in enumerate(tried):
        guess(message, ip=f"192.0.2.{number}")
    last = tried[-1]
    with pytest.raises(WrongCode):
        type_the_right_code(last, ip="198.51.100.1")
    assert service.confirm(last.id).message.state is State.CONFIRMED  # the link always works


def test_codes_are_not_guessed_from_one_place_on_the_messages_of_many(supporter: Supporter) -> None:
    for number in range(WRONG_OF_PLACE.times):
        message = make_message(supporter.campaign, email=f"membre-{number}@example.com")
        guess(message, ip="192.0.2.1")
    with pytest.raises(WrongCode):
        type_the_right_code(message, ip="192.0.2.1")
    assert type_the_right_code(message, ip="192.0.2.2").message.state is State.QUEUED


def test_an_assembly_types_its_codes_from_one_place(supporter: Supporter) -> None:
    for number in range(40):
        message = make_message(supporter.campaign, email=f"membre-{number}@example.com")
        assert type_the_right_code(message, ip="192.0.2.1").message.state is State.QUEUED


def test_a_code_of_no_message_gets_the_same_words(supporter: Supporter) -> None:
    address = f"{supporter.lookup_address}/attente/{links.WAIT.token(uuid.uuid4())}"
    token = Form(supporter.client.get(address)).fields["csrf_token"]
    answer = supporter.client.post(address, data={"csrf_token": token, "code": "123456"})
    assert answer.status_code == 422
    assert "Ce n’est pas le bon code, ou il y a eu trop d’essais" in answer.text
