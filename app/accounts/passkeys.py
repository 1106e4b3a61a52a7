"""Passkeys (WebAuthn): the browser asks the device, we compare. Attestation is not asked for: any device is welcome."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.errors import PasskeyRefused
from app.accounts.models import Account, Passkey
from app.core.clock import now

CHALLENGE_LIFE = timedelta(minutes=5)
LONGEST_CREDENTIAL = 20_000


@dataclass(frozen=True)
class Challenge:
    """What the device signs, and when it was drawn: good for five minutes, and for one use of a key."""

    value: bytes
    drawn_at: datetime

    @classmethod
    def read(cls, kept: str | None) -> Challenge | None:
        """From what the browser's session keeps."""
        value, _space, drawn_at = (kept or "").partition(" ")
        try:
            return cls(base64url_to_bytes(value), datetime.fromisoformat(drawn_at))
        except ValueError:
            return None

    def kept(self) -> str:
        return f"{bytes_to_base64url(self.value)} {self.drawn_at.isoformat()}"

    def is_fresh(self) -> bool:
        return now() < self.drawn_at + CHALLENGE_LIFE


@dataclass(frozen=True)
class NewPasskey:
    """What a device gave: an identifier and a public key. Neither opens anything."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


def to_create(account: Account, known: Sequence[Passkey]) -> tuple[str, Challenge]:
    """What the browser asks the device in order to make a key, as JSON, and its challenge."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=current_app.config["SITE_NAME"],
        user_id=hashlib.sha256(account.id.bytes).digest(),  # nothing about the person
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options), Challenge(options.challenge, now())


def to_use(known: Sequence[Passkey]) -> tuple[str, Challenge]:
    """What the browser asks the device in order to prove that a key is there."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options), Challenge(options.challenge, now())


def created(answer: str, challenge: Challenge | None) -> NewPasskey:
    """The key that the device made. Raises PasskeyRefused."""
    credential = _read(answer)
    if challenge is None or not challenge.is_fresh():
        raise PasskeyRefused
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge.value,
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count, _transports(credential))


def credential_id(answer: str) -> bytes:
    """Which key the device says it used. Raises PasskeyRefused."""
    try:
        return base64url_to_bytes(_read(answer)["rawId"])
    except (KeyError, TypeError, ValueError) as error:
        raise PasskeyRefused from error


def proved(answer: str, challenge: Challenge | None, passkey: Passkey) -> int:
    """The key's count of uses, if it signed this challenge. Raises PasskeyRefused.

    A challenge that was drawn before the last use of the key might be that very use, sent again.
    """
    if challenge is None or not challenge.is_fresh() or (passkey.used_at and challenge.drawn_at <= passkey.used_at):
        raise PasskeyRefused
    try:
        verified = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge.value,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    return verified.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    try:
        read = json.loads(answer[:LONGEST_CREDENTIAL])
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused from error
    if not isinstance(read, dict):
        raise PasskeyRefused
    return read


def _described(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(name) for name in passkey.transports]
        )
        for passkey in known
    ]


def _transports(credential: dict[str, Any]) -> list[str]:
    """How the browser may reach that device again; what we do not know by name is left out."""
    response = credential.get("response")
    named = response.get("transports") if isinstance(response, dict) else None
    known = {transport.value for transport in AuthenticatorTransport}
    return [name for name in named if isinstance(name, str) and name in known] if isinstance(named, list) else []


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def _origin() -> str:
    site = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{site.scheme}://{site.netloc}"
