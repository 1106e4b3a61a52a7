"""A campaign to write for, its officials, and a supporter who walks through the pages as a browser does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign
from app.core import tokens
from app.core.clock import now
from app.core.fields import OPENED
from app.deliveries.models import Delivery
from app.officials.models import Gender, Official
from tests.factories import form_token, make_campaign, make_official, make_riding
from tests.outbox import link_in
from tests.passing_time import seconds_ago


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
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

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

    def form(self, riding: str, *, after_s: float = 30) -> dict[str, str]:
        """What the form sends back, opened so long ago; the page itself is only drawn the first time."""
        if riding not in self.forms:
            self.forms[riding] = self.opens(riding)
        with seconds_ago(after_s):
            opened = tokens.sign(OPENED, int(now().timestamp()))
        return self.forms[riding] | {"opened": opened, "csrf_token": form_token(self.client)}

    def sends(self, riding: str = "rimouski", *, after_s: float = 30, **typed: str) -> TestResponse:
        fields = self.form(riding, after_s=after_s) | {"step": "send"} | typed
        return self.client.post(f"{self.lookup_address}/{riding}", data=fields)

    def previews(self, riding: str = "rimouski", **typed: str) -> TestResponse:
        fields = self.form(riding) | {"step": "preview"} | typed
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


def confirm_link(mail: Delivery) -> str:
    """The path behind the button of the mail that asks to confirm."""
    return link_in(mail, "/message/confirmer/")
