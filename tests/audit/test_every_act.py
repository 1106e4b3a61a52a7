"""Every form: who may send it, and that nothing happens to whoever may not, or without its token.

What is done stays done: pages are read in other worlds (`test_every_situation.py`).
"""

from __future__ import annotations

import pytest

from app.core.access import is_for_staff, rule_of
from tests.answers import wrong_headers
from tests.house.asking import Asked, wrong
from tests.pages import CATALOGUE, ONE_OF_EACH, Case
from tests.pages.shares import in_shares
from tests.tables import Watch
from tests.world import STAFF, World

pytestmark = pytest.mark.audit

ACTS = [case for case in CATALOGUE if case.method != "GET"]
# The token is looked at before the view is called: by route, whatever the situation.
FIRST_ACTS = [case for case in ONE_OF_EACH if case.method != "GET"]
# Mail programs and relays post there by themselves, without a cookie (RFC 8058): the link, or a secret, is the proof.
ONE_CLICK = {"deliveries.returned", "reminder_stop.stop", "survey.stop_now", "updates_stop.stop"}


@pytest.mark.data
@in_shares("case", ACTS)
def test_each_visitor_may_do_this_or_is_refused_and_then_nothing_changes(
    world: World, watch: Watch, everybody: Asked, case: Case
) -> None:
    asked = everybody(case)
    refused = [one for one in (Doing(world, case, *who) for who in asked) if one.is_refused]
    before = watch.contents()
    for one in refused:
        one.check()
    assert watch.changed(before) == []
    told, does_something = {(one.visitor, one.language) for one in refused}, False
    for visitor, language in asked:
        if (visitor, language) not in told:
            one = Doing(world, case, visitor, language)  # each opens the page after what the others did
            before = None if does_something else watch.contents()
            one.check()
            does_something = before is None or watch.changed(before) != []
    assert does_something or case.situation  # without a situation nothing stands against it


class Doing:
    """One visitor about to send one form, with a good token."""

    def __init__(self, world: World, case: Case, visitor: str, language: str) -> None:
        self.world, self.case, self.visitor, self.language = world, case, visitor, language
        self.client = world.new_browser(visitor) if case.own_browser else world.visitor(visitor)
        assert case.form is not None
        self.address = language + case.address(world, visitor)
        self.typed = {**case.form(world), "csrf_token": world.form_token(visitor, self.client)}
        self.status = case.answers[visitor]

    @property
    def is_refused(self) -> bool:
        """303 refuses only whoever is led to the door. Of passwords and codes, wrong ones are counted."""
        if self.case.endpoint == "accounts.sign_in" or self.case.own_browser or "wrong code" in self.case.situation:
            return False
        rule = rule_of(self.world.app, self.case.endpoint) or ""
        is_outside = rule.startswith("staff") and self.visitor not in STAFF
        return is_outside or self.status not in (200, 303)

    def check(self) -> None:
        answer = self.client.post(self.address, data=self.typed)
        assert answer.status_code == self.status, self.visitor
        assert wrong(self.world, self.case, answer) == [], self.visitor
        assert answer.headers["Cache-Control"] == "no-store", self.visitor


@in_shares("case", [case for case in FIRST_ACTS if case.endpoint not in ONE_CLICK])
def test_nothing_is_done_without_the_token_of_the_form(world: World, watch: Watch, case: Case) -> None:
    assert case.form is not None
    view = world.app.view_functions[case.endpoint]
    is_unread = hasattr(view, "largest_body") and is_for_staff(view)  # a stranger’s file: to the door
    asked = [(visitor, case.address(world, visitor), case.form(world)) for visitor in ("holder", "admin")]
    clients = {visitor: world.visitor(visitor) for visitor in ("holder", "admin")}  # signed in before rows are counted
    before = watch.contents()
    for visitor, address, typed in asked:
        answer = clients[visitor].post(address, data=typed)
        assert answer.status_code == (303 if is_unread and visitor == "holder" else 400), visitor
        assert wrong(world, case, answer) == []
    assert watch.changed(before) == []


@in_shares("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(world: World, watch: Watch, method: str) -> None:
    asked = [case.address(world, "holder") for case in ONE_OF_EACH]
    token = world.form_token("admin")
    before = watch.contents()
    for address in asked:
        answer = world.visitor("admin").open(address, method=method, headers={"X-CSRFToken": token})
        assert answer.status_code == 405, address
        assert wrong_headers(answer, None) == [], address
    assert watch.changed(before) == []
