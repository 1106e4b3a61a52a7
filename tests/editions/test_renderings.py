"""Every form of an edition: golden, the same bytes each time, and as safe as the names are hostile."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from app.campaigns.models import Campaign
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature
from app.editions import rendering, service
from app.editions.models import Edition
from app.editions.service import FORMS
from tests.editions.conftest import HOSTILE, names, sign

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "editions"
# Tables say in English what the catalogue says.
GOLDENS = [("fr", name) for name in FORMS if name.endswith((".txt", ".html", ".csv"))]
GOLDENS += [("en", name) for name in FORMS if name.endswith((".txt", ".html"))]


@pytest.fixture
def edition(campaign: Campaign, signed: dict[str, Cosignature]) -> Edition:
    with clock.frozen(datetime(2024, 5, 27, 16, tzinfo=UTC)):
        return service.freeze(campaign)


@pytest.fixture
def hostile(campaign: Campaign) -> Edition:
    for name in HOSTILE:
        sign(campaign, name, city="Rivière-du-Loup; «\u00a0ici\u00a0»")
    return service.freeze(campaign)


@pytest.mark.parametrize(("language", "name"), GOLDENS)
def test_each_text_is_golden(edition: Edition, language: str, name: str) -> None:
    made = rendering.render(edition, FORMS[name], locale=language).decode().replace("\r\n", "\n")
    assert made == (GOLDEN / f"{language}-{name}").read_text(encoding="utf-8")


def test_the_json_is_golden_but_for_what_chance_made(edition: Edition) -> None:
    told = json.loads(rendering.render(edition, FORMS["edition.json"]))
    told["checksum"] = "…"
    for line in told["lines"]:
        assert len(line["salt"]) == 32
        assert len(line["leaf"]) == 64
        line["salt"] = line["leaf"] = "…"
    made = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    assert made == (GOLDEN / "fr-edition.json").read_text(encoding="utf-8")


def test_nothing_is_public_but_what_the_consent_names(edition: Edition) -> None:
    line = json.loads(rendering.render(edition, FORMS["edition.json"]))["lines"][0]
    assert set(line) == {"position", "salt", "name", "region", "city", "leaf"}
    headings = rendering.render(edition, FORMS["liste.csv"]).decode("utf-8-sig").split("\r\n")[0]
    assert headings == "Code de région,Région,Organisme,Municipalité"


def test_one_region_alone_is_golden_too(edition: Edition) -> None:
    made = rendering.render(edition, FORMS["liste-fidele.txt"], "01").decode()
    assert made == (GOLDEN / "fr-01-liste-fidele.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_the_same_rows_give_the_same_bytes_on_whatever_day(edition: Edition, name: str) -> None:
    once = rendering.render(edition, FORMS[name])
    with clock.frozen(datetime(2031, 1, 2, 3, tzinfo=UTC)):
        assert rendering.render(edition, FORMS[name]) == once


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if not form.takes_a_worker])
def test_a_file_is_kept_and_served_in_part_and_again_only_when_it_changed(
    client: FlaskClient, edition: Edition, name: str
) -> None:
    address = f"/campagnes/{edition.campaign.slug}/editions/1/{name}"
    with client.get(address) as answer:
        whole, etag = answer.data, answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.mimetype == FORMS[name].mimetype
    with client.get(address, headers={"If-None-Match": etag}) as answer:
        assert (answer.status_code, answer.data) == (304, b"")
    with client.get(address, headers={"Range": "bytes=3-9"}) as answer:
        assert (answer.status_code, answer.data) == (206, whole[3:10])


@pytest.mark.parametrize(
    "address",
    ["2", "0", "99999999999", "1/autre.txt", "1/regions/99/liste.csv", "1/regions/%00/liste.csv", "1/..%2F1", "x"],
)
def test_what_there_is_not_is_not_found(client: FlaskClient, edition: Edition, address: str) -> None:
    assert client.get(f"/campagnes/{edition.campaign.slug}/editions/{address}").status_code == 404


def test_hostile_names_are_printed_as_they_are_written(hostile: Edition) -> None:
    for name in ("liste-fidele.txt", "liste-soigne.txt"):
        lines = rendering.render(hostile, FORMS[name]).decode().split("\n")
        for expected in HOSTILE:
            assert expected in lines


def test_a_spreadsheet_reads_every_name_and_meets_no_formula(hostile: Edition) -> None:
    expected = set(HOSTILE)
    book = CalamineWorkbook.from_filelike(io.BytesIO(rendering.render(hostile, FORMS["liste.xlsx"])))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert {row[2] for row in rows[1:]} == expected
    assert all(isinstance(cell, str) for row in rows for cell in row)
    for name, delimiter in (("liste.csv", ","), ("liste-excel.csv", ";")):
        data = rendering.render(hostile, FORMS[name])
        assert data.startswith(b"\xef\xbb\xbf")
        read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
        assert {row[2] for row in read[1:]} == expected
        assert {len(row) for row in read} == {4}


def test_the_sheet_has_no_formula_and_no_time_of_its_making(hostile: Edition) -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(rendering.render(hostile, FORMS["liste.xlsx"]))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


class Tags(HTMLParser):
    """The tags of a piece of HTML, their ids, its text, and everything as it comes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.events: list[tuple[str, ...]] = []
        self.depth = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.depth += 1
        self.events.append(("opens", tag, *(f"{name}={value}" for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        self.events.append(("closes", tag))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        self.events.append(("text", data))


@pytest.mark.parametrize("name", ["liste-fidele.html", "liste-soigne.html"])
def test_a_piece_of_html_holds_titles_and_paragraphs_and_changes_nothing_around_it(hostile: Edition, name: str) -> None:
    found = Tags(rendering.render(hostile, FORMS[name]).decode())
    assert found.tags == {"h2", "h3", "p"}
    assert found.attributes == {"id"}
    assert found.ids == ["cosignataires", "cosignataires-01"]
    assert found.depth == 0
    text = "".join(found.texts)
    assert all(expected in text for expected in HOSTILE)
    before, after = '<main><section class="page"><h1>Notre site</h1>', "<p>La suite</p></section></main>"
    pasted = Tags(before + rendering.render(hostile, FORMS[name]).decode() + after)
    assert pasted.events == [*Tags(before).events, *found.events, *Tags(after).events]


def test_the_page_to_copy_holds_the_very_bytes_of_the_file(client: FlaskClient, hostile: Edition) -> None:
    base = f"/campagnes/{hostile.campaign.slug}/editions/1"
    page = client.get(f"{base}/html/soigne").text
    shown = page[page.index("<textarea") : page.index("</textarea>")].partition(">")[2]
    with client.get(f"{base}/liste-soigne.html") as answer:
        assert unescaped(shown).strip() == answer.text.strip()


def unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def test_json_counts_what_it_holds_and_proves_itself(edition: Edition) -> None:
    told = json.loads(rendering.render(edition, FORMS["edition.json"]))
    assert told["count"] == len(told["lines"]) == sum(told["by_region"].values()) == int(told["header"]["total"])
    assert [line["name"] for line in told["lines"]] == names(edition)
    assert told["checksum"] == edition.checksum
    of_region = json.loads(rendering.render(edition, FORMS["edition.json"], "01"))
    assert (of_region["count"], of_region["region"], of_region["checksum"]) == (3, "01", edition.checksum)
    head = "".join(f"{key}: {value}\n" for key, value in told["header"].items())
    leaves = "".join(f"{line['leaf']}\n" for line in told["lines"])
    assert hashlib.sha256((head + leaves).encode()).hexdigest() == told["checksum"]


def test_the_words_of_staff_may_stand_above_the_list(campaign: Campaign, signed: dict[str, Cosignature]) -> None:
    with unit_of_work():
        campaign.text("fr").count_line = "Nous sommes {organizations_count} : et vous ?"
        campaign.shows_city = False
    edition = service.freeze(campaign)
    assert "Nous sommes 5 : et vous ?" in rendering.render(edition, FORMS["liste-fidele.txt"]).decode()
    careful = rendering.render(edition, FORMS["liste-soigne.html"]).decode()
    assert "Nous sommes 5\u00a0: et vous?" in careful
    assert "Sherbrooke" not in careful


def test_the_feed_tells_each_edition_once(client: FlaskClient, campaign: Campaign, edition: Edition) -> None:
    service.freeze(campaign)
    answer = client.get(f"/campagnes/{campaign.slug}/editions.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.text.count("<entry>") == 2
    assert answer.text.index("Édition 2") < answer.text.index("Édition 1")
    assert f"http://localhost/campagnes/{campaign.slug}/editions/1" in answer.text
    english = client.get(f"/en/campagnes/{campaign.slug}/editions.atom").text
    assert f"http://localhost/en/campagnes/{campaign.slug}/editions/1" in english
