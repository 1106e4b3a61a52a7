"""Anybody works the checksums out again; what was changed shows, and what was erased does not matter."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import canonical, service
from app.editions.service import Fault
from tests.editions.conftest import HOSTILE, TABLE, sign

pytestmark = pytest.mark.data
FIELDS = {"salt": "00", "name": "Le Phare", "region": "01", "city": ""}


def test_every_edition_holds_and_names_the_one_before(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    first = service.freeze(campaign)
    for name in HOSTILE:
        sign(campaign, name)
    second = service.freeze(campaign)
    assert second.previous_checksum == first.checksum
    assert [(one.number, one.total, one.erased, one.holds) for one in service.verify(campaign)] == [
        (1, 5, 0, True),
        (2, 11, 0, True),
    ]


def test_an_erased_name_changes_no_checksum_and_is_counted(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    service.freeze(campaign)
    service.freeze(campaign)
    cosignatures.withdraw(signed[TABLE].id)
    assert [(one.erased, one.holds) for one in service.verify(campaign)] == [(1, True), (1, True)]


def test_a_line_that_is_missing_or_put_in_shows(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    service.freeze(campaign)
    service.freeze(campaign)
    with unit_of_work():
        db.session.execute(sa.text("DELETE FROM edition_lines WHERE position = 5"))
    assert [one.faults for one in service.verify(campaign)] == [((Fault.COUNT, None), (Fault.CHECKSUM, None))] * 2
    with unit_of_work():
        db.session.execute(
            sa.text(
                "INSERT INTO edition_lines (edition_id, position, cosignature_id, region_code, kind, name, city, mrc,"
                " riding, salt, leaf) SELECT e.id, 5, :one, '00', 'community', 'Un autre', '', '', '', '00', :leaf"
                " FROM editions e WHERE e.number = 1"
            ).bindparams(sa.bindparam("one", signed["Regroupement <b>national</b> & cie"].id, sa.Uuid()), leaf="0" * 64)
        )
    assert service.verify(campaign)[0].faults == ((Fault.LEAF, 5), (Fault.CHECKSUM, None))


def test_an_edition_that_is_missing_from_the_chain_shows(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    first = service.freeze(campaign)
    service.freeze(campaign)
    first_id = first.id
    with unit_of_work():
        db.session.execute(sa.text("DELETE FROM edition_lines WHERE edition_id = :id").bindparams(
            sa.bindparam("id", first_id, sa.Uuid())))  # fmt: skip
        db.session.execute(sa.text("DELETE FROM editions WHERE number = 1"))
    assert (Fault.CHAIN, None) in service.verify(campaign)[0].faults


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_each_field_of_a_line_counts(field: str) -> None:
    assert canonical.leaf({**FIELDS, field: FIELDS[field] + "x"}) != canonical.leaf(FIELDS)


def test_no_field_can_pass_for_two() -> None:
    with pytest.raises(ValueError, match="one line"):
        canonical.leaf({**FIELDS, "name": "Le\nPhare"})


def test_two_of_the_same_name_have_different_leaves_for_their_salts() -> None:
    salts = {canonical.new_salt() for _ in range(50)}
    assert len({canonical.leaf({**FIELDS, "salt": salt}) for salt in salts}) == 50


def test_the_guide_tells_every_key_of_the_data(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature], project: Path
) -> None:
    service.freeze(campaign)
    guide = (project / "docs/fr/editions.md").read_text(encoding="utf-8").partition("### Ce que contient")[2]
    with client.get(f"/campagnes/{campaign.slug}/editions/1/edition.json") as answer:
        told = json.loads(answer.data)
    assert {*told, *told["lines"][0]} <= set(re.findall(r"`(\w+)`", guide))


def test_the_few_lines_of_the_guide_are_enough_for_an_outsider(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature], project: Path, tmp_path: Path
) -> None:
    for name in HOSTILE:
        sign(campaign, name)
    service.freeze(campaign)
    cosignatures.withdraw(signed[TABLE].id)
    guide = (project / "docs/fr/editions.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.+?)```", guide, re.DOTALL)
    assert found
    (tmp_path / "check.py").write_text(found[1], encoding="utf-8")
    published = tmp_path / "edition.json"

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "ignore", str(tmp_path / "check.py"), str(published)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with client.get(f"/campagnes/{campaign.slug}/editions/1/edition.json") as answer:
        published.write_bytes(answer.data)
    assert check().returncode == 0
    published.write_text(published.read_text(encoding="utf-8").replace("Côté cour", "Côté jardin"), encoding="utf-8")
    assert check().returncode == 1
