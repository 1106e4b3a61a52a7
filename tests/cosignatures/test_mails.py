"""Every mail says who writes and why, in plain words, in both its forms, and fetches nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.core import mailer
from app.cosignatures import mails as written
from app.cosignatures import service
from app.cosignatures.mails import Addressee
from app.cosignatures.models import State
from tests.factories import make_cosignature
from tests.outbox import mails

HOSTILE = 'Maison <b>"gras"</b> & l’été {{ 7*7 }} %(x)s {0}'
TO_WHOEVER_IT_IS = ("confirm", "links")  # sent to an address before anybody has proved it
NAMES = ("confirm", "already_signed", "duplicate", "validated", "declined", "annulled", "withdrawn", "links")


def write(kind: str, campaign: Campaign, locale: str = "fr", **changes: str) -> mailer.Rendered:
    cosignature = make_cosignature(campaign, "confirmed", locale=locale, **changes)
    to = Addressee.of(cosignature)
    assert to is not None
    return {
        "confirm": lambda: written.confirmation(campaign, to),
        "already_signed": lambda: written.already_signed(campaign, to),
        "duplicate": lambda: written.duplicate(campaign, to),
        "validated": lambda: written.validated(campaign, to, is_public=True),
        "declined": lambda: written.declined(campaign, to, reason="Une ville."),
        "annulled": lambda: written.annulled(campaign, to, was_validated=True),
        "withdrawn": lambda: written.withdrawn(campaign, to, was_public=True),
        "links": lambda: written.all_links(campaign, [(to, State.SUBMITTED), (to, State.VALIDATED)]),
    }[kind]().content


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_each_mail_greets_names_the_organization_and_says_who_writes_and_why(
    app: Flask, campaign: Campaign, name: str, locale: str
) -> None:
    mail = write(name, campaign, locale, organization_name="Le Phare", name="Nadia Essai")
    for form in (mail.text, mail.html):
        assert "Le Phare" in form
        assert ("Nadia Essai" in form) is (name not in TO_WHOEVER_IT_IS)
        assert "La coalition de démonstration" in form
        assert "vie-privee@example.org" in form
    assert campaign.text(locale).title in mail.text.replace("\u00a0", " ")
    because = "Vous recevez ce courriel parce que" if locale == "fr" else "because"
    assert because in mail.text
    assert "\n" not in mail.subject
    assert 10 < len(mail.subject) < 200


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_reads_in_english_without_a_french_word_left(campaign: Campaign, name: str) -> None:
    mail = write(name, campaign, "en")
    assert 'lang="en-CA"' in mail.html
    own = re.sub(r"La coalition de démonstration|Direction générale|coordonnatrice", "", mail.text)
    assert not re.search(r"\b(vous|votre|signature de|courriel|merci)\b", own, re.IGNORECASE), own
    assert "http://localhost/en/" in mail.text


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_fetches_nothing_and_leads_to_this_site_only(campaign: Campaign, name: str) -> None:
    mail = write(name, campaign)
    assert not re.search(r"<(img|script|link|iframe|object)\b|url\(|@import", mail.html)
    addresses = re.findall(r"https?://[^\s\"<>]+", mail.html + mail.text)
    assert addresses
    assert {address.split("/")[2] for address in addresses} == {"localhost"}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_as_typed_and_wake_nothing_up(campaign: Campaign, name: str) -> None:
    mail = write(name, campaign, organization_name=HOSTILE, name='Nadia <i>"Essai"</i> {{ 7*7 }}')
    assert HOSTILE in mail.text
    assert "<b>" not in mail.html
    assert "<i>" not in mail.html
    assert "49" not in mail.text.replace(campaign.slug, "") or "{{ 7*7 }}" in mail.text
    assert HOSTILE not in mail.subject or name not in TO_WHOEVER_IT_IS
    assert "{{ 7*7 }}" in mail.html


def test_the_mail_comes_from_the_campaign_and_the_answer_goes_to_it(campaign: Campaign) -> None:
    make_cosignature(campaign, "submitted")
    words = campaign.text("fr")
    [mail] = mails()
    assert mail.from_name == words.title
    assert mail.reply_to_address == words.contact_email
    assert mail.group_key == f"campaign:{campaign.id}"


def test_french_mails_have_french_typography(campaign: Campaign) -> None:
    text = write("confirm", campaign).text
    assert "«\u00a0" in text
    assert "\u00a0»" in text
    assert " :" not in text.replace("\u00a0:", "")


def test_the_mail_that_asks_to_confirm_is_short_enough_to_be_read_on_a_phone(campaign: Campaign) -> None:
    assert len(write("confirm", campaign).text) < 1800


def test_the_links_of_a_mail_open_what_they_say(campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    body = mails()[0].body_text
    token = re.search(r"/confirmer/(\S+)", body)
    assert token is not None
    assert service.to_confirm(token[1]).id == cosignature.id
    token = re.search(r"/signature/(\S+)", body)
    assert token is not None
    assert service.of_link(token[1]).id == cosignature.id
