"""Why a person looks first at what the public sent in, and the counting that finds out.

Nothing is refused, and nothing dropped: it is set aside, and whoever sent it gets the same answer as everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app

from app.core import limits, mail_domains
from app.core.limits import Counted, Limit

HOUR = 3600
PER_MAILBOX = 5
SUBNET_FACTOR = 4  # a whole assembly may share one subnet
# Of all forms and all campaigns together: each asks its mailbox to confirm, and it may be a stranger's.
OF_A_DAY = Limit("forms.mailbox", 20, 24 * HOUR)
REMINDED = Limit("reminders.mailbox", 3, 24 * HOUR)  # likewise: it may be that of somebody who never wrote
# Of addresses that were proved, in one campaign: a team does, and one person who owns a domain would go on.
OF_A_DOMAIN = (Limit("confirmed.domain", 20, HOUR), Limit("confirmed.domain.day", 60, 24 * HOUR))


class Suspicion(StrEnum):
    """Why something is set aside."""

    ROBOT = "robot"  # the field that nobody sees was filled
    HASTE = "haste"  # sent faster than anybody types
    ADDRESS_LIMIT = "address_limit"  # many forms with one address within an hour, or a day
    NETWORK_LIMIT = "network_limit"  # very many forms from one place within an hour
    ORGANIZATION_LIMIT = "organization_limit"  # many letters of one organization, or of one region, within an hour
    DOMAIN_LIMIT = "domain_limit"  # many addresses of one owner's domain were proved within an hour, or a day
    UNKNOWN_ADDRESS = "unknown_address"  # in the name of an organization, from an address that it did not give


@dataclass(frozen=True)
class Judgement:
    """Why a person should look at a form, if anybody should, and the limits that it went beyond."""

    suspicion: Suspicion | None
    passed: Mapping[Limit, int]


def judge(looks: Suspicion | None, *, email_key: str, usual: Limit, about: str, places: Counted) -> Judgement:
    """Counts this form: its mailbox (`usual`: of such forms, `about` which campaign), and the places that it comes
    from. `looks`: what the form itself tells.

    Robots are counted like everybody. Of several reasons the limits come first: for them, mails may have to wait.
    """
    mailbox = limits.mailbox(email_key)
    passed = limits.exceeded([(usual, f"{about} {mailbox}"), (OF_A_DAY, mailbox), *places])
    if usual in passed or OF_A_DAY in passed:
        return Judgement(Suspicion.ADDRESS_LIMIT, passed)
    return Judgement(Suspicion.NETWORK_LIMIT if passed else looks, passed)


def counted(what: str, about: str, email_key: str, ip: str | None, looks: Suspicion | None) -> Suspicion | None:
    """Judges one form of a person (`what`: which; `about`: in which campaign) by the usual limits of such forms."""
    hourly = current_app.config["SIGN_LIMIT_PER_HOUR"]
    place = Limit(f"{what}.place", hourly, HOUR)
    subnet = Limit(f"{what}.subnet", hourly * SUBNET_FACTOR, HOUR)
    return judge(
        looks,
        email_key=email_key,
        usual=Limit(f"{what}.mailbox", PER_MAILBOX, HOUR),
        about=about,
        places=[(place, limits.network(ip)), (subnet, limits.network(ip, v4=24, v6=48))],
    ).suspicion


def is_one_too_many_of_its_domain(campaign: str, address: str) -> bool:
    """Counts one more address that its holder proves in that campaign, among those that one owner can make at will."""
    owner = mail_domains.owner_of(address)
    return owner is not None and bool(limits.exceeded([(limit, f"{campaign} {owner}") for limit in OF_A_DOMAIN]))


def is_reminded_enough(email_key: str) -> bool:
    """Counts one more reminder to confirm something, of whichever campaign; whether that mailbox had enough of them."""
    return bool(limits.exceeded([(REMINDED, limits.mailbox(email_key))]))
