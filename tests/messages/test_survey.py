"""Two weeks after a message arrived, its author is asked once, if they agreed, whether an answer came."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import service as campaigns
from app.commitments import service as commitments
from app.commitments.models import Source, Stance
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.clock import now
from app.core.database import db
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import service as messages
from app.messages.errors import NoSuchMessage
from app.messages.models import Message, MessageRecipient, Supporter
from app.messages.survey import links, service
from app.messages.survey.models import Reply, SurveyAnswer, SurveyWords
from app.messages.survey.service import Answer
from app.officials.models import Official
from tests.factories import form_token, make_account, make_message, sign_in
from tests.messages.conftest import Supporter as Visitor
from tests.messages.test_races import at_once
from tests.outbox import mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data
SOON = 14.1


def arrived(supporter: Visitor, state: DeliveryState = DeliveryState.ACCEPTED, **typed: Any) -> Message:
    """A message that the relay took, of somebody who agreed to be asked unless said otherwise."""
    message = make_message(supporter.campaign, is_confirmed=True, **{"agrees_to_survey": True, **typed})
    ids = [recipient.delivery_id for recipient in message.recipients]
    taken = {"state": state, "attempts": 1, "finished_at": now()}
    with unit_of_work():
        db.session.execute(sa.update(Delivery).where(Delivery.id.in_(ids)).values(taken))
    messages.finish_delivered()
    return message


def questions() -> list[Delivery]:
    return [mail for mail in mails(Kind.REMINDER) if mail.dedupe_key.startswith("survey:")]


def recipients(message: Message) -> list[uuid.UUID]:
    return [recipient.id for recipient in service.asked(message.id).recipients]


def test_only_those_who_agreed_are_asked_and_only_once(supporter: Visitor) -> None:
    asked = arrived(supporter)
    arrived(supporter, agrees_to_survey=False)
    arrived(supporter, state=DeliveryState.FAILED)
    make_message(supporter.campaign, is_confirmed=True, agrees_to_survey=True)
    with days_later(13.9):
        assert service.ask_those_due() == 0
    with days_later(SOON):
        assert (service.ask_those_due(), service.ask_those_due()) == (1, 0)
    (mail,) = questions()
    assert mail.dedupe_key == f"survey:{asked.id}"
    assert (mail.subject, mail.urgency) == ("Avez-vous reçu une réponse?", 4)
    assert "Ma sœur y va" not in mail.body_text
    assert mail.unsubscribe_url


def test_nobody_is_asked_about_what_is_long_ago(supporter: Visitor) -> None:
    arrived(supporter)
    with days_later(46):
        assert service.ask_those_due() == 0


def test_two_workers_ask_nobody_twice(supporter: Visitor, app: Flask) -> None:
    for _ in range(2):
        arrived(supporter)
    with days_later(SOON):
        assert at_once(app, *[service.ask_those_due] * 3) == [None] * 3
    assert len(questions()) == 2


def test_a_question_that_is_no_longer_welcome_does_not_leave(supporter: Visitor) -> None:
    message = arrived(supporter)
    other = arrived(supporter, email="autre@example.com")
    key = f"survey:{message.id}"
    assert service.why_a_question_must_not_leave(key) is None
    service.answer(message.id, {recipients(message)[0]: Answer(Reply.NONE)})
    assert service.why_a_question_must_not_leave(key) == "answered"
    service.stop(other.id)
    assert service.why_a_question_must_not_leave(f"survey:{other.id}") == "stopped"
    assert service.why_a_question_must_not_leave(f"survey:{uuid.UUID(int=0)}") == "gone"


def test_stopping_stops_every_question_of_that_mailbox(supporter: Visitor) -> None:
    message = arrived(supporter)
    with days_later(SOON):
        service.ask_those_due()
        supporter.client.get(f"/message/questions/arret/{links.STOP.token(message.id)}")
        assert consents.in_force(f"message:{message.id}")[Purpose.REPLY_SURVEY] is True
        page = supporter.client.post(f"/message/questions/arret/{links.STOP.token(message.id)}")
    assert "C’est noté" in page.text
    assert consents.in_force(f"message:{message.id}")[Purpose.REPLY_SURVEY] is False
    db.session.expire_all()
    assert questions()[0].state is DeliveryState.CANCELLED


def test_the_link_opens_a_page_whose_button_answers_and_sets_right(supporter: Visitor) -> None:
    message = arrived(supporter)
    address = f"/message/reponse/{links.ANSWER.token(message.id)}"
    page = supporter.client.get(address)
    names = re.findall(r"([^<>]+?)\s: avez-vous reçu", page.text)
    assert len(set(names)) == len(message.recipients)
    empty = supporter.client.post(address, data={"csrf_token": form_token(supporter.client)})
    assert empty.status_code == 422
    assert "Choisissez ce qui s’est passé." in empty.text
    typed = {"reply_0": "supports", "words_0": "« Je suis avec vous. »", "csrf_token": form_token(supporter.client)}
    assert "C’est noté, merci!" in supporter.client.post(address, data=typed, follow_redirects=True).text
    supporter.client.post(address, data={**typed, "reply_0": "refuses", "words_0": ""})
    again = {"csrf_token": form_token(supporter.client), "words_0": "Des mots."}  # nothing is chosen, of what was said
    assert supporter.client.post(address, data=again).status_code == 422
    assert supporter.client.post(address, data={**typed, "reply_0": "perhaps"}).status_code == 422
    db.session.expire_all()
    (kept,) = db.session.scalars(sa.select(SurveyAnswer))
    assert (kept.reply, kept.words) == (Reply.REFUSES, None)


def test_an_open_page_answers_for_the_same_official_when_the_mail_to_another_comes_back(supporter: Visitor) -> None:
    message = arrived(supporter)
    first, second = recipients(message)[:2]
    with unit_of_work():
        gone = sa.select(MessageRecipient.delivery_id).where(MessageRecipient.id == first).scalar_subquery()
        db.session.execute(sa.update(Delivery).where(Delivery.id == gone).values(state=DeliveryState.BOUNCED))
    typed = {"reply_1": "supports", "csrf_token": form_token(supporter.client)}
    supporter.client.post(f"/message/reponse/{links.ANSWER.token(message.id)}", data=typed)
    db.session.expire_all()
    assert [one.recipient_id for one in db.session.scalars(sa.select(SurveyAnswer))] == [second]


def test_what_was_passed_on_goes_with_the_person_and_after_three_months(supporter: Visitor) -> None:
    ours, theirs = arrived(supporter), arrived(supporter, email="autre@example.com")
    for message in (ours, theirs):
        service.answer(message.id, {recipients(message)[0]: Answer(Reply.OTHER, "Mots privés.")})
    with unit_of_work():
        db.session.get_one(Message, ours.id).forget_the_person()
    assert [one.message_id for one in db.session.scalars(sa.select(SurveyWords))] == [theirs.id]
    with days_later(91):
        assert (service.forget_words(), service.forget_words()) == (1, 0)
    assert db.session.scalars(sa.select(SurveyAnswer.reply)).all() == [Reply.OTHER] * 2
    with pytest.raises(LinkExpired):
        service.asked(ours.id)
    assert db.session.get(Supporter, theirs.id)


def test_staff_read_totals_and_make_a_commitment_of_an_answer(supporter: Visitor) -> None:
    message, staff = arrived(supporter), make_account()
    first, *_others = service.asked(message.id).recipients
    service.answer(message.id, {first.id: Answer(Reply.SUPPORTS, "Je suis avec vous.")})
    with days_later(SOON):
        service.ask_those_due()
    totals = service.totals(staff, supporter.campaign.slug)
    assert (totals.answered, [one.counts for one in totals.of_each]) == (1, [Counter({Reply.SUPPORTS: 1})])
    official = db.session.get_one(Official, first.official_id)
    sign_in(supporter.client, staff)
    page = supporter.client.get(f"/equipe/campagnes/{supporter.campaign.slug}/reponses/{official.id}").text
    assert "Je suis avec vous." in page
    assert "Jeanne Tremblay" not in page
    (answer,) = service.replies_of(supporter.campaign, official.id)
    posted = {"stance": "supports", "vu": "0", "csrf_token": form_token(supporter.client)}
    where = f"/equipe/campagnes/{supporter.campaign.slug}/reponses/{official.id}/{answer.id}"
    assert "C’est noté au tableau." in supporter.client.post(where, data=posted, follow_redirects=True).text
    kept = commitments.standing(supporter.campaign.id)[official.id]
    assert (kept.stance, kept.source, kept.is_public) == (Stance.SUPPORTS, Source.SURVEY, True)
    late = service.make_commitment(
        campaigns.find(supporter.campaign.slug), official.id, answer.id, Stance.MET, seen=0, by=staff
    )
    assert late.missed == [official.id]
    with pytest.raises(NoSuchMessage):
        service.make_commitment(supporter.campaign, official.id, uuid.UUID(int=0), Stance.MET, seen=1, by=staff)
