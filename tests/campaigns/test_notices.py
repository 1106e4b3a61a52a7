"""The notice above the button names who answers for it, or leaves out what the installation does not say."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns import service as campaigns
from app.consents.models import Purpose
from tests.factories import make_campaign


@pytest.mark.parametrize("purpose", [Purpose.NOTICE_COSIGN, Purpose.NOTICE_WRITE])
@pytest.mark.parametrize(
    ("title", "address", "shown"),
    [("Direction générale", "vie-privee@example.org", "Direction générale, <vie-privee@example.org>."),
     ("Direction générale", None, " : Direction générale."),
     (None, "vie-privee@example.org", " : <vie-privee@example.org>.")],
)  # fmt: skip
def test_the_notice_names_the_privacy_officer_as_far_as_known(
    app: Flask, monkeypatch: pytest.MonkeyPatch, purpose: Purpose, title: str | None, address: str | None, shown: str
) -> None:
    monkeypatch.setitem(app.config, "PRIVACY_OFFICER_TITLE", title)
    monkeypatch.setitem(app.config, "PRIVACY_OFFICER_EMAIL", address)
    said = campaigns.notice(make_campaign(), purpose, "fr")
    assert shown in said
    assert "None" not in said
    assert "{" not in said
