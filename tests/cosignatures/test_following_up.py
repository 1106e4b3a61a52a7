"""Notes and the next call: private to the staff of the region, dated and signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.errors import NoSuchOrganization, PlannedMeanwhile
from app.organizations.models import Organization
from tests.cosignatures.conftest import together
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, make_organization, sign_in
from tests.passing_time import days_later

pytestmark = pytest.mark.data
LATE, TODAY, LATER = today() - timedelta(days=2), today(), today() + timedelta(days=5)


@pytest.fixture
def chapter(app: Flask) -> Account:
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def organization(app: Flask) -> Organization:
    return make_organization("Le Phare", city="Rimouski")


def bodies(campaign: Campaign, account: Account, organization: Organization) -> list[str]:
    return [note.body for note in service.followed(campaign, account, organization.id).notes]


def test_a_note_is_dated_signed_and_read_by_the_staff_of_the_region_only(
    client: FlaskClient, campaign: Campaign, chapter: Account, organization: Organization
) -> None:
    sign_in(client, chapter)
    page = f"/equipe/campagnes/{campaign.slug}/organismes/{organization.id}/suivi"
    token = csrf_token(client.get(page))
    answer = client.post(f"{page}/note", data={"csrf_token": token, "body": "Le CA siège mardi."})
    assert answer.status_code == 303
    shown = client.get(page).text.replace("\u00a0", " ")
    assert "Le CA siège mardi." in shown
    assert "Chantal Antenne" in shown
    elsewhere = make_account("chapter", "troc-02")
    with pytest.raises(NoSuchOrganization):
        service.followed(campaign, elsewhere, organization.id)
    for address in (f"/campagnes/{campaign.slug}", f"/campagnes/{campaign.slug}/signataires"):
        assert "siège mardi" not in client.get(address).text


def test_only_its_author_takes_a_note_back(campaign: Campaign, chapter: Account, organization: Organization) -> None:
    service.note(campaign, organization.id, "Oups.", by=chapter)
    [note] = service.followed(campaign, chapter, organization.id).notes
    with pytest.raises(NoSuchOrganization):
        service.erase_note(campaign, organization.id, note.id, by=make_account("national"))
    service.erase_note(campaign, organization.id, note.id, by=chapter)
    service.erase_note(campaign, organization.id, note.id, by=chapter)
    assert bodies(campaign, chapter, organization) == []


def test_two_campaigns_have_two_sets_of_notes(campaign: Campaign, chapter: Account, organization: Organization) -> None:
    other = make_campaign("engagez-vous-pour-le-communautaire")
    service.note(campaign, organization.id, "Ici.", by=chapter)
    assert bodies(other, chapter, organization) == []


def test_the_calls_of_today_come_first_with_the_last_words(
    client: FlaskClient, campaign: Campaign, chapter: Account, organization: Organization
) -> None:
    signed = make_cosignature(campaign, "confirmed", organization_name="La Bouée")
    assert signed.organization_id is not None
    foreign = make_organization("Ailleurs", "02", "Alma")
    national = make_account("national")
    for one, on in ((organization.id, LATER), (signed.organization_id, LATE), (foreign.id, TODAY)):
        service.plan_call(campaign, one, on, seen=None, by=national)
    service.note(campaign, signed.organization_id, "Parler à Odile.", by=chapter)
    calls = service.calls(campaign, chapter)
    assert [(call.organization.name, call.on, call.last_note) for call in calls] == [
        ("La Bouée", LATE, "Parler à Odile."), ("Le Phare", LATER, ""),
    ]  # fmt: skip
    assert len(service.calls(campaign, national)) == 3
    sign_in(client, chapter)
    page = client.get(f"/equipe/campagnes/{campaign.slug}/appels").text
    assert page.index("La Bouée") < page.index("Plus tard") < page.index("Le Phare")
    assert "Ailleurs" not in page


def test_a_call_that_was_made_is_struck_off(campaign: Campaign, chapter: Account, organization: Organization) -> None:
    service.plan_call(campaign, organization.id, TODAY, seen=None, by=chapter)
    service.plan_call(campaign, organization.id, None, seen=TODAY, by=chapter)
    assert service.calls(campaign, chapter) == []


def test_two_colleagues_do_not_plan_over_each_other(
    app: Flask, campaign: Campaign, chapter: Account, organization: Organization
) -> None:
    service.plan_call(campaign, organization.id, TODAY, seen=None, by=chapter)

    def plan(days: int) -> None:
        me = db.session.get_one(Account, chapter.id)
        on = TODAY + timedelta(days=days)
        service.plan_call(campaigns.find(campaign.slug), organization.id, on, seen=TODAY, by=me)

    answers = together(app, lambda: plan(1), lambda: plan(2))
    assert sorted(isinstance(answer, PlannedMeanwhile) for answer in answers) == [False, True], answers


def test_a_date_that_is_none_is_said(
    client: FlaskClient, campaign: Campaign, chapter: Account, organization: Organization
) -> None:
    sign_in(client, chapter)
    page = f"/equipe/campagnes/{campaign.slug}/organismes/{organization.id}/suivi"
    token = csrf_token(client.get(page))
    for wrong in ("hier", LATE.isoformat(), "2099-01-01"):
        answer = client.post(f"{page}/appel", data={"csrf_token": token, "was": "", "next_call_on": wrong})
        assert answer.status_code == 422
    assert service.calls(campaign, chapter) == []


def test_readers_of_figures_read_no_notes(
    client: FlaskClient, campaign: Campaign, organization: Organization, app: Flask
) -> None:
    sign_in(client, make_account("reader"))
    for page in (f"organismes/{organization.id}/suivi", "appels", "saisie"):
        assert client.get(f"/equipe/campagnes/{campaign.slug}/{page}").status_code == 403


def test_what_staff_wrote_is_forgotten_with_the_persons(
    campaign: Campaign, chapter: Account, organization: Organization
) -> None:
    service.note(campaign, organization.id, "Canari.", by=chapter)
    service.plan_call(campaign, organization.id, TODAY, seen=None, by=chapter)
    campaigns.close_campaign(campaign.slug)
    service.forget_signatories_of_closed_campaigns()
    assert bodies(campaign, chapter, organization) == ["Canari."]
    with days_later(200):
        service.forget_signatories_of_closed_campaigns()
    assert bodies(campaign, chapter, organization) == []
    assert service.calls(campaign, chapter) == []
