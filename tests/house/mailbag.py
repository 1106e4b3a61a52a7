"""Every mail that leaves the house, written as the program writes it, under the name of its folder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import uuid_utils.compat

from app.accounts import mails as account_mails
from app.accounts.mails import News
from app.accounts.models import Account, LinkKind, MailedLink
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, Leader
from app.consents.models import Channel
from app.core.clock import now, today
from app.core.mailer import Rendered
from app.core.unit_of_work import unit_of_work
from app.cosignatures import mails as cosignature_mails
from app.cosignatures import service as cosignatures
from app.cosignatures.acts import mails as act_mails
from app.cosignatures.addresses import mails as address_mails
from app.cosignatures.agreements import mails as agreement_mails
from app.cosignatures.amending import Change
from app.cosignatures.mails import Addressee
from app.cosignatures.models import AddressChange, Authority, ChangedField, Cosignature, Kiosk, State
from app.cosignatures.reminders import mails as reminder_mails
from app.cosignatures.reminders.audiences import Reached
from app.deliveries.models import State as DeliveryState
from app.deliveries.service import LeftAlone, Returned
from app.desk.deliveries.mails import domain_refuses
from app.desk.returns.mails import address_returned
from app.endorsements import mails as endorsement_mails
from app.endorsements import service as endorsements
from app.endorsements.models import Endorsement
from app.messages import mails as message_mails
from app.messages import service as messages
from app.messages.drafting import words_of
from app.messages.failing import not_delivered
from app.messages.survey import mails as survey_mails
from app.territory.models import Riding
from app.updates import links as update_links
from app.updates import service as updates
from app.updates.models import Kind as UpdateKind
from tests.factories import make_account, make_campaign, make_cosignature, make_message, make_official, make_riding
from tests.outbox import mails

Mailbag = dict[str, list[Rendered]]
OTHER_BUNDLE = "engagez-vous-pour-le-communautaire"
LEADERS = (Leader(name="Sample One"), Leader(name="Sample Two"))


def in_both_languages() -> dict[str, Mailbag]:
    """The same acts, done by somebody who reads French and by somebody who reads English."""
    campaign, staff, riding = make_campaign(leaders=LEADERS), make_account("admin"), make_riding("Rimouski")
    reached = make_official("Kim Sample", riding=riding)
    with unit_of_work():
        reached.phone = "418 555-0123"
    make_campaign(OTHER_BUNDLE)
    bags = {}
    for locale in ("fr", "en"):
        bag: Mailbag = defaultdict(list)
        of_cosignatures(bag, campaign, staff, locale)
        of_reminders(bag, campaign, locale)
        of_endorsements(bag, campaign, staff, locale)
        of_messages(bag, campaign, riding, locale)
        of_updates(bag, campaign, staff, locale)
        of_accounts(bag, locale)
        bags[locale] = bag
    return bags


def signed(campaign: Campaign, locale: str) -> Cosignature:
    return make_cosignature(campaign, "confirmed", organization_name=f"Sample {locale}", locale=locale, title="trainer")


def of_cosignatures(bag: Mailbag, campaign: Campaign, staff: Account, locale: str) -> None:
    cosignature = signed(campaign, locale)
    to = Addressee.of(cosignature)
    assert to is not None
    kiosk = Kiosk(assembly="Sample", held_on=today(), place="Rimouski")
    write = cosignature_mails
    bag["cosignature_confirm"] += [write.confirmation(campaign, to).content]
    bag["cosignature_confirm"] += [write.confirmation(campaign, to, kiosk).content]
    bag["cosignature_already_signed"] += [write.already_signed(campaign, to).content]
    bag["cosignature_duplicate"] += [write.duplicate(campaign, to).content]
    for is_public, is_listed in ((True, True), (True, False), (False, True)):
        mail = write.validated(campaign, to, is_public=is_public, is_listed=is_listed)
        bag["cosignature_validated"] += [mail.content]
    bag["cosignature_declined"] += [write.declined(campaign, to, reason="Sample").content]
    for yes in (True, False):
        bag["cosignature_annulled"] += [write.annulled(campaign, to, was_validated=yes).content]
        bag["cosignature_withdrawn"] += [write.withdrawn(campaign, to, was_public=yes).content]
    bag["cosignature_links"] += [write.all_links(campaign, [(to, State.SUBMITTED), (to, State.VALIDATED)]).content]
    changes = [Change(field, "01", "02") for field in ChangedField]
    bag["cosignature_corrected"] += [act_mails.corrected(campaign, to, changes).content]
    for channel in (Channel.PHONE, Channel.FAX, Channel.ASSEMBLY, Channel.PAPER):
        entered = cosignatures.enter(campaign, received(channel, locale), by=staff)
        heard = act_mails.received(campaign, to, entered, wants_news=channel is Channel.FAX)
        bag["cosignature_received"] += [heard.content]
    change = AddressChange(
        id=uuid_utils.compat.uuid7(), cosignature_id=cosignature.id, email=f"new-{locale}@example.org",
        former_email=f"former-{locale}@example.org", asked_at=now(),
    )  # fmt: skip
    with unit_of_work():
        address_mails.asked(cosignature, change)
        address_mails.taken(cosignature, change)
    take(bag, "cosignature_address_", locale)


def received(channel: Channel, locale: str) -> cosignatures.Received:
    return cosignatures.Received(
        id=uuid_utils.compat.uuid7(), organization_id=None, organization_name=f"Sample {channel} {locale}",
        region_code="01", city="Rimouski", name="Kim Sample", title="trainer", email=f"{channel}-{locale}@example.org",
        authority=Authority.NO if channel is Channel.FAX else Authority.YES, authority_on=None,
        publishes_name=channel is not Channel.FAX, wants_news=False, locale=locale, channel=channel,
        received_by="Kim Sample", received_on=today(),
    )  # fmt: skip


def of_reminders(bag: Mailbag, campaign: Campaign, locale: str) -> None:
    earlier = campaigns.find(OTHER_BUNDLE)
    cosignature = signed(earlier, locale)
    to, asked = Addressee.of(cosignature), agreement_mails.Asked.of(cosignature, campaigns.current_letter(earlier))
    assert to is not None
    assert asked is not None
    for turn in (1, 2):
        bag["reminder_to_confirm"] += [reminder_mails.to_confirm(campaign, to, turn).content]
    bag["reminder_of_board"] += [reminder_mails.to_board(campaign, to, today()).content]
    organization = Reached(uuid_utils.compat.uuid7(), "Sample", "", "sample@example.org", locale)
    said = cosignatures.Words("{campaign_title}", "{organization}, {organizations_count}, {earlier_title}")
    words = {"fr": said, "en": said}
    for former in (None, earlier):
        pen = reminder_mails.Pen(campaign, words, "01", uuid_utils.compat.uuid7(), former)
        bag["reminder_to_organization"] += [pen.write(organization).content]
    usual, request = {locale: agreement_mails.usual_words(locale)}, uuid_utils.compat.uuid7()
    asks = agreement_mails.write(campaign, request, cosignature.letter_id, usual, asked)
    bag["agreement_to_new_letter"] += [asks.content]


def of_endorsements(bag: Mailbag, campaign: Campaign, staff: Account, locale: str) -> None:
    def given(name: str, *, is_public: bool = True) -> Endorsement:
        what = endorsements.Given(
            kind=endorsements.Supporting.UNION, name=f"{name} {locale}", region_code="01", city="Rimouski",
            person="Kim Sample", person_title="trainer",
        )  # fmt: skip
        form = endorsements.Submission(
            given=what, email=f"{name}-{locale}@example.org", publishes_name=is_public, wants_news=False, locale=locale
        )
        return endorsements.confirm(endorsements.submit(campaign, form))

    for is_public in (True, False):
        kept = given(f"kept{is_public}", is_public=is_public)
        endorsements.validate(kept.id, kept.as_seen, by=staff)
    bag["endorsement_links"] += [endorsement_mails.all_links(campaign, some, locale).content for some in ([kept], [])]
    refused, left = given("refused"), given("left")
    endorsements.decline(refused.id, refused.as_seen, "Sample", by=staff)
    endorsements.withdraw(left.id)
    take(bag, endorsement_mails.GUARD, locale)


def of_updates(bag: Mailbag, campaign: Campaign, staff: Account, locale: str) -> None:
    """The same ones in both languages: their numbers are in the links."""
    words = {one: updates.Words(title="Sample", body="Sample", accessibility="Sample") for one in ("fr", "en")}
    meets = updates.Meeting(starts_at=now(), ends_at=now() + timedelta(days=1), place="Sample", address="Sample")
    for kind in UpdateKind if not updates.of_staff(staff, campaign) else ():
        meeting = meets if kind is UpdateKind.ACTIVITY else None
        updates.begin(campaign, kind, updates.Written(region_codes=frozenset(), words=words, meeting=meeting), by=staff)
    for update in updates.of_staff(staff, campaign):
        for stop_url in (None, update_links.stop_url(campaign.id, "camille@example.org", locale)):
            bag["update"] += [updates.as_mail(update, locale, stop_url)]


def of_messages(bag: Mailbag, campaign: Campaign, riding: Riding, locale: str) -> None:
    message = make_message(campaign, riding, locale=locale, is_confirmed=True)
    words, mandates = words_of(message), [one.mandate for one in message.recipients]
    names = [message_mails.whom(one, locale) for one in mandates]
    bag["message_confirmation"] += [message_mails.confirmation(message, names, names)]
    bag["message_reminder"] += [message_mails.reminder(message, is_last=last) for last in (False, True)]
    letter = replace(words, organization="Sample", title="trainer")
    bag["message_copy"] += [message_mails.copy_for_sender(message, [(words, mandates), (letter, mandates)])]
    bag["message_to_official"] += [message_mails.to_official(one, to) for one in (words, letter) for to in mandates]
    bag["message_to_table"] += [message_mails.copy_for_table(message, [(letter, mandates)])]
    for how in (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.DEAD):
        is_dead = how is DeliveryState.BOUNCED
        bag["message_not_delivered"] += [not_delivered(message.recipients[0], how, is_address_dead=is_dead)]
    for name in ("", "Sample"):
        bag["message_not_sent"] += [message_mails.not_sent(message, name, is_late=late) for late in (True, False)]
    digest = messages.digest([one.guard_key for one in message.recipients], locale)
    bag["message_digest"] += [Rendered(digest.subject, digest.body_text, digest.body_html)]
    bag["message_survey"] += [survey_mails.question(message, message.recipients)]
    bag["message_already_written"] += [message_mails.already_written(message, names)]


def of_accounts(bag: Mailbag, locale: str) -> None:
    account = make_account(email=f"account-{locale}@example.org")
    with unit_of_work():
        account.locale = locale
        for news in News:
            account_mails.told(account, news)
    returned = Returned(uuid_utils.compat.uuid7(), "Kim Sample", "kim@example.org", "5.1.1", waiting=2)
    left = LeftAlone("example.org", "421 4.7.0 too many mails from you")
    bag["staff_domain_refuses"] += [domain_refuses(account, left)]
    bag["staff_address_returned"] += [address_returned(account, returned)]
    for kind in LinkKind:
        link = MailedLink(id=uuid_utils.compat.uuid7(), kind=kind, account=account)
        bag[f"account_{kind.value}"] += [account_mails.carrying(link)]
    bag["account_news"] += [
        Rendered(mail.subject, mail.body_text, mail.body_html or "")
        for mail in mails()
        if mail.to_address == account.email
    ]


def take(bag: Mailbag, beginning: str, locale: str) -> None:
    """What the program has put into the outbox itself."""
    for mail in mails():
        name = mail.dedupe_key.partition(":")[0]
        if name.startswith(beginning) and mail.locale == locale:
            bag[name] += [Rendered(mail.subject, mail.body_text, mail.body_html or "")]
