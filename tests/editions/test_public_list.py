"""The list by region: the same rows on the page, in the files and in every total."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, ListPreset
from app.core import clock
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.service import Entry, Section
from app.editions import presets
from app.editions.presets import Wording
from app.organizations.models import Kind
from tests.factories import bare_campaign, make_account, make_campaign, make_cosignature, make_organization
from tests.tables import Scene

pytestmark = pytest.mark.data

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"
TABLE = "Table régionale des organismes communautaires d’ici"
SIGNED = [
    ("01", "Rimouski", "Maison de jeunes de l’Exemple"),
    ("01", "Rimouski", "Arc-en-ciel du coeur de l’Exemple"),
    ("01", "Matane", "La Clé de l'entraide Inc."),
    ("01", "Rimouski", TABLE),
    ("01", "Rimouski", "Élu·e·s et proches"),
    ("01", "Rimouski", "ACCUEIL MATERNITÉ inc."),
    ("05", "Sherbrooke", "Côté cour"),
    ("05", "Sherbrooke", "Coté jardin"),
    ("05", "Sherbrooke", "Cote à cote"),
    ("17", "Victoriaville", "Les Amis d’« Ici »"),
    ("00", "Montréal", "Regroupement <b>national</b> & cie"),
]


@pytest.fixture(scope="module")
def signed() -> Scene:
    return Scene()


@pytest.fixture
def model(app: Flask, signed: Scene) -> Campaign:
    """The campaign of 2024, signed by invented organizations in a few regions."""
    signed.set_up(sign_everywhere)
    return campaigns.find(MODEL)


def sign_everywhere() -> None:
    campaign = make_campaign(MODEL)
    make_organization(TABLE, kind=Kind.REGIONAL_TABLE)
    staff = make_account()
    for region, city, name in SIGNED:
        make_cosignature(campaign, "validated", by=staff, organization_name=name, region_code=region, city=city)
    for state in ("submitted", "confirmed", "to_check", "declined", "withdrawn"):
        make_cosignature(campaign, state, by=staff)
    make_cosignature(campaign, "validated", by=staff, publishes_name=False)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def below(page: str) -> str:
    """The list itself, without what surrounds it."""
    return page[page.index('id="liste"') : page.index('class="content__aside"')]


def names(campaign: Campaign) -> list[str]:
    return [entry.name for section in service.validated_list(campaign) for entry in section.entries]


def test_the_faithful_text_is_what_the_coalition_published(client: FlaskClient, model: Campaign) -> None:
    answer = client.get(f"/campagnes/{MODEL}/signataires.txt?preset=fidele")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == golden("signataires-fidele.txt")


def test_the_careful_text_has_full_typography(client: FlaskClient, model: Campaign) -> None:
    with clock.frozen(datetime(2024, 5, 27, 16, tzinfo=UTC)):
        assert client.get(f"/campagnes/{MODEL}/signataires.txt?preset=soigne").text == golden("signataires-soigne.txt")


def test_without_a_preset_the_text_is_in_that_of_the_campaign(client: FlaskClient, model: Campaign) -> None:
    page = f"/campagnes/{MODEL}/signataires.txt"
    assert client.get(page).text == golden("signataires-fidele.txt")
    assert client.get(page + "?preset=autre").text == golden("signataires-fidele.txt")


def test_the_table_is_golden_too_and_opens_in_a_spreadsheet(client: FlaskClient, model: Campaign) -> None:
    answer = client.get(f"/campagnes/{MODEL}/signataires.csv?delimiter=;")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.data.decode("utf-8-sig").replace("\r\n", "\n") == golden("signataires.csv")
    comma = client.get(f"/campagnes/{MODEL}/signataires.csv").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(comma)))[1] == ["01", "Bas-Saint-Laurent", TABLE, "Rimouski"]


def test_the_count_of_2024_is_printed_as_in_2024() -> None:
    section = Section("01", "Bas-Saint-Laurent", [Entry("x", "", "x")] * 1586)
    title = "Il y a des limites au manque de reconnaissance!"
    wording = Wording(title=title, list_word="co-signataires", on=date(2024, 5, 27))
    faithful = presets.printed(wording, [section], ListPreset.FIDELE, "fr")
    assert faithful.title == "Liste des co-signataires – Il y a des limites au manque de reconnaissance!"
    assert faithful.count_line == "1586 organismes communautaires autonomes cosignataires !"
    assert faithful.heading(section) == "01 Bas-Saint-Laurent :"
    careful = presets.printed(wording, [section], ListPreset.SOIGNE, "fr")
    assert careful.count_line == "1\u00a0586 organismes communautaires autonomes co-signataires!"
    assert careful.heading(section) == "01 – Bas-Saint-Laurent (1\u00a0586)"


@pytest.mark.parametrize(
    ("count", "faithful", "careful"),
    [
        (0, "0 organisme communautaire autonome cosignataire !", "0 organisme communautaire autonome cosignataire!"),
        (1, "1 organisme communautaire autonome cosignataire !", "1 organisme communautaire autonome cosignataire!"),
        (
            2,
            "2 organismes communautaires autonomes cosignataires !",
            "2 organismes communautaires autonomes cosignataires!",
        ),
    ],
)
def test_one_and_none_are_singular(app: Flask, count: int, faithful: str, careful: str) -> None:
    wording = Wording.of_campaign(make_campaign(), "fr")
    sections = [Section("01", "Bas-Saint-Laurent", [Entry("x", "", "x")] * count)]
    assert presets.printed(wording, sections, ListPreset.FIDELE, "fr").count_line == faithful
    assert presets.printed(wording, sections, ListPreset.SOIGNE, "fr").count_line == careful


def test_regions_come_in_code_order_then_national_the_table_first_then_french_order(model: Campaign) -> None:
    sections = service.validated_list(model)
    assert [section.code for section in sections] == [f"{code:02}" for code in range(1, 18)] + ["00"]
    assert [entry.name for entry in sections[0].entries] == [
        TABLE,
        "ACCUEIL MATERNITÉ inc.",
        "Arc-en-ciel du coeur de l’Exemple",
        "Élu·e·s et proches",
        "La Clé de l'entraide Inc.",
        "Maison de jeunes de l’Exemple",
    ]
    assert [entry.name for entry in sections[4].entries] == ["Cote à cote", "Côté cour", "Coté jardin"]


def test_a_campaign_may_sort_without_the_article(model: Campaign) -> None:
    with unit_of_work():
        model.sorts_with_article = False
    first = [entry.name for entry in service.validated_list(model)[0].entries]
    assert first.index("La Clé de l'entraide Inc.") == 3
    assert first.index("Élu·e·s et proches") == 4


def test_every_total_is_the_number_of_names_below_it(client: FlaskClient, model: Campaign) -> None:
    page = client.get(f"/campagnes/{MODEL}/signataires").text
    assert "11 organismes communautaires autonomes co-signataires!" in page
    assert below(page).count("<li>") == 11
    assert service.public_count(model) == len(names(model)) == 11
    assert service.public_counts()[model.id] == 11
    assert sum(service.public_counts_by_region(model).values()) == 11
    assert service.public_counts_by_region(model) == {"01": 6, "05": 3, "17": 1, "00": 1}


def test_names_are_shown_exactly_as_they_are_written(client: FlaskClient, model: Campaign) -> None:
    page = client.get(f"/campagnes/{MODEL}/signataires").text
    assert "<li>La Clé de l&#39;entraide Inc. <span" in page
    assert "Arc-en-ciel du coeur de l’Exemple" in page
    assert "Regroupement &lt;b&gt;national&lt;/b&gt; &amp; cie" in page


def test_no_person_is_on_the_list(client: FlaskClient, model: Campaign) -> None:
    for page in ("signataires", "signataires.txt", "signataires.csv"):
        text = client.get(f"/campagnes/{MODEL}/{page}").text
        assert "Nadia" not in text
        assert "example.org" not in text.replace("limites@example.org", "").replace("vie-privee@example.org", "")


def test_the_page_has_an_anchor_for_each_region_and_says_who_is_awaited(client: FlaskClient, model: Campaign) -> None:
    page = client.get(f"/campagnes/{MODEL}/signataires").text
    for code in [f"{number:02}" for number in range(1, 18)] + ["00"]:
        assert f'href="#region-{code}"' in page
        assert f'id="region-{code}"' in page
    assert page.count("ouvrez le bal") == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("clé", ["La Clé de l'entraide Inc."]),
        ("CLE DE L’ENTRAIDE", ["La Clé de l'entraide Inc."]),
        ("élues", ["Élu·e·s et proches"]),
        ("élu.e.s", ["Élu·e·s et proches"]),
        ("elu(e)s", ["Élu·e·s et proches"]),
        ("exemple maison", ["Maison de jeunes de l’Exemple"]),
        ("zzz", []),
    ],
)
def test_the_search_ignores_accents_apostrophes_and_points(
    client: FlaskClient, model: Campaign, typed: str, found: list[str]
) -> None:
    page = client.get(f"/campagnes/{MODEL}/signataires", query_string={"q": typed}).text
    below_it = below(page)
    assert below_it.count("<li>") == len(found)
    assert all(name.replace("'", "&#39;") in below_it for name in found)
    assert "11 organismes" in page


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 9000, "q=%", "preset=%00", "q=<script>", "delimiter=%00"])
def test_any_question_about_the_list_is_answered(client: FlaskClient, model: Campaign, query: str) -> None:
    for page in ("signataires", "signataires.txt", "signataires.csv"):
        answer = client.get(f"/campagnes/{MODEL}/{page}?{query}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("page", ["signataires", "signataires.txt", "signataires.csv", "signataires.txt?preset=soigne"])
def test_who_has_the_list_already_is_told_that_nothing_changed(client: FlaskClient, model: Campaign, page: str) -> None:
    first = client.get(f"/campagnes/{MODEL}/{page}")
    again = client.get(f"/campagnes/{MODEL}/{page}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_list_is_kept_in_memory_until_a_commit_changes_it(client: FlaskClient, model: Campaign) -> None:
    page = f"/campagnes/{MODEL}/signataires"
    first = client.get(page)
    with unit_of_work():  # behind the back of the service: nobody raised the revision
        db.session.execute(sa.text("UPDATE cosignatures SET shown_name = 'Retouché' WHERE region_code = '17'"))
    assert client.get(page).data == first.data
    make_cosignature(model, "validated", organization_name="Nouveau venu")
    assert "Nouveau venu" in client.get(page).text
    assert "Nouveau venu" in client.get(page + ".txt").text
    assert "12 organismes" in client.get(page).text


def test_an_empty_list_invites(client: FlaskClient, campaign: Campaign) -> None:
    page = client.get(f"/campagnes/{campaign.slug}/signataires")
    assert page.status_code == 200
    assert page.text.count("ouvrez le bal") == 1
    assert client.get(f"/campagnes/{campaign.slug}/signataires.txt").status_code == 200


def test_the_list_of_a_closed_campaign_stays_readable_and_a_draft_has_none(
    client: FlaskClient, model: Campaign
) -> None:
    campaigns.close_campaign(MODEL)
    page = client.get(f"/campagnes/{MODEL}/signataires")
    assert page.status_code == 200
    assert "Mon organisme cosigne" not in page.text
    assert client.get(f"/campagnes/{bare_campaign().slug}/signataires").status_code == 404


def test_the_latest_are_those_validated_last(model: Campaign) -> None:
    latest = service.latest_public(model, limit=3)
    assert [one.name for one in latest] == [name for _, _, name in reversed(SIGNED[-3:])]
    assert latest[0].city == "Montréal"


def test_a_signature_is_on_the_list_once_it_is_validated(app: Flask) -> None:
    campaign = make_campaign()
    signed = make_cosignature(campaign, "confirmed", organization_name="Maison des femmes de l’Été inc.")
    assert names(campaign) == []
    service.validate(service.Seen(signed.id, "confirmed"), by=make_account())
    assert names(campaign) == ["Maison des femmes de l’Été inc."]
