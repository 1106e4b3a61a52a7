"""The mail that tells staff that a domain refuses us, and that what is for it waits."""

from __future__ import annotations

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import mailer
from app.core.clock import today
from app.core.links import public_url
from app.core.mailer import Rendered
from app.deliveries.models import Kind
from app.deliveries.service import LeftAlone
from app.desk.deliveries.reach import MAIL


def tell_staff(left: LeftAlone) -> None:
    """Within the unit of work of the refusal: those who watch over all mail, once a day for each domain."""
    for account in accounts.serving_everywhere(MAIL):
        once = f"staff_domain_refuses:{left.domain}:{today()}:{account.id}"
        accounts.write_to(account, domain_refuses(account, left), Kind.STAFF, dedupe_key=once)


def domain_refuses(account: Account, left: LeftAlone) -> Rendered:
    return mailer.render(
        "staff_domain_refuses",
        account.locale,
        person=account.name,
        domain=left.domain,
        reply=left.reply,
        url=public_url("mail_desk.overview", locale=account.locale),
    )
