"""Mails that came back: the page of staff, what they decide, and the door of relays."""

from __future__ import annotations

from typing import Any

import uuid_utils.compat

from tests.pages.case import Answers, Case, everybody, fixed, get, post, staff
from tests.world import World

# Chapters see their signatories on the page, and decide nothing about officials.
DECIDES: Answers = {**staff(404, reader=403)}
TYPES: Answers = {**DECIDES, "national": 422, "admin": 422}  # a form answers what is wrong with it
ADDRESS = fixed(address="personne@example.org")


def nobody(world: World) -> dict[str, Any]:
    return {"suppression_id": uuid_utils.compat.uuid7()}


CASES: tuple[Case, ...] = (
    get("returns.front", "", staff(200, reader=403)),
    post("returns.release", "of an address that is not held", DECIDES, form=ADDRESS),
    post("returns.give_up", "of an address that is not held", DECIDES, form=ADDRESS),
    post("returns.lift", "of no address", DECIDES, nobody),
    post("returns.lift_address", "that nobody left in peace", TYPES, form=ADDRESS),
    post("deliveries.returned", "without a mailbox of ours", everybody(404)),
)
