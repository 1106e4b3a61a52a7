"""What the press quotes: the figures of the list, in sentences with the right articles, and nothing that is private."""

from __future__ import annotations

import os
import struct
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.core import clock
from app.core.language import speaking
from app.core.unit_of_work import unit_of_work
from app.editions import service as editions
from app.press import store
from app.press.errors import BeingDrawn
from app.press.figures import figures_of
from app.press.paragraphs import paragraphs
from app.territory import service as territory
from tests.factories import make_campaign, make_cosignature

MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"
BASE = f"/campagnes/{MODEL}/presse"
DAY = datetime(2024, 5, 27, 16, tzinfo=UTC)
OF = {
    "01": "du Bas-Saint-Laurent", "02": "du Saguenay–Lac-Saint-Jean", "03": "de la Capitale-Nationale",
    "04": "de la Mauricie", "05": "de l’Estrie", "06": "de Montréal", "07": "de l’Outaouais",
    "08": "de l’Abitibi-Témiscamingue", "09": "de la Côte-Nord", "10": "du Nord-du-Québec",
    "11": "de la Gaspésie–Îles-de-la-Madeleine", "12": "de la Chaudière-Appalaches", "13": "de Laval",
    "14": "de Lanaudière", "15": "des Laurentides", "16": "de la Montérégie", "17": "du Centre-du-Québec",
}  # fmt: skip


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    campaign = make_campaign(MODEL)
    for name, region in (("Un", "01"), ("Deux", "01"), ("Trois", "15"), ("Quatre", "00")):
        make_cosignature(campaign, "validated", organization_name=f"Maison {name}", region_code=region)
    return campaign


def folder(app: Flask, campaign: Campaign, name: str) -> Path:
    return Path(app.config["DATA_DIR"]) / "press" / campaign.id.hex / name


def a_minute_later(folder: Path) -> None:
    """As if what is kept there had been drawn a minute ago."""
    for path in folder.iterdir():
        os.utime(path, (time.time() - store.GOOD_FOR_S,) * 2)


def said(campaign: Campaign, locale: str = "fr") -> list[str]:
    with clock.frozen(DAY), speaking(locale):
        return [one.text.replace("\u00a0", " ") for one in paragraphs(campaign, figures_of(campaign), locale)]


def test_each_region_has_its_article(app: Flask) -> None:
    assert {one.code: territory.of_region(one.code) for one in territory.regions() if one.code != "00"} == OF


def test_the_paragraphs_say_who_where_when_and_how_many(campaign: Campaign) -> None:
    title, address = (
        "Il y a des limites au manque de reconnaissance!",
        f"http://localhost/campagnes/{MODEL}/signataires",
    )
    assert said(campaign) == [
        f"Au 27 mai 2024, 4 organismes communautaires autonomes ont cosigné la lettre « {title} », dans 2 régions du "
        f"Québec. La liste : {address}",
        f"Au 27 mai 2024, 2 organismes communautaires du Bas-Saint-Laurent ont cosigné la lettre « {title} ». "
        f"Au total, ils sont 4 partout au Québec. La liste : {address}",
        f"Au 27 mai 2024, 1 organisme communautaire des Laurentides a cosigné la lettre « {title} ». "
        f"Au total, ils sont 4 partout au Québec. La liste : {address}",
        f"Au 27 mai 2024, 1 organisme ou regroupement national a cosigné la lettre « {title} ». "
        f"Au total, ils sont 4 partout au Québec. La liste : {address}",
    ]  # fmt: skip


def test_the_figures_are_those_of_the_list_and_its_growth_that_of_its_editions(campaign: Campaign) -> None:
    with clock.frozen(DAY):
        editions.freeze(campaign)
    make_cosignature(campaign, "validated", organization_name="Maison Cinq", region_code="05")
    figures = figures_of(campaign)
    assert (figures.total, figures.reached, figures.waiting, figures.growth) == (4, 2, 1, 0)
    assert figures.on.isoformat() == "2024-05-27"
    editions.freeze(campaign)
    figures = figures_of(campaign)
    assert (figures.total, figures.reached, figures.waiting, figures.growth) == (5, 3, 0, 1)


def test_the_page_holds_what_a_newsroom_needs_and_is_right_one_request_later(
    client: FlaskClient, campaign: Campaign
) -> None:
    page = client.get(BASE).text
    for words in ("Camille Exemple", "medias-ctroc@example.org", "Maison", "qr-signer.svg", "affiche-a4.pdf", "(2)"):
        assert (words in page) is (words != "Maison")
    make_cosignature(campaign, "validated", organization_name="Maison Cinq", region_code="01")
    assert "(3)" in client.get(BASE).text


def test_it_leads_to_the_files_of_the_edition(client: FlaskClient, campaign: Campaign) -> None:
    editions.freeze(campaign)
    page = client.get(BASE).text
    for name in ("liste-soigne.txt", "liste.xlsx"):
        assert f'href="/campagnes/{MODEL}/editions/1/{name}"' in page


def test_a_campaign_that_nobody_signs_has_a_kit_without_figures(client: FlaskClient, app: Flask) -> None:
    campaign = make_campaign("engagez-vous-pour-le-communautaire")
    with unit_of_work():
        campaign.takes_cosignatures = False
    page = client.get(f"/campagnes/{campaign.slug}/presse").text
    assert "En chiffres" not in page
    assert "qr-signer" not in page
    assert client.get(f"/campagnes/{campaign.slug}/presse/qr-signer.svg").status_code == 404


@pytest.mark.parametrize(
    ("name", "size"), [("partage-1200x630.png", (1200, 630)), ("partage-1080x1080.png", (1080, 1080))]
)
def test_a_picture_has_its_size_and_is_drawn_once_for_each_figure(
    client: FlaskClient, app: Flask, campaign: Campaign, name: str, size: tuple[int, int]
) -> None:
    drawn = client.get(f"{BASE}/{name}")
    assert (drawn.mimetype, drawn.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", drawn.data[16:24]) == size
    mark = drawn.headers["ETag"]
    assert client.get(f"{BASE}/{name}", headers={"If-None-Match": mark}).status_code == 304
    make_cosignature(campaign, "validated", organization_name="Maison Cinq", region_code="01")
    assert client.get(f"{BASE}/{name}").headers["ETag"] == mark  # of a moment ago: good for a minute
    a_minute_later(folder(app, campaign, f"fr-tout-{name}"))
    again = client.get(f"{BASE}/{name}")
    assert again.headers["ETag"] != mark
    assert again.data != drawn.data


def test_those_who_ask_at_once_have_it_drawn_once_and_the_server_goes_on(app: Flask, campaign: Campaign) -> None:
    """Of a hundred visitors, one has the picture drawn, one waits for it, and the others are told."""
    together, others_were_told = threading.Barrier(6), threading.Event()
    kit, answered = SimpleNamespace(id=campaign.id), list[bytes]()

    def ask(figure: str) -> None:
        def make() -> bytes:
            assert others_were_told.wait(20)
            return figure.encode()

        with app.app_context():
            together.wait(20)
            try:
                answered.append(store.kept(kit, "image.png", {"figure": figure}, make, is_slow=True).content)
            except BeingDrawn:
                answered.append(b"")
            if len(answered) >= 4:  # all but who draws and who waits
                others_were_told.set()

    def all_ask(figure: str) -> list[bytes]:
        answered.clear()
        others_were_told.clear()
        threads = [threading.Thread(target=ask, args=(figure,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(answered)

    assert all_ask("1") == [b""] * 4 + [b"1"] * 2
    a_minute_later(folder(app, campaign, "image.png"))
    assert all_ask("2")[:4] == [b"1"] * 4


def test_only_the_file_of_today_is_kept(client: FlaskClient, campaign: Campaign, app: Flask) -> None:
    for _ in range(2):
        client.get(f"{BASE}/qr-campagne.svg")
        client.get(f"{BASE}/regions/01/partage-1080x1080.png")
        make_cosignature(campaign, "validated", region_code="01")
        a_minute_later(folder(app, campaign, "fr-01-partage-1080x1080.png"))
    for name in ("fr-01-partage-1080x1080.png", "fr-tout-qr-campagne.svg"):
        assert len(list(folder(app, campaign, name).iterdir())) == 1


@pytest.mark.parametrize("name", ["affiche-a4.pdf", "affiche-lettre.pdf"])
def test_a_poster_is_a_tagged_page(client: FlaskClient, campaign: Campaign, name: str) -> None:
    drawn = client.get(f"{BASE}/{name}").data
    assert drawn.startswith(b"%PDF")
    assert b"/MarkInfo" in drawn


@pytest.mark.parametrize(
    "name", ["x.png", "partage-1200x630.jpg", "affiche-a5.pdf", "qr-x.svg", "qr-liste.pdf", "..%2Fx"]
)
def test_what_there_is_not_is_not_found(client: FlaskClient, campaign: Campaign, name: str) -> None:
    assert client.get(f"{BASE}/{name}").status_code == 404
    assert client.get(f"{BASE}/regions/10/partage-1080x1080.png").status_code == 404


def test_a_code_is_a_drawing_and_a_picture(client: FlaskClient, campaign: Campaign) -> None:
    assert client.get(f"{BASE}/qr-liste.svg").data.startswith(b"<?xml")
    drawn = client.get(f"{BASE}/qr-liste.png").data
    assert struct.unpack(">I", drawn[16:20])[0] >= 1000


def test_social_networks_find_the_picture_and_what_it_says(client: FlaskClient, campaign: Campaign) -> None:
    for prefix, path in (("", ""), ("", "/signataires"), ("", "/presse"), ("/en", "")):
        page = client.get(f"{prefix}/campagnes/{MODEL}{path}").text
        picture = f"http://localhost{prefix}/campagnes/{MODEL}/presse/partage-1200x630.png"
        assert f'<meta property="og:image" content="{picture}">' in page
        assert '<meta name="twitter:card" content="summary_large_image">' in page
        alternative = page.partition('og:image:alt" content="')[2].partition('"')[0]
        assert "4" in alternative
        assert alternative == alternative.strip()
