"""The door of the staff, and their own account."""

from __future__ import annotations

from tests.factories import PASSWORD
from tests.pages.case import Case, everybody, fixed, get, post, staff

CASES: tuple[Case, ...] = (
    get("accounts.sign_in", "", {**everybody(303), "anonymous": 200, "holder": 200}),
    post("accounts.sign_in", "with a wrong password", everybody(422),
         form=lambda world: {"email": f"x-{next(world.numbers)}@example.org", "password": "x"}),
    post("accounts.sign_in", "with nothing", everybody(422)),
    post("accounts.sign_in", "with the right password", everybody(303), own_browser=True,
         form=lambda world: {"email": world.accounts["reader"], "password": PASSWORD}),
    get("accounts.account", "", staff(200)),
    post("accounts.account", "with mistakes", staff(422), form=fixed(current="x", new="court", again="autre")),
    post("accounts.account", "right", staff(303), own_browser=True,
         form=fixed(current=PASSWORD, new="tabouret neige lampion 77", again="tabouret neige lampion 77")),
    post("accounts.sign_out", "", staff(303), own_browser=True),
)  # fmt: skip
