"""The link of the mail: a page with a button; the message leaves once, to each official once a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import clock
from app.core.database import db
from app.deliveries.models import Kind
from app.messages import links, service
from app.messages.errors import IllegalMessageMove
from app.messages.models import Message, MessageRecipient, State
from app.officials import service as officials
from app.officials.models import Official
from tests.factories import make_message
from tests.messages.conftest import Form, Supporter, confirm_link
from tests.outbox import link_in, mails
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


def test_the_browser_forgets_the_address_once_it_is_confirmed(supporter: Supporter) -> None:
    supporter.sends()
    supporter.confirms(confirm_link(mails()[0]))
    with supporter.client.session_transaction() as kept:
        assert "jeanne" not in str(dict(kept))


def test_an_altered_link_says_so_kindly(supporter: Supporter) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    for altered in (link[:-2], link + "x", "/message/confirmer/n-importe-quoi"):
        answer = supporter.client.get(altered)
        assert answer.status_code == 404
        assert "Ce lien ne fonctionne pas" in answer.text
        assert "Si le courriel contient un code à six chiffres" in answer.text  # not every mail does


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
        assert "Un nouveau lien part au plus une fois par jour." in page.text
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


def test_a_seat_vacated_before_confirming_is_left_out(supporter: Supporter, mna: Official) -> None:
    supporter.sends()
    officials.end_mandate(mna.mandates[0].id, on=clock.today() - timedelta(days=1))
    supporter.confirms(confirm_link(mails()[0]))
    assert recipients() == ["Esther Exemple"]


def test_when_every_seat_is_vacated_the_supporter_is_told(
    supporter: Supporter, mna: Official, minister: Official
) -> None:
    supporter.sends()
    link = confirm_link(mails()[0])
    before = supporter.client.get(link)
    for official in (mna, minister):
        officials.end_mandate(official.mandates[0].id, on=clock.today() - timedelta(days=1))
    page = supporter.client.get(link).text
    assert "il n’y a plus personne à qui le remettre" in page
    assert "Oui, envoyer" not in page
    assert f'href="{supporter.lookup_address}"' in page
    answer = supporter.presses_the_button_of(before, link)  # it was open all the time
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
