"""A file that staff send: compared, read, imported or left; nothing goes in that nobody has read."""

from __future__ import annotations

import gzip
import io
import uuid
import zipfile

import pytest
from flask import Flask

from app.core import progress, queues
from app.core.audit import AuditEntry
from app.core.clock import frozen, now
from app.core.database import db
from app.core.retention import IMPORTED_LINES
from app.core.tabular import TabularError, TabularReason
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.errors import NoSuchTerritoryFile, TerritoryFileMoved
from app.territory.importing import sources
from app.territory.models import MOST_ATTEMPTS, FileKind, FileStage, Municipality, TerritoryFile
from tests.territory.official_files import CHICOUTIMI, DUBUC, RIMOUSKI, elections_quebec, zipped

pytestmark = pytest.mark.data

LONG = elections_quebec(*[RIMOUSKI] * 15_000)
SOMEBODY = uuid.UUID("01900000-0000-7000-8000-000000000001")


def sent(content: bytes, kind: FileKind = FileKind.POSTAL_CODES, **options: object) -> TerritoryFile:
    return territory.receive(
        kind, io.BytesIO(content), file_name="codes.txt", map_name="2026", options=dict(options), by=SOMEBODY
    )


def acts() -> list[str]:
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.acted_at, AuditEntry.id)]


def test_a_file_is_compared_then_imported_by_a_person(app: Flask) -> None:
    file = sent(elections_quebec(RIMOUSKI, CHICOUTIMI, DUBUC))
    assert (file.stage, file.result and file.result["new"]) == (FileStage.COMPARED, 2)
    assert territory.places_of_postal_code("G5L 1A1") == []
    done = territory.begin(file.id, by=SOMEBODY)
    assert (done.stage, done.content, len(territory.places_of_postal_code("G7H 1A1"))) == (FileStage.IMPORTED, None, 2)
    assert acts() == ["territory.file_sent", "territory.import_begun", "territory.imported"]
    with pytest.raises(TerritoryFileMoved):
        territory.begin(file.id, by=SOMEBODY)
    with pytest.raises(NoSuchTerritoryFile):
        territory.discard(file.id, by=SOMEBODY)


def test_an_archive_is_for_a_worker_however_small_and_one_of_many_files_for_nobody(app: Flask) -> None:
    file = sent(zipped("codes.txt", elections_quebec(RIMOUSKI)))
    assert file.stage is FileStage.COMPARING
    territory.work_on_all()
    assert file.stage is FileStage.COMPARED
    assert territory.begin(file.id, by=SOMEBODY).stage is FileStage.IMPORTING
    crowded = io.BytesIO(zipped("codes.txt", elections_quebec(RIMOUSKI)))
    with zipfile.ZipFile(crowded, "a") as archive:
        for number in range(100):
            archive.writestr(f"{number}.pdf", b"")
    refused = sent(crowded.getvalue())
    territory.work_on_all()
    assert (refused.stage, refused.result["unreadable"]) == (FileStage.REFUSED, ["archive", None])


@pytest.mark.parametrize(("packed_as", "good", "bad"), [
    (zipfile.ZIP_DEFLATED, b"codes.txt", b"c0des.txt"),  # the list of the archive says another name
    (zipfile.ZIP_LZMA, b"codes.txt\x09\x04\x05\x00", b"codes.txt\x09\x04\x05\x00\xff"),
])  # fmt: skip
def test_a_damaged_archive_is_said_to_be(packed_as: int, good: bytes, bad: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed_as) as archive:
        archive.writestr("codes.txt", elections_quebec(RIMOUSKI))
    data = stream.getvalue()
    at = data.index(good)
    damaged = data[:at] + bad + data[at + len(bad) :]
    with pytest.raises(TabularError) as refused:
        sources.kept("codes.zip", gzip.compress(damaged)).open().read()
    assert refused.value.reason is TabularReason.UNREADABLE


def test_what_changed_since_the_preview_is_read_again(app: Flask) -> None:
    one, other = sent(elections_quebec(RIMOUSKI)), sent(elections_quebec(RIMOUSKI, CHICOUTIMI))
    territory.begin(other.id, by=SOMEBODY)
    again = territory.begin(one.id, by=SOMEBODY)
    assert (again.stage, again.has_changed) == (FileStage.COMPARED, True)
    assert again.result is not None
    assert (again.result["same"], again.result["removed"]) == (1, 1)
    assert territory.begin(one.id, by=SOMEBODY).stage is FileStage.IMPORTED
    assert territory.places_of_postal_code("G7H 1A1") == []


@pytest.mark.parametrize("content", [elections_quebec(("1", *RIMOUSKI[1:])), b"\x00"])
def test_a_refused_file_is_never_imported_and_nothing_of_it_is_kept(app: Flask, content: bytes) -> None:
    file = sent(content)
    assert (file.stage, file.content) == (FileStage.REFUSED, None)
    with pytest.raises(TerritoryFileMoved):
        territory.begin(file.id, by=SOMEBODY)
    territory.discard(file.id, by=SOMEBODY)
    assert db.session.query(TerritoryFile).count() == db.session.query(Municipality).count() == 0


def test_a_long_file_is_left_to_a_worker(app: Flask) -> None:
    file = sent(LONG)
    assert (file.stage, queues.queue("upkeep").count) == (FileStage.COMPARING, 1)
    with progress.holding(file.id):
        territory.work_on_all()  # another worker is at it
        assert db.session.get_one(TerritoryFile, file.id, populate_existing=True).stage is FileStage.COMPARING
    territory.work_on_all()
    assert territory.begin(file.id, by=SOMEBODY).stage is FileStage.IMPORTING
    territory.work_on_all()
    territory.work_on_all()
    assert db.session.get_one(TerritoryFile, file.id, populate_existing=True).stage is FileStage.IMPORTED


def test_a_file_that_kills_its_workers_is_given_up(app: Flask) -> None:
    file = sent(LONG)
    with unit_of_work():
        db.session.get_one(TerritoryFile, file.id).attempts = MOST_ATTEMPTS
    territory.work_on_all()
    given_up = db.session.get_one(TerritoryFile, file.id, populate_existing=True)
    assert (given_up.has_failed, given_up.is_working) == (True, False)
    territory.discard(file.id, by=SOMEBODY)


def test_files_that_nobody_imported_are_forgotten(app: Flask) -> None:
    kept, _left = sent(elections_quebec(RIMOUSKI)), sent(elections_quebec(CHICOUTIMI))
    territory.begin(kept.id, by=SOMEBODY)
    with frozen(now() + IMPORTED_LINES + IMPORTED_LINES / 30):
        assert territory.forget_old() == 1
    assert db.session.query(TerritoryFile).one().id == kept.id
