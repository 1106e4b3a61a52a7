"""A letter that nobody of the organization vouches for, or one too many, waits for a person of the staff."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core import clock
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.personal_links import MOST_GUESSES, WRONG_OF_MAILBOX, WrongCode
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import links, service
from app.messages.errors import NoSuchMessage
from app.messages.models import State
from app.messages.service import Release
from app.officials.models import Official
from app.organizations.models import ContactEmail, Organization
from tests.factories import make_account
from tests.messages.letters.conftest import letter
from tests.outbox import mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data
NOON = datetime(2026, 11, 10, 17, tzinfo=UTC)  # in Quebec


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


def test_what_strangers_write_for_an_organization_keeps_no_reminder_from_who_writes_for_it(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    with clock.frozen(NOON):
        ours = letter(campaign, maison)
        with unit_of_work():
            ended = {"state": DeliveryState.ACCEPTED, "attempts": 1, "finished_at": clock.now()}
            db.session.execute(sa.update(Delivery).values(ended))
        service.confirm(letter(campaign, maison, email="quelqu-un@example.com").id)
        letter(campaign, maison, email="quelqu-une@example.com")
        with days_later(2.1):
            assert service.remind_unconfirmed() == 1
    assert [mail.to_address for mail in mails(Kind.REMINDER)] == [maison.emails[0].address]
    assert service.confirm(ours.id).done


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
    assert service.let_go_set_aside(staff, campaign.slug, kept.id) is Release.ON_ITS_WAY
    assert not service.refuse_set_aside(staff, campaign.slug, kept.id)
    assert (kept.state, len(mails(Kind.MESSAGE))) == (State.QUEUED, 1)
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act.like("message.%"))).all()
    assert sorted(acts) == ["message.refused", "message.released"]


def test_whoever_wrote_a_letter_that_is_refused_is_told_once_at_an_address_that_was_proved(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    staff = make_account()
    proved, unproved = (letter(campaign, maison, email=f"{name}@example.com") for name in ("a", "b"))
    service.confirm(proved.id)
    with unit_of_work():
        unproved.set_aside_for = Suspicion.HASTE
    for message in (proved, unproved):
        assert service.refuse_set_aside(staff, campaign.slug, message.id)
        assert not service.refuse_set_aside(staff, campaign.slug, message.id)
    (news,) = mails(Kind.RECEIPT)
    assert (news.to_address, news.state) == ("a@example.com", DeliveryState.QUEUED)
    assert "au nom de «\u00a0Maison Exemple\u00a0»" in news.body_text
    assert "ne l’a pas laissée partir" in news.body_text
    assert "Nous demandons" not in news.body_text + (news.body_html or "")  # what was written is destroyed
    deliveries.drain()
    assert [mail.state for mail in mails(Kind.RECEIPT)] == [DeliveryState.ACCEPTED]


def test_a_letter_let_go_after_the_organization_wrote_itself_reaches_nobody_twice_and_its_author_is_told(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    staff, strange = make_account(), letter(campaign, maison, email="quelqu-un@example.com")
    service.confirm(strange.id)
    assert service.confirm(letter(campaign, maison).id).done
    assert service.let_go_set_aside(staff, campaign.slug, strange.id) is Release.TOO_LATE
    assert service.let_go_set_aside(staff, campaign.slug, strange.id) is None
    assert (len(mails(Kind.MESSAGE)), strange.state, strange.body) == (1, State.WITHDRAWN, "")
    (news,) = [mail for mail in mails(Kind.RECEIPT) if mail.to_address == "quelqu-un@example.com"]
    assert "Votre organisme a déjà écrit aux mêmes personnes." in news.body_text


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


def test_many_letters_of_one_organization_wait_for_a_person_and_those_of_strangers_count_for_none(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    known = [f"membre-{number}@example.com" for number in range(6)]
    with unit_of_work():
        maison.emails += [ContactEmail(address=one, email_key=one) for one in known]
    strange = [letter(campaign, maison, email=f"quelqu-un-{number}@example.com") for number in range(6)]
    found = [letter(campaign, maison, email=one) for one in known]
    assert len(mails(Kind.CONFIRMATION)) == 12  # whoever wrote proves the address all the same
    for message in (*strange, *found):
        service.confirm(message.id)
    assert {one.set_aside_for for one in strange} == {Suspicion.UNKNOWN_ADDRESS}
    assert [one.set_aside_for for one in found] == [None] * 5 + [Suspicion.ORGANIZATION_LIMIT]
    assert len(mails(Kind.MESSAGE)) == 1


def test_wrong_codes_of_strangers_lock_no_organization_out(
    campaign: Campaign, maison: Organization, mna: Official
) -> None:
    own = letter(campaign, maison)
    for number in range(WRONG_OF_MAILBOX.times // MOST_GUESSES):
        strange = letter(campaign, maison, email=f"quelqu-un-{number}@example.com")
        for _ in range(MOST_GUESSES):
            with pytest.raises(WrongCode):
                service.confirm_by_code(strange.id, "0")
    assert service.confirm_by_code(own.id, links.CONFIRM.code(own.id)).done
