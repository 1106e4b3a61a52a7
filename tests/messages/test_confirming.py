"""The link of the mail: a page with a button; the message leaves once, to each official once a person."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.campaigns import service as campaigns
from app.core import clock
from app.core.database import db
from app.core.personal_links import WRONG_OF_MAILBOX, WRONG_OF_PLACE, WrongCode
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import links, service
from app.messages.errors import IllegalMessageMove
from app.messages.models import Message, MessageRecipient, State
from app.officials import service as officials
from app.officials.models import Official
from tests.factories import make_draft, make_message
from tests.messages.conftest import Form, Supporter, confirm_link
from tests.outbox import code_in, link_in, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def recipients() -> list[str]:
    found = db.session.scalars(sa.select(MessageRecipient).order_by(MessageRecipient.id))
    return sorted(recipient.official.name for recipient in found)


def test_opening_the_link_changes_nothing(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    for _ in range(3):
        page = supporter.client.get(link)
        assert page.status_code == 200
        assert "Oui, envoyer mon message" in page.text
        assert "Réal Exemple" in page.text
    assert len(mails()) == 1
    assert db.session.scalars(sa.select(Message)).one().state is State.WRITTEN


def test_the_button_puts_one_delivery_an_official_into_the_outbox(
    supporter: Supporter, mna: Official, minister: Official
) -> None:
    supporter.sends(personal_line="Ma sœur y va.")
    page = supporter.confirms(confirm_link(mails()[0]))
    assert page.status_code == 303
    assert recipients() == ["Esther Exemple", "Réal Exemple"]
    to_minister, to_mna = mails(Kind.MESSAGE)
    message = db.session.scalars(sa.select(Message)).one()
    assert message.state is State.QUEUED
    assert message.confirmed_at is not None
    for mail, official, salutation in (
        (to_minister, minister, "Madame la Ministre,"),
        (to_mna, mna, "Monsieur le Député,"),
    ):
        assert mail.to_address == official.mandates[0].address
        assert mail.to_name == official.name
        assert mail.from_name.replace("\u00a0", " ") == "Jeanne Tremblay (par Plan de rattrapage : 911 millions)"
        assert (mail.reply_to_name, mail.reply_to_address) == ("Jeanne Tremblay", "jeanne@example.com")
        assert mail.pace_key == f"official:{official.id}"
        assert mail.group_key == f"campaign:{supporter.campaign.id}"
        assert mail.dedupe_key == f"message:{message.id}:{official.id}"
        assert mail.guard_key is not None
        assert mail.guard_key.startswith("message:")
        first, second = mail.body_text.split("\n")[:2]
        assert first == "Jeanne Tremblay (Rimouski, circonscription Rimouski) vous écrit."
        assert second == "Répondre à ce courriel, c’est lui répondre directement."
        assert f"\n{salutation}\n\nJe m’appelle Jeanne Tremblay." in mail.body_text
        assert "Ma sœur y va." in mail.body_text
        assert salutation in (mail.body_html or "")
    assert mails(Kind.RECEIPT) == []


def test_the_thanks_name_the_recipients_and_give_words_to_share(supporter: Supporter) -> None:
    supporter.sends()
    page = supporter.client.get(supporter.confirms(confirm_link(mails()[0])).location)
    for words in (
        "Merci! Votre message part.",
        "Réal Exemple",
        "Faites écrire deux personnes",
        "Mon organisme cosigne",
    ):
        assert words in page.text
    assert "http://localhost/campagnes/plan-de-rattrapage-911-millions/ecrire" in page.text


def test_a_replayed_link_shows_the_thanks_and_sends_nothing_more(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    supporter.confirms(link)
    again = supporter.client.get(link)
    assert again.status_code == 200
    assert "Merci! Votre message part." in again.text
    token = Form(supporter.client.get(supporter.lookup_address)).fields["csrf_token"]
    for _ in range(2):
        assert supporter.client.post(link, data={"csrf_token": token}).status_code == 303
    assert len(mails(Kind.MESSAGE)) == 2


def test_the_copy_goes_to_whoever_asked_for_it(supporter: Supporter) -> None:
    supporter.sends(wants_copy="y", personal_line="Ma sœur y va.")
    supporter.confirms(confirm_link(mails()[0]))
    (copy,) = mails(Kind.RECEIPT)
    assert copy.to_address == "jeanne@example.com"
    assert "Ma sœur y va." in copy.body_text
    assert "Réal Exemple, député (Rimouski)" in copy.body_text
    assert supporter.client.get(link_in(copy, "/message/")).status_code == 200


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
    assert all("Ce n’est pas le bon code" in answer.text for answer in answers)
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


def test_the_browser_forgets_the_address_once_it_is_confirmed(supporter: Supporter) -> None:
    supporter.sends()
    supporter.confirms(confirm_link(mails()[0]))
    with supporter.client.session_transaction() as kept:
        assert "jeanne" not in str(dict(kept))


def test_a_code_of_no_message_gets_the_same_words(supporter: Supporter) -> None:
    address = f"{supporter.lookup_address}/attente/{links.WAIT.token(uuid.uuid4())}"
    token = Form(supporter.client.get(address)).fields["csrf_token"]
    answer = supporter.client.post(address, data={"csrf_token": token, "code": "123456"})
    assert answer.status_code == 422
    assert "Ce n’est pas le bon code." in answer.text


def test_an_altered_link_says_so_kindly(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    for altered in (link[:-2], link + "x", "/message/confirmer/n-importe-quoi"):
        answer = supporter.client.get(altered)
        assert answer.status_code == 404
        assert "Ce lien ne fonctionne pas" in answer.text


def test_the_link_of_one_purpose_opens_no_other(supporter: Supporter) -> None:
    message = make_message(supporter.campaign)
    assert supporter.client.get(f"/message/{links.CONFIRM.token(message.id)}").status_code == 404
    assert supporter.client.get(f"/message/confirmer/{links.MANAGE.token(message.id)}").status_code == 404
    assert supporter.client.get(f"/message/confirmer/{links.WAIT.token(message.id)}").status_code == 404


def test_a_link_of_eight_days_is_expired_and_another_can_be_asked_for(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    with days_later(8):
        page = supporter.client.get(link)
        assert page.status_code == 410
        assert "Ce lien est expiré" in page.text
        for _ in range(2):  # at most one a day
            answer = supporter.presses_the_button_of(page, f"{link}/encore")
            assert answer.status_code == 303
        first, second = mails(Kind.CONFIRMATION)
        assert confirm_link(first) != confirm_link(second)
        supporter.confirms(confirm_link(second))
    assert len(mails(Kind.MESSAGE)) == 2


def test_a_link_whose_message_is_destroyed_is_expired(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    with days_later(31):
        service.forget_unconfirmed()
        answer = supporter.client.get(link)
    assert answer.status_code == 410
    assert "Ce lien est expiré" in answer.text


def test_a_repeat_is_as_much_work_as_a_first_message_and_leaves_nothing(supporter: Supporter) -> None:
    """The time of an answer must not tell a stranger whether the owner of an address has written."""
    draft = make_draft(supporter.campaign, email="jeanne@example.com")
    written: list[Counter[str]] = []

    def hear(*heard: Any) -> None:
        written[-1][str(heard[2]).partition("(")[0]] += str(heard[2]).startswith("INSERT INTO")

    service.confirm(service.write(draft))
    before = [(one.id, one.state) for one in db.session.scalars(sa.select(Message))]
    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        for typed in (replace(draft, email="anne@example.com"), draft, draft):
            written.append(Counter())
            service.write(typed)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)
    first, *repeats = written
    assert all(repeat >= first for repeat in repeats)
    kept = db.session.execute(sa.select(Message.id, Message.state).where(Message.email_key == "jeanne@example.com"))
    assert list(map(tuple, kept)) == before


def test_a_repeat_gets_the_same_page_and_is_told_by_mail_only(supporter: Supporter) -> None:
    first = supporter.sends()
    first_page = supporter.client.get(first.location)
    supporter.confirms(confirm_link(mails()[0]))
    repeat = supporter.sends(email="JEANNE@example.com")
    assert (repeat.status_code, repeat.location.rpartition("/")[0]) == (303, first.location.rpartition("/")[0])
    assert without_tokens(supporter.client.get(repeat.location).text) == without_tokens(
        first_page.text.replace("jeanne@example.com", "JEANNE@example.com")
    )
    told = mails(Kind.CONFIRMATION)[-1]
    assert told.to_address == "jeanne@example.com"  # the one that was proved, not the one typed now
    assert "Vous avez déjà écrit" in told.subject
    assert "Réal Exemple" in told.body_text
    assert "/message/confirmer/" not in told.body_text
    assert len(mails(Kind.MESSAGE)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1
    supporter.sends()  # and once a day at most
    assert len(mails(Kind.CONFIRMATION)) == 2


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]*"|attente/[^"]*', "", page)


def test_only_the_officials_not_yet_written_to_receive_a_second_message(supporter: Supporter, mna: Official) -> None:
    supporter.sends("joliette")  # nobody sits there: the minister alone
    supporter.confirms(confirm_link(mails()[0]))
    assert len(mails(Kind.MESSAGE)) == 1
    supporter.sends("rimouski")
    told = mails(Kind.CONFIRMATION)[-1]
    assert "Réal Exemple" in told.body_text
    assert "Esther Exemple" not in told.body_text
    supporter.confirms(confirm_link(told))
    assert [mail.to_address for mail in mails(Kind.MESSAGE)] == ["minister@example.org", "mna@example.org"]


def test_two_forms_of_one_person_the_second_confirmation_sends_nothing(supporter: Supporter) -> None:
    supporter.sends()
    supporter.sends()
    first, second = (confirm_link(mail) for mail in mails(Kind.CONFIRMATION))
    supporter.confirms(second)
    answer = supporter.confirms(first)
    assert answer.status_code == 200
    assert "Vous avez déjà écrit" in answer.text
    assert len(mails(Kind.MESSAGE)) == 2


def test_unconfirmed_messages_block_nobody(supporter: Supporter) -> None:
    for _ in range(3):
        supporter.sends()
    supporter.confirms(confirm_link(mails(Kind.CONFIRMATION)[-1]))
    assert len(mails(Kind.MESSAGE)) == 2


@pytest.mark.engine
def test_the_database_refuses_a_second_message_to_the_same_official(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    other = make_message(supporter.campaign)
    taken = message.recipients[0]
    with pytest.raises(IntegrityError, match="message_recipients"), unit_of_work():
        db.session.add(
            MessageRecipient(
                message_id=other.id,
                campaign_id=other.campaign_id,
                official_id=taken.official_id,
                mandate_id=taken.mandate_id,
                email_key=message.email_key,
            )
        )


def test_a_minister_who_also_sits_receives_one_message(supporter: Supporter, minister: Official) -> None:
    riding = officials.mna_of(supporter_riding("joliette"))
    assert riding is None
    officials.seat(minister, supporter_riding("joliette"), since=date(2026, 10, 5))
    supporter.sends("joliette")
    supporter.confirms(confirm_link(mails()[0]))
    (mail,) = mails(Kind.MESSAGE)
    assert "Madame la Ministre," in mail.body_text


def supporter_riding(slug: str) -> uuid.UUID:
    from app.territory import service as territory

    return territory.riding_named(slug).id


def test_a_seat_vacated_before_confirming_is_left_out(supporter: Supporter, mna: Official) -> None:
    supporter.sends()
    officials.end_mandate(mna.mandates[0].id, on=clock.today() - timedelta(days=1))
    supporter.confirms(confirm_link(mails()[0]))
    assert recipients() == ["Esther Exemple"]


def test_when_every_seat_is_vacated_the_supporter_is_told(
    supporter: Supporter, mna: Official, minister: Official
) -> None:
    supporter.sends()
    for official in (mna, minister):
        officials.end_mandate(official.mandates[0].id, on=clock.today() - timedelta(days=1))
    answer = supporter.confirms(confirm_link(mails()[0]))
    assert answer.status_code == 409
    assert "Personne à qui écrire" in answer.text


def test_what_was_written_on_the_last_day_may_be_confirmed_within_the_grace(supporter: Supporter) -> None:
    supporter.sends()
    campaigns.close_campaign(supporter.campaign.slug)
    with days_later(2):
        assert supporter.confirms(confirm_link(mails()[0])).status_code == 303


def test_after_the_grace_the_campaign_is_closed(supporter: Supporter) -> None:
    supporter.sends()
    campaigns.close_campaign(supporter.campaign.slug)
    with days_later(4):
        answer = supporter.confirms(confirm_link(mails()[0]))
    assert answer.status_code == 410
    assert "La campagne est terminée" in answer.text
    assert mails(Kind.MESSAGE) == []


def test_a_message_makes_no_illegal_move(supporter: Supporter) -> None:
    message = make_message(supporter.campaign)
    with pytest.raises(IllegalMessageMove):
        message.queue()
    with pytest.raises(IllegalMessageMove):
        message.finish(at=clock.now())
    message.withdraw(at=clock.now())
    with pytest.raises(IllegalMessageMove):
        message.confirm(at=clock.now())
    db.session.rollback()
