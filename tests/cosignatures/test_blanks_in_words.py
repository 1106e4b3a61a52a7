"""What staff leave for the program to fill in: the pages say each code in words, and the mails fill each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import uuid_utils.compat
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.language import speaking
from app.cosignatures import service
from app.cosignatures.agreements import mails as agreement
from app.cosignatures.reminders.audiences import Reached
from app.cosignatures.reminders.mails import Pen
from app.cosignatures.service import Words
from tests.factories import make_account, make_campaign, sign_in

pytestmark = pytest.mark.data
PAGES = {"relances/nouvelle": service.BLANKS, "accords/demande": agreement.BLANKS}


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


def with_every(codes: Mapping[str, Any]) -> dict[str, Words]:
    text = " ".join(f"{{{code}}}" for code in codes)
    return {"fr": Words(text, text)}


def test_staff_read_in_words_what_each_code_becomes(client: FlaskClient, campaign: Campaign) -> None:
    sign_in(client, make_account())
    for page, codes in PAGES.items():
        shown = client.get(f"/equipe/campagnes/{campaign.slug}/{page}").text
        with speaking("fr"):
            for code, words in codes.items():
                assert f'data-blank="{{{code}}}">{words}</button>' in shown, (page, code)  # put there by a script
                assert f"<dt><code>{{{code}}}</code></dt>\n        <dd>{words}</dd>" in shown, (page, code)


def test_a_reminder_fills_every_code_that_its_page_offers(campaign: Campaign) -> None:
    pen = Pen(campaign, with_every(service.BLANKS), "01", uuid_utils.compat.uuid7(), earlier=campaign)
    mail = pen.write(Reached(uuid_utils.compat.uuid7(), "Le Phare", "Nadia", "phare@example.org", "fr"))
    assert "{" not in mail.content.subject + mail.content.text


def test_the_question_about_a_changed_letter_fills_every_code_that_its_page_offers(campaign: Campaign) -> None:
    letter = campaigns.current_letter(campaign)
    one, key, organization, sending = (uuid_utils.compat.uuid7() for _ in range(4))
    to = agreement.Asked(
        one, key, organization, letter.id, "Le Phare", "Nadia", "phare@example.org", "fr", signed_at=now()
    )
    mail = agreement.write(campaign, sending, letter.id, with_every(agreement.BLANKS), to)
    assert "{" not in mail.content.subject + mail.content.text
