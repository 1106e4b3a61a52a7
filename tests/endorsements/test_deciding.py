"""Staff decide on endorsements: of their regions, on what they saw, and never naming a person for that person."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import suspicion
from app.core.limits import Limit
from app.core.suspicion import Suspicion
from app.endorsements import service
from app.endorsements.errors import (
    EndorsementChanged,
    IllegalEndorsementMove,
    NoSuchEndorsement,
)
from app.endorsements.models import State, Supporting
from tests.endorsements.giving import endorse, form, given, mails, person, row
from tests.factories import make_account, make_campaign

pytestmark = pytest.mark.data


def test_staff_refuse_with_a_reason_that_is_mailed_and_take_it_back(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    found = endorse(campaign, form(), "validated", by=staff)
    service.decline(found.id, found.as_seen, "Ce syndicat n’existe pas.", by=staff)
    assert service.public_support(campaign).total == 0
    assert "Ce syndicat n’existe pas." in mails()[-1].body_text
    refused = row(found.id)
    service.reopen(found.id, refused.as_seen, by=staff)
    assert (row(found.id).state, row(found.id).declined_reason) == (State.CONFIRMED, None)
    assert service.why_a_mail_must_not_leave(f"endorsement:{found.id}:declined") == "now_confirmed"


def test_a_decision_on_something_else_than_what_was_seen_is_refused(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    found = endorse(campaign, form())
    seen = found.as_seen
    service.correct(found.id, given(name="Syndicat corrigé"))
    with pytest.raises(EndorsementChanged):
        service.validate(found.id, seen, by=staff)
    with pytest.raises(IllegalEndorsementMove):
        service.reopen(found.id, row(found.id).as_seen, by=staff)


def test_a_chapter_sees_its_regions_only(app: Flask) -> None:
    campaign = make_campaign()
    found = endorse(campaign, form())
    mine, other = make_account("chapter", "troc-bas-saint-laurent"), make_account("chapter", "riocm")
    assert service.one(mine, found.id).id == found.id
    assert [len(service.pile(campaign, one, service.Tab.TO_VALIDATE, 1).rows) for one in (mine, other)] == [1, 0]
    with pytest.raises(NoSuchEndorsement):
        service.one(other, found.id)
    with pytest.raises(NoSuchEndorsement):
        service.correct_by_staff(found.id, found.as_seen, given(region_code="06"), publishes_name=True, by=mine)


def test_staff_name_a_body_and_never_a_person(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    body = service.add(campaign, Supporting.UNION, "Syndicat du fichier")
    service.correct_by_staff(body.id, body.as_seen, given(name="Syndicat du fichier"), publishes_name=True, by=staff)
    someone = endorse(campaign, person("Odile Essai", publishes_name=False))
    service.correct_by_staff(
        someone.id, someone.as_seen, given(Supporting.PERSON, "Odile Essai"), publishes_name=True, by=staff
    )
    assert (row(body.id).publishes_name, row(someone.id).publishes_name) == (True, False)


def test_a_body_that_turns_out_to_be_a_person_is_named_by_that_person_s_own_yes_only(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    someone = endorse(campaign, person("Odile Essai", publishes_name=False))
    for kind in (Supporting.OTHER, Supporting.PERSON):
        service.correct_by_staff(
            someone.id, row(someone.id).as_seen, given(kind, "Odile Essai"), publishes_name=True, by=staff
        )
    assert not row(someone.id).publishes_name


def test_staff_do_not_name_a_body_that_has_just_asked_not_to_be(app: Flask) -> None:
    found, staff = endorse(make_campaign(), form()), make_account()
    seen = row(found.id).as_seen
    service.choose(found.id, publishes_name=False, wants_news=False)
    with pytest.raises(EndorsementChanged):
        service.correct_by_staff(found.id, seen, given(), publishes_name=True, by=staff)


def test_many_endorsements_from_the_domain_of_one_owner_ask_staff_to_look(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspicion, "OF_A_DOMAIN", (Limit("confirmed.domain", 1, 3600),))
    campaign = make_campaign()
    for number in range(3):
        found = endorse(campaign, person(f"Voix {number}", email=f"voix-{number}@une-personne.ca"))
        assert found.suspicion is (Suspicion.DOMAIN_LIMIT if number else None)
        assert found.state is State.CONFIRMED
