"""Which regions an account sees, and what the database refuses."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts import service
from app.accounts.errors import AccountExists, LastAdministrator, RoleAlreadyHeld, RoleNeedsChapter
from app.accounts.models import Account, RoleName, StaffSession
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.keys import InvalidEmail
from app.core.unit_of_work import unit_of_work
from tests.factories import PASSWORD, make_account

pytestmark = pytest.mark.data
READ = "cosignatures.read"


def test_a_chapter_sees_the_regions_that_it_serves(app: Flask) -> None:
    account = make_account("chapter", "troccqm")
    assert account.region_codes(READ) == {"04", "17"}
    assert account.region_codes("campaigns.edit") == {"04", "17"}
    assert not account.may("accounts.manage")


def test_two_chapters_add_up(app: Flask) -> None:
    account = make_account("chapter", "troccqm")
    service.assign(account, RoleName.CHAPTER, service.chapter_with_key("troc-02"))
    assert account.region_codes(READ) == {"02", "04", "17"}


def test_the_national_staff_sees_every_region(app: Flask) -> None:
    account = make_account("chapter", "troccqm")
    service.assign(account, RoleName.NATIONAL)
    assert account.region_codes(READ) is None


def test_a_reader_sees_figures_only(app: Flask) -> None:
    account = make_account("reader")
    assert account.may("desk")
    assert account.region_codes(READ) == frozenset()


def test_giving_a_role_is_written_down(app: Flask) -> None:
    admin = make_account("admin")
    account = make_account("reader")
    chapter = service.chapter_with_key("troccqm")
    service.assign(account, RoleName.CHAPTER, chapter, by=admin.id)
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.act, entry.object_key, entry.account_id) == ("account.role_given", f"account:{account.id}", admin.id)
    assert entry.details == {"role": "chapter", "chapter": "troccqm"}
    assert account.holds(RoleName.CHAPTER, chapter)
    assert not account.holds(RoleName.NATIONAL)


def test_a_role_twice_is_refused(app: Flask) -> None:
    account = make_account("national")
    with pytest.raises(RoleAlreadyHeld):
        service.assign(account, RoleName.NATIONAL)
    chapter = service.chapter_with_key("troccqm")
    service.assign(account, RoleName.CHAPTER, chapter)
    with pytest.raises(RoleAlreadyHeld):
        service.assign(account, RoleName.CHAPTER, chapter)


def test_a_chapter_role_needs_its_chapter_and_the_others_none(app: Flask) -> None:
    account = make_account("reader")
    with pytest.raises(RoleNeedsChapter):
        service.assign(account, RoleName.CHAPTER)
    with pytest.raises(RoleNeedsChapter):
        service.assign(account, RoleName.NATIONAL, service.chapter_with_key("troccqm"))


@pytest.mark.engine
@pytest.mark.parametrize(
    ("role", "with_chapter", "constraint"),
    [
        ("chapter", False, "chapter_role_has_a_chapter"),
        ("national", True, "chapter_role_has_a_chapter"),
        ("empress", False, "role_known"),
    ],
)
def test_the_database_refuses_it_too(app: Flask, role: str, with_chapter: bool, constraint: str) -> None:
    account = make_account("reader")
    chapter_id = service.chapter_with_key("troccqm").id if with_chapter else None
    insert = sa.text(
        "INSERT INTO role_assignments (id, account_id, role, chapter_id) VALUES (:id, :account, :role, :chapter)"
    )
    insert = insert.bindparams(
        sa.bindparam("id", type_=sa.Uuid()),
        sa.bindparam("account", type_=sa.Uuid()),
        sa.bindparam("chapter", type_=sa.Uuid()),
    )
    values = {"id": uuid.uuid4(), "account": account.id, "role": role, "chapter": chapter_id}
    with pytest.raises(IntegrityError, match=constraint), unit_of_work():
        db.session.execute(insert, values)


@pytest.mark.engine
def test_the_database_refuses_a_session_that_ends_before_it_starts(app: Flask) -> None:
    account = make_account()
    session = service.open_session(account)
    early = sa.update(StaffSession).values(ended_at=session.started_at.replace(year=2000))
    with pytest.raises(IntegrityError, match="ends_after_it_starts"), unit_of_work():
        db.session.execute(early)


def test_one_account_for_each_address_however_it_is_written(app: Flask) -> None:
    service.create_admin("lise@example.org", "Lise", PASSWORD)
    with pytest.raises(AccountExists):
        service.create_admin("LISE@Example.org ", "Lise", PASSWORD)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1


def test_a_refused_creation_leaves_nothing(app: Flask) -> None:
    with pytest.raises(RoleNeedsChapter):
        service.create_account("a@example.org", "A", RoleName.CHAPTER)
    with pytest.raises(InvalidEmail):
        service.create_account("pas une adresse", "A", RoleName.READER)
    assert service.all_accounts() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_the_last_administrator_stays(app: Flask) -> None:
    first = make_account("admin")
    with pytest.raises(LastAdministrator):
        service.deactivate(first)
    second = make_account("admin")
    service.deactivate(first, by=second.id)
    assert not first.active
    with pytest.raises(LastAdministrator):
        service.deactivate(second)


def test_sessions_of_the_past_are_forgotten_but_for_the_last_of_each_account(app: Flask) -> None:
    account, rare = make_account(), make_account()
    old, last = service.open_session(account), service.open_session(rare)
    with unit_of_work():
        old.started_at = last.started_at = now() - service.KEPT_SESSIONS * 2
    recent = service.open_session(account)
    assert service.forget_old_sessions() == 1
    assert {s.id for s in db.session.scalars(sa.select(StaffSession))} == {recent.id, last.id}


def test_neither_name_nor_address_is_written_into_the_audit(app: Flask) -> None:
    service.create_admin("lise.unique@example.org", "Lise Unique", PASSWORD)
    for entry in db.session.scalars(sa.select(AuditEntry)):
        assert "unique" not in f"{entry.object_key} {entry.details}".lower()
