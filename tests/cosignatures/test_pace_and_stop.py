"""Whatever wants to remind an organization: one a week, never against its stop, at one mailbox, in its own region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import clock
from app.core.clock import TORONTO, now, today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.errors import NobodyToRemind, NoSuchCosignature
from app.cosignatures.models import Authority, Cosignature, Reminder, ReminderKind
from app.cosignatures.service import LeftOut, Sending, Words
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.organizations import merging
from app.organizations.models import ContactEmail, Organization
from tests.cosignatures.conftest import together
from tests.factories import (
    csrf_token,
    form_token,
    make_account,
    make_campaign,
    make_cosignature,
    make_organization,
    sign_in,
)
from tests.outbox import mails

pytestmark = pytest.mark.data
OTHER_BUNDLE = "engagez-vous-pour-le-communautaire"
UNSIGNED = Sending(
    id=uuid_utils.compat.uuid7(),
    kind=ReminderKind.UNSIGNED,
    region_code="01",
    words={"fr": Words("{organization}", "{campaign_title}, {earlier_title}")},
)


@pytest.fixture
def chapter(app: Flask) -> Account:
    return make_account("chapter", "troc-bas-saint-laurent")


@dataclass
class Known:
    """One organization that two audiences hold: it is in the register, and signed an earlier campaign."""

    organization: Organization
    earlier: Campaign

    @property
    def former(self) -> Sending:
        return replace(fresh(), kind=ReminderKind.FORMER, earlier=campaigns.find(self.earlier.slug))


@pytest.fixture
def phare(campaign: Campaign) -> Known:
    """Le Phare."""
    earlier = make_campaign(OTHER_BUNDLE)
    signed = make_cosignature(
        earlier, "validated", organization_name="Le Phare", wants_news=True, locale="en", email="nadia@example.org"
    )
    assert signed.organization_id is not None
    organization = db.session.get_one(Organization, signed.organization_id)
    reachable(organization, "phare@example.org")
    return Known(organization, earlier)


def reachable(organization: Organization, *addresses: str) -> None:
    with unit_of_work():
        db.session.add_all([
            ContactEmail(organization_id=organization.id, address=address, email_key=address) for address in addresses
        ])  # fmt: skip


def fresh() -> Sending:
    return replace(UNSIGNED, id=uuid_utils.compat.uuid7())


def reminders() -> list[Delivery]:
    return mails(Kind.REMINDER)


# One a week.


@pytest.mark.engine
def test_of_two_audiences_at_the_same_instant_one_reaches_it(
    app: Flask, campaign: Campaign, chapter: Account, phare: Known
) -> None:
    slug, me = campaign.slug, chapter.id
    both = [fresh(), phare.former]

    def sends(one: Sending) -> Callable[[], object]:
        return lambda: service.send(campaigns.find(slug), one, by=db.session.get_one(Account, me))

    answers = together(app, *[sends(one) for one in both])
    assert sorted(type(answer).__name__ for answer in answers) == ["NobodyToRemind", "Reminder"]
    assert len(reminders()) == 1
    for one in both:
        found = service.audience(campaigns.find(slug), replace(one, id=uuid_utils.compat.uuid7()), by=chapter)
        assert (found.reached, found.left_out[LeftOut.THIS_WEEK]) == ([], 1)


def test_whom_the_register_reached_an_earlier_campaign_reaches_a_week_later(
    campaign: Campaign, chapter: Account, phare: Known
) -> None:
    service.send(campaign, fresh(), by=chapter)
    with pytest.raises(NobodyToRemind):
        service.send(campaign, phare.former, by=chapter)
    with clock.frozen(now() + timedelta(days=7, minutes=1)):
        service.send(campaign, phare.former, by=chapter)
    assert [mail.to_address for mail in reminders()] == ["phare@example.org", "nadia@example.org"]


# The stop.


def test_a_stop_holds_for_invitations_of_every_kind(campaign: Campaign, chapter: Account, phare: Known) -> None:
    service.stop(phare.organization.id)
    for one in (fresh(), phare.former):
        with pytest.raises(NobodyToRemind):
            service.send(campaign, one, by=chapter)


def awaiting_its_board(campaign: Campaign) -> Cosignature:
    on = today() + timedelta(days=2)
    return make_cosignature(campaign, "confirmed", authority=Authority.ON_DATE, authority_on=on)


def awaiting_its_button(campaign: Campaign) -> Cosignature:
    organization = make_organization("La Bouée")
    cosignature = make_cosignature(campaign, "submitted", organization_name="La Bouée", organization_id=organization.id)
    with unit_of_work():
        for mail in mails():
            mail.state, mail.attempts, mail.first_attempt_at = DeliveryState.ACCEPTED, 1, now()
            mail.finished_at = now()
    return cosignature


@pytest.mark.parametrize(
    ("make", "remind"),
    [(awaiting_its_board, service.remind_boards), (awaiting_its_button, service.remind_unconfirmed)],
)
def test_a_stop_holds_for_what_the_program_sends_and_for_what_waits(
    campaign: Campaign, make: Callable[[Campaign], Cosignature], remind: Callable[[], int]
) -> None:
    cosignature = make(campaign)
    assert cosignature.organization_id is not None
    with clock.frozen(datetime.combine(today() + timedelta(days=3), time(10), tzinfo=TORONTO)):
        service.stop(cosignature.organization_id)
        assert remind() == 0
        service.resume(cosignature.organization_id)
        assert remind() == 1
        [mail] = reminders()
        assert mail.guard_key is not None
        assert service.why_a_reminder_must_not_leave(mail.guard_key) is None
        service.stop(cosignature.organization_id)
        assert service.why_a_reminder_must_not_leave(mail.guard_key) == "stopped"


def test_the_link_of_a_mail_that_is_older_than_a_merge_stops_the_entry_that_stays(
    client: FlaskClient, campaign: Campaign, chapter: Account, phare: Known
) -> None:
    kept = make_organization("Le Phare de Matane", city="Matane")
    reachable(kept, "matane@example.org")
    merging.merge(kept.id, phare.organization.id, [], by=make_account())
    address = f"/relances/arret/{links.STOP.token(phare.organization.id)}"
    assert "Le Phare de Matane" in client.post(address, data={"List-Unsubscribe": "One-Click"}).text
    assert service.is_stopped(kept.id)
    with pytest.raises(NobodyToRemind):
        service.send(campaign, fresh(), by=chapter)
    client.post(address, data={"resume": "1"})
    assert not service.is_stopped(kept.id)


# Which mailbox, in which language.


def test_of_several_addresses_the_first_of_the_page_is_written_to(
    campaign: Campaign, chapter: Account, phare: Known
) -> None:
    reachable(phare.organization, "autre@example.org", "coordination@example.org")
    assert service.send(campaign, fresh(), by=chapter).reached == 1
    assert [mail.to_address for mail in reminders()] == ["phare@example.org"]


def test_whoever_signed_in_english_is_invited_in_english(campaign: Campaign, chapter: Account, phare: Known) -> None:
    service.send(campaign, phare.former, by=chapter)
    [mail] = reminders()
    assert mail.locale == "en"
    assert "Commit to Community Action" in mail.body_text
    assert "Engagez-vous" not in mail.body_text.replace(OTHER_BUNDLE, "")
    assert f"/en/campagnes/{campaign.slug}/cosigner" in mail.body_text


# A chapter's own campaign.


@pytest.fixture
def own(app: Flask) -> Campaign:
    """That of the table of the Bas-Saint-Laurent."""
    return make_campaign(chapter_id=accounts.chapter_with_key("troc-bas-saint-laurent").id)


def strangers() -> list[Account]:
    return [make_account("national"), make_account("chapter", "troccqm")]


def test_only_its_staff_remind_for_their_own_campaign_and_in_their_regions(own: Campaign, chapter: Account) -> None:
    for code in ("01", "02", "04"):
        reachable(make_organization(f"Maison {code}", code), f"maison{code}@example.org")
    for other in strangers():
        for code in ("01", "04"):
            with pytest.raises(NoSuchCosignature):
                service.send(own, replace(fresh(), region_code=code), by=other)
    with pytest.raises(NoSuchCosignature):
        service.send(own, replace(fresh(), region_code="02"), by=chapter)
    assert service.send(own, fresh(), by=chapter).reached == 1
    assert [mail.to_address for mail in reminders()] == ["maison01@example.org"]


def test_its_pages_of_reminders_do_not_exist_for_the_others(app: Flask, own: Campaign, chapter: Account) -> None:
    reachable(make_organization("Maison 01"), "maison01@example.org")
    address = f"/equipe/campagnes/{own.slug}/relances/nouvelle"
    typed = {"to": "register", "region": "01", "subject": "S", "body": "B", "sending": str(uuid_utils.compat.uuid7())}
    mine = app.test_client()
    sign_in(mine, chapter)
    assert mine.get(address).status_code == 200
    for other in strangers():
        client = app.test_client()
        sign_in(client, other)
        token = form_token(client)
        for step in ("preview", "send"):
            answer = client.post(address, data={**typed, "csrf_token": token, "step": step})
            assert answer.status_code == 404
        assert client.get(f"/equipe/campagnes/{own.slug}/relances").status_code == 404
    assert db.session.scalars(sa.select(Reminder)).all() == []
    token = csrf_token(mine.get(address))
    assert mine.post(address, data={**typed, "csrf_token": token, "step": "send"}).status_code == 303
    [line] = service.sent(own, chapter)
    assert (line.reminder.reached, line.reminder.region_code) == (1, "01")


def test_the_signatories_of_a_campaign_of_its_own_are_invited_by_its_chapter_only(
    own: Campaign, chapter: Account
) -> None:
    signed = make_cosignature(own, "confirmed", organization_name="Le Phare", wants_news=True)
    campaign = make_campaign(OTHER_BUNDLE)
    invites = replace(fresh(), kind=ReminderKind.FORMER, earlier=own)
    for other in (make_account("national"), make_account("chapter", "troccqm")):
        assert own not in service.earlier_campaigns(campaign, other)
        with pytest.raises(NoSuchCosignature):
            service.audience(campaign, invites, by=other)
    assert own in service.earlier_campaigns(campaign, chapter)
    [reached] = service.audience(campaign, invites, by=chapter).reached
    assert reached.organization_id == signed.organization_id
