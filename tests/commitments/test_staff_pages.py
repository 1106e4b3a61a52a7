"""Staff see where everybody stands, tick some, note the same for them, and undo; a visit and a dossier know of it."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.models import Source, Stance
from app.commitments.service import Said
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


FORMER = Said(stance=Stance.REFUSES, on=date(2026, 11, 9), source=Source.MEDIA, link="https://exemple.org/non",
              sentence="C’est non.")  # fmt: skip
AS_FILLED_IN = {"stance": "refuses", "on": "2026-11-09", "source": "media", "link": "https://exemple.org/non",
                "sentence": "C’est non.", "is_public": "y"}  # fmt: skip
NOW_FOR = {**AS_FILLED_IN, "stance": "supports"}


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({}, "la date et la source, le lien, la phrase publique"),
        ({"on": "2026-11-10"}, "le lien, la phrase publique"),
        ({"on": "2026-11-10", "link": ""}, "la phrase publique"),
        ({"on": "2026-11-10", "link": "https://exemple.org/oui"}, "la phrase publique"),
    ],
)
def test_what_proved_the_former_position_is_not_kept_for_the_new_one_without_a_word(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient, typed: dict[str, str], left: str
) -> None:
    note(campaign, rimouski, FORMER, by=staff)
    sign_in(client, staff)
    here = f"/equipe/campagnes/{campaign.slug}/engagements/{rimouski.id}"
    assert "Cela vaut aussi pour la nouvelle position" not in client.get(here).text
    posted = {**NOW_FOR, **typed, "vu": f"{rimouski.id} 1", "csrf_token": form_token(client)}
    answer = client.post(here, data=posted)
    assert answer.status_code == 422
    assert f"ceci vient encore de l’ancienne : {left}." in answer.text.replace("\u00a0", " ")
    assert 'name="holds_still"' in answer.text
    assert stands(campaign) == {rimouski.id: Stance.REFUSES}
    client.post(here, data={**posted, "holds_still": "y"})
    assert stands(campaign) == {rimouski.id: Stance.SUPPORTS}


@pytest.mark.parametrize(
    "typed",
    [
        {**NOW_FOR, "on": "2026-11-10", "link": "https://exemple.org/oui", "sentence": ""},  # another day, same place
        {**NOW_FOR, "link": "https://exemple.org/oui", "sentence": "C’est oui."},  # the same day, said elsewhere
        {**AS_FILLED_IN, "note": "À rappeler.", "is_public": ""},  # the position stays
        {**AS_FILLED_IN, "stance": "unknown"},  # nothing of it is kept
    ],
)
def test_what_is_given_anew_or_stays_the_same_is_noted_at_once(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient, typed: dict[str, str]
) -> None:
    note(campaign, rimouski, FORMER, by=staff)
    sign_in(client, staff)
    here = f"/equipe/campagnes/{campaign.slug}/engagements/{rimouski.id}"
    posted = {**typed, "vu": f"{rimouski.id} 1", "csrf_token": form_token(client)}
    assert client.post(here, data=posted).status_code == 303
    assert service.standing(campaign.id)[rimouski.id].revision == 2


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
