"""What the editor says of how long messages take to leave."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns import service as campaigns


def test_the_days_are_messages_divided_by_recipients_and_pace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert campaigns.forecast() is None  # a demonstration sends at once
    monkeypatch.setitem(app.config, "IS_PACED", True)
    told = campaigns.forecast()
    assert told is not None
    assert told.a_day == 250
    assert [(line.messages, line.days, line.days_of_several) for line in told.lines] == [
        (100, 1, 1),
        (1_000, 4, 1),
        (10_000, 40, 4),
    ]
