"""An organization of the register writes: in its name, by somebody who says by what right; its table has a copy."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.messages import links, service
from app.messages.drafting import InTheNameOf
from app.messages.errors import NoSuchMessage
from app.messages.models import Letterhead, Message, State
from app.messages.survey import service as survey
from app.officials.models import Official
from app.organizations.models import Authority, ContactEmail, Organization
from app.organizations.models import Kind as OrganizationKind
from tests.engines import SmtpSink
from tests.factories import make_account, make_campaign, make_draft, make_official, make_organization, make_riding
from tests.messages.conftest import Form, Supporter, confirm_link
from tests.outbox import mails
from tests.passing_time import seconds_ago

pytestmark = pytest.mark.data
LETTER = {
    "organization": {
        "subject": "{organization} demande",
        "body": "{salutation}\n\nNous, {organization}, de {sender_city}.\n\n{personal_line}\n\n"
        "{sender_name}, {sender_title}",
    }
}


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Organizations write too."""
    made = make_campaign(recipient_rules=["minister:social-services", "mna_of_riding"], variants=["organization"])
    with unit_of_work():
        for text in made.texts:
            text.variants = LETTER
    return made


@pytest.fixture
def maison(campaign: Campaign) -> Organization:
    """In a riding that the register knows, with a mailbox."""
    organization = make_organization("Maison Exemple")
    with unit_of_work():
        organization.riding_id = make_riding().id
        organization.emails.append(ContactEmail(address="nadia@example.com", email_key="nadia@example.com"))
    return organization


@pytest.fixture
def table(app: Flask) -> Organization:
    """The table of the region, with a mailbox."""
    organization = make_organization("Table de l’Exemple", kind=OrganizationKind.REGIONAL_TABLE)
    with unit_of_work():
        address = ContactEmail(address="table@example.org", email_key="table@example.org")
        organization.emails.append(address)
    return organization


def letter(campaign: Campaign, organization: Organization, **changes: object) -> Message:
    by = InTheNameOf(organization, "coordonnatrice", Authority.YES)
    typed = {
        "email": organization.emails[0].address if organization.emails else "jeanne@example.com",
        "variant": "organization",
        "subject": f"{organization.name} demande",
        "body": "Nous demandons, [votre nom].",
    }
    return service.find(service.write(make_draft(campaign, letterhead=by, **{**typed, **changes})))


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


def copies() -> list[Delivery]:
    return [mail for mail in mails() if mail.dedupe_key.startswith("message-table")]


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


def test_a_letter_that_nobody_vouches_for_waits_for_a_person_and_silences_nobody(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    strange = letter(campaign, maison, email="quelqu-un@example.com")
    outcome = service.confirm(strange.id)
    assert (outcome.done, outcome.already, mails(Kind.MESSAGE)) == ([], [], [])
    assert (strange.state, strange.set_aside_for) == (State.CONFIRMED, Suspicion.UNKNOWN_ADDRESS)
    assert service.confirm(letter(campaign, maison).id).done
    again = letter(campaign, maison, email="quelqu-un@example.com")
    assert service.confirm(again.id).already == []  # what the organization wrote is not told to a stranger
    assert len(mails(Kind.MESSAGE)) == 1


def test_the_mail_that_asks_to_confirm_a_letter_names_all_officials_whoever_wrote_before(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    service.confirm(letter(campaign, maison).id)
    letter(campaign, maison, email="quelqu-un@example.com")
    first, second = mails(Kind.CONFIRMATION)
    assert "Réal Exemple" in first.body_text
    assert "Réal Exemple" in second.body_text


def test_a_person_lets_a_letter_go_or_refuses_it_and_the_first_one_decides(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    staff = make_account()
    kept, refused = (letter(campaign, maison, email=f"{name}@example.com") for name in ("a", "b"))
    for message in (kept, refused):
        service.confirm(message.id)
    found = service.to_look_at(staff, campaign.slug)
    assert ([one.id for one in found.messages], found.in_all) == ([kept.id, refused.id], 2)
    assert service.refuse_set_aside(staff, campaign.slug, refused.id)
    assert not service.let_go_set_aside(staff, campaign.slug, refused.id)
    assert (refused.state, refused.supporter, refused.body) == (State.WITHDRAWN, None, "")
    assert service.let_go_set_aside(staff, campaign.slug, kept.id)
    assert not service.refuse_set_aside(staff, campaign.slug, kept.id)
    assert (kept.state, len(mails(Kind.MESSAGE))) == (State.QUEUED, 1)
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act.like("message.%"))).all()
    assert sorted(acts) == ["message.refused", "message.released"]


def test_staff_of_another_region_see_no_letter_and_decide_nothing(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    elsewhere = make_account("chapter", "troccqm")
    strange = letter(campaign, maison, email="quelqu-un@example.com")
    service.confirm(strange.id)
    assert service.to_look_at(elsewhere, campaign.slug).in_all == 0
    for decide in (service.let_go_set_aside, service.refuse_set_aside):
        with pytest.raises(NoSuchMessage):
            decide(elsewhere, campaign.slug, strange.id)


def test_many_letters_of_one_organization_wait_for_a_person(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    found = [letter(campaign, maison, email=f"membre-{number}@example.com") for number in range(6)]
    assert [one.set_aside_for for one in found] == [None] * 5 + [Suspicion.ORGANIZATION_LIMIT]
    assert len(mails(Kind.CONFIRMATION)) == 6  # whoever wrote proves the address all the same
    service.confirm(found[-1].id)
    assert found[-1].set_aside_for is Suspicion.UNKNOWN_ADDRESS  # whoever looks is told what matters most


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


class Writer(Supporter):
    """Somebody who writes for an organization, at the pages."""

    def chooses(self, name: str, region: str = "01", city: str = "") -> str:
        page = self.client.get(f"{self.lookup_address}/organisme")
        typed = Form(page).fields | {"organization": name, "region": region, "city": city}
        answer = self.client.post(f"{self.lookup_address}/organisme", data=typed)
        self.pages.append(answer)
        return answer.location or ""

    def opens_letter(self, address: str) -> dict[str, str]:
        with seconds_ago(30):
            fields = Form(self.client.get(address)).fields
        return fields | {
            "name": "Nadia Essai", "email": "nadia@example.com", "title": "coordonnatrice", "authority": "yes",
        }  # fmt: skip


@pytest.fixture
def writer(supporter: Supporter) -> Writer:
    return Writer(supporter.client, supporter.campaign)


def test_the_pages_lead_from_the_register_to_a_confirmed_letter(
    writer: Writer, maison: Organization, table: Organization
) -> None:
    address = writer.chooses("maison exemple inc.")
    assert address.endswith(f"/ecrire/rimouski/organisme/{maison.id}")
    page = writer.client.get(address).text
    assert "Une copie ira, dans un courriel à part, à votre table régionale" in page.replace("\u00a0", " ")
    assert "table@example.org" not in page
    fields = writer.opens_letter(address)
    assert fields["subject_organization"] == "Maison Exemple demande"
    preview = writer.client.post(address, data=fields | {"step": "preview"})
    assert "Nous, Maison Exemple, de Rimouski." in preview.text
    assert "Nadia Essai, coordonnatrice" in preview.text
    sent = writer.client.post(address, data=Form(preview).fields | {"step": "send"})
    assert sent.status_code == 303
    writer.confirms(confirm_link(mails()[0]))
    message = db.session.scalars(sa.select(Message)).one()
    assert "dès que la coalition aura fait ses vérifications" in writer.client.get(confirm_link(mails()[0])).text
    assert (message.state, message.letterhead.authority if message.letterhead else None) == (
        State.QUEUED, Authority.YES)  # fmt: skip


def test_the_pages_say_the_same_whether_or_not_the_register_knows_the_address(
    writer: Writer, maison: Organization
) -> None:
    address, pages = writer.chooses("Maison Exemple"), []
    for email in ("nadia@example.com", "personne@example.com"):
        writer.client.post(address, data=writer.opens_letter(address) | {"email": email, "step": "send"})
        link = confirm_link(mails(Kind.CONFIRMATION)[-1])
        writer.confirms(link)
        message = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
        assert message is not None
        thanks, manage = writer.client.get(link), writer.client.get(links.MANAGE.url(message.id, "fr"))
        seen = [" ".join(re.sub(r"<[^>]*>", " ", page.text).split()) for page in (thanks, manage)]
        pages.append([one.replace(email, "") for one in seen])
    assert len(service.set_aside()) == 1
    assert pages[0] == pages[1]
    assert all("dès que la coalition aura fait ses vérifications" in one for one in pages[0])


def test_a_letter_has_no_page_in_a_riding_where_the_organization_is_not(writer: Writer, maison: Organization) -> None:
    elsewhere = f"{writer.lookup_address}/joliette/organisme/{maison.id}"
    assert writer.client.get(elsewhere).status_code == 404
    typed = writer.opens_letter(writer.chooses("Maison Exemple")) | {"step": "send"}
    assert writer.client.post(elsewhere, data=typed).status_code == 404
    assert mails() == []


def test_the_authority_is_asked_and_nothing_typed_is_lost(writer: Writer, maison: Organization) -> None:
    address = writer.chooses("Maison Exemple")
    for typed, words in (
        ({"authority": ""}, "Choisissez une réponse"),
        ({"authority": "on_date", "authority_on": ""}, "Donnez la date de la réunion."),
        ({"title": ""}, "Écrivez votre fonction"),
        ({"title": "x" * 10_000}, "Au plus 100"),
        ({"name": "A\x00B", "email": "nadia"}, "Il manque le @"),
    ):
        answer = writer.client.post(address, data=writer.opens_letter(address) | {"step": "send"} | typed)
        assert answer.status_code == 422
        assert words in answer.text.replace("\u00a0", " ")
        assert Form(answer).fields["subject_organization"] == "Maison Exemple demande"
    assert mails() == []


def test_an_organization_in_several_ridings_is_asked_which(writer: Writer) -> None:
    make_organization("Sans circonscription", "14", "")
    writer.chooses("Sans circonscription", "14")
    page = writer.pages[-1]
    assert page.status_code == 200
    assert "Joliette" in page.text
    assert len(re.findall("/organisme/", page.text)) > 1


def test_only_what_the_register_offers_to_everybody_can_be_found(writer: Writer) -> None:
    for name, region in (
        ("Jamais Vue", "01"),
        ("", "01"),
        ("Maison\x00", "01"),
        ("M" * 10_000, "01"),
        ("Maison", "99"),
    ):
        assert writer.chooses(name, region) == ""
        assert writer.pages[-1].status_code == 422
    unknown = f"{writer.lookup_address}/rimouski/organisme/018f0000-0000-7000-8000-000000000000"
    assert writer.client.get(unknown).status_code == 404


def test_a_campaign_without_that_letter_has_no_such_page(supporter: Supporter, maison: Organization) -> None:
    with unit_of_work():
        supporter.campaign.variants = []
    assert supporter.client.get(f"{supporter.lookup_address}/organisme").status_code == 404
    assert supporter.client.get(f"{supporter.lookup_address}/rimouski/organisme/{maison.id}").status_code == 404
    assert "Mon organisme écrit" not in supporter.client.get(supporter.lookup_address).text
