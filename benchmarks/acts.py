"""What visitors do, as plans for the load generator: read a page, type into a field, sign."""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from itertools import chain
from urllib.parse import quote, urlencode

from benchmarks.measuring import Size
from benchmarks.names import mistyped, typed
from benchmarks.plan import NUMBER, Form, Plan
from benchmarks.seeding import SLUG, Pick
from benchmarks.servers import Server
from benchmarks.stage import FORWARDED, HOST

CAMPAIGN = f"/campagnes/{SLUG}"
LIST = f"{CAMPAIGN}/signataires"
SIGN = f"{CAMPAIGN}/cosigner"
SUGGESTIONS = "/organismes/suggestions"


class NotThere(RuntimeError):
    """The product does not answer as it should."""


def fetch(server: Server, path: str) -> bytes:
    """The page as the load generator will get it. Raises NotThere."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.request("GET", path, headers={**FORWARDED, "Host": HOST, "Accept": "text/html"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != 200:
        raise NotThere(f"{path} answers {answer.status}")
    return body


def reading(server: Server, path: str, size: Size, body: bytes | None = None, users: int | None = None) -> Plan:
    """Everybody reads the same page, and gets these very bytes."""
    return Plan(
        server.port,
        [path],
        size.seconds,
        users or size.users,
        warm_s=size.warm_s,
        host=HOST,
        headers=FORWARDED,
        body=body,
    )


def anew(path: str) -> str:
    """The same page under an address that is never kept: it is rendered each time."""
    return f"{path}?mesure=1"


def typing(server: Server, size: Size, users: int, *, slips: bool = False) -> Plan:
    """A few people type at the same time; what each letter asks for, without the pauses between them."""
    pieces = mistyped(500) if slips else typed(500)
    paths = [f"{SUGGESTIONS}?q={quote(piece)}&campaign={SLUG}" for piece in pieces]
    return Plan(
        server.port, paths, size.seconds, users, warm_s=size.warm_s, host=HOST, headers=FORWARDED, contains=b"["
    )


def signing(
    server: Server, size: Size, picks: Iterable[Pick], *, users: int, count: int | None = None, ceiling: bool = False
) -> Plan:
    """Everybody signs, again and again, each time for another organization and with another address."""
    form = Form("/form", forms(picks)) if ceiling else Form(SIGN, forms(picks), size.think_s)
    return Plan(
        server.port,
        ["/insert" if ceiling else SIGN],
        size.seconds if count is None else 60.0,
        users,
        warm_s=size.warm_s,
        host=HOST,
        headers=FORWARDED,
        form=form,
        status=303,
        location="/merci" if ceiling else f"{SIGN}/attente/",
        **({} if count is None else {"count": count}),
    )


def forms(picks: Iterable[Pick]) -> list[str]:
    """Half choose their organization in the type-ahead, half type the name of one that is not in the register."""
    return list(chain.from_iterable((_chosen(pick), _typed(pick)) for pick in picks))


def _chosen(pick: Pick) -> str:
    return urlencode(_fields(pick.name, pick) | {"organization_id": str(pick.id)}, safe="~")


def _typed(pick: Pick) -> str:
    return urlencode(_fields(f"Organisme de mesure {NUMBER}", pick) | {"organization_id": ""}, safe="~")


def _fields(name: str, pick: Pick) -> dict[str, str]:
    return {
        "organization": name,
        "region": pick.region_code,
        "city": pick.city,
        "name": "Geneviève Côté-Tremblay",
        "title": "Coordination générale",
        "email": f"mesure.{NUMBER}@example.org",
        "authority": "yes",
        "authority_on": "",
        "publish_name": "y",
        "news": "y",
        "website": "",
        "via": "",
    }
