"""The communiqué: words to start from, what staff write, and the figures of the day in either."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign
from app.core import clock
from app.press import service
from app.press.errors import ReleaseEditedMeanwhile
from app.press.service import Draft
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, sign_in

pytestmark = pytest.mark.data
MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"
STAFF = f"/equipe/campagnes/{MODEL}/presse"
DAY = datetime(2024, 5, 27, 16, tzinfo=UTC)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    campaign = make_campaign(MODEL)
    for number in range(3):
        make_cosignature(campaign, "validated", organization_name=f"Maison {number}", region_code="01")
    make_cosignature(campaign, "validated", organization_name="Ailleurs", region_code="15")
    return campaign


@pytest.fixture
def signed_in(client: FlaskClient, campaign: Campaign) -> FlaskClient:
    sign_in(client, make_account())
    return client


def writes(client: FlaskClient, **typed: str) -> TestResponse:
    page = client.get(f"{STAFF}/communique")
    seen = page.text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    words = {"place": "Rimouski", "headline": "{organizations_count} fois merci", "body": "{figures}\n\nEnsuite."}
    return client.post(
        f"{STAFF}/communique", data={"csrf_token": csrf_token(page), "seen": seen, "langue": "fr", **words, **typed}
    )


def test_it_has_the_shape_that_a_newsroom_expects(campaign: Campaign) -> None:
    with clock.frozen(DAY):
        found = service.to_send(make_account("reader"), MODEL, None, "fr")
    lines = found.release.text.replace("\u00a0", " ").split("\n\n")
    assert lines[:3] == [
        "Communiqué de presse", "Pour diffusion immédiate",
        "4 organismes pour une même demande : « Il y a des limites au manque de reconnaissance! »",
    ]  # fmt: skip
    assert lines[3].startswith("Québec, le 27 mai 2024 – Au 27 mai 2024, 4 organismes communautaires autonomes ont")
    assert "[Une ou deux phrases" in found.release.text
    assert lines[-2] == "– 30 –"
    assert lines[-1].split("\n") == [
        "Source : CTROC et TRPOCB", "Renseignements :",
        "Camille Exemple, porte-parole, CTROC, 514 555-0142, medias-ctroc@example.org",
        "Dominique Essai, porte-parole, TRPOCB, 514 555-0168, poste 3, medias-trpocb@example.org",
    ]  # fmt: skip


def test_of_a_region_it_tells_the_figures_of_the_region(signed_in: FlaskClient) -> None:
    page = signed_in.get(f"{STAFF}?region=15").text.replace("\u00a0", " ")
    assert "1 organisme communautaire des Laurentides a cosigné" in page
    assert signed_in.get(f"{STAFF}?region=10").status_code == 404


def test_the_public_reads_it_once_staff_show_it_with_the_figures_of_the_day(
    signed_in: FlaskClient, client: FlaskClient, campaign: Campaign
) -> None:
    kit = f"/campagnes/{MODEL}/presse"
    assert writes(signed_in).status_code == 303
    assert "fois merci" not in client.get(kit).text
    assert writes(signed_in, is_public="y").status_code == 303
    assert "4 fois merci" in client.get(kit).text
    make_cosignature(campaign, "validated", organization_name="Encore une", region_code="05")
    assert "5 fois merci" in client.get(kit).text
    assert "fois merci" not in client.get(f"/en{kit}").text
    token = csrf_token(signed_in.get(f"{STAFF}/communique"))
    signed_in.post(f"{STAFF}/communique/reprendre", data={"csrf_token": token, "langue": "fr"})
    assert "fois merci" not in client.get(kit).text


def test_what_is_left_to_fill_in_is_not_shown_to_the_public(signed_in: FlaskClient) -> None:
    answer = writes(signed_in, body="« [Une phrase] »", is_public="y")
    assert answer.status_code == 422
    assert "entre crochets" in answer.text
    assert "Personne ne remplit {nothing}" in writes(signed_in, body="{nothing}").text


def test_two_people_never_write_over_each_other(campaign: Campaign) -> None:
    one, other = make_account(), make_account()
    seen = service.draft(campaign, "fr").seen
    service.write(campaign, "fr", Draft("Québec", "Un", "Un", seen=seen), by=one)
    with pytest.raises(ReleaseEditedMeanwhile):
        service.write(campaign, "fr", Draft("Québec", "Deux", "Deux", seen=seen), by=other)
    assert service.draft(campaign, "fr").headline == "Un"


def test_each_file_holds_the_same_words_and_the_same_bytes(campaign: Campaign) -> None:
    staff = make_account()
    with clock.frozen(DAY):
        files = {name: service.release_file(staff, MODEL, name, "15", "fr") for name in service.FORMATS}
        assert files == {name: service.release_file(staff, MODEL, name, "15", "fr") for name in service.FORMATS}
    assert files["pdf"].startswith(b"%PDF")
    document = Document(io.BytesIO(files["docx"]))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for sentence in ("Pour diffusion immédiate", "des Laurentides a cosigné", "– 30 –", "Camille Exemple"):
        assert sentence in words
        assert sentence in files["txt"].decode()
    assert document.core_properties.language == "fr-CA"
    assert [one.style.name for one in document.paragraphs if "même demande" in one.text] == ["Heading 1"]


def test_a_chapter_sends_it_and_does_not_write_it(client: FlaskClient, campaign: Campaign) -> None:
    sign_in(client, make_account("chapter", "troccqm"))
    assert client.get(STAFF).status_code == 200
    assert client.get(f"{STAFF}/communique").status_code == 404
