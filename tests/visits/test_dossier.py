"""The dossier of a riding holds what the public list holds, sentences that may be quoted, and no person."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.editions import service as editions
from app.messages import service as messages
from app.messages.models import Reading
from app.officials.models import Official
from app.organizations.models import Kind, Organization
from app.territory import service as territory
from app.territory.models import Riding
from app.visits import service
from app.visits.dossier import Signed
from app.visits.models import Answer
from app.visits.service import Answered
from tests.factories import make_account, make_cosignature, make_message, make_organization, make_riding, sign_in
from tests.visits.conftest import make_deposit

pytestmark = pytest.mark.data
PLACES = """name,region,mrc,ridings
Rimouski,01,Rimouski-Neigette,Rimouski
Saint-Anaclet,01,Rimouski-Neigette,Matane-Matapédia-Mitis
Trois-Pistoles,01,Les Basques,Rimouski;Rivière-du-Loup–Témiscouata–Les Basques
Amqui,01,La Matapédia,Matane-Matapédia-Mitis
"""


@pytest.fixture
def places(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "municipalities.csv").write_text(PLACES, encoding="utf-8")
    territory.load_municipalities(tmp_path / "municipalities.csv")


def sign(campaign: Campaign, name: str, city: str, region: str = "01", **known: object) -> None:
    signed = make_cosignature(campaign, "validated", organization_name=name, city=city, region_code=region)
    with unit_of_work():
        organization = db.session.get_one(Organization, signed.organization_id)
        for key, value in known.items():
            setattr(organization, key, value)


def names(campaign: Campaign, riding: Riding) -> tuple[list[str], list[str]]:
    found = service.dossier(campaign, riding)
    return [one.name for one in found.here], [one.name for one in found.serving]


def test_it_names_whom_the_public_list_names_and_the_next_edition_names_the_others(
    campaign: Campaign, riding: Riding
) -> None:
    sign(campaign, "Maison Première", "Rimouski", riding_id=riding.id)
    editions.freeze(campaign)
    sign(campaign, "Maison Seconde", "Rimouski", riding_id=riding.id)
    found = service.dossier(campaign, riding)
    assert [one.name for one in found.here] == ["Maison Première"]
    assert found.in_riding.signed == found.in_regions[0].signed == 1
    editions.freeze(campaign)
    assert names(campaign, riding)[0] == ["Maison Première", "Maison Seconde"]


def test_the_register_tells_who_is_of_the_riding_and_who_serves_it(
    campaign: Campaign, riding: Riding, places: None
) -> None:
    make_organization("Table régionale d’ici", kind=Kind.REGIONAL_TABLE)
    sign(campaign, "Table régionale d’ici", "Rimouski", riding_id=make_riding("Matane-Matapédia-Mitis").id)
    sign(campaign, "Maison de Rimouski", "Rimouski")
    sign(campaign, "Centre que le répertoire place ici", "Amqui", riding_id=riding.id)
    sign(campaign, "Partout dans la région", "")
    sign(campaign, "Ville partagée", "Trois-Pistoles")
    sign(campaign, "Même MRC", "Saint-Anaclet", mrc="Rimouski-Neigette")
    sign(campaign, "D’ailleurs", "Amqui", mrc="La Matapédia")
    sign(campaign, "D’une autre région", "Rimouski", "05")
    make_cosignature(campaign, "validated", organization_name="Qui ne veut pas paraître", publishes_name=False)
    make_cosignature(campaign, "confirmed", organization_name="Pas encore validée")
    here, serving = names(campaign, riding)
    assert here == ["Centre que le répertoire place ici", "Maison de Rimouski"]
    assert serving == ["Table régionale d’ici", "Même MRC", "Partout dans la région", "Ville partagée"]


def test_its_figures_are_those_of_the_list(campaign: Campaign, riding: Riding, places: None) -> None:
    make_organization("Membre qui n’a pas signé")
    sign(campaign, "Maison de Rimouski", "Rimouski")
    sign(campaign, "D’ailleurs", "Amqui")
    found = service.dossier(campaign, riding)
    assert found.in_riding.signed == len(found.here) == 1
    assert [(one.name, one.signed) for one in found.in_regions] == [("Bas-Saint-Laurent", 2)]
    assert found.in_riding.share is None


def test_it_counts_who_wrote_and_quotes_only_what_staff_have_read(
    campaign: Campaign, riding: Riding, mna: Official, staff: Account
) -> None:
    make_message(campaign, riding)  # not confirmed
    make_message(campaign, riding, is_confirmed=True)
    agreed = [
        make_message(campaign, riding, is_confirmed=True, quotes_line=True, personal_line=line)
        for line in ("Ma sœur y va.", "Mon voisin aussi.", "À mettre de côté.")
    ]
    assert service.dossier(campaign, riding).wrote == 4
    assert service.dossier(campaign, riding).quotes == []
    assert service.agenda(staff, campaign.slug).excerpts_to_read == 3
    for message, reading in zip(agreed, (Reading.ACCEPTED, Reading.ACCEPTED, Reading.SET_ASIDE), strict=True):
        service.read_excerpt(campaign, message.id, reading, by=staff)
    assert service.dossier(campaign, riding).quotes == ["Mon voisin aussi.", "Ma sœur y va."]
    messages.take_back_excerpt(agreed[0].id)
    assert service.dossier(campaign, riding).quotes == ["Mon voisin aussi."]


def test_the_page_and_the_paper_say_the_same_and_name_no_person_but_the_member(
    client: FlaskClient, campaign: Campaign, riding: Riding, mna: Official, staff: Account, places: None
) -> None:
    sign(campaign, "Maison <b>de</b> Rimouski", "Rimouski")
    visit = make_deposit(campaign, staff)
    answered = Answered(answer=Answer.WILL_THINK, on=today(), source="courriel", note="Secret.", is_public=False)
    service.answer(visit.id, answered, seen=2, by=staff)
    sign_in(client, staff)
    address = f"/equipe/campagnes/{campaign.slug}/dossiers/rimouski"
    page = client.get(address).text
    for words in ("Réal Exemple, Parti de l’Exemple", "Maison &lt;b&gt;de&lt;/b&gt; Rimouski", "Va y réfléchir"):
        assert words in page
    for words in ("Odile Essai", "Secret.", "Nadia Essai"):
        assert words not in page
    paper = client.get(f"{address}/dossier.pdf")
    assert paper.content_type == "application/pdf"
    assert paper.data.startswith(b"%PDF-")
    assert client.get(f"{address}/dossier.pdf").data == paper.data
    assert client.get(f"/en{address}/dossier.pdf").data.startswith(b"%PDF-")


def test_a_usual_riding_takes_two_pages(campaign: Campaign, riding: Riding, mna: Official) -> None:
    empty = service.dossier(campaign, riding)
    named = [Signed(f"Regroupement des organismes de l’Exemple {number}", "Rimouski") for number in range(90)]
    full = replace(empty, here=named[:30], serving=named[30:], quotes=["Ma sœur y va chaque semaine. " * 6] * 6)
    for dossier, pages in ((empty, 1), (full, 2)):
        found = pypdf.PdfReader(io.BytesIO(service.paper(dossier, "fr")))
        assert len(found.pages) == pages
    assert "89," in " ".join(page.extract_text() for page in found.pages)


def test_a_chapter_reads_the_dossiers_of_its_ridings_and_a_reader_all(
    client: FlaskClient, campaign: Campaign, riding: Riding
) -> None:
    address = f"/equipe/campagnes/{campaign.slug}/dossiers"
    sign_in(client, make_account("chapter", "troccqm"))
    assert "Rimouski" not in client.get(address).text
    assert client.get(f"{address}/rimouski").status_code == 404
    assert client.get(f"{address}/maskinonge").status_code == 200
    sign_in(client, make_account("reader"))
    assert client.get(f"{address}/rimouski").status_code == 200
