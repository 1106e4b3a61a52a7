"""An organization counts once, whoever signs for it, and however many confirm at the same instant."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.models import CosignatureMove
from app.organizations.models import Organization
from tests.cosignatures.conftest import Coordinator, manage_path, rows, states, together
from tests.factories import make_account, make_campaign, make_cosignature
from tests.outbox import link_in, mail_names, mails

pytestmark = [pytest.mark.data, pytest.mark.engine]


def test_the_forms_sent_before_opening_the_mail_are_closed_with_the_one_confirmed(coordinator: Coordinator) -> None:
    for _ in range(3):
        coordinator.sends()
    coordinator.sends(organization="Une autre")
    older = link_in(mails()[0], "/confirmer/")
    coordinator.confirms(link_in(mails()[1], "/confirmer/"))
    assert states() == ["duplicate", "confirmed", "duplicate", "submitted"]
    assert [row.signatory is None for row in rows()] == [True, False, True, False]
    page = coordinator.client.get(coordinator.client.get(older).location)
    assert "Votre organisme est le premier à avoir signé." in page.text
    assert "cosignature_duplicate" not in mail_names()


def test_a_second_person_of_the_organization_is_not_told_until_the_public_list_tells(coordinator: Coordinator) -> None:
    first = make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare")
    make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    written_before = len(mails())
    coordinator.sends(organization="Le Phare")
    page = coordinator.confirms()
    assert "Votre organisme est le 3e à avoir signé." in page.text
    assert "double" not in page.text
    assert states() == ["confirmed", "confirmed", "duplicate"]
    assert rows()[2].duplicate_of_id == rows()[0].id
    assert mail_names()[written_before:] == ["cosignature_confirm"]
    mine = coordinator.client.get(manage_path(rows()[2]))
    assert "Elle est confirmée. Votre antenne régionale (table ou regroupement) la vérifie." in mine.text
    assert "double" not in mine.text
    coordinator.sends(organization="Nouveau venu", email="autre@example.org")
    assert "Votre organisme est le 4e à avoir signé." in coordinator.confirms().text
    service.validate(service.Seen(first.id, "confirmed"), by=make_account())
    assert "en double" in coordinator.client.get(manage_path(rows()[2])).text


@pytest.mark.parametrize("organization", ["Le Phare", "Nouveau venu"])
def test_a_first_and_a_second_signature_are_corrected_alike(coordinator: Coordinator, organization: str) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare")
    make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    coordinator.sends(organization=organization)
    coordinator.confirms()
    page = manage_path(rows()[2])
    assert "/corriger" in coordinator.client.get(page).text
    for name, state in (("La Bouée", "duplicate"), ("Un autre", "confirmed")):
        typed = {"organization": name, "region": "01", "city": "Rimouski", "name": "Nadia Essai", "title": "présidente"}
        assert coordinator.posts(page + "/corriger", **typed).location == page
        assert states() == ["confirmed", "confirmed", state]
    assert rows()[2].duplicate_of_id is None
    assert rows()[2].signatory.title == "présidente"


def test_what_the_public_list_says_the_mail_to_a_second_person_says_too(coordinator: Coordinator) -> None:
    coordinator.sends(organization="Le Phare")
    make_cosignature(coordinator.campaign, "validated", organization_name="Le Phare")
    coordinator.confirms(link_in(mails()[0], "/confirmer/"))
    assert mail_names()[-1] == "cosignature_duplicate"
    assert "avait déjà signé" in mails()[-1].subject


@pytest.mark.parametrize("state", ["declined", "withdrawn", "submitted", "to_check"])
def test_a_signature_that_is_not_live_leaves_the_place_free(coordinator: Coordinator, state: str) -> None:
    make_cosignature(coordinator.campaign, state, organization_name="Le Phare")
    coordinator.sends(organization="Le Phare")
    coordinator.confirms()
    assert states() == [state, "confirmed"]


def test_two_that_confirm_at_the_same_instant_make_one_live_and_one_duplicate(app: Flask, campaign: Campaign) -> None:
    one = make_cosignature(campaign, "submitted", organization_name="Le Phare")
    two = make_cosignature(campaign, "submitted", organization_name="Phare inc.")
    assert not [
        answer
        for answer in together(app, lambda: service.confirm(one.id), lambda: service.confirm(two.id))
        if isinstance(answer, Exception)
    ]
    assert sorted(states()) == ["confirmed", "duplicate"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_the_button_pressed_four_times_at_the_same_instant_confirms_once(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    answers = together(app, *[lambda: service.confirm(cosignature.id)] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CosignatureMove)) == 1


def test_two_forms_of_one_person_confirmed_at_the_same_instant_make_one(app: Flask, campaign: Campaign) -> None:
    one, two = (
        make_cosignature(campaign, "submitted", organization_name="Le Phare", email="n@example.org") for _ in range(2)
    )
    answers = together(app, lambda: service.confirm(one.id), lambda: service.confirm(two.id))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sorted(states()) == ["confirmed", "duplicate"]


def test_the_rank_counts_the_confirmed_of_this_campaign_only(app: Flask, campaign: Campaign) -> None:
    other = make_campaign("engagez-vous-pour-le-communautaire")
    make_cosignature(other, "confirmed")
    ranked = [make_cosignature(campaign, state) for state in ("confirmed", "validated", "declined", "confirmed")]
    assert [service.rank(one) for one in ranked] == [1, 2, None, 3]
