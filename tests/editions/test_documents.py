"""The letter and its list as PDF and DOCX: opened again, read in order, and made by a worker."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.core import clock, typesetting
from app.core.typesetting import composing, prose
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import rendering, service
from app.editions.as_docx import as_docx
from app.editions.drafting import draft
from app.editions.models import Edition
from app.editions.service import FORMS
from tests.editions.conftest import HOSTILE, TABLE, names, sign
from tests.printed import facts_of, outline_of, picture, tags_of, text_of

PDF, DOCX = FORMS["edition-soigne.pdf"], FORMS["edition-soigne.docx"]
TITLE = "Il y a des limites au manque de reconnaissance!"


@pytest.fixture
def edition(campaign: Campaign, signed: dict[str, Cosignature]) -> Edition:
    with clock.frozen(datetime(2024, 5, 27, 16, tzinfo=UTC)):
        return service.freeze(campaign)


def flat(text: str) -> str:
    """Without the spaces that lines end with: a name may stand on two."""
    return re.sub(r"[\s\u200b]+", "", text)


def test_the_pdf_holds_the_letter_then_every_name_under_its_region(edition: Edition) -> None:
    made = rendering.render(edition, PDF)
    assert outline_of(made) == [
        TITLE, "Les 5 organismes co-signataires", "Par région",
        "01 – Bas-Saint-Laurent (3)", "05 – Estrie (1)", "National (1)",
    ]  # fmt: skip
    text = flat(text_of(made))
    places = [
        text.index(flat(words))
        for words in ("Le 27 mai 2024", "Monsieur le Ministre,", "Les 5 organismes co-signataires")
    ]
    places += [text.index(flat(words), places[-1]) for words in ("01 – Bas-Saint-Laurent (3)", *names(edition))]
    assert places == sorted(places)
    assert edition.checksum in text
    assert "Rimouski" in text
    assert {"H1", "H2", "P", "L", "LI", "Table", "TH", "Link"} <= set(tags_of(made))


def test_the_pdf_of_a_region_holds_that_region_alone(edition: Edition) -> None:
    made = rendering.render(edition, PDF, "01")
    assert outline_of(made) == [
        TITLE, "Les 3 organismes co-signataires du Bas-Saint-Laurent", "01 – Bas-Saint-Laurent (3)",
    ]  # fmt: skip
    text = flat(text_of(made))
    assert flat(TABLE) in text
    assert flat("Côté cour") not in text


def test_the_settings_of_the_edition_and_the_presentation_of_2024_are_kept(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    with unit_of_work():
        campaign.shows_city, campaign.puts_table_first = False, False
        campaign.list_word = "cosignataires"
    edition = service.freeze(campaign)
    text = flat(text_of(rendering.render(edition, FORMS["edition-fidele.pdf"])))
    assert flat("Les 5 organismes cosignataires") in text
    assert flat("01 Bas-Saint-Laurent :") in text
    assert "Matane" not in text
    assert text.index(flat("La Clé de l'entraide Inc.")) < text.index(flat(TABLE))


def test_the_pdf_in_english_says_so(edition: Edition) -> None:
    made = rendering.render(edition, PDF, locale="en")
    assert b"en-CA" in made
    assert outline_of(made)[1] == "The 5 co-signing organizations"


def test_hostile_names_are_printed_and_the_signs_that_are_not_are_told(
    app: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    for name in (*HOSTILE, "Le 𓀀 Phare"):
        sign(campaign, name, city="#let x = 1; $a$")
    assert draft(campaign, None).unprintable == ("𓀀",)
    service.freeze(campaign)
    target = tmp_path / "document.pdf"
    command = ("render", campaign.slug, "--format", "pdf", "--preset", "soigne", "-o", str(target))
    told = app.test_cli_runner().invoke(args=["editions", *command])
    assert (told.exit_code, "remplacés par « □ », faute de police : U+13000" in told.output) == (0, True)
    text = flat(text_of(target.read_bytes()))
    for name in ("Coop 🐝 Les abeilles", 'L’"Autre" <b>Toit</b> & cie; inc.', HOSTILE[5], "Le □ Phare", "Café dépôt"):
        assert flat(name) in text
    assert text.count("#letx=1;$a$") >= len(HOSTILE)  # beside Arabic, a reader tells signs in another order


def test_the_word_document_has_headings_a_language_and_every_name_in_order(edition: Edition) -> None:
    made = docx.Document(io.BytesIO(rendering.render(edition, DOCX)))
    headings = [(p.style.name, p.text) for p in made.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", TITLE), ("Heading 1", "Les 5 organismes co-signataires"), ("Heading 2", "Par région"),
        ("Heading 2", "01 – Bas-Saint-Laurent (3)"), ("Heading 2", "05 – Estrie (1)"), ("Heading 2", "National (1)"),
    ]  # fmt: skip
    written = [p.runs[0].text for p in made.paragraphs if p.style and p.style.name == "Organisme"]
    assert written == names(edition)
    assert [cell.text for cell in made.tables[0].rows[1].cells] == ["01 Bas-Saint-Laurent", "3"]
    assert (made.core_properties.language, made.core_properties.title) == (
        "fr-CA",
        f"{TITLE} – Les 5 organismes co-signataires",
    )
    assert 'w:lang w:val="fr-CA"' in made.styles.element.xml


def test_a_word_document_keeps_hostile_names_and_no_time_of_its_making(campaign: Campaign) -> None:
    for name in HOSTILE:
        sign(campaign, name)
    made = rendering.render(service.freeze(campaign), DOCX)
    written = {
        p.runs[0].text for p in docx.Document(io.BytesIO(made)).paragraphs if p.style and p.style.name == "Organisme"
    }
    assert written == set(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}


def test_a_logo_in_a_word_document_is_said_in_words() -> None:
    told = facts_of(["A"]) | {"logos": [{"file": "logo.png", "alt": "Coalition des exemples"}], "colour_ink": "#b8320f"}
    opened = docx.Document(io.BytesIO(as_docx(told, {"logo.png": picture()})))
    assert 'descr="Coalition des exemples"' in opened.element.xml


def test_no_markdown_makes_a_document_fail() -> None:
    """A table, cells and headings that say nothing, links that lead nowhere: staff write letters by hand."""
    table = "| a | **b** c |\n|---|---|\n| *d* | |\n\n> | e |\n> |---|\n> | f |"
    odd = f"#\n\n# ![](x)\n\n[mot]()\n\n[long](<http://{'x' * 9000}>)\n\n[](https://example.org)\n\n- \n- g\n\n&#12;h"
    letter = {"dated": "", "addressees": [], "body": prose(f"{table}\n\n{odd}", "fr"), "locale": "fr"}
    told = facts_of(["A"]) | {"letter": letter}
    text = text_of(typesetting.pdf("edition", told).content)
    assert re.findall(r"\b(?:b c|[adefgh]|mot|long)\b", text) == ["a", "b c", "d", "e", "f", "mot", "long", "g", "h"]
    assert [block for block in letter["body"] if "heading" in block] == []
    assert as_docx(told | {"colour_ink": "#b8320f"}, {})


def test_whoever_opens_a_pdf_waits_for_the_worker_and_is_led_to_it(client: FlaskClient, edition: Edition) -> None:
    base = f"/campagnes/{edition.campaign.slug}/editions/1"
    first = client.get(f"{base}/edition-soigne.pdf")
    assert (first.status_code, first.location) == (303, f"{base}/attente/edition-soigne.pdf")
    assert "Votre document se prépare" in client.get(first.location).text
    piece = client.get(first.location, headers={"HX-Request": "true"})
    assert piece.text.strip().startswith("<div")
    made(client, f"{base}/edition-soigne.pdf")
    there = client.get(first.location, headers={"HX-Request": "true"})
    assert (there.status_code, there.headers["HX-Redirect"]) == (204, f"{base}/edition-soigne.pdf")
    assert client.get(first.location).location == f"{base}/edition-soigne.pdf"
    with client.get(f"{base}/edition-soigne.pdf") as answer:
        whole, etag = answer.data, answer.headers["ETag"]
        assert (answer.status_code, answer.mimetype, whole[:5]) == (200, "application/pdf", b"%PDF-")
    with client.get(f"{base}/edition-soigne.pdf", headers={"Range": "bytes=0-4"}) as answer:
        assert (answer.status_code, answer.data) == (206, b"%PDF-")
    with client.get(f"{base}/edition-soigne.pdf", headers={"If-None-Match": etag}) as answer:
        assert answer.status_code == 304


def test_freezing_asks_for_the_documents_that_are_handed_over(edition: Edition) -> None:
    service.make_next_document()
    service.make_next_document()
    form, found = service.served(edition, service.name_of("pdf", edition.list_preset), region_code=None, locale="fr")
    assert not isinstance(found, service.Awaited)
    with found.stream:
        assert form.format == "pdf"


def test_a_name_that_leaves_takes_the_document_with_it(
    client: FlaskClient, edition: Edition, signed: dict[str, Cosignature]
) -> None:
    address = f"/campagnes/{edition.campaign.slug}/editions/1/regions/01/edition-soigne.pdf"
    made(client, address)
    cosignatures.withdraw(signed["La Clé de l'entraide Inc."].id)
    assert client.get(address).status_code == 303
    assert "Clé de l" not in text_of(made(client, address))


def test_other_words_around_the_names_make_another_document(
    client: FlaskClient, campaign: Campaign, edition: Edition
) -> None:
    address = f"/campagnes/{campaign.slug}/editions/1/edition-soigne.pdf"
    made(client, address)
    with unit_of_work():
        campaign.colour = "#004488"
    assert client.get(address).status_code == 303


def test_a_document_that_cannot_be_made_is_given_up_and_the_page_says_so(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composing, "MEMORY", 64 * 1024 * 1024)
    address = f"/campagnes/{edition.campaign.slug}/editions/1/regions/05/edition-soigne.pdf"
    client.get(address)
    for _ in range(12):
        service.make_next_document()
    assert "n’a pas pu être préparé" in client.get(client.get(address).location).text


def made(client: FlaskClient, address: str) -> bytes:
    """The document, once the worker has made all that was asked for before it."""
    for _ in range(10):
        with client.get(address) as answer:
            if answer.status_code == 200:
                return answer.data
        service.make_next_document()
    raise AssertionError("nobody made it")
