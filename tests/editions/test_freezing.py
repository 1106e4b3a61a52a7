"""An edition is the list of a moment: numbered, dated, and refused any change by the database itself."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.renderings import revision
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.cosignatures.service import Correction, Seen
from app.editions import service
from app.editions.errors import FrozenMeanwhile, NothingToFreeze
from app.editions.models import Edition, EditionLine, What
from app.editions.service import LeftOut
from tests.editions.conftest import TABLE, listed, names, sign, together
from tests.factories import make_account, make_campaign, make_cosignature

pytestmark = [pytest.mark.data, pytest.mark.engine]
IN_ORDER = [
    TABLE,
    "La Clé de l'entraide Inc.",
    "Maison de jeunes de l’Exemple",
    "Côté cour",
    "Regroupement <b>national</b> & cie",
]


def test_an_edition_holds_the_list_of_its_moment(
    campaign: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    before = revision(campaign.page_key)
    with clock.frozen(datetime(2024, 5, 27, 16, tzinfo=UTC)):
        edition = service.freeze(campaign, by=staff)
    assert (edition.number, edition.total, edition.previous_checksum) == (1, 5, None)
    assert edition.frozen_at == datetime(2024, 5, 27, 16, tzinfo=UTC)
    assert names(edition) == IN_ORDER
    assert edition.counts["region"] == {"00": 1, "01": 3, "05": 1}
    assert edition.counts["kind"] == {"community": 4, "regional_table": 1}
    assert edition.counts["authority"] == {"validated": 5}
    assert edition.counts["mrc"] == edition.counts["riding"] == {"": 5}
    assert revision(campaign.page_key) > before
    written = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "edition.frozen")).one()
    assert (written.account_id, written.details) == (staff.id, {"number": 1, "rows": 5})


def test_the_settings_of_the_day_are_frozen_with_it(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    first = service.freeze(campaign)
    with unit_of_work():
        campaign.sorts_with_article = campaign.puts_table_first = campaign.puts_national_last = False
        campaign.list_word = "cosignataires"
    second = service.freeze(campaign)
    assert names(first) == IN_ORDER
    assert names(second) == [IN_ORDER[4], IN_ORDER[1], IN_ORDER[2], TABLE, IN_ORDER[3]]
    assert (first.list_word, second.list_word) == ("co-signataires", "cosignataires")


def test_the_list_is_live_until_the_first_edition_and_then_that_of_the_latest(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    sign(campaign, "Nouveau venu")
    assert "Nouveau venu" in listed(campaign)
    edition = service.freeze(campaign)
    sign(campaign, "Arrivé après")
    assert "Arrivé après" not in listed(campaign)
    assert service.since(campaign, edition) == 1
    assert cosignatures.public_counts()[campaign.id] == 6
    service.freeze(campaign)
    assert "Arrivé après" in listed(campaign)
    assert "Arrivé après" not in names(edition)


def test_the_draft_says_what_is_left_out_and_why(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    make_cosignature(campaign, "confirmed")
    make_cosignature(campaign, "to_check")
    make_cosignature(campaign, "submitted")
    make_cosignature(campaign, "validated", publishes_name=False)
    sign(campaign, "Le Phare", city="Rimouski")
    sign(campaign, "Phare inc.", city="Matane")
    draft = service.shelf(make_account(), campaign.slug).draft
    assert draft.left_out == {LeftOut.WAITING: 1, LeftOut.TO_CHECK: 1, LeftOut.UNCONSENTED: 1}
    assert [sorted(line.name for line in group) for group in draft.doubtful] == [["Le Phare", "Phare inc."]]
    assert sum(draft.by_region.values()) == len(draft.lines) == 7


def test_what_changed_since_the_edition_before_is_kept(
    campaign: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    service.freeze(campaign)
    cosignatures.withdraw(signed["Côté cour"].id)
    correct(signed["La Clé de l'entraide Inc."], "La Clé de l’entraide", staff)
    cosignatures.move_to_region(seen(signed["Maison de jeunes de l’Exemple"]), "11", by=staff)
    sign(campaign, "Nouveau venu")
    draft = service.shelf(staff, campaign.slug).draft
    assert [(change.what, change.before, change.after) for change in draft.changes] == [
        (What.ADDED, "", "Nouveau venu, Rimouski"),
        (What.CORRECTED, "La Clé de l'entraide Inc., Matane", "La Clé de l’entraide, Matane"),
        (What.MOVED, "Maison de jeunes de l’Exemple, Rimouski (01)", "11"),
        (What.LEFT, "", ""),
    ]
    second = service.freeze(campaign)
    told = service.told([second])[0]
    assert told.changes == dict.fromkeys((What.ADDED, What.CORRECTED, What.MOVED, What.LEFT), 1)


def test_two_who_freeze_at_once_get_one_after_the_other(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    made = together(app, *[lambda: service.freeze(campaign).number] * 3)
    assert sorted(made, key=str) == [1, 2, 3]
    assert [one.holds for one in service.verify(campaign)] == [True, True, True]


def test_whoever_takes_the_signature_back_while_the_list_is_frozen_is_not_in_the_edition(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    def freeze() -> None:
        with app.app_context():
            service.freeze(campaign)

    freezing = threading.Thread(target=freeze)
    gone = signed["Côté cour"].id
    with unit_of_work():
        cosignatures.withdraw(gone)
        freezing.start()
        wait_until_it_waits(freezing)
    freezing.join()
    kept = db.session.scalars(sa.select(EditionLine.name).where(EditionLine.cosignature_id == gone)).all()
    assert [name for name in kept if name] == []


def wait_until_it_waits(thread: threading.Thread) -> None:
    """On PostgreSQL, until it stands before a row that we hold; SQLite lets one write at a time by itself."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
            while thread.is_alive() and not watcher.scalar(sa.text(waits)):
                time.sleep(0.01)


def test_of_two_who_read_the_same_page_the_second_is_told(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    made = together(app, *[lambda: service.freeze(campaign, expected=1).number] * 2)
    assert {type(one) for one in made} == {FrozenMeanwhile, int}


@pytest.mark.parametrize("case", ["empty", "draft"])
def test_nothing_is_frozen_of_an_empty_list_nor_of_a_draft(app: Flask, case: str) -> None:
    campaign = make_campaign(is_open=case == "empty")
    with pytest.raises(NothingToFreeze):
        service.freeze(campaign)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE editions SET total = 4",
        "UPDATE editions SET checksum = 'x'",
        "UPDATE edition_lines SET name = 'Un autre' WHERE position = 1",
        "UPDATE edition_lines SET name = NULL WHERE position = 1",
        "UPDATE edition_lines SET region_code = '02' WHERE position = 1",
        "UPDATE edition_lines SET leaf = 'x', name = NULL, city = NULL, mrc = NULL, riding = NULL, salt = NULL",
        "UPDATE edition_changes SET what = 'left'",
    ],
)
def test_the_database_refuses_to_change_what_is_frozen(
    campaign: Campaign, signed: dict[str, Cosignature], change: str
) -> None:
    service.freeze(campaign)
    sign(campaign, "Nouveau venu")
    service.freeze(campaign)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(sa.text(change))
    assert all(one.holds for one in service.verify(campaign))


def test_the_database_refuses_two_editions_of_one_number_and_one_that_follows_nothing(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    edition = service.freeze(campaign)
    copied = {column.name: getattr(edition, column.name) for column in Edition.__table__.columns if column.name != "id"}
    for changes in ({"checksum": "x"}, {"number": 2, "checksum": "x"}, {"number": 0, "checksum": "x"}):
        with pytest.raises(IntegrityError), unit_of_work():
            db.session.add(Edition(**{**copied, **changes}))


def test_an_erased_line_has_nothing_left_but_its_leaf(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    service.freeze(campaign)
    before = db.session.scalars(sa.select(EditionLine.leaf).order_by(EditionLine.position)).all()
    cosignatures.withdraw(signed[TABLE].id)
    db.session.expire_all()
    line = db.session.scalars(sa.select(EditionLine).where(EditionLine.position == 1)).one()
    assert (line.name, line.city, line.mrc, line.riding, line.salt) == (None,) * 5
    assert db.session.scalars(sa.select(EditionLine.leaf).order_by(EditionLine.position)).all() == before


def seen(cosignature: Cosignature) -> Seen:
    db.session.refresh(cosignature)
    return Seen(cosignature.id, cosignature.state.value)


def correct(cosignature: Cosignature, name: str, staff: Account) -> None:
    correction = Correction(
        organization_name=name, region_code=cosignature.region_code, city=cosignature.city, name="Nadia Essai",
        title="coordonnatrice",
    )  # fmt: skip
    cosignatures.correct_by_staff(seen(cosignature), correction, by=staff)
