"""An assembly where organizations sign in turn: a kiosk, and the tablet that goes from hand to hand."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.cosignatures import links, service
from app.cosignatures.kiosks import tablets
from app.cosignatures.models import Kiosk
from app.cosignatures.service import Assembly
from tests.cosignatures.conftest import TYPED, hidden
from tests.factories import form_token, make_account


def opened(campaign: Campaign, by: Account | None = None, **changes: Any) -> Kiosk:
    said: dict[str, Any] = {"name": "AGA de la TROC", "held_on": today(), "place": "Rimouski", "hours": 6}
    assembly = Assembly(**{**said, "region_code": None, **changes})
    return service.open_kiosk(campaign, assembly, by=by or make_account())


def path_of(kiosk: Kiosk) -> str:
    return f"/kiosque/{links.KIOSK.token(kiosk.id)}"


def types(client: FlaskClient, code: str) -> TestResponse:
    """The code, on a tablet."""
    return client.post("/kiosque", data={"csrf_token": form_token(client), "code": code})


class Tablet:
    """What goes from hand to hand, once it entered."""

    def __init__(self, client: FlaskClient, kiosk: Kiosk) -> None:
        self.client, self.path = client, path_of(kiosk)
        self.row = tablets.enter(tablets.code_of(kiosk))
        with client.session_transaction() as kept:
            kept["kiosk.tablets"] = [self.row.id.hex]

    def opens(self) -> dict[str, str]:
        page = self.client.get(self.path)
        assert page.status_code == 200, page.status
        return {name: hidden(page, name) for name in ("csrf_token", "turn")}

    def signs(self, **typed: Any) -> TestResponse:
        return self.sends({**self.opens(), **TYPED, **typed})

    def sends(self, fields: dict[str, Any], *, prefix: str = "") -> TestResponse:
        return self.client.post(prefix + self.path, data=fields)


@pytest.fixture
def kiosk(campaign: Campaign) -> Kiosk:
    return opened(campaign)


@pytest.fixture
def tablet(client: FlaskClient, kiosk: Kiosk) -> Tablet:
    return Tablet(client, kiosk)
