"""The way out of news: one click, no cookie; it withdraws the consent in the ledger, and does nothing else."""

from __future__ import annotations

import base64

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, ConsentEntry, Purpose
from app.core.database import db
from app.core.links import public_url
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.messages import links as message_links
from app.updates import links
from tests.factories import csrf_token, make_message, make_official, make_riding
from tests.updates.conftest import reader

pytestmark = pytest.mark.data
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def way_out(signed: Cosignature) -> str:
    return links.stop_url(signed.campaign_id, signed.email_key, "fr").removeprefix("http://localhost")


def of(cosignature: Cosignature) -> str:
    return f"cosignature:{cosignature.id}"


def wants(subject: str) -> bool:
    return consents.in_force(subject)[Purpose.NEWS]


def test_opening_the_link_changes_nothing_and_names_nobody(client: FlaskClient, campaign: Campaign) -> None:
    signed = reader(campaign, name="Nadia Secrète", email="secret@example.org")
    page = client.get(way_out(signed))
    assert page.status_code == 200
    assert "Ne plus recevoir les nouvelles" in page.text
    assert not any(word in page.text for word in ("Nadia", "secret@", signed.shown_name))
    assert wants(of(signed))


def test_one_click_withdraws_the_consent_and_nothing_else(client: FlaskClient, campaign: Campaign) -> None:
    signed = reader(campaign)
    before = {key: value for key, value in vars(signed).items() if not key.startswith("_")}
    lines = db.session.scalar(sa.select(sa.func.count()).select_from(ConsentEntry)) or 0
    answer = client.post(way_out(signed), data=ONE_CLICK)
    assert (answer.status_code, "C’est noté" in answer.text) == (200, True)
    assert not wants(of(signed))
    assert consents.in_force(of(signed))[Purpose.PUBLISH_NAME]
    last = db.session.scalars(sa.select(ConsentEntry).order_by(ConsentEntry.recorded_at.desc())).first()
    assert last is not None
    assert (last.channel, last.is_given) == (Channel.LINK, False)
    client.post(way_out(signed), data=ONE_CLICK)  # again: nothing new to say
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConsentEntry)) == lines + 1
    db.session.refresh(signed)
    assert {key: getattr(signed, key) for key in before} == before


def test_it_stops_whatever_that_mailbox_did_in_the_campaign_and_nobody_elses(
    client: FlaskClient, campaign: Campaign
) -> None:
    first, second = (reader(campaign, email="meme@example.org") for _ in range(2))
    other = reader(campaign, email="autre@example.org")
    make_official(riding=make_riding())
    message = make_message(campaign, email="meme@example.org", wants_news=True)
    client.post(way_out(second), data=ONE_CLICK)
    assert [wants(of(first)), wants(of(second)), wants(f"message:{message.id}")] == [False] * 3
    assert wants(of(other))


def test_whoever_wrote_asks_for_news_again_by_the_link_of_the_message(client: FlaskClient, campaign: Campaign) -> None:
    make_official(riding=make_riding())
    message = make_message(campaign, is_confirmed=True, wants_news=True)
    subject, link = f"message:{message.id}", f"/message/{message_links.MANAGE.token(message.id)}"
    client.post(links.stop_url(campaign.id, message.email_key, "fr").removeprefix("http://localhost"), data=ONE_CLICK)
    assert not wants(subject)
    page = client.get(link)
    assert "Les nouvelles par courriel" in page.text
    for answer, expected in (({"news": "y"}, True), ({"news": "y"}, True), ({}, False)):
        sent = client.post(f"{link}/nouvelles", data={"csrf_token": csrf_token(page), **answer})
        assert sent.status_code == 303
        assert wants(subject) is expected
    entries = sa.select(sa.func.count()).where(ConsentEntry.subject == subject, ConsentEntry.is_given)
    assert db.session.scalar(entries.where(ConsentEntry.channel == Channel.LINK)) == 1


def test_no_word_sent_with_it_makes_it_do_anything_else(client: FlaskClient, campaign: Campaign) -> None:
    signed = reader(campaign)
    for _ in range(2):
        client.post(way_out(signed), data={"resume": "1", "withdraw": "1", "news": "y"})
    assert not wants(of(signed))
    assert db.session.get_one(Cosignature, signed.id).is_live


def test_a_link_for_something_else_opens_nothing_and_this_one_nothing_else(
    client: FlaskClient, campaign: Campaign
) -> None:
    signed = reader(campaign)
    other = public_url("cosignatures.manage", token=way_out(signed).rpartition("/")[2])
    assert client.get(other.removeprefix("http://localhost")).status_code == 404
    assert client.get("/nouvelles/arret/nimporte").status_code == 404


def test_the_link_stops_all_of_that_mailbox_once_what_the_mail_came_for_is_gone(
    client: FlaskClient, campaign: Campaign
) -> None:
    first, second = (reader(campaign, email="meme@example.org") for _ in range(2))
    path = way_out(first)
    cosignatures.withdraw(first.id)
    answer = client.post(path, data=ONE_CLICK)
    assert (answer.status_code, "C’est noté" in answer.text) == (200, True)
    assert not wants(of(second))


def test_the_link_tells_no_address_and_still_works_under_a_former_secret(
    client: FlaskClient, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = reader(campaign, email="secret@example.org")
    path = way_out(signed)
    payload = path.rpartition("/")[2].partition(".")[0]
    read = base64.urlsafe_b64decode(payload + "==").decode()
    assert (signed.campaign_id.hex in read, "secret" in read) == (True, False)
    config = client.application.config
    monkeypatch.setitem(config, "SECRET_KEY_FALLBACKS", (config["SECRET_KEY"],))
    monkeypatch.setitem(config, "SECRET_KEY", "n" * 40)
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert not wants(of(signed))
