"""A signatory corrects by the link of the mails: who signs at once, what is signed goes back to be validated."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core import renderings
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.models import State
from app.organizations.models import Organization
from tests.cosignatures.conftest import TYPED, Coordinator, manage_path, moves_of, rows, signed, states
from tests.factories import make_account, make_cosignature, make_organization
from tests.outbox import link_in, mail_names, mails

pytestmark = pytest.mark.data


CORRECTION = {
    "organization": "Le Phare",
    "region": "01",
    "city": "Rimouski",
    "name": "Nadia Essai",
    "title": "coordonnatrice",
}


def test_the_person_is_corrected_without_going_back(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    before = renderings.revision(coordinator.campaign.page_key)
    typed = {**CORRECTION, "name": "Anne Roy", "title": "direction"}
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **typed)
    assert answer.status_code == 303
    [cosignature] = rows()
    assert cosignature.state is State.VALIDATED
    assert cosignature.signatory is not None
    assert (cosignature.signatory.name, cosignature.signatory.title) == ("Anne Roy", "direction")
    assert renderings.revision(coordinator.campaign.page_key) > before
    assert "C’est corrigé." in coordinator.client.get(manage_path(cosignature)).text


@pytest.mark.parametrize("change", [{"organization": "Le Phare inc."}, {"region": "02"}, {"city": "Matane"}])
def test_another_name_or_place_goes_back_to_be_validated_and_off_the_list(
    coordinator: Coordinator, change: dict[str, str]
) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, **change})
    assert page.status_code == 303
    assert states() == ["confirmed"]
    assert moves_of(cosignature.id)[-1] == ("confirmed", "signatory")
    assert service.public_count(coordinator.campaign) == 0
    assert "regarde de nouveau" in coordinator.client.get(page.location).text


def test_a_signature_that_changes_region_changes_hands(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator, "confirmed")
    here, there = make_account("chapter", "troc-bas-saint-laurent"), make_account("chapter", "troc-02")
    coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "region": "02"})
    assert service.waiting(here) == 0
    assert service.waiting(there) == 1


def test_the_entry_that_a_misspelt_signature_had_brought_does_not_stay_in_the_register(
    coordinator: Coordinator,
) -> None:
    cosignature = signed(coordinator, "confirmed", organization_name="Le Fare")
    coordinator.posts(manage_path(cosignature) + "/corriger", **CORRECTION)
    assert db.session.scalars(sa.select(Organization.name)).all() == ["Le Phare"]
    assert rows()[0].organization is not None
    assert rows()[0].organization.name == "Le Phare"


def test_the_entry_of_the_register_stays_when_only_the_spelling_changes(coordinator: Coordinator) -> None:
    known = make_organization("Phare")
    cosignature = signed(coordinator, "confirmed")
    coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": "LE PHARE Inc."})
    assert rows()[0].organization_id == known.id
    assert rows()[0].shown_name == "LE PHARE Inc."


def test_a_correction_towards_an_organization_that_signed_yields_to_it_and_does_not_say_so(
    coordinator: Coordinator,
) -> None:
    other = make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    cosignature = signed(coordinator)
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": "La Bouée"})
    assert answer.status_code == 303
    assert states() == ["confirmed", "duplicate"]
    assert rows()[1].duplicate_of_id == other.id
    assert "cosignature_duplicate" not in mail_names()


@pytest.mark.parametrize("state", ["submitted", "declined"])
def test_what_is_not_to_be_corrected_is_refused(coordinator: Coordinator, state: str) -> None:
    cosignature = signed(coordinator, state)
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **CORRECTION)
    assert answer.status_code == 409


@pytest.mark.parametrize("field", ["organization", "region", "city", "name", "title"])
def test_a_correction_with_a_hole_is_explained_and_nothing_typed_is_lost(coordinator: Coordinator, field: str) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, field: ""})
    assert page.status_code == 422
    assert "Il y a un point à corriger" in page.text
    assert states() == ["validated"]


@pytest.mark.parametrize("name", ["=cmd()", "!!!", "x" * 251, "\0\r\n", "https://example.com"])
def test_a_name_that_cannot_be_one_is_refused_in_a_correction_too(coordinator: Coordinator, name: str) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": name})
    assert page.status_code == 422


def test_what_was_typed_is_what_the_page_shows(coordinator: Coordinator) -> None:
    coordinator.sends()
    page = coordinator.client.get(link_in(mails()[0], "/signature/"))
    assert TYPED["organization"] in page.text
