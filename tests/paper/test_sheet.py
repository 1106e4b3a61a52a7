"""The sheet to print: the rows, the consent to the letter, and where the campaign is found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.chapters import service as chapters
from app.consents.models import Purpose
from app.core import clock
from app.paper import service
from app.paper.service import Sheet
from app.paper.sheet import _address, _facts
from tests.factories import make_account, make_campaign, sign_in

MODEL = "il-y-a-des-limites-au-manque-de-reconnaissance"


@pytest.mark.parametrize(("paper", "locale"), [("lettre", "fr"), ("a4", "en")])
def test_a_sheet_is_a_page_of_paper_and_the_same_bytes_the_same_day(app: Flask, paper: str, locale: str) -> None:
    campaign = make_campaign(MODEL)
    sheet = Sheet(paper=paper, locale=locale, assembly="AGA « du fleuve » " * 5, held_on=date(2026, 11, 20))
    with clock.frozen(datetime(2026, 11, 22, 16, tzinfo=UTC)):
        once = service.print_sheet(campaign, sheet)
        assert service.print_sheet(campaign, sheet) == once
    assert once.startswith(b"%PDF")
    assert once.count(b"/Type /Page\n") + once.count(b"/Type/Page\n") <= 1


def test_the_consent_of_the_sheet_is_that_of_the_site(app: Flask) -> None:
    campaign = make_campaign(MODEL)
    wording = campaigns.consent_texts(campaign, "fr")[Purpose.PUBLISH_NAME].wording.strip()
    assert wording in _facts(campaign, Sheet())["consent"]


def test_its_code_leads_to_the_form_under_the_name_of_the_table(app: Flask) -> None:
    campaign, table = make_campaign(MODEL), chapters.by_key("troccqm")
    assert _address(campaign, Sheet(chapter=table)).endswith(f"/campagnes/{MODEL}/cosigner?via=troccqm")
    assert _address(campaign, Sheet(locale="en")).endswith(f"/en/campagnes/{MODEL}/cosigner")
    campaigns.close_campaign(MODEL)
    assert _address(campaign, Sheet()).endswith(f"/campagnes/{MODEL}")


def test_staff_open_it_and_a_paper_that_there_is_not_is_said(client: FlaskClient) -> None:
    make_campaign(MODEL)
    sign_in(client, make_account("chapter", "troccqm"))
    address = f"/equipe/campagnes/{MODEL}/papier/feuille.pdf"
    answer = client.get(f"{address}?format=a4&langue=fr&antenne=troccqm&assemblee=AGA&date=2026-11-20")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client.get(f"{address}?format=a0").status_code == 422
    assert client.get(f"{address}?antenne=riocm").status_code == 422
