"""The pages by which an organization writes: found in the register, placed in a riding, written, confirmed."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import links, service
from app.messages.models import Message, State
from app.organizations.models import Authority, Organization
from tests.factories import make_organization
from tests.messages.conftest import Form, Supporter, confirm_link
from tests.outbox import mails
from tests.passing_time import seconds_ago

pytestmark = pytest.mark.data


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
