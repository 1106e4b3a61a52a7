"""The delivery desk: figures that add up, stops, decisions; each within the reach of whoever looks."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.core import clock
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import breaker
from app.deliveries import service as deliveries
from app.deliveries.errors import NoSuchDelivery, StoppedByOthers
from app.deliveries.models import Decision, Delivery, Kind, State
from app.desk.deliveries import service
from app.desk.deliveries.service import Act
from tests.conftest import Browser
from tests.deliveries.letters import letter, put, state
from tests.desk.conftest import Enter, counting, read
from tests.factories import form_token, make_account, make_official
from tests.outbox import mails

pytestmark = pytest.mark.data
MOST_QUESTIONS = 12


@pytest.fixture
def national(app: Flask) -> Account:
    return make_account("national")


@pytest.fixture
def own(campaign: Campaign, chapter: Account) -> Campaign:
    """The campaign, run by the chapter alone."""
    with unit_of_work():
        campaign.chapter_id = next(iter(chapter.chapter_ids))
    return campaign


def group(campaign: Campaign) -> str:
    return campaigns.mail_group(campaign.id)


def mail(campaign: Campaign, where: State = State.QUEUED, official: int = 1) -> Delivery:
    found = letter(group_key=group(campaign), pace_key=f"official:{official}")
    if where is not State.QUEUED:
        put(found, where)
    return found


def acts() -> list[str]:
    found = sa.select(AuditEntry.act).where(AuditEntry.act.startswith("delivery.")).order_by(AuditEntry.id)
    return list(db.session.scalars(found))


def test_the_figures_of_the_desk_add_up_to_everything_that_was_asked_for(campaign: Campaign, national: Account) -> None:
    for where in State:
        mail(campaign, where)
    letter()
    desk = service.mail(national)
    assert desk.total.created == len(State) + 1 == sum(deliveries.counts().values())
    assert (desk.total.sent, desk.total.undelivered, desk.others.created) == (2, 2, 1)
    (line,) = desk.campaigns
    assert line.tally.created == len(State)


def test_deferred_is_what_was_refused_for_now(campaign: Campaign, national: Account) -> None:
    mail(campaign)
    put(mail(campaign), State.QUEUED)
    assert service.mail(national).total.deferred == 1


def test_a_chapter_sees_the_mail_of_its_own_campaigns_and_of_no_other(own: Campaign, chapter: Account) -> None:
    mail(own)
    letter()
    assert service.mail(chapter).total.created == 1
    stranger = make_account("chapter", "troccqm")
    assert service.mail(stranger).total.created == 0
    with pytest.raises(NoSuchCampaign):
        service.mail_of_campaign(stranger, own.slug)
    for key in ("all", f"group:{group(own)}", "pace:official:1"):
        with pytest.raises(NoSuchDelivery):
            service.covered_mail(stranger, key)


def test_a_chapter_stops_its_campaign_and_nothing_else(own: Campaign, chapter: Account) -> None:
    mail(own)
    assert service.act_on_mail(chapter, f"group:{group(own)}", Act.PAUSE, "Une faute.") == 1
    assert deliveries.stopped() == {f"group:{group(own)}"}
    with pytest.raises(NoSuchDelivery):
        service.act_on_mail(chapter, "all", Act.PAUSE, "Une faute.")


def test_a_chapter_lifts_its_own_stop_and_none_that_others_pulled(
    own: Campaign, chapter: Account, enter: Enter
) -> None:
    key = f"group:{group(own)}"
    service.act_on_mail(chapter, key, Act.PAUSE, "Une faute.")
    service.act_on_mail(chapter, key, Act.RESUME, "Corrigé.")
    service.act_on_mail(chapter, key, Act.PAUSE, "Une faute.")
    deliveries.stop(key, "a complaint")  # whoever runs the machine: from now on it is theirs
    for what in (Act.PAUSE, Act.RESUME):
        with pytest.raises(StoppedByOthers):
            service.act_on_mail(chapter, key, what, "Corrigé.")
    page = enter(chapter).get(f"/equipe/courriels/resume/{key}")
    assert "une antenne ne peut pas la reprendre" in read(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    assert deliveries.stopped() == {key}
    assert deliveries.resume(key)


def test_pause_resume_and_cancel_are_done_and_kept_with_their_reason(campaign: Campaign, national: Account) -> None:
    waiting, gone = mail(campaign), mail(campaign, State.ACCEPTED)
    key = f"group:{group(campaign)}"
    for what in (Act.PAUSE, Act.RESUME, Act.CANCEL):
        assert service.act_on_mail(national, key, what, "Une faute.") == 1
    assert deliveries.stopped() == frozenset()
    assert [state(waiting), state(gone)] == [State.CANCELLED, State.ACCEPTED]
    assert acts() == ["delivery.stopped", "delivery.resumed", "delivery.cancelled"]
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()[-1]
    assert (entry.account_id, entry.details) == (national.id, {"reason": "Une faute.", "mails": 1})


def test_many_are_decided_at_once_and_those_decided_meanwhile_are_left_alone(
    campaign: Campaign, national: Account
) -> None:
    first, second = mail(campaign, State.HELD), mail(campaign, State.HELD)
    deliveries.decide(first.id, Decision.ABANDON)
    assert service.decide_mail(national, [first.id, second.id], Decision.ARRIVED, "Vu au journal.") == 1
    assert [state(first), state(second)] == [State.CANCELLED, State.ACCEPTED]


def test_nobody_decides_about_the_mail_of_others(campaign: Campaign, chapter: Account) -> None:
    held = mail(campaign, State.HELD)
    assert service.decide_mail(chapter, [held.id], Decision.ABANDON, "À tort.") == 0
    assert state(held) is State.HELD


def test_the_page_of_what_is_held_shows_the_evidence_and_no_word_of_the_supporter(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    held = mail(campaign, State.HELD)
    page = read(enter(national).get("/equipe/courriels/suspens"))
    assert held.message_id in page
    assert held.to_address in page
    for private in ("Geneviève", "genevieve@example.com", held.subject, "Rimouski"):
        assert private not in page


def test_a_decision_without_a_mail_or_a_reason_says_what_is_missing(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    mail(campaign, State.HELD)
    client = enter(national)
    page = client.post("/equipe/courriels/suspens", data={"csrf_token": form_token(client), "decision": "arrived"})
    assert page.status_code == 422
    assert "Cochez au moins un courriel." in page.text
    assert "Dites pourquoi." in page.text


def test_before_a_pause_the_page_says_whether_confirmations_wait_too(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    official = make_official("Odile Élue", portfolio="health")
    client = enter(national)
    warning = "Cela vaut aussi pour les confirmations"
    assert warning in read(client.get("/equipe/courriels/pause/all"))
    assert warning in read(client.get(f"/equipe/courriels/pause/group:{group(campaign)}"))
    assert warning not in read(client.get(f"/equipe/courriels/pause/pace:official:{official.id}"))


def test_what_is_held_for_one_person_is_told_apart_by_its_number_on_the_line(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    both = [mail(campaign, State.HELD), mail(campaign, State.HELD)]
    page = enter(national).get("/equipe/courriels/suspens").text
    labels = re.findall(r'<label class="choice__label" for="envoi-([^"]+)">(.*?)</label>', page, re.DOTALL)
    names = {found: " ".join(words.split()) for found, words in labels}
    assert len(set(names.values())) == len(both)
    for held in both:
        assert held.message_id.strip("<>").split("@")[0] in names[str(held.id)]


def test_what_is_done_to_the_mail_of_an_official_says_that_it_holds_for_all_campaigns(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    official = make_official("Odile Élue", portfolio="health")
    for group_key in (group(campaign), "campaign:another"):
        letter(group_key=group_key, pace_key=f"official:{official.id}")
    client = enter(national)
    for_one = read(client.get(f"/equipe/courriels/cancel/pace:official:{official.id}"))
    assert "2 courriels attendent en ce moment." in for_one
    assert "dans toutes les campagnes" in for_one
    assert "dans toutes les campagnes" not in read(client.get(f"/equipe/courriels/cancel/group:{group(campaign)}"))
    for key, waits_too in ((f"group:{group(campaign)}", True), ("all", True), (f"pace:official:{official.id}", False)):
        assert ("aussi pour les confirmations" in read(client.get(f"/equipe/courriels/pause/{key}"))) is waits_too


@pytest.mark.engine
def test_the_desk_asks_as_much_with_many_officials_as_with_few(
    campaign: Campaign, national: Account, enter: Enter
) -> None:
    client, asked = enter(national), []
    for number in (1, 5):
        for official in range(number):
            mail(campaign, official=official)
            mail(campaign, State.HELD, official)
        for where in ("", f"/campagnes/{campaign.slug}", "/suspens"):
            client.get(f"/equipe/courriels{where}")
            with counting() as sent:
                assert client.get(f"/equipe/courriels{where}").status_code == 200
            asked.append(len(sent))
            assert len(sent) <= MOST_QUESTIONS, "\n\n".join(sent)
    assert asked[:3] == asked[3:]


def test_the_command_tells_the_closed_list_and_the_oldest(app: Flask) -> None:
    letter()
    told = json.loads(app.test_cli_runner().invoke(args=["deliveries", "status", "--json"]).output)
    assert list(told) == [*(one.value for one in State), "oldest_queued_seconds"]
    assert told["queued"] == 1


def test_measures_are_for_whoever_has_the_token_or_for_the_machine_of_a_demonstration(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter()
    client = Browser(app)
    page = client.get("/mesures")
    assert page.content_type.startswith("text/plain")
    assert 'portevoix_deliveries{state="queued"} 1.0' in page.text
    assert client.get("/mesures", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert client.get("/mesures", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    monkeypatch.setitem(app.config, "DEMONSTRATION", False)
    assert client.get("/mesures").status_code == 404  # a proxy that says nothing would make everybody this machine
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "un-jeton-de-seize-lettres")
    assert client.get("/mesures").status_code == 404
    told = {"Authorization": "Bearer un-jeton-de-seize-lettres"}
    assert client.get("/mesures", headers=told, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


def test_those_who_watch_over_all_mail_are_told_once_of_a_domain_that_refuses_us(
    app: Flask, national: Account, chapter: Account
) -> None:
    def refuse(times: int) -> list[Delivery]:
        for _ in range(times):
            with unit_of_work():
                breaker.refused(breaker.domain_key("shut.example.org"), "421 4.7.0 too many mails from you")
        return mails(Kind.STAFF)

    with clock.frozen(clock.now()):  # one day
        assert refuse(breaker.REFUSALS - 1) == []
        (told,) = refuse(1)
        assert len(refuse(3)) == 1
        with unit_of_work():
            breaker.welcomed(breaker.domain_key("shut.example.org"))
        assert len(refuse(breaker.REFUSALS)) == 1
    assert told.to_address == national.email
    assert "too many mails from you" in told.body_text
    assert "/equipe/courriels" in told.body_text
