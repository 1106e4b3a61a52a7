"""The whole product as a person starts it, `flask up`: web server, worker, scheduler, inbox, engines, demonstration.

A journey walks where only a browser can tell. What must have happened before, it finds done, by the services of the
installation itself: `behind` is a door to them from this process.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from flask import Flask, session
from flask.ctx import AppContext

from app import create_app
from app.accounts import service as accounts
from app.accounts.sign_in import enter
from app.campaigns import service as campaigns
from app.core.database import db
from app.core.personal_links import PersonalLink
from app.local import stored_mail
from app.local.demonstration_account import EMAIL
from app.local.demonstration_account import LOCAL_PASSWORD as PASSWORD
from app.local.engines import free_port
from app.local.settings import COMPLETED
from app.local.stored_mail import StoredMail
from config import Config
from tests.engines import wait_until
from tests.factories import make_cosignature
from tests.passing_time import seconds_ago

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi:app"]
STARTED = "Ctrl-C"
BOUND_S = 240  # on two cores that are busy many times over; it takes a twentieth of it on a quiet machine

__all__ = ["EMAIL", "PASSWORD", "Stack", "link_in", "started"]


def link_in(mail: StoredMail, path: str) -> str:
    """The link of its text to the page of that path."""
    found = re.search(rf"https?://\S*{path}\S+", mail.text)
    assert found, f"the mail « {mail.subject} » has no link to {path}"
    return found[0]


class Stack:
    """One installation of its own: a folder of data and a port."""

    def __init__(self, folder: Path) -> None:
        self.data, self.log = folder / "var", folder / "up.log"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "WORKERS": "1",
            "PRIVACY_OFFICER_TITLE": "Direction générale",
            "PRIVACY_OFFICER_EMAIL": "vie-privee@example.org",
        }

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database from outside."""
        with closing(sqlite3.connect(f"file:{self.data / 'portevoix.sqlite3'}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()

    def number(self, question: str, *values: object) -> int:
        return int(str(self.ask(question, *values)[0][0]))

    def mail(self, to: str, subject: str) -> StoredMail:
        """The newest mail to that address whose subject has these words, once it is there."""
        inbox, found = self.data / "inbox", list[StoredMail]()

        def is_there() -> bool:
            mails = stored_mail.latest(inbox, recipient=to)
            found[:] = [mail for mail in mails if re.search(subject, " ".join(mail.subject.split()))]
            return bool(found)

        wait_until(is_there, f"the mail « {subject} » to {to}", 40)
        whole = stored_mail.read(inbox, found[0].id)
        assert whole is not None
        return whole

    @cached_property
    def door(self) -> Flask:
        """An application of this process on the data of the installation, with the settings that it runs with."""
        lines = (self.data / COMPLETED).read_text(encoding="utf-8").splitlines()
        told = dict(line.split("=", 1) for line in lines)
        return create_app(Config.from_env(told | {"LOG_LEVEL": "ERROR"}))

    def behind(self) -> AppContext:
        """What is done in this block is done in the installation."""
        return self.door.app_context()

    def link(self, link: PersonalLink, row_id: uuid.UUID, *, days_ago: int = 0) -> str:
        """The address that a mail of so many days ago gave."""
        with self.behind(), seconds_ago(days_ago * 86400):
            return link.url(row_id, "fr")

    def cookie_of(self, email: str) -> dict[str, str]:
        """What the browser of that member of staff holds once they have come in by the door."""
        with self.door.test_request_context(base_url=self.address, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            enter(accounts.account_at(email))
            serializer = self.door.session_interface.get_signing_serializer(self.door)  # type: ignore[attr-defined]
            name = self.door.config["SESSION_COOKIE_NAME"]
            return {"name": name, "value": serializer.dumps(dict(session)), "url": self.address}

    def sign(self, campaign: str, organization: str, email: str, state: str = "confirmed") -> uuid.UUID:
        """An organization of Rimouski has signed, and its cosignature has come to that state."""
        with self.behind():
            return make_cosignature(
                campaigns.find(campaign),
                state,
                by=accounts.account_at(EMAIL),
                organization_name=organization,
                email=email,
            ).id

    def close(self) -> None:
        if "door" in vars(self):
            with self.door.app_context():
                self.door.extensions["redis"].close()
                self.door.extensions["page_revisions"].close()
                db.engine.dispose()


@contextmanager
def started(folder: Path) -> Iterator[Stack]:
    """Started once for all the journeys; stopped as a person stops it."""
    stack = Stack(folder)
    with stack.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.local"], cwd=ROOT, env=stack.environ, stdout=log, stderr=log
        )
    try:
        wait_until(lambda: STARTED in stack.said() or process.poll() is not None, "flask up", BOUND_S)
        assert STARTED in stack.said(), stack.said()
        yield stack
    finally:
        stack.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
