"""Reminders that staff send: previewed, one a week, never twice, never against the stop of an organization."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import CampaignClosed
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.errors import NobodyToRemind, NoSuchCosignature
from app.cosignatures.models import Reminded, Reminder, ReminderKind
from app.cosignatures.service import LeftOut, Words
from tests.cosignatures.conftest import together
from tests.cosignatures.reminding import known, reminders, sending
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, sign_in
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def test_whoever_has_not_signed_is_written_to_in_the_words_of_staff(campaign: Campaign, chapter: Account) -> None:
    known("Le Phare", email="phare@example.org")
    sent = service.send(campaign, sending(), by=chapter)
    [mail] = reminders()
    assert (sent.reached, mail.to_address, mail.urgency) == (1, "phare@example.org", 4)
    assert mail.subject == "Le Phare manque à la liste"
    assert "Bonjour Le Phare," in mail.body_text
    assert f"/campagnes/{campaign.slug}/cosigner?via=relance" in mail.body_text
    assert "l’organisme « Le Phare » figure au répertoire" in mail.body_text.replace("\u00a0", " ")
    assert "/relances/arret/" in mail.body_text
    assert mail.unsubscribe_url in mail.body_text
    assert not re.search(r"<(img|script|link)\b", mail.body_html or "")


def test_the_preview_counts_who_gets_it_and_why_the_others_do_not(campaign: Campaign, chapter: Account) -> None:
    known("A signé")
    make_cosignature(campaign, "confirmed", organization_name="A signé", city="Rimouski")
    known("S’est retiré")
    make_cosignature(campaign, "withdrawn", organization_name="S’est retiré", city="Rimouski")
    known("Sans adresse", email=None)
    service.stop(known("Arrêté").id)
    known("Cette semaine")
    service.send(campaign, sending(), by=chapter)
    known("Libre")
    known("Ailleurs", region="02")
    found = service.audience(campaign, sending(), by=chapter)
    assert [one.name for one in found.reached] == ["Libre"]
    assert dict(found.left_out) == {
        LeftOut.SIGNED: 1, LeftOut.OVER: 1, LeftOut.NO_ADDRESS: 1, LeftOut.STOPPED: 1, LeftOut.THIS_WEEK: 1,
    }  # fmt: skip
    with pytest.raises(NoSuchCosignature):
        service.audience(campaign, sending(region_code="02"), by=chapter)


def test_members_only_are_the_members_of_a_table(campaign: Campaign, chapter: Account) -> None:
    member = known("Membre")
    known("Pas membre")
    with unit_of_work():
        member.chapter_id = chapter.assignments[0].chapter_id
    found = service.audience(campaign, sending(members_only=True), by=chapter)
    assert [one.name for one in found.reached] == ["Membre"]


def test_an_organization_gets_one_a_week_whatever_the_campaign(campaign: Campaign, chapter: Account) -> None:
    known("Le Phare")
    other = make_campaign("engagez-vous-pour-le-communautaire")
    service.send(campaign, sending(), by=chapter)
    for again in (campaign, other):
        with pytest.raises(NobodyToRemind):
            service.send(again, sending(), by=chapter)
    with days_later(7.1):
        assert service.send(campaigns.find(campaign.slug), sending(), by=chapter).reached == 1
    assert len(reminders()) == 2


def test_the_same_sending_twice_changes_nothing(app: Flask, campaign: Campaign, chapter: Account) -> None:
    for number in range(3):
        known(f"Maison {number}")
    same = sending()
    slug, me = campaign.slug, chapter.id
    answers = together(app, *[lambda: service.send(campaigns.find(slug), same, by=db.session.get_one(Account, me))] * 2)
    service.send(campaigns.find(slug), same, by=db.session.get_one(Account, me))
    assert len(reminders()) == 3
    assert [answer.reached for answer in answers if isinstance(answer, Reminder)][:1] == [3]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reminded)) == 3


@pytest.mark.engine
def test_two_colleagues_who_remind_at_once_write_once_to_each(app: Flask, campaign: Campaign, chapter: Account) -> None:
    for number in range(4):
        known(f"Maison {number}")
    slug, me = campaign.slug, chapter.id
    answers = together(
        app,
        *[lambda: service.send(campaigns.find(slug), sending(), by=db.session.get_one(Account, me)) for _ in range(2)],
    )
    assert len(reminders()) == 4
    assert sum(answer.reached for answer in answers if isinstance(answer, Reminder)) == 4


def test_a_campaign_that_is_over_reminds_nobody(campaign: Campaign, chapter: Account) -> None:
    known("Le Phare")
    closed = campaigns.close_campaign(campaign.slug)
    with pytest.raises(CampaignClosed):
        service.send(closed, sending(), by=chapter)


# What waits is asked again before it leaves.


# The way out.


# Those who signed before.


def test_signatories_of_an_earlier_campaign_are_invited_if_they_asked_for_news(
    campaign: Campaign, chapter: Account
) -> None:
    earlier = make_campaign("engagez-vous-pour-le-communautaire")
    make_cosignature(earlier, "validated", organization_name="Veut", email="veut@example.org", wants_news=True)
    make_cosignature(earlier, "validated", organization_name="Ne veut pas")
    changed = make_cosignature(earlier, "validated", organization_name="A changé d’idée", wants_news=True)
    service.choose(changed.id, publishes_name=True, wants_news=False)
    for former in (earlier, campaign):
        make_cosignature(former, "confirmed", organization_name="Déjà là", wants_news=True)
    asked = sending(kind=ReminderKind.FORMER, earlier=earlier, words={"fr": Words("Encore?", "Bonjour {organization}")})
    found = service.audience(campaign, asked, by=chapter)
    assert [one.address for one in found.reached] == ["veut@example.org"]
    assert dict(found.left_out) == {LeftOut.NO_NEWS: 2, LeftOut.SIGNED: 1}
    service.send(campaign, asked, by=chapter)
    said = reminders()[0].body_text.replace("\u00a0", " ")
    assert "vous avez cosigné « Engagez-vous pour le communautaire » et demandé des nouvelles" in said


def test_each_signatory_is_invited_in_the_language_of_the_signature(campaign: Campaign, chapter: Account) -> None:
    earlier = make_campaign("engagez-vous-pour-le-communautaire")
    for name, locale in (("Le Phare", "fr"), ("The Lighthouse", "en"), ("The Harbour", "en")):
        make_cosignature(
            earlier, organization_name=name, locale=locale, wants_news=True, email=f"{name[-4:]}@example.org"
        )
    words = {
        "fr": Words("Encore?", "Bonjour {organization}"),
        "en": Words("Again?", "Hello {organization}: {sign_url}"),
    }
    asked = sending(kind=ReminderKind.FORMER, earlier=earlier, words=words)
    found = service.audience(campaign, asked, by=chapter)
    assert (found.speaking("fr"), found.speaking("en")) == (1, 2)
    assert [mail.content.subject for mail in service.preview(campaign, asked, found)] == ["Encore?", "Again?"]
    sent = service.send(campaign, asked, by=chapter)
    assert (sent.subject, sent.subject_en, sent.body_en) == ("Encore?", "Again?", "Hello {organization}: {sign_url}")
    said = {mail.to_address: (mail.subject, "/en/campagnes/" in mail.body_text) for mail in reminders()}
    assert said == {
        "hare@example.org": ("Encore?", False), "ouse@example.org": ("Again?", True),
        "bour@example.org": ("Again?", True),
    }  # fmt: skip


# Pages.


def test_english_words_are_wanted_for_signatories_and_not_for_the_register(
    client: FlaskClient, campaign: Campaign, chapter: Account
) -> None:
    earlier = make_campaign("engagez-vous-pour-le-communautaire")
    sign_in(client, chapter)
    assert posts(client, campaign, step="preview", subject_en="{x}").status_code == 422
    assert posts(client, campaign, step="preview").status_code == 200
    wanted = posts(client, campaign, step="preview", to=f"campaign:{earlier.slug}")
    assert (wanted.status_code, "Écrivez l’objet." in wanted.text) == (422, True)
    both = {"subject_en": "S", "body_en": "Hello"}
    assert posts(client, campaign, step="preview", to=f"campaign:{earlier.slug}", **both).status_code == 200


def posts(client: FlaskClient, campaign: Campaign, **typed: str) -> Any:
    address = f"/equipe/campagnes/{campaign.slug}/relances/nouvelle"
    token = csrf_token(client.get(address))
    data = {"csrf_token": token, "to": "register", "region": "01", "subject": "S", "body": "B", "sending": ""}
    return client.post(address, data={**data, **typed})


def test_the_pages_show_the_numbers_before_anything_leaves_and_a_double_click_sends_once(
    client: FlaskClient, campaign: Campaign, chapter: Account
) -> None:
    known("Le Phare")
    known("Sans adresse", email=None)
    sign_in(client, chapter)
    shown = posts(client, campaign, step="preview", body="Allô {organization}!").text.replace("\u00a0", " ")
    assert reminders() == []
    assert "Allô Le Phare!" in shown
    assert "/relances/arret/" not in shown
    assert "Envoyer à 1 organisme" in shown
    assert "sans adresse courriel" in shown
    found = re.search(r'name="sending" value="([0-9a-f-]{36})"', shown)
    assert found is not None
    for _ in range(2):
        assert posts(client, campaign, step="send", body="Allô {organization}!", sending=found[1]).status_code == 303
    assert len(reminders()) == 1
    page = client.get(f"/equipe/campagnes/{campaign.slug}/relances").text
    assert "Chantal Antenne" in page


def test_a_blank_that_nobody_fills_is_refused(client: FlaskClient, campaign: Campaign, chapter: Account) -> None:
    known("Le Phare")
    sign_in(client, chapter)
    for step in ("preview", "send"):
        answer = posts(client, campaign, step=step, body="Bonjour {prénom}")
        assert answer.status_code == 422
        assert "{prénom}" in answer.text
    assert reminders() == []


def test_what_staff_write_wakes_nothing_up(campaign: Campaign, chapter: Account) -> None:
    known("Maison <b>grasse</b> {sign_url}")
    service.send(
        campaign,
        sending(words={"fr": Words("Objet\r\nBcc: x@example.org", "<script>1</script> {{ 7*7 }} {organization}")}),
        by=chapter,
    )
    [mail] = reminders()
    assert "\n" not in mail.subject
    assert "<script>" not in (mail.body_html or "")
    assert "<b>" not in (mail.body_html or "")
    assert "{{ 7*7 }}" in mail.body_text
    assert "Maison <b>grasse</b> {sign_url}" in mail.body_text


def test_a_chapter_sees_what_was_sent_in_its_regions_only(campaign: Campaign, chapter: Account) -> None:
    national = make_account("national")
    known("Ici")
    known("Là-bas", region="02")
    for code in ("01", "02"):
        service.send(campaign, sending(region_code=code), by=national)
    assert [one.reminder.region_code for one in service.sent(campaign, chapter)] == ["01"]
    assert len(service.sent(campaign, national)) == 2
