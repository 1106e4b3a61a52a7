"""The letter changes after signatures: who is asked, what is answered by the link, and what the list then says."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.agreements import agreeing, asking
from app.cosignatures.agreements import figures as agreement_figures
from app.cosignatures.agreements.asking import LeftOut
from app.cosignatures.agreements.figures import Group
from app.cosignatures.agreements.mails import usual_words
from app.cosignatures.errors import LetterChanged, NobodyToRemind
from app.cosignatures.models import Agreement, AgreementRequest, Answer, Cosignature
from app.editions import service as editions
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, sign_in
from tests.outbox import mails

pytestmark = pytest.mark.data


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def staff(campaign: Campaign) -> Account:
    return make_account()


def rewrite(campaign: Campaign, staff: Account, more: str = "Et nous demandons dix millions de plus.") -> None:
    """The letter says something else from now on, in both languages."""
    bundle = campaigns.bundle_of(campaign)
    words = {
        locale: replace(words, letter=words.letter.rstrip() + f"\n\n{more}\n") for locale, words in bundle.words.items()
    }
    campaigns.save(campaign, replace(bundle, words=words), seen=campaigns.as_seen(campaign), by=staff, is_decided=True)


def request(*, is_again: bool = False) -> asking.Request:
    words = {locale: usual_words(locale) for locale in ("fr", "en")}
    return asking.Request(id=uuid_utils.compat.uuid7(), words=words, is_again=is_again)


def again(cosignature: Cosignature) -> Cosignature:
    return db.session.get_one(Cosignature, cosignature.id, populate_existing=True)


def agree(cosignature: Cosignature, said: Answer = Answer.AGREES) -> None:
    agreeing.answer(cosignature.id, said, read=campaigns.current_letter(cosignature.campaign).id)


def test_silence_is_no_agreement_and_the_button_is(campaign: Campaign, staff: Account) -> None:
    signed = make_cosignature(campaign)
    first = signed.letter_id
    rewrite(campaign, staff)
    asking.send(campaign, request(), by=staff)
    assert again(signed).letter_id == first
    agree(signed)
    present = campaigns.current_letter(campaign)
    assert again(signed).letter_id == present.id
    kept = db.session.scalars(sa.select(Agreement)).one()
    assert (kept.answer, kept.signed_id, kept.read_id) == (Answer.AGREES, first, present.id)
    assert db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act == "cosignature.agrees")).all()
    agree(signed, Answer.KEEPS)  # minds may change
    assert again(signed).letter_id == first


def test_a_typing_mistake_asks_nobody(campaign: Campaign, staff: Account) -> None:
    make_cosignature(campaign)
    bundle = campaigns.bundle_of(campaign)
    french = replace(bundle.words["fr"], letter=bundle.words["fr"].letter.replace("e", "E", 1))
    mended = replace(bundle, words={**bundle.words, "fr": french})
    campaigns.save(campaign, mended, seen=campaigns.as_seen(campaign), by=staff)
    assert [letter.says for letter in campaigns.letter_versions(campaign)] == [1, 1]
    assert asking.audience(campaign, is_again=False).reached == []
    assert service.signed_earlier(campaign) == []


def test_each_is_asked_in_the_language_of_the_signature_behind_every_confirmation(
    campaign: Campaign, staff: Account
) -> None:
    make_cosignature(campaign, organization_name="Maison du Large")
    make_cosignature(campaign, organization_name="Open House", locale="en")
    make_cosignature(campaign, "withdrawn")
    rewrite(campaign, staff)
    before = len(mails())
    done = asking.send(campaign, request(), by=staff)
    written = {mail.locale: mail for mail in mails()[before:]}
    assert done.reached == len(written) == 2
    assert set(written) == {"fr", "en"}
    assert {mail.kind.value for mail in written.values()} == {"reminder"}
    assert all("/signature/accord/" in mail.body_text and mail.unsubscribe_url for mail in written.values())


def test_one_is_asked_once_then_once_more_a_week_later_and_never_a_third_time(
    campaign: Campaign, staff: Account
) -> None:
    make_cosignature(campaign)
    rewrite(campaign, staff)
    at = now()
    with clock.frozen(at):
        first = request()
        asking.send(campaign, first, by=staff)
        assert asking.send(campaign, first, by=staff).id == first.id  # the same button again
        assert asking.audience(campaign, is_again=False).left_out == {LeftOut.ASKED: 1}
        assert asking.audience(campaign, is_again=True).left_out == {LeftOut.THIS_WEEK: 1}
    with clock.frozen(at + timedelta(days=7, minutes=1)):
        asking.send(campaign, request(is_again=True), by=staff)
    with clock.frozen(at + timedelta(days=20)):
        assert asking.audience(campaign, is_again=True).left_out == {LeftOut.ASKED_TWICE: 1}
        with pytest.raises(NobodyToRemind):
            asking.send(campaign, request(is_again=True), by=staff)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgreementRequest)) == 2


def test_who_stopped_reminders_or_has_answered_is_left_in_peace(campaign: Campaign, staff: Account) -> None:
    stopped, answered = make_cosignature(campaign), make_cosignature(campaign)
    rewrite(campaign, staff)
    assert stopped.organization_id
    service.stop(stopped.organization_id)
    agree(answered, Answer.KEEPS)
    found = asking.audience(campaign, is_again=False)
    assert (found.reached, found.left_out) == ([], {LeftOut.STOPPED: 1, LeftOut.ANSWERED: 1})


def test_a_question_that_waits_does_not_leave_once_it_is_answered(campaign: Campaign, staff: Account) -> None:
    signed = make_cosignature(campaign)
    rewrite(campaign, staff)
    asking.send(campaign, request(), by=staff)
    guard = mails()[-1].guard_key
    assert guard
    assert service.why_a_question_must_not_leave(guard) is None
    agree(signed)
    assert service.why_a_question_must_not_leave(guard) == "answered"
    rewrite(campaign, staff, "Autre chose encore, et tout de suite.")
    assert service.why_a_question_must_not_leave(guard) == "another_letter"


def test_nobody_agrees_to_words_that_were_not_on_the_page(campaign: Campaign, staff: Account) -> None:
    signed = make_cosignature(campaign)
    rewrite(campaign, staff)
    read = campaigns.current_letter(campaign).id
    rewrite(campaign, staff, "Et nous demandons un ministère de plus.")
    with pytest.raises(LetterChanged):
        agreeing.answer(signed.id, Answer.AGREES, read=read)
    assert db.session.scalars(sa.select(Agreement)).all() == []


def test_everybody_stays_on_the_list_unless_staff_decide_otherwise(campaign: Campaign, staff: Account) -> None:
    old, new = make_cosignature(campaign), make_cosignature(campaign)
    rewrite(campaign, staff)
    agree(new)
    make_cosignature(campaign)
    assert service.public_count(campaign) == 3
    assert [one.organizations for one in service.signed_earlier(campaign)] == [1]
    agreeing.list_only_from(campaign, campaigns.current_letter(campaign).says, by=staff.id)
    assert service.public_count(campaign) == sum(service.public_counts_by_region(campaign).values()) == 2
    assert service.signed_earlier(campaign) == []
    assert not again(old).is_public
    agree(again(old))
    assert service.public_count(campaign) == 3
    agree(again(old), Answer.KEEPS)
    assert service.public_count(campaign) == 2
    agreeing.list_only_from(db.session.get_one(Campaign, campaign.id, populate_existing=True), None, by=staff.id)
    assert service.public_count(campaign) == 3


def test_those_who_signed_earlier_words_are_counted_among_those_that_the_edition_shows(
    campaign: Campaign, staff: Account
) -> None:
    make_cosignature(campaign)
    gone = make_cosignature(campaign)
    editions.freeze(campaign)
    make_cosignature(campaign)  # validated since: on no list yet
    rewrite(campaign, staff)
    assert [one.organizations for one in service.signed_earlier(campaign)] == [service.public_count(campaign)] == [2]
    service.withdraw(gone.id)
    assert [one.organizations for one in service.signed_earlier(campaign)] == [service.public_count(campaign)] == [1]


def test_an_answer_follows_what_was_decided_of_the_list_while_its_page_was_open(
    campaign: Campaign, staff: Account
) -> None:
    signed = make_cosignature(campaign)
    rewrite(campaign, staff)
    present = campaigns.current_letter(campaign)
    assert again(signed).campaign.lists_from is None  # what this session has read
    decided = sa.update(Campaign).values(lists_from=present.says)
    with unit_of_work():
        db.session.execute(decided.execution_options(synchronize_session=False))
    agree(signed, Answer.KEEPS)
    assert not again(signed).is_listed


def test_staff_count_the_answers_of_their_own_regions(campaign: Campaign, staff: Account) -> None:
    one, other = make_cosignature(campaign), make_cosignature(campaign)
    make_cosignature(campaign, region_code="11")
    rewrite(campaign, staff)
    agree(one)
    agree(other, Answer.KEEPS)
    asking.send(campaign, request(), by=staff)
    assert agreement_figures.answers(campaign, staff) == {Group.AGREES: 1, Group.KEEPS: 1, Group.SILENT: 1}
    assert [version.behind for version in agreement_figures.versions(campaign, staff)] == [1, 2]
    chapter = make_account("chapter", "troc-bas-saint-laurent")
    assert agreement_figures.answers(campaign, chapter) == {Group.AGREES: 1, Group.KEEPS: 1}
    assert [line.id for line in agreement_figures.lines(campaign, chapter, Group.AGREES, 9).rows] == [one.id]


def test_the_link_shows_what_changed_and_takes_the_answer(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    signed = make_cosignature(campaign, organization_name="Maison du Large")
    address = links.AGREEMENT.url(signed.link_id, "fr").removeprefix("http://localhost")
    assert "Rien à répondre" in client.get(address).text
    rewrite(campaign, staff)
    page = client.get(address)
    assert "<ins>Et nous demandons dix millions de plus.</ins>" in html.unescape(page.text)
    assert page.text.count('href="#changement"') == page.text.count('id="changement"') == 1
    assert "Ce paragraphe n’y était pas." in page.text
    assert db.session.scalars(sa.select(Agreement)).all() == []  # opening it answers nothing
    typed = {"csrf_token": csrf_token(page), "letter": str(campaigns.current_letter(campaign).id)}
    assert client.post(address, data={**typed, "answer": "oui"}).status_code == 422
    assert client.post(address, data={**typed, "answer": "agrees", "letter": "rien"}).status_code == 409
    done = client.post(address, data={**typed, "answer": "agrees"}, follow_redirects=True)
    assert "d’accord avec la nouvelle lettre" in done.text
    assert again(signed).letter_id == campaigns.current_letter(campaign).id


def test_the_public_pages_say_who_signed_other_words(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    make_cosignature(campaign)
    earlier = f"/campagnes/{campaign.slug}/lettre/1"
    assert client.get(earlier).status_code == 404
    rewrite(campaign, staff)
    for address in (f"/campagnes/{campaign.slug}", f"/campagnes/{campaign.slug}/signataires"):
        assert "1 organisme de la liste a signé une version antérieure" in client.get(address).text.replace("\xa0", " ")
    assert "dix millions de plus" in client.get(earlier).text
    assert client.get(f"/campagnes/{campaign.slug}/lettre/2").status_code == 404


def test_staff_ask_from_the_page_with_the_numbers_first(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    make_cosignature(campaign)
    rewrite(campaign, staff)
    sign_in(client, staff)
    here = f"/equipe/campagnes/{campaign.slug}/accords"
    assert "Demander l’accord" in client.get(here).text
    form = client.get(f"{here}/demande")
    words = {locale: usual_words(locale) for locale in ("fr", "en")}
    typed = {
        "csrf_token": csrf_token(form), "step": "preview", "again": "",
        "subject_fr": words["fr"].subject, "body_fr": words["fr"].body,
        "subject_en": words["en"].subject, "body_en": words["en"].body,
    }  # fmt: skip
    assert client.post(f"{here}/demande", data={**typed, "body_fr": "{rien}"}).status_code == 422
    preview = client.post(f"{here}/demande", data=typed)
    assert "Envoyer à 1 organisme" in preview.text.replace("\xa0", " ")
    assert "/signature/accord/" not in preview.text  # the link is not staff's to open
    sending = str(uuid_utils.compat.uuid7())
    done = client.post(f"{here}/demande", data={**typed, "step": "send", "sending": sending}, follow_redirects=True)
    assert "Demande en route vers 1 organisme" in done.text.replace("\xa0", " ")
    token = csrf_token(done)
    assert client.post(f"{here}/liste", data={"csrf_token": token, "lists": "9"}).status_code == 422
    client.post(f"{here}/liste", data={"csrf_token": token, "lists": "2"})
    assert service.public_count(campaign) == 0
