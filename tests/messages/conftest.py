"""A campaign to write for, its officials, and a supporter who walks through the pages as a browser does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign
from app.core import clock
from app.core.database import db
from app.deliveries.models import Delivery, Kind
from app.officials.models import Gender, Official
from tests.factories import make_campaign, make_official, make_riding


class Form(HTMLParser):
    """What a browser would send back of a page: the fields of its forms, with what they hold."""

    def __init__(self, page: TestResponse) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._area: str | None = None
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self._area = found["name"]
            self.fields[self._area] = ""
        elif tag == "input" and "name" in found and ("checked" in found or found.get("type") != "checkbox"):
            self.fields[found["name"]] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.fields[self._area] = self.fields[self._area].replace("\r\n", "\n").removeprefix("\n")
            self._area = None


@dataclass
class Supporter:
    """Somebody at the pages of a campaign."""

    client: FlaskClient
    campaign: Campaign
    pages: list[TestResponse] = field(default_factory=list)

    @property
    def lookup_address(self) -> str:
        return f"/campagnes/{self.campaign.slug}/ecrire"

    def looks_up(self, place: str, **more: str) -> TestResponse:
        typed = Form(self.client.get(self.lookup_address)).fields
        return self.client.post(self.lookup_address, data=typed | {"place": place} | more)

    def opens(self, riding: str = "rimouski") -> dict[str, str]:
        """The form as it stands, with a name, an address and a town typed in."""
        page = self.client.get(f"{self.lookup_address}/{riding}")
        assert page.status_code == 200, page.status
        return Form(page).fields | {"name": "Jeanne Tremblay", "email": "jeanne@example.com", "city": "Rimouski"}

    def sends(self, riding: str = "rimouski", *, after_s: float = 30, **typed: str) -> TestResponse:
        fields = self.opens(riding) | {"step": "send"} | typed
        with in_a_while(after_s):
            return self.client.post(f"{self.lookup_address}/{riding}", data=fields)

    def previews(self, riding: str = "rimouski", **typed: str) -> TestResponse:
        fields = self.opens(riding) | {"step": "preview"} | typed
        return self.client.post(f"{self.lookup_address}/{riding}", data=fields)

    def presses_the_button_of(self, page: TestResponse, address: str) -> TestResponse:
        return self.client.post(address, data={"csrf_token": Form(page).fields["csrf_token"]})

    def confirms(self, link: str) -> TestResponse:
        return self.presses_the_button_of(self.client.get(link), link)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Open; writes to the minister of social services, the minister of finance and the MNA."""
    return make_campaign()


@pytest.fixture
def mna(app: Flask) -> Official:
    return make_official("Réal Exemple", gender=Gender.MASCULINE, riding=make_riding(), email="mna@example.org")


@pytest.fixture
def minister(app: Flask) -> Official:
    return make_official("Esther Exemple", portfolio="social-services", email="minister@example.org")


@pytest.fixture
def supporter(client: FlaskClient, campaign: Campaign, mna: Official, minister: Official) -> Supporter:
    """Rimouski has its MNA, one portfolio has its minister, the other is vacant."""
    return Supporter(client, campaign)


def in_a_while(seconds: float) -> Any:
    return clock.frozen(clock.now() + timedelta(seconds=seconds))


@contextmanager
def days_later(days: float) -> Iterator[None]:
    """Time passes for the program and for its links."""
    later = clock.now() + timedelta(days=days)
    with clock.frozen(later), patch("itsdangerous.timed.time.time", return_value=later.timestamp()):
        yield


def mails(kind: Kind | None = None) -> list[Delivery]:
    """The outbox, in the order in which it was filled."""
    found = sa.select(Delivery).order_by(Delivery.id)
    if kind is not None:
        found = found.where(Delivery.kind == kind)
    return list(db.session.scalars(found))


def link_in(mail: Delivery, beginning: str = "/message/confirmer/") -> str:
    """The path of the first link of that kind in a mail."""
    address = next(word for word in mail.body_text.split() if f"http://localhost{beginning}" in word)
    return address.removeprefix("http://localhost")
