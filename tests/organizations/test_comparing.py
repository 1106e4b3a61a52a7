"""Likely pairs are worked out in the background, for what changed only, and never tell of names that are gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Account
from app.core import queues
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations import comparing, doubting, editing, merging, service
from app.organizations.doubting import Doubts
from app.organizations.models import AliasKind, Distinction, LikelyPair, Organization
from app.organizations.writing import Details
from tests.factories import make_account, make_organization

pytestmark = [pytest.mark.data, pytest.mark.engine]
BRIDGE, PONT, OTHER = "Accueil Le Pont", "Accueil du Pont", "Ressourcerie du Littoral"


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def pair(app: Flask) -> tuple[Organization, Organization]:
    """Two entries that resemble each other, compared."""
    found = make_organization(BRIDGE), make_organization(PONT)
    comparing.compare_names()
    return found


def shown(region_code: str = "01") -> Doubts:
    db.session.rollback()
    db.session.expire_all()
    return doubting.doubts(region_code, 1)


def details(organization: Organization, **changes: object) -> Details:
    said = {"name": organization.name, "kind": organization.kind, "city": organization.city}
    return Details(**{**said, **changes})  # type: ignore[arg-type]


def test_a_new_entry_waits_to_be_compared_and_is_rung_for(app: Flask) -> None:
    make_organization(BRIDGE), make_organization(PONT)
    assert (shown().waiting, shown().total) == (2, 0)
    assert [job.func_name for job in queues.queue("upkeep").jobs] == [queues.COMPARE_NAMES.path]
    assert comparing.compare_names() == 2
    assert (shown().waiting, shown().total) == (0, 1)
    assert comparing.compare_names() == 0


def test_many_entries_of_one_statement_wait_like_one(app: Flask) -> None:
    with unit_of_work():
        service.find_or_add_all([(BRIDGE, "01", ""), (PONT, "01", "Rimouski"), (OTHER, "02", "")])
    assert (shown("01").waiting, shown("02").waiting) == (2, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda one, by: editing.edit(one.id, details(one, name=OTHER), by=by),
        lambda one, by: editing.edit(one.id, details(one, city="Matane"), by=by),
        lambda one, by: editing.edit(one.id, details(one, aliases=((AliasKind.ACRONYM, "ALP"),)), by=by),
        lambda one, by: editing.move(one.id, "02", by=by),
        lambda one, by: editing.archive(one.id, by=by),
        lambda one, by: merging.merge(one.id, make_organization(OTHER).id, [], by=by),
    ],
    ids=["name", "city", "other names", "region", "archived", "merged"],
)
def test_whatever_changes_the_names_of_an_entry_takes_its_pairs_off_the_page_at_once(
    pair: tuple[Organization, Organization], staff: Account, change: Callable[[Organization, Account], object]
) -> None:
    change(pair[0], staff)
    assert shown().total == 0


def test_what_changes_something_else_of_an_entry_leaves_its_pairs(
    pair: tuple[Organization, Organization], staff: Account
) -> None:
    editing.edit(pair[0].id, details(pair[0], phone="418 555-0100", notes="À rappeler"), by=staff)
    assert (shown().total, shown().waiting) == (1, 0)


def test_another_spelling_of_an_alias_is_compared_anew(app: Flask, staff: Account) -> None:
    one = make_organization(BRIDGE)
    editing.edit(one.id, details(one, aliases=((AliasKind.OTHER, "Le Pont"),)), by=staff)
    comparing.compare_names()
    editing.edit(one.id, details(one, aliases=((AliasKind.OTHER, "Le pont (ALP)"),)), by=staff)
    assert shown().waiting == 1


def test_an_entry_that_comes_back_is_held_against_those_that_came_meanwhile(app: Flask, staff: Account) -> None:
    gone = make_organization(BRIDGE)
    comparing.compare_names()
    editing.archive(gone.id, by=staff)
    make_organization(PONT)
    assert comparing.compare_names() == 1
    editing.restore(gone.id, by=staff)
    assert comparing.compare_names() == 1
    assert shown().total == 1


def test_a_pair_that_a_worker_made_of_former_names_is_not_shown(
    pair: tuple[Organization, Organization], staff: Account
) -> None:
    """It read the names before they changed, and wrote after somebody else had compared the new ones."""
    slow = db.session.execute(sa.select(LikelyPair.__table__)).one()._asdict()
    editing.edit(pair[0].id, details(pair[0], name=OTHER), by=staff)
    comparing.compare_names()
    with unit_of_work():
        db.session.execute(sa.insert(LikelyPair).values(**slow))
    assert shown().total == 0
    editing.edit(pair[0].id, details(pair[0], name=BRIDGE), by=staff)
    comparing.compare_names()
    assert shown().total == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LikelyPair)) == 1


def test_what_was_decided_while_a_worker_compared_is_not_shown(
    pair: tuple[Organization, Organization], staff: Account
) -> None:
    doubting.keep_apart(pair[0].id, pair[1].id, by=staff)
    with unit_of_work():
        db.session.execute(sa.update(Organization).values(compared_revision=0))
        db.session.execute(sa.delete(Distinction))
    comparing.compare_names()
    doubting.keep_apart(pair[1].id, pair[0].id, by=staff)
    assert shown().total == 0


def test_pairs_are_paged_the_likeliest_first(app: Flask) -> None:
    cities = ("Amqui", "Causapscal", "Matane", "Mont-Joli", "Rimouski", "Saint-Pascal", "Trois-Pistoles")
    with unit_of_work():
        service.find_or_add_all([("Accueil du Pont", "01", city) for city in cities])
    comparing.compare_names()
    first, last = doubting.doubts("01", 1), doubting.doubts("01", 9999)
    assert first.total == len(first.pairs) + len(last.pairs) > doubting.PER_PAGE
    assert (first.page, last.page, last.pages) == (1, 2, 2)
    assert len({frozenset((one.one.id, one.other.id)) for one in (*first.pairs, *last.pairs)}) == first.total


def test_an_entry_of_a_pair_can_be_removed(pair: tuple[Organization, Organization]) -> None:
    with unit_of_work():
        db.session.delete(db.session.get_one(Organization, pair[0].id))
    assert shown().total == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LikelyPair)) == 0
