"""What the page of returned mails asks and does. Officials and addresses are for those who serve everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Account
from app.cosignatures import service as cosignatures
from app.cosignatures.service import Unreached
from app.deliveries import service as deliveries
from app.deliveries.models import SuppressedAddress
from app.deliveries.service import HeldAddress
from app.desk.errors import NoSuchDesk

DECIDES = "mail.manage"


@dataclass(frozen=True)
class Returns:
    """The last two are empty for whoever serves some regions only."""

    unreached: Sequence[Unreached]
    held: Sequence[HeldAddress]
    suppressed: Sequence[SuppressedAddress]
    serves_all: bool


def serves_all(account: Account) -> bool:
    return account.may(DECIDES) and account.region_codes(DECIDES) is None


def returns(account: Account) -> Returns:
    """What came back, as this account may see it."""
    unreached, everything = cosignatures.unreached(account), serves_all(account)
    if not everything:
        return Returns(unreached, (), (), serves_all=False)
    return Returns(unreached, deliveries.held_addresses(), deliveries.suppressed(), serves_all=True)


def release(account: Account, address: str) -> None:
    """The address is good. Raises NoSuchDesk, NoAddressHeld."""
    deliveries.release(address, by=_deciding(account).id)


def give_up(account: Account, address: str) -> int:
    """Whoever wrote to it hears that the message did not arrive. How many. Raises NoSuchDesk, NoAddressHeld."""
    return deliveries.give_up(address, by=_deciding(account).id)


def lift(account: Account, suppression_id: uuid.UUID) -> None:
    """That address is written to again. Raises NoSuchDesk, NoSuchSuppression."""
    deliveries.lift(suppression_id, by=_deciding(account).id)


def _deciding(account: Account) -> Account:
    if not serves_all(account):
        raise NoSuchDesk
    return account
