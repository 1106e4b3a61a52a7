"""A passkey in a real browser, with Chromium’s virtual authenticator; and answers that no device gives."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.accounts import passkeys, second_factor, service
from app.accounts.errors import PasskeyRefused
from app.accounts.models import Account, Passkey, RoleName
from app.accounts.passkeys import Challenge
from app.accounts.second_proof import prove_by_passkey
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery
from app.local.engines import free_port
from config import Config
from tests.accounts.door import sign_in
from tests.accounts.proofs import code, set_up
from tests.factories import PASSWORD, make_account
from tests.journeys.looking import Watched, look
from tests.journeys.steps import tab_to
from tests.outbox import link_in


class Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A line a request would bury what a failure says."""


@pytest.fixture(scope="module")
def address(config: Config, application: Flask) -> Iterator[str]:
    """The site as production asks for proofs, under the address that passkeys are bound to."""
    site = f"http://localhost:{free_port()}"
    strict = create_app(replace(config, PUBLIC_URL=site, SECOND_FACTOR_REQUIRED=True))
    server = make_server("127.0.0.1", int(site.rpartition(":")[2]), strict, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    with strict.app_context():
        strict.extensions["page_revisions"].close()
        strict.extensions["redis"].close()
        db.engine.dispose()


@dataclass
class Device:
    """A computer with a fingerprint reader, in which passkeys are kept."""

    page: Page
    watched: Watched

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def device(chrome: Browser, address: str) -> Iterator[Device]:
    context = chrome.new_context(base_url=address, locale="fr-CA", viewport={"width": 360, "height": 800})
    page = context.new_page()
    device = Device(page, Watched(page, address))
    yield device
    context.close()
    assert device.watched.problems == []


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def press(page: Page, name: str, role: str = "button") -> None:
    """By keyboard only."""
    target = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    tab_to(page, target)
    page.keyboard.press("Enter")


@pytest.mark.audit
@pytest.mark.data
def test_somebody_invited_chooses_a_password_makes_a_passkey_and_enters_with_it(
    app: Flask, device: Device, address: str
) -> None:
    page, admin = device.page, make_account("admin")
    service.invite("rose@example.org", "Rose Essai", service.Place(RoleName.NATIONAL), by=admin, locale="fr")
    mail = db.session.scalars(sa.select(Delivery).where(Delivery.to_address == "rose@example.org")).one()
    page.goto(link_in(mail, "/equipe/invitation/"))
    heading(page, "Bienvenue dans l’équipe")
    look(page)
    page.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("encore une fois").fill(PASSWORD)
    press(page, "Choisir ce mot de passe")
    heading(page, "Une deuxième preuve")
    look(page)
    press(page, "Une clé d’accès", "link")
    heading(page, "Ajouter une clé d’accès")
    look(page)
    page.get_by_label("Nom").fill("Ordinateur du bureau")
    press(page, "Créer la clé")
    heading(page, "Vos codes de secours")
    expect(page.locator("#codes li")).to_have_count(10)
    look(page)
    press(page, "C’est noté, continuer", "link")
    expect(page).to_have_url(re.compile(f"^{address}/equipe(#contenu)?$"))

    page.goto("/equipe/protection")
    expect(page.get_by_text("Ordinateur du bureau")).to_be_visible()
    look(page)
    page.context.clear_cookies()
    enter_with_the_password(page, "rose@example.org")
    heading(page, "Deuxième preuve")
    look(page)
    press(page, "Utiliser ma clé d’accès")
    expect(page).to_have_url(re.compile(f"^{address}/equipe(#contenu)?$"))
    page.goto("/equipe/compte")
    expect(page.get_by_text("c’est ici")).to_be_visible()
    look(page)
    db.session.rollback()  # to see what the site has written
    (kept,) = db.session.scalars(sa.select(Passkey)).all()
    assert (kept.name, kept.sign_count > 0, kept.used_at is not None) == ("Ordinateur du bureau", True, True)


def test_a_key_of_another_device_opens_nothing_and_a_code_still_does(
    app: Flask, device: Device, chrome: Browser, address: str
) -> None:
    account = make_account()
    client = app.test_client()
    sign_in(client, account)
    secret, _page = set_up(client)
    page = device.page
    enter_with_the_password(page, account.email)
    page.get_by_label("Code").fill(code(secret, steps=1))
    press(page, "Entrer")
    expect(page).to_have_url(re.compile(f"^{address}/equipe(#contenu)?$"))
    page.goto("/equipe/protection/cle")
    press(page, "Créer la clé")
    expect(page.get_by_text("La clé d’accès est ajoutée.")).to_be_visible()

    context = chrome.new_context(base_url=address, locale="fr-CA")
    stranger = Device(context.new_page(), device.watched)
    enter_with_the_password(stranger.page, account.email)
    stranger.page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(stranger.page.get_by_text("Votre appareil n’a pas répondu")).to_be_visible()
    look(stranger.page)
    context.close()


def test_without_javascript_the_page_says_what_else_there_is(app: Flask, chrome: Browser, address: str) -> None:
    account = make_account()
    make_passkey(account)
    context = chrome.new_context(base_url=address, locale="fr-CA", java_script_enabled=False)
    page = context.new_page()
    enter_with_the_password(page, account.email)
    expect(page.get_by_text("donnez plutôt un code")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser ma clé d’accès")).to_be_hidden()
    context.close()


def enter_with_the_password(page: Page, email: str) -> None:
    page.goto("/equipe/connexion")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()


def make_passkey(account: Account) -> None:
    with unit_of_work():
        db.session.add(
            Passkey(
                account_id=account.id, name="Clé", credential_id=account.id.bytes, public_key=b"x", sign_count=0,
                transports=["internal", "usb"], added_at=now(),
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "[" * 20_000, '{"rawId": 3}', '{"rawId": "AA"}', "é" * 50_000]
)
def test_what_no_device_answers_is_refused(app: Flask, answer: str) -> None:
    account = make_account()
    make_passkey(account)
    _options, challenge = passkeys.to_use(second_factor.known_passkeys(account))
    with pytest.raises(PasskeyRefused):
        prove_by_passkey(account, answer, challenge)
    with pytest.raises(PasskeyRefused):
        passkeys.created(answer, challenge)


@pytest.mark.parametrize("kept", [None, "", "AAAA", "AAAA pas-une-heure", "é 2026-01-01T00:00:00+00:00"])
def test_a_challenge_that_was_not_kept_well_is_no_challenge(app: Flask, kept: str | None) -> None:
    challenge = Challenge.read(kept)
    assert challenge is None or not challenge.is_fresh()
