"""What signatories read when staff acted, and when the program reminds: who writes, why, and nothing that wakes up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import uuid_utils.compat
from flask import Flask

from app.campaigns.models import Campaign
from app.consents.models import Channel
from app.core import mailer
from app.core.clock import today
from app.cosignatures import service
from app.cosignatures.acts import mails as act_mails
from app.cosignatures.amending import Change
from app.cosignatures.mails import Addressee
from app.cosignatures.models import Authority, ChangedField
from app.cosignatures.reminders import mails as reminder_mails
from tests.factories import make_account, make_cosignature

pytestmark = pytest.mark.data
HOSTILE = 'Maison <b>"gras"</b> & l’été {{ 7*7 }} %(x)s {0}'
NAMES = ("received", "corrected", "to_confirm", "to_board")


def write(kind: str, campaign: Campaign, **changes: str) -> mailer.Rendered:
    cosignature = make_cosignature(campaign, "confirmed", **changes)
    to = Addressee.of(cosignature)
    assert to is not None
    if kind == "received":
        entry = service.Received(
            id=uuid_utils.compat.uuid7(), organization_id=None, organization_name="Autre " + cosignature.shown_name,
            region_code="01", city="Rimouski", name=to.name, title="direction", email="n@example.org",
            authority=Authority.ON_DATE, authority_on=today() + timedelta(days=9), publishes_name=True,
            wants_news=True, locale="fr", channel=Channel.PAPER, received_by="Chantal Antenne", received_on=today(),
        )  # fmt: skip
        entered = service.enter(campaign, entry, by=make_account())
        return act_mails.received(campaign, to, entered, wants_news=True).content
    changed = [Change(ChangedField.NAME, "Avant", cosignature.shown_name), Change(ChangedField.REGION, "01", "02")]
    return {
        "corrected": lambda: act_mails.corrected(campaign, to, changed),
        "to_confirm": lambda: reminder_mails.to_confirm(campaign, to, 1),
        "to_board": lambda: reminder_mails.to_board(campaign, to, today()),
    }[kind]().content


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_names_the_organization_and_says_who_writes_and_why(
    app: Flask, campaign: Campaign, name: str
) -> None:
    mail = write(name, campaign, organization_name="Le Phare", name="Nadia Essai")
    for form in (mail.text, mail.html):
        assert "Le Phare" in form
        assert ("Nadia Essai" in form) is (name != "to_confirm")
        assert "La coalition de démonstration" in form
        assert "vie-privee@example.org" in form
        assert "/signature/" in form
    assert "Vous recevez ce courriel parce que" in mail.text
    assert "\n" not in mail.subject
    assert 10 < len(mail.subject) < 200
    assert not re.search(r"<(img|script|link|iframe|object)\b|url\(|@import", mail.html)
    addresses = re.findall(r"https?://[^\s\"<>]+", mail.html + mail.text)
    assert {address.split("/")[2] for address in addresses} == {"localhost"}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_as_typed_and_wake_nothing_up(campaign: Campaign, name: str) -> None:
    mail = write(name, campaign, organization_name=HOSTILE, name='Nadia <i>"Essai"</i> {{ 7*7 }}')
    assert HOSTILE in mail.text
    assert "<b>" not in mail.html
    assert "<i>" not in mail.html
    assert "{{ 7*7 }}" in mail.html


def test_a_region_is_named_and_a_date_is_written_out(campaign: Campaign) -> None:
    text = write("corrected", campaign).text.replace("\u00a0", " ")
    assert "Région : Saguenay–Lac-Saint-Jean (au lieu de Bas-Saint-Laurent)" in text
    text = write("received", campaign).text.replace("\u00a0", " ")
    assert "Conseil d’administration : en décidera le" in text
    assert "paraîtra dans la liste publique une fois la signature validée" in text
    assert "Vous recevrez les nouvelles" in text
