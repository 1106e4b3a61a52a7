"""Staff write, publish now or at an hour, correct, take back; a region is written for by its own chapter."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.chapters.models import Chapter
from app.core import renderings
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.updates import jobs, service
from app.updates.errors import AnotherVictory, IllegalUpdateMove, NoSuchUpdate, UpdateEditedMeanwhile
from app.updates.models import Kind, State, Update
from app.updates.service import Words
from tests.factories import make_account, make_campaign
from tests.passing_time import seconds_later
from tests.updates.conftest import CHAPTER, FRENCH, draft, meets, published, written

pytestmark = pytest.mark.data


def test_numbers_follow_each_other_and_a_draft_is_nobodys(campaign: Campaign, staff: Account) -> None:
    assert [draft(campaign, staff).number for _ in range(3)] == [1, 2, 3]
    with pytest.raises(NoSuchUpdate):
        service.public(campaign, 1)


def test_a_chapter_writes_for_its_regions_and_for_nobody_else(campaign: Campaign, chapter: Account) -> None:
    mine = draft(campaign, chapter, region="01")
    for region in ("", "02", "00", "01 02"):
        with pytest.raises(NoSuchUpdate):
            draft(campaign, chapter, region=region)
    with pytest.raises(NoSuchUpdate):
        draft(campaign, chapter, Kind.VICTORY)
    with pytest.raises(NoSuchUpdate):
        service.save(mine, written("02"), seen=service.as_seen(mine), by=chapter)


def test_what_others_write_is_not_told_from_what_is_not_there(
    campaign: Campaign, staff: Account, chapter: Account
) -> None:
    everybody, elsewhere = draft(campaign, staff), draft(campaign, staff, region="02")
    ours, mine = draft(campaign, staff, region="01 02"), draft(campaign, staff, region="01")
    for update in (everybody, elsewhere, ours):
        with pytest.raises(NoSuchUpdate):
            service.to_write(chapter, campaign.slug, update.number)
    assert service.to_write(chapter, campaign.slug, mine.number) is mine
    assert service.of_staff(chapter, campaign) == [mine]
    assert set(service.of_staff(staff, campaign)) == {everybody, elsewhere, ours, mine}


def test_the_campaign_of_a_chapter_is_its_own(chapter: Account, staff: Account) -> None:
    own = db.session.scalar(sa.select(Chapter).where(Chapter.key == CHAPTER))
    campaign = make_campaign(chapter_id=own.id if own else None)
    assert published(campaign, chapter, Kind.VICTORY).is_public
    with pytest.raises(NoSuchCampaign):
        service.campaign_to_write(staff, campaign.slug)
    with pytest.raises(NoSuchCampaign):
        service.campaign_to_write(make_account("chapter", "riocm"), campaign.slug)


def test_other_words_than_those_that_were_read_are_not_written_over(campaign: Campaign, staff: Account) -> None:
    update = draft(campaign, staff)
    seen = service.as_seen(update)
    service.save(update, written(fr=Words(title="Autre", body="Chose")), seen=seen, by=staff)
    with pytest.raises(UpdateEditedMeanwhile):
        service.save(update, written(fr=FRENCH), seen=seen, by=staff)
    assert (update.text("en").title, update.corrected_at) == ("Autre", None)


def test_a_correction_says_its_day_and_the_same_words_are_none(campaign: Campaign, staff: Account) -> None:
    update = published(campaign, staff)
    service.save(update, written(), seen=service.as_seen(update), by=staff)
    assert update.corrected_at is None
    before = renderings.revision(campaign.page_key)
    service.save(update, written(fr=Words(title="Autre", body="Chose")), seen=service.as_seen(update), by=staff)
    assert update.corrected_at is not None
    assert renderings.revision(campaign.page_key) > before


def test_what_is_published_is_taken_back_and_shown_again_as_of_its_first_day(
    campaign: Campaign, staff: Account
) -> None:
    update = published(campaign, staff)
    first = update.published_at
    with pytest.raises(NoSuchUpdate):
        service.discard(update, by=staff)
    service.take_back(update, by=staff)
    with pytest.raises(IllegalUpdateMove):
        service.take_back(update, by=staff)
    with seconds_later(60):
        service.publish(update, by=staff)
    assert (update.state, update.published_at) == (State.PUBLISHED, first)


def test_a_draft_can_be_thrown_away(campaign: Campaign, staff: Account) -> None:
    service.discard(draft(campaign, staff), by=staff)
    assert db.session.scalars(sa.select(Update)).all() == []


def test_at_its_hour_an_update_is_published_and_the_kept_pages_are_made_anew(
    campaign: Campaign, staff: Account
) -> None:
    update = draft(campaign, staff)
    service.schedule(update, now() + timedelta(hours=1), by=staff)
    jobs.publish_on_time()
    assert update.state is State.SCHEDULED
    service.schedule(update, now() + timedelta(hours=2), by=staff)  # another hour
    before = renderings.revision(campaign.page_key)
    with seconds_later(2 * 3600 + 1):
        jobs.publish_on_time()
        jobs.publish_on_time()
    assert (update.state, update.publishes_at) == (State.PUBLISHED, None)
    assert renderings.revision(campaign.page_key) == before + 1


def test_what_is_scheduled_can_wait_again(campaign: Campaign, staff: Account) -> None:
    update = draft(campaign, staff)
    service.schedule(update, now() + timedelta(hours=1), by=staff)
    service.unschedule(update, by=staff)
    with seconds_later(3601):
        jobs.publish_on_time()
    assert update.state is State.DRAFT


def test_a_campaign_is_won_everywhere(campaign: Campaign, staff: Account) -> None:
    with pytest.raises(NoSuchUpdate):
        draft(campaign, staff, Kind.VICTORY, region="01")


def test_a_campaign_is_won_once(campaign: Campaign, staff: Account) -> None:
    first, second = published(campaign, staff, Kind.VICTORY), draft(campaign, staff, Kind.VICTORY)
    with pytest.raises(AnotherVictory):
        service.publish(second, by=staff)
    service.schedule(second, now() + timedelta(seconds=1), by=staff)
    with seconds_later(2):
        jobs.publish_on_time()
    assert second.state is State.DRAFT  # it goes back to whoever wrote it
    service.take_back(first, by=staff)
    assert service.publish(second, by=staff).is_public


@pytest.mark.engine
@pytest.mark.parametrize(
    "broken",
    [
        {"kind": Kind.ACTIVITY},
        {"starts_at": now()},
        {"ends_at": now()},
        {"state": State.SCHEDULED},
        {"state": State.PUBLISHED},
        {"number": 0},
    ],
    ids=lambda broken: " and ".join(broken),
)
def test_the_database_refuses_what_makes_no_sense(campaign: Campaign, broken: dict[str, object]) -> None:
    values = {"campaign_id": campaign.id, "number": 1, "kind": Kind.NEWS, "created_at": now(), **broken}
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(Update(**values))


def test_an_activity_does_not_end_before_it_starts(campaign: Campaign, staff: Account) -> None:
    backwards = meets(ends_at=now())
    with pytest.raises(IntegrityError):
        service.begin(campaign, Kind.ACTIVITY, written(meeting=backwards), by=staff)
