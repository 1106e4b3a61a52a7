"""The mail that tells staff, at once, that an official's address came back."""

from __future__ import annotations

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import mailer
from app.core.language import speaking
from app.core.links import public_url
from app.core.mailer import Rendered
from app.deliveries.models import Kind
from app.deliveries.service import Returned
from app.desk.returns.showing import DECIDES
from app.desk.returns.words import reason


def tell_staff(returned: Returned) -> None:
    """Within the unit of work of the bounce: those who decide for all regions, each in their language."""
    for account in accounts.serving_everywhere(DECIDES):
        once = f"staff_address_returned:{returned.delivery_id}:{account.id}"
        accounts.write_to(account, address_returned(account, returned), Kind.STAFF, dedupe_key=once)


def address_returned(account: Account, returned: Returned) -> Rendered:
    with speaking(account.locale):
        why = reason(returned.status)
    return mailer.render(
        "staff_address_returned",
        account.locale,
        person=account.name,
        official=returned.to_name,
        address=returned.to_address,
        reason=why,
        waiting=returned.waiting,
        url=public_url("returns.front", locale=account.locale),
    )
