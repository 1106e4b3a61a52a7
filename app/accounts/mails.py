"""The mails that staff receive about their account."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask import current_app

from app.accounts.models import Account, LinkKind, MailedLink
from app.core import mailer
from app.core.clock import now
from app.core.links import public_url
from app.core.personal_links import PersonalLink
from app.deliveries import service as deliveries
from app.deliveries.models import Kind

LINKS = {
    LinkKind.INVITATION: PersonalLink("account.invitation", "accounts.invitation", LinkKind.INVITATION.lifetime),
    LinkKind.PASSWORD: PersonalLink("account.password", "accounts.new_password", LinkKind.PASSWORD.lifetime),
    LinkKind.ADDRESS: PersonalLink("account.address", "accounts.new_address", LinkKind.ADDRESS.lifetime),
}


class News(StrEnum):
    """What the owner of an account hears about, in case it was somebody else."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no secret
    ADDRESS_CHANGED = "address_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTORS_RESET = "factors_reset"
    RECOVERY_CODE_USED = "recovery_code_used"


def carrying(link: MailedLink) -> mailer.Rendered:
    """The mail of that link, in words; writing it needs no transaction."""
    account = link.account
    return mailer.render(
        f"account_{link.kind.value}",
        account.locale,
        person=account.name,
        url=LINKS[link.kind].url(link.id, account.locale),
        days=link.kind.lifetime // timedelta(days=1),
        email=account.email,
    )


def send(link: MailedLink) -> None:
    """Within a unit of work: to the address that the link is about."""
    write_to(link.account, carrying(link), Kind.CONFIRMATION, dedupe_key=f"account:{link.id}", address=link.new_email)


def told(account: Account, news: News, *, address: str | None = None) -> None:
    """Within a unit of work: something about the account has changed. `address`: where it was read until now."""
    if account.password is None:
        return  # nobody has entered yet
    content = mailer.render(
        "account_news",
        account.locale,
        person=account.name,
        news=news.value,
        at=now(),
        account_url=public_url("accounts.account", locale=account.locale),
    )
    once = f"account:{account.id}:{news.value}:{now().isoformat()}"
    write_to(account, content, Kind.STAFF, dedupe_key=once, address=address)


def write_to(
    account: Account, content: mailer.Rendered, kind: Kind, *, dedupe_key: str, address: str | None = None
) -> None:
    """Within a unit of work: a mail of the site itself, of no campaign. `address`: when it is not the account’s own."""
    deliveries.enqueue(
        kind=kind,
        to_address=address or account.email,
        to_name=account.name,
        subject=content.subject,
        body_text=content.text,
        body_html=content.html,
        from_name=current_app.config["SITE_NAME"],
        locale=account.locale,
        dedupe_key=dedupe_key,
        group_key="accounts",
    )
