"""The reference data and the demonstration say what their READMEs say, and show nobody real as a signatory."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import app.local
import app.territory
from app.accounts.models import RoleName
from app.core.identifiers import in_quebec, postal_code
from app.core.keys import matching_key, normal_email
from app.core.plain_text import is_formula, one_line
from app.core.tabular import read
from app.cosignatures.models import Authority, State
from app.endorsements.models import PERSONS, Supporting
from app.endorsements.models import State as Support
from app.officials.models import Gender
from app.organizations.models import Kind
from app.territory.models import NATIONAL

REFERENCE = Path(app.territory.__file__).parent / "data"
DEMONSTRATION = Path(app.local.__file__).parent / "demonstration"
FILES = sorted([*REFERENCE.glob("*.csv"), *DEMONSTRATION.glob("*.csv")])
PORTFOLIOS = {"social-services", "health", "finance", "treasury"}


def rows(path: Path) -> list[dict[str, str]]:
    return [record for _, record in read(path).records()]


REGIONS = {row["code"]: row["name"] for row in rows(REFERENCE / "regions.csv")}
RIDINGS = {row["name"]: row for row in rows(REFERENCE / "ridings-2026.csv")}
CHAPTERS = rows(REFERENCE / "chapters.csv")
MUNICIPALITIES = rows(DEMONSTRATION / "municipalities.csv")
POSTAL_CODES = rows(DEMONSTRATION / "postal_codes.csv")
OFFICIALS = rows(DEMONSTRATION / "officials.csv")
REGISTER = rows(DEMONSTRATION / "register.csv")
SIGNATURES = rows(DEMONSTRATION / "signatures.csv")
ENDORSEMENTS = rows(DEMONSTRATION / "endorsements.csv")
STAFF = rows(DEMONSTRATION / "staff.csv")


def regions_of(riding: str) -> set[str]:
    return {RIDINGS[riding]["region"], *RIDINGS[riding]["other_regions"].split()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_readme_beside_a_file_counts_its_rows(path: Path) -> None:
    said = re.search(rf"^\| `{re.escape(path.name)}` \| (\d+) \|", (path.parent / "README.md").read_text(), re.M)
    assert said, f"{path.name} is not in the table of its README"
    assert int(said.group(1)) == len(rows(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_texts_are_clean_and_no_address_can_reach_anybody(path: Path) -> None:
    for row in rows(path):
        for value in row.values():
            assert value == one_line(value)
            assert not is_formula(value)
        for address in re.findall(r"\S+@\S+", " ".join(row.values())):
            assert re.search(r"[@.]example\.(org|com|net)$", address)
        for number in re.findall(r"\d{3}[ -]\d{3}[ -]\d{4}", " ".join(row.values())):
            assert re.search(r"555-01\d\d$", number)


def test_there_are_seventeen_regions() -> None:
    assert list(REGIONS) == [f"{number:02}" for number in range(1, 18)]
    assert len(set(REGIONS.values())) == 17


def test_the_map_of_2026_has_127_ridings() -> None:
    assert len(RIDINGS) == 127
    assert len({row["code"] for row in RIDINGS.values()}) == 127
    assert all(regions_of(name) <= set(REGIONS) for name in RIDINGS)
    assert sum(len(regions_of(name)) > 1 for name in RIDINGS) == 7


def test_a_region_has_one_regional_table_at_most() -> None:
    served = Counter(code for chapter in CHAPTERS for code in chapter["regions"].split())
    assert set(served) == set(REGIONS)
    assert set(served.values()) == {1}
    assert len({chapter["key"] for chapter in CHAPTERS}) == len(CHAPTERS)


def test_a_municipality_lies_in_ridings_of_its_region() -> None:
    assert len({(row["name"], row["region"]) for row in MUNICIPALITIES}) == len(MUNICIPALITIES)
    for row in MUNICIPALITIES:
        for riding in row["ridings"].split(";"):
            assert row["region"] in regions_of(riding)
    assert {row["region"] for row in MUNICIPALITIES} == set(REGIONS)
    assert {riding for row in MUNICIPALITIES for riding in row["ridings"].split(";")} == set(RIDINGS)


def test_a_postal_code_lies_in_a_riding_of_its_municipality() -> None:
    ridings = {row["name"]: row["ridings"].split(";") for row in MUNICIPALITIES}
    for row in POSTAL_CODES:
        assert row["riding"] in ridings[row["municipality"]]
        assert row["code"] == postal_code(row["code"])
        assert in_quebec(row["code"])
    assert len({(row["code"], row["riding"]) for row in POSTAL_CODES}) == len(POSTAL_CODES)
    assert sum(count > 1 for count in Counter(row["code"] for row in POSTAL_CODES).values()) == 11


def test_every_riding_has_one_invented_official() -> None:
    seats = Counter(row["riding"] for row in OFFICIALS if row["riding"])
    assert set(seats) == set(RIDINGS)
    assert set(seats.values()) == {1}
    for column in ("name", "email", "phone"):
        assert len({row[column] for row in OFFICIALS}) == len(OFFICIALS)
    assert sum(not row["email"] for row in OFFICIALS) == 1, "one cannot be written to, to be seen"
    assert {row["gender"] for row in OFFICIALS} == set(Gender)
    for row in OFFICIALS:
        assert not row["email"] or normal_email(row["email"]) == row["email"]
        assert row["party"]


def test_every_portfolio_has_one_minister_and_one_of_them_has_no_seat() -> None:
    ministers = [row for row in OFFICIALS if row["portfolio"]]
    assert Counter(row["portfolio"] for row in ministers) == Counter(PORTFOLIOS)
    assert sum(not row["riding"] for row in ministers) == 1
    assert all(row["riding"] or row["portfolio"] for row in OFFICIALS)


def test_the_register_holds_nothing_twice() -> None:
    identities = [(matching_key(row["name"]), row["region"], matching_key(row["city"])) for row in REGISTER]
    assert all(key for key, _, _ in identities)
    assert len(set(identities)) == len(identities)
    assert {row["region"] for row in REGISTER} == {*REGIONS, NATIONAL}
    assert {row["kind"] for row in REGISTER} == set(Kind)
    tables = [row["name"] for row in REGISTER if row["kind"] == Kind.REGIONAL_TABLE]
    assert sorted(tables) == sorted(chapter["name"] for chapter in CHAPTERS)


def test_no_organization_of_the_register_is_shown_to_have_signed() -> None:
    real = {matching_key(name) for row in REGISTER for name in (row["name"], *row["aliases"].split(";"))}
    assert not real & {matching_key(row["organization"]) for row in SIGNATURES}


def test_signatures_are_of_every_region_and_in_every_state() -> None:
    assert {row["region"] for row in SIGNATURES} == {*REGIONS, NATIONAL}
    assert {row["state"] for row in SIGNATURES} == set(State) - {State.DUPLICATE}
    assert {row["authority"] for row in SIGNATURES} == set(Authority)
    assert {row["publishes_name"] for row in SIGNATURES} == {"yes", "no"}
    assert [row["region"] for row in SIGNATURES if row["kind"] == Kind.REGIONAL_TABLE] == ["01"]
    towns = {(row["name"], row["region"]) for row in MUNICIPALITIES}
    for row in SIGNATURES:
        assert row["kind"] in set(Kind)
        assert row["region"] == NATIONAL or (row["city"], row["region"]) in towns
        assert (row["authority"] == Authority.ON_DATE) == bool(row["authority_in_days"])
        assert (row["state"] == State.DECLINED) == bool(row["declined_reason"])
        assert 0 < int(row["days_ago"]) <= 30
        assert normal_email(row["email"]) == row["email"]
        assert row["signatory"]
        assert row["title"]


def test_an_organization_has_one_live_signature() -> None:
    live = [row for row in SIGNATURES if row["state"] in {State.CONFIRMED, State.VALIDATED}]
    assert len({(matching_key(row["organization"]), row["region"]) for row in live}) == len(live)


def test_endorsements_are_of_every_kind_and_wait_count_or_do_not() -> None:
    assert {row["kind"] for row in ENDORSEMENTS} == set(Supporting) - {Supporting.PARTY}
    assert {row["state"] for row in ENDORSEMENTS} == {Support.CONFIRMED, Support.VALIDATED, Support.DECLINED}
    towns = {(row["name"], row["region"]) for row in MUNICIPALITIES}
    for row in ENDORSEMENTS:
        assert (row["city"], row["region"]) in towns
        assert (row["name"] == row["person"]) == (row["kind"] in PERSONS)
        assert bool(row["title"]) == (row["kind"] == Supporting.ELECTED)
        assert (row["state"] == Support.DECLINED) == bool(row["declined_reason"])
        assert normal_email(row["email"]) == row["email"]


def test_staff_accounts_hold_roles_that_exist() -> None:
    keys = {chapter["key"] for chapter in CHAPTERS}
    assert {row["role"] for row in STAFF} == set(RoleName)
    for row in STAFF:
        assert (row["role"] == RoleName.CHAPTER) == bool(row["chapter"])
        assert not row["chapter"] or row["chapter"] in keys
        assert row["locale"] in {"fr", "en"}
