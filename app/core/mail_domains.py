"""Whose mailboxes a domain holds: those of anybody, or as many as its owner likes to make.

Whoever owns a domain receives all its mail, and so confirms as many addresses of it as they can type. At a public
provider each mailbox costs an account, and the crowd is real.
"""

from __future__ import annotations

from itertools import pairwise

from flask import current_app

# Mailboxes of many people who do not know each other. What stands below one is a customer's own: some providers deliver
# anything@name.fastmail.com to whoever has that name.
PROVIDERS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.ca", "hotmail.fr",
        "live.com", "live.ca", "live.fr", "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.ca",
        "yahoo.fr", "ymail.com", "rocketmail.com", "aol.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com",
        "gmx.com", "gmx.fr", "gmx.net", "mail.com", "zoho.com", "tutanota.com", "tuta.com", "laposte.net",
        "orange.fr", "free.fr", "wanadoo.fr", "sfr.fr", "videotron.ca", "videotron.qc.ca", "sympatico.ca",
        "bell.net", "cgocable.ca", "cgocable.net", "cogeco.ca", "cogeco.net", "rogers.com", "shaw.ca", "telus.net",
        "globetrotter.net", "oricom.ca", "sogetel.net", "maskatel.net", "derytele.com", "cooptel.qc.ca",
        "xplornet.com", "xplornet.ca", "teksavvy.com", "tlb.sympatico.ca", "b2b2c.ca",
    }
)  # fmt: skip
# Below which nobody makes mailboxes at will either: governments, then domains where no mail arrives (RFC 2606), the
# demonstration's. Others are named in the setting SHARED_DOMAINS.
SHARED = frozenset({"gouv.qc.ca", "gc.ca", "canada.ca", "example.com", "example.net", "example.org"})
# Below a country, names under which others are registered: what stands before is the owner's.
_BELOW_A_COUNTRY = frozenset({"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "ne", "net", "or", "org"})
_BELOW_CANADA = frozenset(
    {"ab", "bc", "gc", "mb", "nb", "nf", "nl", "ns", "nt", "nu", "on", "pe", "qc", "sk", "yk"}
)  # fmt: skip


def owner_of(address: str) -> str | None:
    """The domain whose owner can make such addresses at will: « exemple.ca » of « a@b.c.exemple.ca ».

    None where many people have theirs. `address`: as `normal_email` leaves it.
    """
    labels = address.rpartition("@")[2].lower().split(".")
    above = [".".join(labels[at:]) for at in range(len(labels))]  # the whole, then shorter and shorter
    if above[0] in PROVIDERS or not SHARED.union(current_app.config["SHARED_DOMAINS"]).isdisjoint(above):
        return None
    customer = next((lower for lower, upper in pairwise(above) if upper in PROVIDERS), None)
    return customer or ".".join(labels[-(3 if _is_parted(labels) else 2) :])


def _is_parted(labels: list[str]) -> bool:
    """Whether names are registered under the last two labels: « qc.ca », « co.uk »."""
    country, below = labels[-1], labels[-2] if len(labels) > 1 else ""
    return below in (_BELOW_CANADA if country == "ca" else _BELOW_A_COUNTRY) and len(country) == 2
