"""Whoever writes may agree to have the personal line quoted; staff read it first, and the author takes it back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.database import db
from app.messages import links, service
from app.messages.errors import NoSuchMessage
from app.messages.models import Excerpt, Message, Reading
from tests.factories import make_account, make_message, make_riding, sign_in
from tests.messages.conftest import Form, Supporter
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def excerpts() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Excerpt)) or 0


def test_nobody_is_quoted_who_did_not_tick_the_box(supporter: Supporter) -> None:
    supporter.sends(personal_line="Ma sœur y va.")
    assert excerpts() == 0
    supporter.sends(personal_line="", quotes_line="y", email="autre@example.com")
    assert excerpts() == 0


def test_the_box_is_kept_through_the_preview_and_its_wording_in_the_ledger(supporter: Supporter) -> None:
    page = supporter.previews(personal_line="Ma sœur y va.", quotes_line="y")
    assert Form(page).fields["quotes_line"] == "y"
    supporter.sends(personal_line="Ma sœur y va.", quotes_line="y")
    message = db.session.scalars(sa.select(Message)).one()
    assert message.excerpt is not None
    assert consents.in_force(f"message:{message.id}")[Purpose.QUOTE_LINE]
    assert service.quotes(message.campaign) == [], "before it is confirmed, nobody wrote it"


def test_a_campaign_without_the_wording_does_not_ask(supporter: Supporter, campaign: Campaign) -> None:
    assert "quotes_line" in supporter.client.get(f"{supporter.lookup_address}/rimouski").text
    texts = campaigns.consent_texts(campaign, "fr")
    assert texts[Purpose.QUOTE_LINE].version == 1
    db.session.execute(sa.delete(type(texts[Purpose.QUOTE_LINE])).where(sa.text("purpose = 'quote_line'")))
    db.session.commit()
    page = supporter.client.get(f"{supporter.lookup_address}/rimouski")
    assert page.status_code == 200
    assert "quotes_line" not in page.text


def test_its_author_takes_it_back_by_the_link_and_is_quoted_nowhere(client: FlaskClient, supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, quotes_line=True)
    staff = make_account()
    service.read_excerpt(message.campaign, message.id, Reading.ACCEPTED, None, by=staff)
    assert service.quoted(message.campaign, message.riding, most=5) == ["Ma sœur y va chaque semaine."]
    address = f"/message/{links.MANAGE.token(message.id)}"
    page = client.get(address)
    assert "Ne plus citer ma phrase" in page.text
    assert supporter.presses_the_button_of(page, f"{address}/phrase").location == address
    assert excerpts() == 0
    assert consents.in_force(f"message:{message.id}")[Purpose.QUOTE_LINE] is False
    with pytest.raises(NoSuchMessage):
        service.read_excerpt(message.campaign, message.id, Reading.ACCEPTED, None, by=staff)
    assert "Ne plus citer" not in client.get(address).text


def test_it_goes_with_the_message(supporter: Supporter, campaign: Campaign) -> None:
    make_message(campaign, quotes_line=True)
    withdrawn = make_message(campaign, is_confirmed=True, quotes_line=True)
    make_message(campaign, is_confirmed=True, quotes_line=True)
    service.withdraw(withdrawn.id)
    assert excerpts() == 2
    campaigns.close_campaign(campaign.slug)
    with days_later(31):
        service.forget_unconfirmed()
    assert excerpts() == 1
    with days_later(181):
        service.forget_supporters()
    assert excerpts() == 0


def test_a_chapter_reads_the_sentences_of_its_ridings_only(client: FlaskClient, supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True, quotes_line=True)
    address = f"/equipe/campagnes/{supporter.campaign.slug}/phrases"
    sign_in(client, make_account("chapter", "troccqm"))
    assert "Ma sœur" not in client.get(address).text
    token = {"csrf_token": Form(client.get("/equipe/compte")).fields["csrf_token"], "decision": "accepted"}
    assert client.post(f"{address}/{message.id}", data=token).status_code == 404
    sign_in(client, make_account("chapter", "troc-bas-saint-laurent"))
    page = client.get(address).text
    assert "Ma sœur" in page
    assert "Jeanne" not in page
    token["csrf_token"] = Form(client.get("/equipe/compte")).fields["csrf_token"]
    assert client.post(f"{address}/{message.id}", data=token).status_code == 303
    assert service.quoted(supporter.campaign, make_riding(), most=5) == ["Ma sœur y va chaque semaine."]
