"""Staff see where everybody stands, tick some, note the same for them, and undo; a visit and a dossier know of it."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.models import Source, Stance
from app.officials.models import Official
from app.visits import service as visits
from app.visits.errors import ChangedMeanwhile
from app.visits.models import Answer
from app.visits.service import Answered
from tests.commitments.conftest import YES, hidden, note, stands
from tests.desk.conftest import counting
from tests.factories import form_token, make_riding, sign_in
from tests.visits.conftest import make_deposit

pytestmark = pytest.mark.data
FORM = {"stance": "supports", "on": "2026-11-02", "source": "letter", "is_public": "y"}


def test_several_are_noted_at_once_and_undone_with_one_button(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official, client: FlaskClient
) -> None:
    sign_in(client, staff)
    here = f"/equipe/campagnes/{campaign.slug}/engagements"
    page = client.get(f"{here}/plusieurs?qui={rimouski.id}&qui={trois_rivieres.id}").text
    assert f'name="vu" value="{rimouski.id} 0"' in page
    read = [f"{rimouski.id} 0", f"{trois_rivieres.id} 0"]
    posted = {**FORM, "vu": read, "csrf_token": form_token(client)}
    told = client.post(f"{here}/plusieurs", data=posted, follow_redirects=True).text
    assert "C’est noté pour 2 personnes." in told
    assert len(stands(campaign)) == 2
    again = client.post(f"{here}/plusieurs", data=posted, follow_redirects=True).text
    assert "Quelqu’un d’autre vient de noter quelque chose pour Réal Exemple (Rimouski), Camille" in again
    act = service.standing(campaign.id)[rimouski.id].act_id
    client.post(f"{here}/defaire/{act}", data={"csrf_token": form_token(client)})
    assert stands(campaign) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": ""}, "Écrivez la date en chiffres"),
        ({"on": "2999-01-01"}, "Cette date est à venir"),
        ({"source": "rumeur"}, "Dites où cela a été dit"),
        ({"stance": "perhaps"}, "Choisissez une position"),
        ({"link": "javascript:alert(1)"}, "Une adresse web s’écrit comme"),
        ({"sentence": "x" * 301}, "Au plus 300"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_noted(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    sign_in(client, staff)
    posted = {**FORM, **typed, "vu": f"{rimouski.id} 0", "csrf_token": form_token(client)}
    answer = client.post(f"/equipe/campagnes/{campaign.slug}/engagements/{rimouski.id}", data=posted)
    assert answer.status_code == 422
    assert said in answer.text
    assert stands(campaign) == {}


def test_another_position_needs_its_own_source_or_a_word_that_the_former_holds(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient
) -> None:
    sign_in(client, staff)
    here = f"/equipe/campagnes/{campaign.slug}/engagements/{rimouski.id}"
    former = {**FORM, "stance": "refuses", "link": "https://example.org/refus", "sentence": "Non merci."}

    def send(read: int, **typed: str) -> TestResponse:
        return client.post(
            here, data={**former, **typed, "vu": f"{rimouski.id} {read}", "csrf_token": form_token(client)}
        )

    assert send(0).status_code == 303
    assert "valent pour la nouvelle position" not in client.get(here).text
    refused = send(1, stance="supports")
    assert refused.status_code == 422
    assert "celles de la position d’avant" in refused.text
    assert "valent pour la nouvelle position" in refused.text
    assert service.standing(campaign.id)[rimouski.id].stance is Stance.REFUSES
    assert send(1, stance="supports", holds_too="y").status_code == 303
    assert service.standing(campaign.id)[rimouski.id].stance is Stance.SUPPORTS
    assert send(2, stance="met", on="2026-11-05").status_code == 303
    assert send(3, stance="unknown", on="2026-11-05").status_code == 303


def test_the_page_of_a_campaign_asks_little_of_the_database(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official, client: FlaskClient
) -> None:
    note(campaign, rimouski, by=staff)
    sign_in(client, staff)
    address = f"/equipe/campagnes/{campaign.slug}/engagements"
    client.get(address)
    with counting() as sent:
        assert "Réal Exemple" in client.get(address).text
    assert len(sent) <= 12


def test_an_answer_at_a_visit_becomes_a_commitment_when_staff_want_it(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    visit = make_deposit(campaign, staff, on=date(2026, 11, 1))
    given = Answered(answer=Answer.REFUSES, on=date(2026, 11, 1), source="de vive voix", note="", is_public=True)
    visits.answer(visit.id, given, seen=2, by=staff)
    assert stands(campaign) == {}
    noted = Answered(answer=Answer.SUPPORTS, on=date(2026, 11, 3), source="", note="", is_public=True,
                     becomes_commitment=True, commitment_seen=0)  # fmt: skip
    visits.answer(visit.id, noted, seen=3, by=staff)
    kept = service.standing(campaign.id)[rimouski.id]
    assert (kept.stance, kept.source, kept.said_on) == (Stance.SUPPORTS, Source.MEETING, date(2026, 11, 3))
    with pytest.raises(ChangedMeanwhile):
        visits.answer(visit.id, noted, seen=4, by=staff)
    assert visits.visit_of(staff, visit.id).revision == 4


def test_the_dossier_tells_what_was_said_last_and_only_what_is_public(
    campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    riding = make_riding("Rimouski")
    note(campaign, rimouski, hidden(YES), by=staff)
    assert visits.answered(visits.dossier(campaign, riding)) == "Aucune réponse n’est encore connue."
    note(campaign, rimouski, by=staff, seen=1)
    said = visits.answered(visits.dossier(campaign, riding)).replace("\u00a0", " ")
    assert said == "Appuie la demande, le 2 novembre 2026 (J’en suis.)."
