"""The program reminds by itself: who has not pressed the button, who waited for a board. Never at night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import clock
from app.core.clock import TORONTO, today
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.models import Authority, Cosignature, ReminderKind
from app.cosignatures.reminders import rounds
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.conftest import rows, together
from tests.factories import csrf_token, make_account, make_cosignature
from tests.outbox import mails

pytestmark = pytest.mark.data


@contextmanager
def after(days: int, hour: int = 10) -> Iterator[None]:
    """So many days later, at that hour in Quebec."""
    with clock.frozen(datetime.combine(today() + timedelta(days=days), time(hour), tzinfo=TORONTO)):
        yield


def arrived(campaign: Campaign) -> None:
    """Every mail of the outbox has left."""
    with unit_of_work():
        for mail in mails():
            if mail.state is DeliveryState.QUEUED:
                mail.state, mail.attempts, mail.first_attempt_at = DeliveryState.ACCEPTED, 1, clock.now()
                mail.finished_at = clock.now()


def reminders() -> list[Delivery]:
    return [mail for mail in mails() if mail.kind is Kind.REMINDER]


@pytest.fixture
def pending(campaign: Campaign) -> Cosignature:
    cosignature = make_cosignature(campaign, "submitted", organization_name="Le Phare")
    arrived(campaign)
    return cosignature


def test_whoever_has_not_pressed_the_button_is_reminded_after_48_hours_twice_at_most(
    campaign: Campaign, pending: Cosignature
) -> None:
    for days, expected in ((1, 0), (3, 1), (3, 0), (4, 0), (6, 1), (9, 0), (11, 0)):
        with after(days):
            assert service.remind_unconfirmed() == expected, days
    assert [mail.dedupe_key.rpartition(":")[2] for mail in reminders()] == ["1", "2"]
    assert "fois encore" in reminders()[0].body_text
    assert "dernier rappel" in reminders()[1].body_text


def test_the_reminder_names_nobody_and_its_fresh_link_confirms(
    client: FlaskClient, campaign: Campaign, pending: Cosignature
) -> None:
    with after(5):
        service.remind_unconfirmed()
        [mail] = reminders()
        assert "Nadia" not in mail.body_text + mail.to_name
        link = next(word for word in mail.body_text.split() if "/confirmer/" in word).removeprefix("http://localhost")
    with after(11):
        client.post(link, data={"csrf_token": csrf_token(client.get(link))})
    assert rows()[0].state.value == "confirmed"


def test_what_was_confirmed_meanwhile_keeps_the_reminder_back(campaign: Campaign, pending: Cosignature) -> None:
    with after(3):
        service.remind_unconfirmed()
        [mail] = reminders()
        assert mail.guard_key is not None
        assert service.why_a_reminder_must_not_leave(mail.guard_key) is None
        service.confirm(pending.id)
        assert service.why_a_reminder_must_not_leave(mail.guard_key) == "now_confirmed"
    with after(6):
        assert service.remind_unconfirmed() == 0


def test_nobody_is_reminded_of_a_mail_that_never_arrived_nor_a_robot(campaign: Campaign) -> None:
    make_cosignature(campaign, "submitted")  # its mail still waits
    with after(3):
        assert service.remind_unconfirmed() == 0
    make_cosignature(campaign, "submitted", is_from_a_robot=True)
    with after(3):
        arrived(campaign)
        assert service.remind_unconfirmed() == 1


def test_a_mailbox_that_sent_the_form_again_is_reminded_of_the_last_one_only(campaign: Campaign) -> None:
    for _ in range(3):
        make_cosignature(campaign, "submitted", organization_name="Le Phare", email="n@example.org")
    make_cosignature(campaign, "submitted", email="n@example.org", is_from_a_robot=True)  # it silences nobody
    arrived(campaign)
    with after(3):
        assert service.remind_unconfirmed() == 1


def test_a_mailbox_is_reminded_three_times_a_day_at_most_whatever_tags_were_typed(campaign: Campaign) -> None:
    for number in range(5):
        make_cosignature(campaign, "submitted", email=f"voisine+{number}@example.org")
    arrived(campaign)
    with after(3):
        assert [service.remind_unconfirmed(), service.remind_unconfirmed()] == [3, 0]


def test_a_closed_campaign_reminds_nobody(campaign: Campaign, pending: Cosignature) -> None:
    campaigns.close_campaign(campaign.slug)
    with after(3):
        assert service.remind_unconfirmed() == 0


def test_nobody_is_woken_at_night(campaign: Campaign, pending: Cosignature) -> None:
    for hour in (3, 7, 20, 23):
        with after(3, hour):
            assert service.remind_unconfirmed() == 0


@pytest.mark.engine
def test_two_rounds_at_once_write_once(app: Flask, campaign: Campaign, pending: Cosignature) -> None:
    with after(3):
        answers = together(app, service.remind_unconfirmed, service.remind_unconfirmed, service.remind_unconfirmed)
    assert sorted(answers, key=str) == [0, 0, 1]
    assert len(reminders()) == 1


def test_staff_see_what_the_program_sent(campaign: Campaign, pending: Cosignature) -> None:
    with after(3):
        service.remind_unconfirmed()
    [line] = service.sent(campaign, make_account("chapter", "troc-bas-saint-laurent"))
    assert (line.reminder.kind, line.author, line.reminder.reached) == (ReminderKind.UNCONFIRMED, None, 1)


# Those whose board was to decide.


def awaiting(campaign: Campaign, days: int = 2) -> Cosignature:
    return make_cosignature(
        campaign, "confirmed", authority=Authority.ON_DATE, authority_on=today() + timedelta(days=days)
    )


def test_the_day_after_the_meeting_the_answer_is_asked_for_once(campaign: Campaign) -> None:
    awaiting(campaign, 2)
    make_cosignature(campaign, "confirmed")
    for days, expected in ((1, 0), (2, 0), (3, 1), (3, 0), (4, 0)):
        with after(days):
            assert service.remind_boards() == expected, days
    [mail] = reminders()
    assert "Qu’a dit votre conseil" in mail.subject


def test_a_worker_that_was_away_asks_within_a_week_then_never(campaign: Campaign) -> None:
    awaiting(campaign, 1)
    with after(6):
        assert service.remind_boards() == 1
    awaiting(campaign, 1)
    with after(12):
        assert service.remind_boards() == 0


def test_the_signatory_answers_by_the_link(client: FlaskClient, campaign: Campaign) -> None:
    cosignature = awaiting(campaign, 2)
    with after(3):
        service.remind_boards()
        [mail] = reminders()
        address = next(w for w in mail.body_text.split() if "/conseil/" in w).removeprefix("http://localhost")
        page = client.get(address)
        later = (today() + timedelta(days=9)).isoformat()
        typed = {"csrf_token": csrf_token(page), "authority": "on_date", "authority_on": later}
        assert client.post(address, data=typed).status_code == 303
        assert mail.guard_key is not None
        assert service.why_a_reminder_must_not_leave(mail.guard_key) == "answered"
        assert str(rows()[0].authority_on) == later
        client.post(address, data={"csrf_token": csrf_token(page), "authority": "yes"})
        kept = rows()[0]
        assert (kept.authority, kept.authority_on) == (Authority.YES, None)
        said = [(change.before.split()[0], change.after.split()[0]) for change in kept.changes]
        assert said == [("on_date", "on_date"), ("on_date", "yes")]
        wrong = client.post(address, data={"csrf_token": csrf_token(page), "authority": "on_date"})
        assert wrong.status_code == 422
    assert cosignature.id == kept.id


def test_a_meeting_put_off_is_asked_about_again_after_the_new_date(campaign: Campaign) -> None:
    cosignature = awaiting(campaign, 2)
    with after(3):
        assert service.remind_boards() == 1
        service.answer_of_the_board(cosignature.id, Authority.ON_DATE, today() + timedelta(days=2))
    with after(6):
        assert service.remind_boards() == 1


def test_the_link_of_the_board_opens_nothing_once_withdrawn(client: FlaskClient, campaign: Campaign) -> None:
    cosignature = awaiting(campaign)
    address = f"/signature/conseil/{links.BOARD.token(cosignature.id)}"
    assert client.get(address).status_code == 200
    service.withdraw(cosignature.id)
    assert client.get(address).status_code == 410


def test_those_who_have_had_their_reminder_keep_nobody_out_of_a_round(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 2)
    for _ in range(5):
        make_cosignature(campaign, "submitted")
    arrived(campaign)
    with after(3):
        assert [service.remind_unconfirmed() for _ in range(4)] == [2, 2, 1, 0]
    assert len({mail.to_address for mail in reminders()}) == 5
