"""The mails of a change of address: to the new one, which proves itself, and to the former one, which may refuse."""

from __future__ import annotations

from dataclasses import replace

from app.core.personal_links import PersonalLink
from app.cosignatures import links
from app.cosignatures.mails import Addressee, compose
from app.cosignatures.models import AddressChange, Cosignature
from app.deliveries.models import Kind


def asked(cosignature: Cosignature, change: AddressChange) -> None:
    """Within a unit of work. Nobody has proved the new address: its mail names the organization, and nobody."""
    to = _addressee(cosignature)
    new = replace(to, email=change.email, name="")
    _send("cosignature_address_confirm", cosignature, new, change, kind=Kind.CONFIRMATION, link=links.ADDRESS)
    _send("cosignature_address_asked", cosignature, to, change, link=links.NOT_ME)


def taken(cosignature: Cosignature, change: AddressChange) -> None:
    """Within a unit of work: the new links, and a word to the former address."""
    to = _addressee(cosignature)
    _send("cosignature_address_taken", cosignature, to, change)
    _send("cosignature_address_left", cosignature, replace(to, email=change.former_email), change, link=links.NOT_ME)


def given_back(cosignature: Cosignature, change: AddressChange) -> None:
    """Within a unit of work: new links again, to the address that took its signature back."""
    _send("cosignature_address_taken", cosignature, _addressee(cosignature), change, once="back")


def _send(
    name: str,
    cosignature: Cosignature,
    to: Addressee,
    change: AddressChange,
    *,
    kind: Kind = Kind.RECEIPT,
    link: PersonalLink | None = None,
    once: str = "",
) -> None:
    url = link.url(change.id, to.locale) if link else ""
    compose(name, cosignature.campaign, to, kind, once=f"{change.id}{once}", url=url).send()


def _addressee(cosignature: Cosignature) -> Addressee:
    to = Addressee.of(cosignature)
    assert to is not None  # noqa: S101 - whoever holds a link has an address
    return to
