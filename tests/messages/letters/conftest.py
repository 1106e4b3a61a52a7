"""An organization of the register that writes, its regional table, and a letter in its name."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.core.unit_of_work import unit_of_work
from app.messages import service
from app.messages.drafting import InTheNameOf
from app.messages.models import Message
from app.organizations.models import Authority, ContactEmail, Organization
from app.organizations.models import Kind as OrganizationKind
from tests.factories import make_campaign, make_draft, make_organization, make_riding

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
