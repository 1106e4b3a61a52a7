"""Limits set aside, and refuse nobody: an assembly, a flood, a robot, and Redis that is down."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from flask import Flask

from app.campaigns.models import Campaign
from app.core import suspicion
from app.core.clock import now
from app.core.limits import Limit
from app.core.suspicion import Suspicion
from app.cosignatures import limiting
from tests.cosignatures.conftest import Coordinator, rows, states
from tests.factories import make_cosignature
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data


def test_an_assembly_of_forty_in_one_building_is_taken_without_a_second_look(coordinator: Coordinator) -> None:
    for number in range(40):
        answer = coordinator.sends(organization=f"Organisme {number}", email=f"o{number}@example.org", after_s=0)
        assert answer.status_code == 303
    assert {row.suspicion for row in rows()} == {None}


def test_what_passes_the_limit_of_the_place_is_kept_to_be_checked(
    app: Flask, coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 2)
    for number in range(3):
        assert coordinator.sends(organization=f"O {number}", email=f"o{number}@example.org").status_code == 303
    assert [row.suspicion for row in rows()] == [None, None, Suspicion.NETWORK_LIMIT]
    coordinator.confirms()
    assert states() == ["submitted", "submitted", "to_check"]


def test_many_forms_with_one_address_are_kept_to_be_checked(coordinator: Coordinator) -> None:
    for number in range(7):
        assert coordinator.sends(organization=f"O {number}").status_code == 303
    assert [row.suspicion for row in rows()] == [None] * 6 + [Suspicion.ADDRESS_LIMIT]
    assert mail_names() == ["cosignature_confirm"] * 6


@pytest.mark.parametrize("typed", [{}, {"website": "x"}, {"after_s": 0}])
def test_no_mailbox_is_filled_by_robots_tags_or_haste(coordinator: Coordinator, typed: dict[str, Any]) -> None:
    for number in range(8):
        answer = coordinator.sends(organization=f"O {number}", email=f"nadia+{number}@example.org", **typed)
        assert answer.status_code == 303
    assert len(rows()) == 8
    assert [row.suspicion for row in rows()][6:] == [Suspicion.ADDRESS_LIMIT] * 2
    assert len(mails()) == 6


def test_mails_of_a_place_that_sends_very_many_wait_an_hour_then_do_not_leave(
    app: Flask, coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 1)
    answers = [coordinator.sends(organization=f"O {n}", email=f"o{n}@example.org") for n in range(6)]
    assert {answer.status_code for answer in answers} == {303}
    assert len(rows()) == 6
    waits = [round((mail.next_attempt_at - now()).total_seconds() / 3600) for mail in mails()]
    assert waits == [0, 1, 1, 1]


def test_forms_sent_faster_than_anybody_types_count_together(
    coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "HASTY", Limit("cosign-hasty", 1, 3600))
    coordinator.sends(organization="A", email="a@example.org", after_s=0)
    coordinator.sends(organization="B", email="b@example.org", after_s=60)
    coordinator.sends(organization="C", email="c@example.org", after_s=0)
    assert [row.suspicion for row in rows()] == [None, None, Suspicion.NETWORK_LIMIT]


def test_what_a_robot_fills_in_the_hidden_field_is_kept_to_be_checked(coordinator: Coordinator) -> None:
    coordinator.sends(website="https://example.com")
    assert rows()[0].suspicion is Suspicion.ROBOT
    page = coordinator.confirms()
    assert "Votre signature est confirmée" in page.text
    assert states() == ["to_check"]


def test_signing_goes_on_while_redis_is_down(
    coordinator: Coordinator, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:

    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setitem(app.extensions, "redis", away)
    monkeypatch.setitem(app.extensions, "redis_silent_until", 0.0)
    assert coordinator.sends().status_code == 303
    assert states() == ["submitted"]
    assert coordinator.confirms().status_code == 200
    assert states() == ["confirmed"]


def test_many_addresses_of_one_domain_are_kept_to_be_checked_once_they_are_confirmed(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspicion, "OF_A_DOMAIN", (Limit("confirmed.domain", 2, 3600),))
    for number in range(4):
        make_cosignature(campaign, "confirmed", email=f"o{number}@une-personne.ca")
    assert states() == ["confirmed", "confirmed", "to_check", "to_check"]
    assert [row.suspicion for row in rows()] == [None, None, Suspicion.DOMAIN_LIMIT, Suspicion.DOMAIN_LIMIT]
