"""What everybody reads: the campaign’s page, the list, each update at its address, the feed and the calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from app.updates import service
from app.updates.models import Kind
from app.updates.service import Words
from tests.passing_time import days_later
from tests.updates.conftest import meets, published, written

pytestmark = pytest.mark.data
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def address(campaign: Campaign, *rest: object) -> str:
    return "/".join(["", "campagnes", campaign.slug, *map(str, rest)])


def test_an_update_is_read_at_its_address_in_both_languages(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    published(campaign, staff)
    page = client.get(address(campaign, "nouvelles", 1)).text
    assert "On avance" in page
    assert "<strong>ministre</strong>" in page
    assert "The minister meets us." in client.get("/en" + address(campaign, "nouvelles", 1)).text
    assert "On avance" in client.get(address(campaign)).text


def test_the_front_page_tells_a_victory_in_place_of_the_note_of_its_campaign(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    with unit_of_work():
        campaign.text("fr").deadline_note = "Jusqu’au budget"
        campaign.closes_on = None
    assert "Jusqu’au budget" in client.get("/").text
    won = published(campaign, staff, Kind.VICTORY, fr=Words(title="Dix millions!", body="Merci."))
    front = client.get("/").text
    assert ("Dix millions!" in front, "Jusqu’au budget" in front) == (True, False)
    service.take_back(won, by=staff)
    assert "Jusqu’au budget" in client.get("/").text


def test_without_english_words_everybody_reads_french(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    published(campaign, staff, fr=Words(title="En français", body="Seulement"))
    page = client.get("/en" + address(campaign, "nouvelles", 1)).text
    assert '<span lang="fr-CA">En français</span>' in page  # and is told so, whoever listens to the page
    assert '<h3 lang="fr-CA">' in client.get("/en" + address(campaign)).text


def test_a_correction_is_read_at_once_and_dated(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    update = published(campaign, staff)
    assert "Mise à jour le" not in client.get(address(campaign, "nouvelles", 1)).text
    service.save(update, written(fr=Words(title="Juste", body="Mot")), seen=service.as_seen(update), by=staff)
    page = client.get(address(campaign, "nouvelles", 1)).text
    assert "Juste" in page
    assert "Mise à jour le" in page


def test_what_is_taken_back_leaves_every_page_and_its_address_says_so(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    update = published(campaign, staff)
    places = (address(campaign), address(campaign, "nouvelles"), address(campaign, "nouvelles.atom"))
    assert all("On avance" in client.get(place).text for place in places)
    service.take_back(update, by=staff)
    assert not any("On avance" in client.get(place).text for place in places)
    gone = client.get(address(campaign, "nouvelles", 1))
    assert (gone.status_code, "a été retirée" in gone.text) == (410, True)


def test_a_communique_has_its_head_its_end_and_who_answers(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    published(campaign, staff, Kind.COMMUNIQUE)
    page = client.get(address(campaign, "nouvelles", 1)).text
    head, end = page.index("Pour diffusion immédiate"), page.index("– 30 –")
    assert head < page.index("<strong>ministre</strong>") < end


def test_the_victory_takes_the_place_of_the_note_of_the_campaign(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    with unit_of_work():
        campaign.text("fr").deadline_note = "Un mot sur l’échéance"
    update = published(campaign, staff, Kind.VICTORY)
    page = client.get(address(campaign)).text
    assert page.count("On avance") == 1
    assert f'<p class="hero__note"><a href="{address(campaign, "nouvelles", 1)}">On avance</a></p>' in page
    assert "Un mot sur l’échéance" not in page
    service.take_back(update, by=staff)
    assert "Un mot sur l’échéance" in client.get(address(campaign)).text


def test_an_activity_is_to_come_until_its_day_is_over(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    published(campaign, staff, Kind.ACTIVITY)
    assert "On avance" in client.get(address(campaign)).text
    assert "À venir" in client.get(address(campaign, "nouvelles")).text
    with days_later(5):
        assert "On avance" not in client.get(address(campaign)).text
        page = client.get(address(campaign, "nouvelles")).text
        assert "À venir" not in page
        assert "Activités passées" in page
        assert "Cette activité a eu lieu" in client.get(address(campaign, "nouvelles", 1)).text


def test_the_list_of_a_region_has_its_own_news_and_those_of_everybody(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    for region, title in (
        ("", "Pour tout le monde"),
        ("01", "Pour le Bas-Saint-Laurent"),
        ("02", "Pour le Saguenay"),
    ):
        published(campaign, staff, region=region, fr=Words(title=title, body="Mots"))
    page = client.get(address(campaign, "nouvelles") + "?region=01").text
    assert ("Pour tout le monde" in page, "Pour le Bas-Saint-Laurent" in page, "Pour le Saguenay" in page) == (
        True,
        True,
        False,
    )
    assert "Pour le Saguenay" in client.get(address(campaign, "nouvelles") + "?region=99").text
    feed = client.get(address(campaign, "nouvelles.atom") + "?region=01").text
    assert ("Pour le Bas-Saint-Laurent" in feed, "Pour le Saguenay" in feed) == (True, False)
    assert "nouvelles.atom?region=01" in page


def test_the_news_come_page_by_page(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    for number in range(22):
        published(campaign, staff, fr=Words(title=f"Nouvelle numéro {number}.", body="Mots"))
    assert "Nouvelle numéro 21." in client.get(address(campaign, "nouvelles")).text
    last = client.get(address(campaign, "nouvelles") + "?page=2").text
    assert ("Nouvelle numéro 0." in last, "Nouvelle numéro 2." in last) == (True, False)
    assert client.get(address(campaign, "nouvelles") + "?page=999").text.count("Nouvelle numéro") == 2


def test_the_feed_is_good_xml_with_its_words_escaped(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    published(campaign, staff, fr=Words(title="Un < deux & trois", body="Voir <b>ici</b> & *là*"))
    answer = client.get(address(campaign, "nouvelles.atom"))
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)  # noqa: S314 - ours
    [entry] = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "Un < deux & trois"
    assert entry.findtext("a:id", namespaces=ATOM) == f"http://localhost{address(campaign, 'nouvelles', 1)}"
    assert entry.findtext("a:content", namespaces=ATOM) == ("<p>Voir &lt;b&gt;ici&lt;/b&gt; &amp; <em>là</em></p>\n")
    updated = datetime.fromisoformat(feed.findtext("a:updated", namespaces=ATOM) or "")
    assert abs(updated - now()) < timedelta(minutes=1)


def test_an_activity_goes_into_a_calendar_alone_or_with_the_others(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    starts = datetime(2027, 5, 1, 17, 30, tzinfo=UTC)
    place = meets(starts, place="Parc; entrée, sud", address="1, rue de l’Exemple")
    service.publish(service.begin(campaign, Kind.ACTIVITY, written(meeting=place), by=staff), by=staff)
    published(campaign, staff, Kind.ACTIVITY)
    published(campaign, staff)
    alone = client.get(address(campaign, "nouvelles", 1, "activite.ics"))
    assert alone.content_type == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(alone.data).walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("On avance", "Parc; entrée, sud, 1, rue de l’Exemple")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (starts, starts + timedelta(hours=2))
    assert event["URL"] == f"http://localhost{address(campaign, 'nouvelles', 1)}"
    every = Calendar.from_ical(client.get(address(campaign, "activites.ics")).data)
    assert len(every.walk("VEVENT")) == 2
    assert event["UID"] in {one["UID"] for one in every.walk("VEVENT")}
    assert client.get(address(campaign, "nouvelles", 3, "activite.ics")).status_code == 404
