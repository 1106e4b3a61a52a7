"""What the page of returned mails asks and does. Officials and addresses are for those who serve everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.accounts.models import Account
from app.cosignatures import service as cosignatures
from app.cosignatures.service import Unreached
from app.deliveries import service as deliveries
from app.deliveries.service import HeldAddress, Suppressed
from app.desk.errors import NoSuchDesk
from app.officials import service as officials
from app.officials.models import Official

DECIDES = "mail.manage"


@dataclass(frozen=True)
class Returns:
    """The last ones are empty for whoever serves some regions only. `unread`: addresses left in peace of which only a
    fingerprint remains."""

    unreached: Sequence[Unreached]
    held: Sequence[HeldAddress] = ()
    people: Mapping[str, Sequence[Official]] = field(default_factory=dict)  # who is written to at a held address
    suppressed: Sequence[Suppressed] = ()
    unread: int = 0
    serves_all: bool = False


def serves_all(account: Account) -> bool:
    return account.may(DECIDES) and account.region_codes(DECIDES) is None


def returns(account: Account) -> Returns:
    """What came back, as this account may see it."""
    unreached = cosignatures.unreached(account)
    if not serves_all(account):
        return Returns(unreached)
    read = deliveries.suppressed()
    unread = deliveries.count_suppressed() - len(read)
    held = deliveries.held_addresses()
    people = officials.reached_at([one.address for one in held])
    return Returns(unreached, held, people, read, unread, serves_all=True)


def release(account: Account, address: str) -> None:
    """The address is good. Raises NoSuchDesk, NoAddressHeld."""
    deliveries.release(address, by=_deciding(account).id)


def give_up(account: Account, address: str) -> int:
    """Whoever wrote to it hears that the message did not arrive. How many. Raises NoSuchDesk, NoAddressHeld."""
    return deliveries.give_up(address, by=_deciding(account).id)


def lift(account: Account, suppression_id: uuid.UUID) -> None:
    """That address is written to again. Raises NoSuchDesk, NoSuchSuppression."""
    deliveries.lift(suppression_id, by=_deciding(account).id)


def lift_address(account: Account, address: str) -> None:
    """The same of an address that is typed. Raises NoSuchDesk, NoSuchSuppression."""
    deliveries.lift_address(address, by=_deciding(account).id)


def _deciding(account: Account) -> Account:
    if not serves_all(account):
        raise NoSuchDesk
    return account
