"""An update goes once to those who asked for news, each in their language, after a while in which it can be undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.addresses import readdressing
from app.cosignatures.models import AddressChange
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.endorsements import service as endorsements
from app.endorsements.models import Endorsement
from app.messages.models import Message
from app.updates import jobs, service
from app.updates.errors import AboutToLeave, IllegalUpdateMove, NobodyToTell, TooLateToUndo
from app.updates.models import Kind as UpdateKind
from app.updates.models import Mailing, Update
from app.updates.service import LeftOut, Words
from tests.engines import SmtpSink
from tests.factories import make_message, make_official, make_riding
from tests.outbox import mails
from tests.passing_time import seconds_later
from tests.updates.conftest import draft, published, reader, written

pytestmark = pytest.mark.data
LATER = 601  # the ten minutes in which staff may think better of it


def news() -> list[Delivery]:
    return mails(Kind.UPDATE)


def leave() -> None:
    with seconds_later(LATER):
        jobs.write_mails()


def sent(campaign: Campaign, staff: Account, region: str = "") -> Update:
    update = published(campaign, staff, region=region)
    service.send(update, by=staff)
    leave()
    return update


def wrote(campaign: Campaign, riding: str = "Rimouski", **changes: object) -> Message:
    place = make_riding(riding)
    make_official(riding=place)
    return make_message(campaign, place, is_confirmed=True, **{"wants_news": True, **changes})


def endorsed(campaign: Campaign, email: str, region: str = "01") -> Endorsement:
    given = endorsements.Given(
        kind=endorsements.Supporting.UNION, name=email, region_code=region, city="Rimouski", person="Paule Essai"
    )
    form = endorsements.Submission(given=given, email=email, publishes_name=True, wants_news=True, locale="fr")
    return endorsements.confirm(endorsements.submit(campaign, form))


def test_whoever_asked_for_news_gets_them_whatever_the_act(campaign: Campaign, staff: Account) -> None:
    reader(campaign, email="signe@example.org")
    reader(campaign, "confirmed", email="attend@example.org")
    wrote(campaign, email="ecrit@example.org")
    endorsed(campaign, "appuie@example.org")
    reader(campaign, "submitted", email="jamais@example.org")
    reader(campaign, "withdrawn", email="retire@example.org")
    reader(campaign, "declined", email="refuse@example.org")
    reader(campaign, wants_news=False, email="sans@example.org")
    sent(campaign, staff)
    assert {mail.to_address for mail in news()} == {
        "signe@example.org", "attend@example.org", "ecrit@example.org", "appuie@example.org",
    }  # fmt: skip


def test_each_reads_it_in_their_language_with_the_way_out(campaign: Campaign, staff: Account) -> None:
    reader(campaign, email="fr@example.org", locale="fr")
    reader(campaign, email="en@example.org", locale="en")
    sent(campaign, staff)
    french, english = sorted(news(), key=lambda mail: mail.locale, reverse=True)
    assert (french.subject, english.subject) == ("On avance", "We move on")
    assert "Le **ministre** nous reçoit." in french.body_text
    assert "<strong>ministre</strong>" in (french.body_html or "")
    assert f"http://localhost/en/campagnes/{campaign.slug}/nouvelles/1" in english.body_text
    for mail in (french, english):
        assert mail.unsubscribe_url is not None
        assert mail.unsubscribe_url in mail.body_text
        assert mail.unsubscribe_url in (mail.body_html or "")
        assert "/gerer" not in mail.body_text  # whoever it is passed on to opens nothing


def test_a_mailbox_gets_one_mail_however_often_it_signed(campaign: Campaign, staff: Account) -> None:
    for _ in range(2):
        reader(campaign, email="meme@example.org")
    wrote(campaign, email="Meme@example.org")
    update = published(campaign, staff)
    found = service.audience(update)
    assert (len(found.reached), found.left_out[LeftOut.SAME_MAILBOX]) == (1, 2)
    service.send(update, by=staff)
    leave()
    assert len(news()) == 1


def test_the_news_of_a_region_go_to_that_region(campaign: Campaign, chapter: Account) -> None:
    reader(campaign, region_code="01", email="ici@example.org")
    reader(campaign, region_code="02", email="ailleurs@example.org")
    wrote(campaign, "Rimouski", email="ecrit@example.org")
    wrote(campaign, "Jonquière", email="loin@example.org")
    endorsed(campaign, "la@example.org", "02")
    sent(campaign, chapter, "01")
    assert {mail.to_address for mail in news()} == {"ici@example.org", "ecrit@example.org"}


def test_the_news_of_several_regions_go_to_each_of_them(campaign: Campaign, staff: Account) -> None:
    for region in ("01", "02", "05"):
        reader(campaign, region_code=region, email=f"region-{region}@example.org")
    wrote(campaign, "Jonquière", email="ecrit@example.org")
    sent(campaign, staff, "01 02")
    expected = {"region-01@example.org", "region-02@example.org", "ecrit@example.org"}
    assert {mail.to_address for mail in news()} == expected


def test_nothing_is_written_to_whom_something_stands_against(campaign: Campaign, staff: Account) -> None:
    stopped, refused = reader(campaign), reader(campaign, email="refuse@example.org")
    reader(campaign, wants_news=False)
    assert stopped.organization_id is not None
    cosignatures.stop(stopped.organization_id)
    with unit_of_work():
        db.session.execute(
            sa.update(Delivery)
            .where(Delivery.to_address == "refuse@example.org")
            .values(state=DeliveryState.FAILED, finished_at=Delivery.created_at)
        )
    found = service.audience(published(campaign, staff))
    assert refused.signatory is not None
    assert found.reached == []
    assert found.left_out == {LeftOut.STOPPED: 1, LeftOut.REFUSED: 1, LeftOut.NO_NEWS: 1}


def test_nothing_leaves_before_the_time_to_think_better_of_it(campaign: Campaign, staff: Account) -> None:
    reader(campaign)
    update = published(campaign, staff)
    service.send(update, by=staff)
    jobs.write_mails()
    assert news() == []
    service.undo(update, by=staff)
    leave()
    assert news() == []
    service.send(update, by=staff)  # and it may be sent after all
    leave()
    with pytest.raises(TooLateToUndo):
        service.undo(update, by=staff)
    assert len(news()) == 1


def test_nobody_is_added_to_those_for_whom_the_button_was_pressed(campaign: Campaign, staff: Account) -> None:
    """The page told « one person in this region »; « the whole campaign » afterwards would write to everybody."""
    for region in ("01", "05"):
        reader(campaign, region_code=region)
    update = published(campaign, staff, region="01")
    assert service.send(update, by=staff).reached == 1
    with pytest.raises(AboutToLeave):
        service.save(update, written(), seen=service.as_seen(update), by=staff)
    service.save(update, written("01", fr=Words(title="Mieux dit", body="Oui")), seen=service.as_seen(update), by=staff)
    leave()
    assert [mail.subject for mail in news()] == ["Mieux dit"]
    service.save(update, written(), seen=service.as_seen(update), by=staff)
    leave()
    assert len(news()) == 1


def test_sending_twice_or_writing_twice_changes_nothing(campaign: Campaign, staff: Account) -> None:
    reader(campaign)
    update = sent(campaign, staff)
    service.send(update, by=staff)
    leave()
    with unit_of_work():  # as if the worker had died before it could say that it was done
        db.session.execute(sa.update(Mailing).values(finished_at=None))
    leave()
    assert len(news()) == 1
    assert service.progress([update])[update.id] == {DeliveryState.QUEUED: 1}


def test_a_worker_that_died_writes_nobody_twice_though_who_came_first_has_withdrawn(
    campaign: Campaign, staff: Account
) -> None:
    first, _second = reader(campaign, email="meme@example.org"), reader(campaign, email="meme@example.org")
    sent(campaign, staff)
    cosignatures.withdraw(first.id)
    with unit_of_work():
        db.session.execute(sa.update(Mailing).values(finished_at=None))
    leave()
    assert len(news()) == 1


def test_what_is_not_public_or_reaches_nobody_is_not_sent(campaign: Campaign, staff: Account) -> None:
    update = draft(campaign, staff)
    reader(campaign, region_code="02")
    with pytest.raises(IllegalUpdateMove):
        service.send(update, by=staff)
    with pytest.raises(NobodyToTell):
        service.send(published(campaign, staff, region="01"), by=staff)


def test_what_is_taken_back_before_it_leaves_is_not_written(campaign: Campaign, staff: Account) -> None:
    reader(campaign)
    update = published(campaign, staff)
    service.send(update, by=staff)
    service.take_back(update, by=staff)
    leave()
    assert news() == []


@pytest.mark.parametrize("act", ["taken back", "no more news", "withdrawn", "left in peace", "another address"])
def test_a_mail_that_waits_asks_again_as_it_leaves(
    campaign: Campaign, staff: Account, smtp: SmtpSink, act: str
) -> None:
    signed = reader(campaign)
    update = sent(campaign, staff)
    if act == "taken back":
        service.take_back(update, by=staff)
    elif act == "no more news":
        cosignatures.choose(signed.id, publishes_name=True, wants_news=False)
    elif act == "left in peace":
        assert signed.organization_id is not None
        cosignatures.stop(signed.organization_id)
    elif act == "another address":
        readdressing.ask_for_address(signed.id, "relais@example.org")
        readdressing.take_address(db.session.scalars(sa.select(AddressChange.id)).one())
    else:
        cosignatures.withdraw(signed.id)
    deliveries.drain()
    [mail] = news()
    db.session.refresh(mail)
    assert mail.state is DeliveryState.CANCELLED


def test_on_the_wire_it_carries_one_click_and_waits_behind_everything_else(
    campaign: Campaign, staff: Account, smtp: SmtpSink
) -> None:
    reader(campaign, email="fil@example.org")
    sent(campaign, staff)
    assert news()[0].urgency == max(mail.urgency for mail in mails())
    deliveries.drain()
    content = next(one.message for one in smtp.to("fil@example.org") if one.message["Subject"] == "On avance")
    assert content["List-Unsubscribe"] == f"<{news()[0].unsubscribe_url}>"
    assert content["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_trial_goes_to_whoever_writes_in_each_language_and_stops_nobody(campaign: Campaign, staff: Account) -> None:
    update = draft(campaign, staff, UpdateKind.ACTIVITY)
    assert service.try_out(update, to=staff) == 2
    trials = mails(Kind.STAFF)
    assert [(mail.to_address, mail.unsubscribe_url) for mail in trials] == [(staff.email, None)] * 2
    assert [mail.subject.partition("] ")[2] for mail in trials] == ["On avance", "We move on"]
    assert all("/nouvelles/arret/" not in mail.body_text for mail in trials)


def test_no_name_and_no_address_in_the_logs(campaign: Campaign, staff: Account) -> None:
    reader(campaign, email="secret@example.org", name="Nadia Secrète")
    with capture_logs() as lines:
        sent(campaign, staff)
        deliveries.drain()
    assert not any(word in repr(lines) for word in ("secret@", "Nadia Secrète"))


def test_the_mails_of_a_campaign_stop_with_it(campaign: Campaign, staff: Account) -> None:
    reader(campaign)
    sent(campaign, staff)
    assert news()[0].group_key == campaigns.mail_group(campaign.id)
