"""An organization of the register writes: in its name, by somebody who says by what right; its table has a copy."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.messages import service
from app.messages.errors import NoSuchMessage
from app.messages.models import Letterhead
from app.messages.survey import service as survey
from app.officials.models import Official
from app.organizations.models import Organization
from tests.engines import SmtpSink
from tests.factories import make_draft, make_official, make_organization, make_riding
from tests.messages.letters.conftest import letter
from tests.outbox import mails

pytestmark = pytest.mark.data


def copies() -> list[Delivery]:
    return [mail for mail in mails() if mail.dedupe_key.startswith("message-table")]


def test_the_letter_leaves_in_the_name_of_the_organization_and_answers_go_to_the_person(
    campaign: Campaign, maison: Organization, mna: Official, smtp: SmtpSink
) -> None:
    service.confirm(letter(campaign, maison, name="Nadia Essai", email="nadia@example.com").id)
    deliveries.drain()
    (received,) = smtp.to("mna@example.org")
    sender, reply_to = received.message["From"].addresses[0], received.message["Reply-To"].addresses[0]
    assert sender.display_name.startswith("Maison Exemple (par ")
    assert (reply_to.display_name, reply_to.addr_spec) == ("Nadia Essai", "nadia@example.com")
    assert "Pour l’organisme : Nadia Essai, coordonnatrice." in received.text.replace("\u00a0", " ")
    assert "Cc" not in received.message


def test_the_table_has_a_copy_in_a_mail_of_its_own_without_anybody_s_address(
    campaign: Campaign, maison: Organization, table: Organization, mna: Official, smtp: SmtpSink
) -> None:
    service.confirm(letter(campaign, maison).id)
    assert copies() == []  # nothing before the letter has arrived: until then it may be taken back
    deliveries.drain()
    service.finish_delivered()
    (copy,) = copies()
    assert (copy.to_address, copy.kind) == ("table@example.org", Kind.RECEIPT)
    told = copy.body_text + (copy.body_html or "") + (copy.reply_to_address or "")
    assert "nadia@example.com" not in told
    assert "mna@example.org" not in told
    assert "Nous demandons" in copy.body_text
    others = "".join(mail.body_text + mail.to_address for mail in mails() if mail.id != copy.id)
    assert "table@example.org" not in others


def test_a_letter_taken_back_leaves_the_table_in_peace(
    campaign: Campaign, maison: Organization, table: Organization, mna: Official
) -> None:
    for _ in range(3):
        message = letter(campaign, maison)
        service.confirm(message.id)
        service.withdraw(message.id)
    service.finish_delivered()
    assert copies() == []


def test_a_table_has_one_copy_of_an_organization_whatever_it_writes(
    campaign: Campaign, maison: Organization, table: Organization, mna: Official, smtp: SmtpSink
) -> None:
    elsewhere = make_riding("Joliette")
    make_official("Paule Exemple", riding=elsewhere, email="paule@example.org")
    for riding in (make_riding(), elsewhere):
        service.confirm(letter(campaign, maison, riding=riding).id)
    deliveries.drain()
    service.finish_delivered()
    assert len(copies()) == 1


def test_an_organization_writes_once_to_each_official_whoever_writes_for_it(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    first, second = letter(campaign, maison), letter(campaign, maison, name="Quelqu’un d’autre")
    assert len(mails(Kind.CONFIRMATION)) == 2  # nobody is told before proving an address
    assert service.confirm(first.id).done
    outcome = service.confirm(second.id)
    assert (outcome.done, len(outcome.already)) == ([], 1)
    assert len(mails(Kind.MESSAGE)) == 1


def test_the_same_person_writes_in_her_own_name_as_well(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    service.confirm(letter(campaign, maison, email="nadia@example.com").id)
    own = service.find(service.write(make_draft(campaign, email="nadia@example.com")))
    assert service.confirm(own.id).done


def test_whoever_stops_questions_stops_them_for_their_own_mailbox_only(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    ours = letter(campaign, maison, agrees_to_survey=True)
    theirs = letter(campaign, maison, agrees_to_survey=True, email="collegue@example.com")
    own = service.find(service.write(make_draft(campaign, agrees_to_survey=True, email="nadia@example.com")))
    survey.stop(ours.id)
    agreed = [consents.in_force(f"message:{one.id}")[Purpose.REPLY_SURVEY] for one in (ours, own, theirs)]
    assert agreed == [False, False, True]


def test_organizations_and_persons_are_counted_apart(campaign: Campaign, maison: Organization, mna: Official) -> None:
    service.confirm(letter(campaign, maison).id)
    assert service.wrote_to(campaign, make_riding()) == 0


def test_whoever_wrote_is_forgotten_with_her_title(campaign: Campaign, maison: Organization, mna: Official) -> None:
    message = letter(campaign, maison)
    with unit_of_work():
        message.forget_the_person()
    kept = db.session.scalars(sa.select(Letterhead)).one()
    assert (kept.title, kept.name) == ("", "Maison Exemple")


@pytest.mark.parametrize(
    "name", ["Maison\r\nBcc: vole@poste.example", "Maison, <x@y.example>", 'La « "Place" » =?utf-8?q?Bcc?=', "A" * 150]
)
def test_the_name_of_an_organization_adds_no_header(
    campaign: Campaign, mna: Official, smtp: SmtpSink, name: str
) -> None:
    message = letter(campaign, make_organization(name))
    service.confirm(message.id)
    service.release(message.id)
    deliveries.drain()
    received = smtp.to("mna@example.org")[0]
    assert [one.addr_spec for one in received.message["From"].addresses] == ["campagnes@porte-voix.example.org"]
    assert received.recipients == ("mna@example.org",)
    assert not {"Bcc", "Cc"} & set(received.message.keys())
    for mail in db.session.scalars(sa.select(Delivery)):
        assert not set(mail.from_name + mail.subject) & set("\r\n\x00")


def test_whoever_writes_for_an_organization_is_not_asked_about_news(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    message = service.confirm(letter(campaign, maison).id).message
    assert service.news_wording(message) == ""
    with pytest.raises(NoSuchMessage):
        service.choose_news(message.id, wants=True)
