"""A state that is forgotten, counted or listed by its time has one: the database refuses the state without it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature
from app.messages import service as messages
from app.messages.models import Message
from tests.factories import make_campaign, make_cosignature, make_draft, make_official, make_riding

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Campaign, {"state": "closed"}, "closed_on_some_day"),
        (Cosignature, {"state": "validated"}, "validated_has_a_time"),
        (Message, {"state": "confirmed"}, "confirmed_has_a_time"),
        (Message, {"state": "withdrawn"}, "finished_has_a_time"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_state_has_its_time(app: Flask, model: type, values: dict[str, str], constraint: str) -> None:
    campaign = make_campaign()
    make_official("Réal Exemple", riding=make_riding(), email="mna@example.org")
    make_cosignature(campaign, "confirmed")
    messages.write(make_draft(campaign))
    with pytest.raises(IntegrityError, match=constraint), unit_of_work():
        db.session.execute(sa.update(model).values(**values))
