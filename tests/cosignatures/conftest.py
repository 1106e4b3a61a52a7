"""A campaign to sign, and a coordinator who walks through the pages as a browser does."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import tokens
from app.core.clock import now
from app.core.database import db
from app.core.fields import OPENED
from app.cosignatures import links
from app.cosignatures.models import Cosignature, CosignatureMove
from tests.factories import form_token, make_account, make_campaign, make_cosignature, sign_in
from tests.outbox import link_in, mails
from tests.passing_time import seconds_ago

TYPED: dict[str, Any] = {
    "organization": "Maison des femmes de l’Été inc.",
    "region": "01",
    "city": "Rimouski",
    "name": "Nadia Essai",
    "title": "coordonnatrice",
    "email": "nadia@example.org",
    "authority": "yes",
    "publish_name": "y",
}


@dataclass
class Coordinator:
    """Somebody who signs in the name of an organization."""

    client: FlaskClient
    campaign: Campaign

    @property
    def address(self) -> str:
        return f"/campagnes/{self.campaign.slug}/cosigner"

    def opens(self) -> dict[str, str]:
        """The hidden fields of the form."""
        page = self.client.get(self.address)
        assert page.status_code == 200, page.status
        return {name: hidden(page, name) for name in ("csrf_token", "opened")}

    def sends(self, *, after_s: float = 30, without: str = "", **typed: Any) -> TestResponse:
        with seconds_ago(after_s):
            opened = tokens.sign(OPENED, int(now().timestamp()))
        fields = {"csrf_token": form_token(self.client), "opened": opened, **TYPED, **typed}
        return self.client.post(self.address, data={k: v for k, v in fields.items() if k != without and v != ""})

    def confirms(self, link: str | None = None) -> TestResponse:
        """Presses the button behind the link of the last mail; the page that follows."""
        link = link or link_in(mails()[-1], "/confirmer/")
        answer = self.client.post(link, data={"csrf_token": form_token(self.client)})
        return self.client.get(answer.location) if answer.status_code == 303 else answer

    def types_the_code(self, code: str, page: str) -> TestResponse:
        fields = {"csrf_token": form_token(self.client), "code": code}
        return self.client.post(page, data=fields)

    def posts(self, page: str, **typed: Any) -> TestResponse:
        """Sends the form of a page that the link of the mails opens."""
        token = form_token(self.client)
        return self.client.post(page, data={"csrf_token": token, **typed})


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def chapter(app: Flask) -> Account:
    """The chapter of Bas-Saint-Laurent."""
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def desk_client(client: FlaskClient, chapter: Account) -> FlaskClient:
    """Its browser."""
    sign_in(client, chapter)
    return client


@pytest.fixture
def coordinator(client: FlaskClient, campaign: Campaign) -> Coordinator:
    return Coordinator(client, campaign)


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"{name} is not on the page"
    return found.group(1)


def main_of(page: TestResponse) -> str:
    """What is on the page, without what belongs to this visit: tokens, links with a token."""
    text = page.text[page.text.index("<main") : page.text.index("</main>")]
    return re.sub(r'value="[^"]{40,}"|/signature/[^"]+|/attente/[^"]+', "", text)


def manage_path(cosignature: Cosignature) -> str:
    return f"/signature/{links.MANAGE.token(cosignature.id)}"


def staff_path(cosignature: Cosignature, act: str = "") -> str:
    """Its page for staff, or the address of one of their acts."""
    return f"/equipe/cosignatures/{cosignature.id}" + (f"/{act}" if act else "")


def press(client: FlaskClient, cosignature: Cosignature, name: str, seen: str, **typed: str) -> tuple[int, str]:
    """A button that was on the page when the state was `seen`; the answer and what is said then."""
    token = form_token(client)
    answer = client.post(
        staff_path(cosignature, name), data={"csrf_token": token, "state": f"{seen} {cosignature.shown}", **typed}
    )
    said = client.get(answer.location).text if answer.status_code == 303 else answer.text
    return answer.status_code, said.replace("\u00a0", " ")


def rows() -> list[Cosignature]:
    return list(db.session.scalars(sa.select(Cosignature).order_by(Cosignature.id)))


def states() -> list[str]:
    return [row.state.value for row in rows()]


def moves_of(cosignature_id: uuid.UUID) -> list[tuple[str, str]]:
    found = (
        sa.select(CosignatureMove)
        .where(CosignatureMove.cosignature_id == cosignature_id)
        .order_by(CosignatureMove.moved_at, CosignatureMove.id)
    )
    return [(move.to_state.value, move.actor.value) for move in db.session.scalars(found)]


def together(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """All at the same instant, each in a thread and on a connection of its own: what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[place] = act()
            except Exception as error:
                results[place] = error
            finally:
                db.session.remove()
                app.extensions["page_revisions"].close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()  # leaves the snapshot in which nothing had happened yet
    db.session.expire_all()
    return results


def signed(coordinator: Coordinator, state: str = "validated", **changes: object) -> Cosignature:
    typed = {"organization_name": "Le Phare", "email": "nadia@example.org", **changes}
    return make_cosignature(coordinator.campaign, state, **typed)
