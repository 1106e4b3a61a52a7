"""Against floods: what looks automatic or comes too often waits for a person; the page answers the same."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.core import suspicion
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.limits import Limit
from app.core.suspicion import Suspicion
from app.deliveries.models import Kind
from app.messages import service
from app.messages.errors import NoSuchMessage
from app.messages.models import Message, State
from tests.engines import Valkey, valkey_server
from tests.factories import make_account, make_message, make_riding
from tests.messages.conftest import Supporter, confirm_link
from tests.outbox import mails

pytestmark = pytest.mark.data


def newest() -> Message:
    found = db.session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(1)).one()
    db.session.refresh(found)
    return found


def shown(supporter: Supporter, location: str) -> str:
    return re.sub(r'value="[^"]*"|attente/[^"]*', "", supporter.client.get(location).text)


def test_a_filled_trap_gets_the_same_page_and_waits_for_a_person_once_confirmed(supporter: Supporter) -> None:
    honest = shown(supporter, supporter.sends().location)
    answer = supporter.sends(email="robot@example.com", website="http://robot.example.com")
    assert answer.status_code == 303
    assert shown(supporter, answer.location).replace("robot@example.com", "jeanne@example.com") == honest
    assert newest().set_aside_for is Suspicion.ROBOT
    thanks = supporter.client.get(supporter.confirms(confirm_link(mails()[-1])).location)
    assert "Une personne de l’équipe y jette un œil" in thanks.text
    assert newest().state is State.CONFIRMED
    assert mails(Kind.MESSAGE) == []


def test_a_form_sent_faster_than_anybody_types_is_set_aside(supporter: Supporter) -> None:
    supporter.sends(after_s=1)
    assert newest().set_aside_for is Suspicion.HASTE


def test_a_form_without_its_opening_time_is_set_aside(supporter: Supporter) -> None:
    supporter.sends(opened="")
    assert newest().set_aside_for is Suspicion.HASTE


def test_a_form_left_open_for_days_is_as_good_as_new(supporter: Supporter) -> None:
    supporter.sends(after_s=5 * 86400)
    assert newest().set_aside_for is None


def test_the_sixth_message_of_a_mailbox_in_an_hour_is_kept_and_sends_no_mail(supporter: Supporter) -> None:
    for _ in range(5):
        supporter.sends(email="jeanne+une@gmail.com")
    assert newest().set_aside_for is None
    answer = supporter.sends(email="j.eanne@gmail.com")  # the same mailbox
    assert answer.status_code == 303
    assert newest().set_aside_for is Suspicion.ADDRESS_LIMIT
    assert len(mails()) == 5


def test_an_assembly_of_forty_writes_from_one_address(supporter: Supporter) -> None:
    for number in range(40):
        make_message(supporter.campaign, email=f"membre-{number}@example.com")
    assert service.set_aside() == []


def test_beyond_the_limit_of_a_network_messages_wait_for_a_person(
    supporter: Supporter, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 2)
    for number in range(3):
        supporter.sends(email=f"membre-{number}@example.com")
    assert newest().set_aside_for is Suspicion.NETWORK_LIMIT
    assert len(mails()) == 2
    (waiting,) = service.set_aside()
    service.release(waiting.id)
    assert mails()[-1].to_address == "membre-2@example.com"  # who is then asked to confirm, like everybody


def test_a_robot_writes_to_no_mailbox_more_often_than_anybody(supporter: Supporter) -> None:
    for _ in range(7):
        supporter.sends(website="http://robot.example.com")
    assert len(mails()) == 5
    assert newest().set_aside_for is Suspicion.ADDRESS_LIMIT


def test_haste_counts_against_the_network_too(
    supporter: Supporter, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 2)
    for number in range(4):
        supporter.sends(after_s=1, email=f"membre-{number}@example.com")
    assert len(mails()) == 2


def test_a_tag_makes_no_other_mailbox_wherever_it_is_read(supporter: Supporter) -> None:
    for number in range(7):
        supporter.sends(email=f"jeanne+{number}@example.com")
    assert len(mails()) == 5
    supporter.sends(email="jeanne.autre@example.com")
    assert len(mails()) == 6


def test_a_person_lets_a_confirmed_message_go(supporter: Supporter) -> None:
    supporter.sends(website="un gestionnaire de mots de passe")
    supporter.confirms(confirm_link(mails()[0]))
    (waiting,) = service.set_aside()
    service.release(waiting.id)
    assert newest().state is State.QUEUED
    assert len(mails(Kind.MESSAGE)) == 2
    acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert "message.released" in acts
    assert service.set_aside() == []


def test_releasing_what_was_never_confirmed_asks_its_author_to_confirm(supporter: Supporter) -> None:
    for _ in range(6):
        supporter.sends()
    (waiting,) = service.set_aside()
    service.release(waiting.id)
    assert len(mails()) == 6


def test_releasing_no_message_says_so(app: Flask) -> None:
    with pytest.raises(NoSuchMessage):
        service.release(make_riding().id)


def test_the_command_line_names_what_waits_and_lets_it_go(supporter: Supporter, app: Flask) -> None:
    supporter.sends(website="x", name="Jeanne Secrète")
    supporter.confirms(confirm_link(mails()[0]))
    run = app.test_cli_runner()
    listed = run.invoke(args=["messages", "set-aside"])
    assert "confirmed" in listed.output
    assert "robot" in listed.output
    assert "Jeanne" not in listed.output
    waiting = listed.output.split()[0]
    assert run.invoke(args=["messages", "release", waiting]).exit_code == 0
    assert len(mails(Kind.MESSAGE)) == 2
    unknown = run.invoke(args=["messages", "release", str(make_riding().id)])
    assert unknown.exit_code == 1
    assert "Aucun message" in unknown.output


@pytest.fixture
def dead_redis(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Valkey:
    with valkey_server() as server:
        client = server.client()
        monkeypatch.setitem(app.extensions, "redis", client)
        server.kill()
        return server


def test_while_redis_is_down_writing_still_works(supporter: Supporter, dead_redis: Valkey, app: Flask) -> None:
    answer = supporter.sends()
    assert answer.status_code == 303
    assert newest().set_aside_for is None
    app.extensions.pop("redis_silent_until", None)


def test_redis_holds_no_address_and_no_ip(supporter: Supporter, app: Flask) -> None:
    supporter.sends(email="canari@example.com")
    redis = app.extensions["redis"]
    kept = b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
    assert b"canari" not in kept
    assert b"127.0.0.1" not in kept


@pytest.fixture
def three_of_a_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suspicion, "OF_A_DOMAIN", (Limit("confirmed.domain", 3, 3600),))


def confirmed(campaign: Campaign, address: str) -> Message:
    message = make_message(campaign, email=address)
    for _ in range(2):  # a second press counts for nothing
        service.confirm(message.id)
    return message


@pytest.mark.usefixtures("three_of_a_domain")
def test_addresses_that_one_owner_makes_at_will_wait_for_a_person_once_they_are_many(supporter: Supporter) -> None:
    campaign = supporter.campaign
    catch_all = [confirmed(campaign, f"voix@{number}.une-personne.ca") for number in range(5)]
    crowd = [confirmed(campaign, f"voix-{number}@gmail.com") for number in range(5)]
    unconfirmed = make_message(campaign, email="voix@une-personne.ca")
    assert [one.set_aside_for for one in catch_all] == [None] * 3 + [Suspicion.DOMAIN_LIMIT] * 2
    assert [one.state for one in catch_all] == [State.QUEUED] * 3 + [State.CONFIRMED] * 2
    assert {one.set_aside_for for one in (*crowd, unconfirmed)} == {None}


@pytest.mark.usefixtures("three_of_a_domain")
def test_staff_answer_once_for_all_that_waits_of_a_domain_in_their_regions(supporter: Supporter) -> None:
    campaign, staff = supporter.campaign, make_account()
    for name in ("syndicat.ca", "une-personne.ca"):
        for number in range(5):
            confirmed(campaign, f"voix-{number}@{name}")
    seen = service.to_look_at(staff, campaign.slug)
    assert (seen.in_all, sorted(seen.domains)) == (4, [("syndicat.ca", 2), ("une-personne.ca", 2)])
    elsewhere = make_account("chapter", "troccqm")
    assert service.to_look_at(elsewhere, campaign.slug).domains == []
    assert service.refuse_domain(elsewhere, campaign.slug, "une-personne.ca") == 0
    left = len(mails(Kind.MESSAGE))
    assert service.let_go_domain(staff, campaign.slug, "syndicat.ca") == 2
    assert service.refuse_domain(staff, campaign.slug, "une-personne.ca") == 2
    assert service.refuse_domain(staff, campaign.slug, "une-personne.ca") == 0
    assert service.to_look_at(staff, campaign.slug).in_all == 0
    assert len(mails(Kind.MESSAGE)) > left
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act.like("message.re%"))).all()
    assert sorted(acts) == ["message.refused"] * 2 + ["message.released"] * 2


def test_who_writes_as_several_under_tags_of_one_mailbox_waits_for_a_person(supporter: Supporter) -> None:
    campaign = supporter.campaign
    addresses = ["voix@fournisseur-exemple.ca", *(f"voix+{tag}@fournisseur-exemple.ca" for tag in "abcd")]
    several = [confirmed(campaign, one) for one in addresses]
    neighbours = [confirmed(campaign, one) for one in ("voix+a@autre-exemple.ca", "voi_+e@fournisseur-exemple.ca")]
    assert [one.set_aside_for for one in several] == [None] * 3 + [Suspicion.ADDRESS_LIMIT] * 2
    assert [one.set_aside_for for one in neighbours] == [None, None]
    assert service.let_go_set_aside(make_account(), campaign.slug, several[-1].id)
    assert several[-1].state is State.QUEUED
