"""A backup that is restored sends nothing before a person has said what left since; a healthy site never stops."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, digests, memories, rhythm
from app.deliveries import service as deliveries
from app.deliveries.errors import NotFrozen
from app.deliveries.models import Delivery, Kind, State
from app.deliveries.restoring import place
from app.deliveries.service import Doubt, Released
from app.deliveries.tables import MARKS, D, connection
from app.site import service as site
from tests.deliveries.letters import drain_until_empty, letter, look, put, set_columns, state, steps
from tests.deliveries.postfix import Log
from tests.engines import SmtpSink
from tests.factories import make_account

pytestmark = pytest.mark.data
Backup = dict[sa.Table, list[Any]]


@pytest.fixture
def site_of_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Flask:
    """Not a demonstration: its mail reaches people."""
    monkeypatch.setitem(app.config, "DEMONSTRATION", False)
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    return app


@pytest.fixture(autouse=True)
def _sites(site_of_its_own: Flask) -> None:
    """All tests here are about one."""


def send(kind: Kind = Kind.CONFIRMATION) -> Delivery:
    mail = letter(kind)
    drain_until_empty()
    return mail


def back_up() -> Backup:
    with db.engine.connect() as asked:
        return {table: list(asked.execute(sa.select(table)).mappings()) for table in (D, MARKS)}


def restore(backup: Backup) -> None:
    with unit_of_work():
        for table in reversed(backup):
            connection().execute(sa.delete(table))
        for table, rows in backup.items():
            connection().execute(sa.insert(table), [dict(row) for row in rows])


def forget_redis(app: Flask) -> None:
    app.extensions["redis"].flushall()


def forget_files(app: Flask) -> None:
    shutil.rmtree(app.config["DATA_DIR"] / memories.FOLDER)


def doubt() -> Doubt | None:
    db.session.rollback()
    known = deliveries.frozen()
    return known and known.doubt


def restored() -> tuple[Delivery, Delivery]:
    """A letter and a confirmation that the backup believes to be waiting; both left since. Looked at, and stopped."""
    send()
    mails = letter(Kind.MESSAGE), letter(Kind.CONFIRMATION)
    backup = back_up()
    drain_until_empty()
    assert {state(one) for one in mails} == {State.ACCEPTED}
    restore(backup)
    deliveries.sweep()
    return mails


@pytest.mark.parametrize("forget", [lambda app: None, forget_redis, forget_files])
def test_what_left_since_the_backup_does_not_leave_again_whichever_memory_was_lost(
    app: Flask, smtp: SmtpSink, forget: Callable[[Flask], None]
) -> None:
    send()
    mails = letter(Kind.MESSAGE), letter(Kind.CONFIRMATION)
    backup = back_up()
    drain_until_empty()
    restore(backup)
    forget(app)
    assert drain_until_empty() == 0  # the first to take mail in hand sees it, before the sweeper has come
    assert ({state(one) for one in mails}, len(smtp.received)) == ({State.QUEUED}, 3)
    assert doubt() is Doubt.BEHIND
    assert not site.health()["parts"]["sending"]


def test_a_healthy_site_never_stops(app: Flask, smtp: SmtpSink) -> None:
    for forget in (forget_redis, forget_files, lambda app: (forget_redis(app), forget_files(app)), lambda app: None):
        send()
        deliveries.sweep()
        forget(app)
        deliveries.sweep()
    assert (doubt(), len(smtp.received)) == (None, 4)
    backup = back_up()  # of this very moment: nothing has left since
    restore(backup)
    send()
    assert (doubt(), len(smtp.received)) == (None, 5)


def test_a_database_made_anew_beside_an_old_memory_is_not_a_backup(app: Flask, smtp: SmtpSink) -> None:
    memories.remember(uuid.uuid4(), 12)
    send()
    assert (doubt(), len(smtp.received)) == (None, 1)


def test_another_database_that_has_sent_already_is_asked_about(app: Flask) -> None:
    memories.remember(uuid.uuid4(), 12)
    put(letter(), State.ACCEPTED)
    letter()
    assert drain_until_empty() == 0
    assert doubt() is Doubt.OTHER


def test_a_database_that_stands_elsewhere_is_asked_about_even_if_every_memory_came_along(app: Flask) -> None:
    send()
    with unit_of_work():
        connection().execute(sa.update(MARKS).values(place="elsewhere"))
    mail = send()
    assert (doubt(), state(mail)) == (Doubt.MOVED, State.QUEUED)


def test_a_place_stays_the_same_and_a_table_or_a_file_made_anew_is_another(app: Flask, tmp_path: Path) -> None:
    with unit_of_work():
        here = place()
    with unit_of_work():
        assert place() == here
        if db.engine.dialect.name == "postgresql":
            connection().exec_driver_sql("CREATE TEMPORARY TABLE deliveries (id uuid) ON COMMIT DROP")
            assert place() != here
    if db.engine.dialect.name == "sqlite":
        path, copy = Path(str(db.engine.url.database)), tmp_path / "copy.sqlite3"
        with closing(sqlite3.connect(path)) as asked:  # whoever opens and closes the file past SQLite drops its locks
            asked.execute("VACUUM INTO ?", [str(copy)])
        assert here == f"file:{path.stat().st_ino}"
        assert here != f"file:{copy.stat().st_ino}"


def test_a_demonstration_is_never_in_doubt(app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    memories.remember(uuid.uuid4(), 12)
    put(letter(), State.ACCEPTED)
    send()
    assert (doubt(), len(smtp.received)) == (None, 1)


def test_a_worker_that_comes_late_lowers_no_memory(app: Flask) -> None:
    key = uuid.uuid4()
    for number in (7, 9, 8):
        memories.remember(key, number)
    assert memories.seen() == {str(key): 9}
    forget_redis(app)
    assert memories.seen() == {str(key): 9}


def test_a_worker_that_froze_while_it_remembered_does_not_hold_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memories, "PATIENCE_S", 0.01)
    key = uuid.uuid4()
    memories.remember(key, 7)
    with (Path(app.config["DATA_DIR"]) / memories.FOLDER / str(key)).open() as frozen:
        fcntl.flock(frozen, fcntl.LOCK_EX)
        memories.remember(key, 8)
    forget_redis(app)
    assert memories.seen() == {str(key): 8}


def test_what_is_in_a_workers_hands_when_the_doubt_comes_does_not_leave(app: Flask, smtp: SmtpSink) -> None:
    mail = letter()
    (claim,) = claims.claim(1)
    deliveries.tell_restored()
    assert not claims.transmit(claim)
    assert (state(mail), smtp.received) == (State.QUEUED, [])


def test_once_released_letters_wait_for_a_person_and_the_rest_leaves_again(app: Flask, smtp: SmtpSink) -> None:
    message, confirmation = restored()
    smtp.clear()
    assert deliveries.release_restored(nothing_left=False, reason="La copie de la nuit.") == Released(0, 1)
    drain_until_empty()
    assert [state(message), state(confirmation)] == [State.HELD, State.ACCEPTED]
    (again,) = smtp.received
    assert again.message["Message-ID"] == look(confirmation).message_id
    send(Kind.MESSAGE)
    assert (doubt(), len(smtp.received), site.health()["parts"]["sending"]) == (None, 2, True)
    with pytest.raises(NotFrozen):
        deliveries.release_restored(nothing_left=False, reason="Deux fois.")


def test_when_a_person_knows_that_nothing_left_everything_goes_on(app: Flask) -> None:
    message, _confirmation = restored()
    assert deliveries.release_restored(nothing_left=True, reason="Déménagement.") == Released(0, 0)
    drain_until_empty()
    assert (doubt(), state(message)) == (None, State.ACCEPTED)


def test_what_the_relays_log_names_has_arrived(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    message, confirmation = restored()
    unnamed, log = letter(), Log()
    for one in (message, confirmation):
        log.sent(look(one).message_id)
    (tmp_path / "mail.log").write_text(log.text, encoding="utf-8")
    monkeypatch.setitem(app.config, "MAIL_LOG", tmp_path / "mail.log")
    assert deliveries.release_restored(nothing_left=False, reason="La copie de la nuit.") == Released(2, 1)
    assert [state(one) for one in (message, confirmation, unnamed)] == [State.ACCEPTED, State.ACCEPTED, State.HELD]


def test_the_silence_of_the_log_sends_nothing_again_that_the_backup_does_not_know(app: Flask) -> None:
    """What was already ambiguous at the backup may have been decided, and sent, since."""
    unknown, held, mail = letter(), letter(), letter(Kind.CONFIRMATION)
    for one, where in ((unknown, State.UNKNOWN), (held, State.HELD), (mail, State.UNKNOWN)):
        put(one, where)
        if where is State.UNKNOWN:
            set_columns(one, lease_until=look(one).created_at)
    deliveries.tell_restored()
    deliveries.register_tracer(lambda message_id: deliveries.Trace.ABSENT)
    deliveries.sweep()
    assert [state(one) for one in (unknown, held, mail)] == [State.UNKNOWN, State.HELD, State.UNKNOWN]
    deliveries.release_restored(nothing_left=False, reason="La copie de la nuit.")
    deliveries.sweep()
    assert [state(one) for one in (unknown, held, mail)] == [State.HELD, State.HELD, State.QUEUED]


def test_a_backup_of_before_the_release_is_behind_for_ever(app: Flask) -> None:
    restored()
    first = back_up()
    deliveries.release_restored(nothing_left=True, reason="Déménagement.")
    send()
    assert doubt() is None
    restore(first)
    deliveries.sweep()
    assert doubt() is Doubt.BEHIND


def test_a_digest_is_held_with_all_that_it_carries_and_no_other_is_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "IS_PACED", True)
    monkeypatch.setattr(rhythm, "HOURS", dict.fromkeys(range(24), 1.0))
    monkeypatch.setattr(rhythm, "is_working_day", lambda day: True)
    monkeypatch.setattr(digests, "HOUR", 0)
    with unit_of_work():
        deliveries.set_rule("campaign:1", 2)
    first = [letter(pace_key="official:1", group_key="campaign:1", guard_key=f"test:{n}") for n in range(3)]
    assert deliveries.gather() == 1
    deliveries.tell_restored()
    second = [letter(pace_key="official:2", group_key="campaign:1", guard_key=f"test:{n}") for n in range(3)]
    assert deliveries.gather() == 0
    assert deliveries.release_restored(nothing_left=False, reason="La copie de la nuit.") == Released(0, 4)
    assert {state(one) for one in (*first, *second)} == {State.HELD}
    assert steps(first[0])[-1] is State.HELD


def test_the_commands_say_why_and_let_go(app: Flask) -> None:
    def flask(*arguments: str) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["deliveries", *arguments])
        return done.exit_code, done.output

    assert flask("release", "--reason", "rien")[0] == 1
    assert flask("freeze")[0] == 0
    letter()
    assert "quelqu’un a dit que cette base vient d’une copie" in flask("status")[1]
    assert flask("resume", "restored")[0] == 1  # no ordinary stop
    assert flask("release", "--reason", "La copie de la nuit.") == (
        0, "Relancé. Déjà arrivés, selon le journal : 0. Retenus : 1.\n",
    )  # fmt: skip


def test_the_desk_says_why_and_lets_go(app: Flask) -> None:
    from app.desk.deliveries import service as desk

    letter()
    deliveries.tell_restored()
    account = make_account("national")
    told = desk.restored(account)
    assert (told.known.doubt, told.letters, told.others) == (Doubt.TOLD, 1, 0)
    assert desk.mail(account).frozen is not None
    assert desk.release(account, nothing_left=False, reason="La copie de la nuit.") == Released(0, 1)
    assert desk.mail(account).frozen is None
