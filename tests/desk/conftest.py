"""A campaign, the chapter of Bas-Saint-Laurent, members of its table, and what staff read on a desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.chapters import service as chapters
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations.models import ContactEmail, Organization
from tests.conftest import Browser
from tests.factories import make_account, make_campaign, make_organization, sign_in

HERE, THERE = "01", "02"
Enter = Callable[[Account], FlaskClient]


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def chapter(app: Flask) -> Account:
    """The chapter of Bas-Saint-Laurent."""
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Somebody’s browser, signed in."""

    def entered(account: Account) -> Browser:
        client = Browser(app)
        sign_in(client, account)
        return client

    return entered


def make_member(
    name: str, region_code: str = HERE, city: str = "Rimouski", addresses: tuple[str, ...] = ()
) -> Organization:
    """A member of the table that serves the region."""
    organization = make_organization(name, region_code, city)
    with unit_of_work():
        organization.chapter = chapters.serving(region_code)
        organization.emails = [ContactEmail(address=address, email_key=address) for address in addresses]
    return organization


def read(page: TestResponse) -> str:
    """What is read on a page: words, without tags, with ordinary spaces."""
    assert page.status_code == 200, page.status
    text = page.text[page.text.index("<main") : page.text.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text)).replace("\u00a0", " "))


def lane(page: TestResponse, key: str) -> str:
    """What is read in one column of a regional desk."""
    found = re.search(rf'<section id="{key}".*?</section>', page.text, re.DOTALL)
    assert found, f"no column {key}"
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", found.group())).replace("\u00a0", " "))


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    sent: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)
