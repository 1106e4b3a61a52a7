"""Staff set right what is signed, send it to another region, and note what the board resolved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, IllegalMove, NoSuchCosignature
from app.cosignatures.models import Authority, Cosignature, Level, State
from app.cosignatures.service import Correction, Resolution, Seen
from app.organizations import service as organizations
from app.organizations.models import Organization
from tests.cosignatures.conftest import rows, states, together
from tests.factories import form_token, make_account, make_cosignature, make_organization, sign_in
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data


@pytest.fixture
def chapter(app: Flask) -> Account:
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def desk_client(client: FlaskClient, chapter: Account) -> FlaskClient:
    sign_in(client, chapter)
    return client


def seen(cosignature: Cosignature) -> Seen:
    return Seen.on_the_page(cosignature.id, cosignature.as_seen)


def corrected(cosignature: Cosignature, **changes: str) -> Correction:
    assert cosignature.signatory is not None
    return Correction(**{
        "organization_name": cosignature.shown_name, "region_code": cosignature.region_code,
        "city": cosignature.city, "name": cosignature.signatory.name, "title": cosignature.signatory.title, **changes,
    })  # fmt: skip


def history(cosignature: Cosignature) -> list[tuple[str, str, str, str]]:
    db.session.refresh(cosignature)
    return [(one.field.value, one.before, one.after, one.actor.value) for one in cosignature.changes]


def posts(client: FlaskClient, cosignature: Cosignature, act: str, **typed: Any) -> Any:
    token = form_token(client)
    data = {"csrf_token": token, "state": cosignature.as_seen, **typed}
    return client.post(f"/equipe/cosignatures/{cosignature.id}/{act}", data=data)


# Correcting.


def test_staff_correct_a_validated_signature_and_the_list_follows(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "validated", organization_name="Maison des jeune", city="Rimouski")
    page = f"/campagnes/{campaign.slug}/signataires"
    assert re.search(r"Maison des jeune\b", desk_client.get(page).text)
    typed = {"organization": "Maison des jeunes", "city": "Rimouski", "name": "Nadia Essai", "title": "coordonnatrice"}
    assert posts(desk_client, cosignature, "corriger", **typed).status_code == 303
    assert states() == ["validated"]
    shown = desk_client.get(page).text
    assert "Maison des jeunes" in shown
    assert not re.search(r"Maison des jeune\b", shown)
    assert history(cosignature) == [("shown_name", "Maison des jeune", "Maison des jeunes", "staff")]


def test_the_signatory_is_told_what_changed_and_only_when_something_did(campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Phare", city="Rimouski")
    before = mail_names()
    assert service.correct_by_staff(seen(cosignature), corrected(cosignature), by=chapter) == []
    assert mail_names() == before
    service.correct_by_staff(seen(cosignature), corrected(cosignature, title="direction", city="Matane"), by=chapter)
    mail = mails()[-1]
    text = mail.body_text.replace("\u00a0", " ")
    assert mail.dedupe_key.startswith("cosignature_corrected")
    assert "Municipalité : Matane (au lieu de Rimouski)" in text
    assert "Votre fonction : direction (au lieu de coordonnatrice)" in text
    assert "/signature/" in mail.body_text


def test_the_history_shows_both_hands(client: FlaskClient, campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Fare", city="Rimouski")
    service.correct(cosignature.id, corrected(cosignature, organization_name="Le Phare"))
    cosignature = rows()[0]
    service.correct_by_staff(seen(cosignature), corrected(cosignature, city="Matane"), by=chapter)
    assert [(field, actor) for field, _, _, actor in history(rows()[0])] == [
        ("shown_name", "signatory"), ("city", "staff"),
    ]  # fmt: skip
    sign_in(client, chapter)
    page = client.get(f"/equipe/cosignatures/{cosignature.id}").text.replace("\u00a0", " ")
    assert "Nom : Le Fare → Le Phare" in page
    assert "Municipalité : Rimouski → Matane" in page
    assert "Chantal Antenne" in page


def test_a_spelling_set_right_keeps_the_entry_of_the_register(campaign: Campaign, chapter: Account) -> None:
    known = make_organization("Centre de femmes", city="Rimouski")
    signed = make_cosignature(campaign, "confirmed", organization_name="Centre de femmes", city="Rimouski")
    assert signed.organization_id == known.id
    service.correct_by_staff(seen(signed), corrected(signed, organization_name="Centre des femmes"), by=chapter)
    assert rows()[0].organization_id == known.id


def test_an_entry_that_a_misspelt_signature_had_brought_goes_with_the_misspelling(
    campaign: Campaign, chapter: Account
) -> None:
    known = make_organization("Centre de femmes", city="Rimouski")
    signed = make_cosignature(campaign, "confirmed", organization_name="Cantre de femmes", city="Rimouski")
    misspelt = signed.organization_id
    assert misspelt not in (None, known.id)
    service.note(campaign, misspelt, "Rappeler.", by=chapter)
    service.plan_call(campaign, misspelt, today(), seen=None, by=chapter)
    service.correct_by_staff(seen(signed), corrected(signed, organization_name="Centre de femmes"), by=chapter)
    assert rows()[0].organization_id == known.id
    assert db.session.get(Organization, misspelt) is None
    followed = service.followed(campaign, chapter, known.id)
    assert [note.body for note in followed.notes] == ["Rappeler."]
    assert followed.next_call_on == today()


def test_a_correction_never_makes_an_organization_sign_twice(campaign: Campaign, chapter: Account) -> None:
    make_cosignature(campaign, "confirmed", organization_name="Le Phare", city="Rimouski")
    other = make_cosignature(campaign, "confirmed", organization_name="Le Fare", city="Rimouski")
    with pytest.raises(AnotherIsLive):
        service.correct_by_staff(seen(other), corrected(other, organization_name="Le Phare"), by=chapter)
    assert [row.shown_name for row in rows()] == ["Le Phare", "Le Fare"]
    assert history(other) == []


@pytest.mark.engine
def test_two_corrections_at_once_do_not_undo_each_other(app: Flask, campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Fare", city="Rimouski")
    as_seen = seen(cosignature)

    def correct(**changes: str) -> object:
        me, it = db.session.get_one(Account, chapter.id), db.session.get_one(Cosignature, as_seen.id)
        return service.correct_by_staff(as_seen, corrected(it, **changes), by=me)

    answers = together(app, lambda: correct(organization_name="Le Phare"), lambda: correct(city="Matane"))
    assert sorted(isinstance(answer, DecidedMeanwhile) for answer in answers) == [False, True], answers
    assert len(history(rows()[0])) == 1


@pytest.mark.engine
def test_validating_and_correcting_at_once_publishes_only_what_was_seen(
    app: Flask, campaign: Campaign, chapter: Account
) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Fare", city="Rimouski")
    as_seen = seen(cosignature)

    def correct() -> object:
        me, it = db.session.get_one(Account, chapter.id), db.session.get_one(Cosignature, as_seen.id)
        return service.correct_by_staff(as_seen, corrected(it, organization_name="Le Phare"), by=me)

    def validate() -> object:
        return service.validate(as_seen, by=db.session.get_one(Account, chapter.id))

    answers = together(app, correct, validate)
    assert sorted(isinstance(answer, DecidedMeanwhile) for answer in answers) == [False, True], answers


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
def test_what_is_over_is_not_corrected(campaign: Campaign, chapter: Account, state: str) -> None:
    cosignature = make_cosignature(campaign, state)
    change = Correction(organization_name="X", region_code="01", city="Y", name="Z", title="T")
    with pytest.raises(IllegalMove):
        service.correct_by_staff(seen(cosignature), change, by=chapter)


def test_a_foreign_signature_is_not_there(desk_client: FlaskClient, campaign: Campaign, chapter: Account) -> None:
    foreign = make_cosignature(campaign, "confirmed", region_code="02", city="Alma")
    assert desk_client.get(f"/equipe/cosignatures/{foreign.id}/corriger").status_code == 404
    with pytest.raises(NoSuchCosignature):
        service.move_to_region(seen(foreign), "01", by=chapter)


# Moving.


def test_a_signature_that_moves_changes_hands_and_is_looked_at_again(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    cosignature = make_cosignature(campaign, "validated", region_code="01", city="Rimouski")
    answer = posts(desk_client, cosignature, "region", region="02")
    assert answer.status_code == 303
    assert desk_client.get(answer.location).status_code == 200
    assert desk_client.get(f"/equipe/cosignatures/{cosignature.id}").status_code == 404
    assert states() == ["confirmed"]
    there = make_account("chapter", "troc-02")
    assert service.one(there, cosignature.id).region_code == "02"
    assert service.public_count(campaign) == 0
    assert history(cosignature) == [("region_code", "01", "02", "staff")]
    assert "Région : Saguenay–Lac-Saint-Jean (au lieu de Bas-Saint-Laurent)" in mails()[-1].body_text.replace(
        "\u00a0", " "
    )


def test_whoever_serves_both_regions_moves_without_undoing(campaign: Campaign) -> None:
    national = make_account("national")
    cosignature = make_cosignature(campaign, "validated", region_code="01", city="Rimouski")
    service.move_to_region(seen(cosignature), "02", by=national)
    assert states() == ["validated"]
    assert service.public_counts_by_region(campaign) == {"02": 1}


def test_the_entry_of_the_register_follows_when_only_the_signature_had_brought_it(campaign: Campaign) -> None:
    national = make_account("national")
    brought = make_cosignature(campaign, "confirmed", organization_name="Le Phare", city="Rimouski")
    make_organization("La Bouée", city="Rimouski")
    registered = make_cosignature(campaign, "confirmed", organization_name="La Bouée", city="Rimouski")
    for one in (brought, registered):
        service.move_to_region(seen(one), "02", by=national)
    found = {row.shown_name: organizations.get(row.organization_id) for row in rows() if row.organization_id}
    assert {name: one.region_code for name, one in found.items() if one} == {"Le Phare": "02", "La Bouée": "01"}


# The board.


def test_a_resolution_is_the_highest_authority(campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(
        campaign, "confirmed", authority=Authority.ON_DATE, authority_on=today() + timedelta(days=3)
    )
    noted = Resolution(today(), "CA-2026-12")
    service.note_resolution(seen(cosignature), noted, was=None, by=chapter)
    kept = rows()[0]
    assert (kept.level, kept.authority, kept.authority_on) == (Level.RESOLUTION, Authority.YES, None)
    assert service.validate(seen(kept), by=chapter).level is Level.RESOLUTION


def test_two_people_do_not_note_over_each_other(campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    first = Resolution(today(), "1")
    service.note_resolution(seen(cosignature), first, was=None, by=chapter)
    with pytest.raises(DecidedMeanwhile):
        service.note_resolution(seen(rows()[0]), Resolution(today(), "2"), was=None, by=chapter)
    service.note_resolution(seen(rows()[0]), Resolution(today(), "2"), was=first, by=chapter)
    service.erase_resolution(seen(rows()[0]), was=Resolution(today(), "2"), by=chapter)
    assert rows()[0].resolution is None


def test_the_page_shows_the_resolution_and_who_noted_it(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    answer = posts(desk_client, cosignature, "resolution", resolved_on=today().isoformat(), number="CA-7")
    assert answer.status_code == 303
    page = desk_client.get(f"/equipe/cosignatures/{cosignature.id}").text.replace("\u00a0", " ")
    assert "résolution no CA-7" in page
    assert "Résolution notée par Chantal Antenne" in page
    late = (today() + timedelta(days=1)).isoformat()
    assert posts(desk_client, rows()[0], "resolution", resolved_on=late).status_code == 422


def test_the_eight_criteria_are_at_hand_while_deciding(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    page = desk_client.get(f"/equipe/cosignatures/{cosignature.id}").text
    assert page.count("<li>", page.index("huit critères"), page.index("</details>", page.index("huit critères"))) == 8
    assert "huit critères" in desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").text
    service.validate(seen(cosignature), by=make_account("national"))
    assert "huit critères" not in desk_client.get(f"/equipe/cosignatures/{cosignature.id}").text


def test_what_was_known_of_the_person_leaves_the_history_with_the_person(campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    service.correct_by_staff(seen(cosignature), corrected(cosignature, name="Odile Canari", city="Matane"), by=chapter)
    service.withdraw(cosignature.id)
    assert states() == [State.WITHDRAWN.value]
    assert [field for field, *_ in history(rows()[0])] == ["city"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Cosignature)) == 1
