"""Somebody of the staff, as the load generator plays them: signed in, reading their pages without a pause."""

from __future__ import annotations

from collections.abc import Sequence

from flask import session

from app.accounts import service as accounts
from app.accounts.models import RoleName
from app.accounts.sign_in import enter
from benchmarks.measuring import Size
from benchmarks.plan import Plan
from benchmarks.seeding import Seeded
from benchmarks.servers import Server
from benchmarks.stage import FORWARDED, HOST, PUBLIC_URL

USERS = 2  # more than two people who reload without a pause would measure the queue, not the page
MOST_MS = 150.0


def signed_in(seeded: Seeded) -> str:
    """The cookie of somebody who is signed in and sees every region, as the site would have given it."""
    app = seeded.app
    with app.test_request_context(base_url=PUBLIC_URL):
        enter(accounts.create_account("national@example.org", "Maude Mesure", RoleName.NATIONAL))
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"


def reading(server: Server, paths: Sequence[str], word: str, cookie: str, size: Size) -> Plan:
    """These pages in turn; `word` is what each of them says when it is the right one."""
    return Plan(
        server.port,
        list(paths),
        size.seconds,
        USERS,
        warm_s=size.warm_s,
        host=HOST,
        headers={**FORWARDED, "Cookie": cookie, "HX-Request": "true"},
        contains=word.encode(),
    )
