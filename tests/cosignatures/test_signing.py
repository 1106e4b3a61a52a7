"""An organization signs: what is kept, what is asked, and when nothing can be signed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, ConsentEntry, Purpose
from app.core import renderings
from app.core.clock import now, today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.models import Cosignature, State
from app.deliveries.models import Kind
from app.organizations.models import Organization
from tests.cosignatures.conftest import Coordinator, rows
from tests.factories import make_campaign, make_organization, make_submission
from tests.outbox import code_in, mails
from tests.passing_time import seconds_later

pytestmark = pytest.mark.data


def ledger(cosignature: Cosignature) -> list[tuple[Purpose, bool, Channel]]:
    found = (
        sa.select(ConsentEntry).where(ConsentEntry.subject == f"cosignature:{cosignature.id}").order_by(ConsentEntry.id)
    )
    return [(line.text.purpose, line.is_given, line.channel) for line in db.session.scalars(found)]


def test_one_form_makes_one_row_one_person_the_consents_and_one_mail(coordinator: Coordinator) -> None:
    answer = coordinator.sends()
    assert answer.status_code == 303
    [cosignature] = rows()
    assert cosignature.state is State.SUBMITTED
    assert cosignature.shown_name == "Maison des femmes de l’Été inc."
    assert (cosignature.region_code, cosignature.city, cosignature.locale) == ("01", "Rimouski", "fr")
    assert cosignature.organization_id is None
    assert cosignature.suspicion is None
    assert cosignature.letter == campaigns.current_letter(coordinator.campaign)
    assert cosignature.signatory is not None
    assert (cosignature.signatory.name, cosignature.signatory.title) == ("Nadia Essai", "coordonnatrice")
    assert ledger(cosignature) == [
        (Purpose.NOTICE_COSIGN, True, Channel.WEB_FORM),
        (Purpose.PUBLISH_NAME, True, Channel.WEB_FORM),
        (Purpose.NEWS, False, Channel.WEB_FORM),
    ]
    [mail] = mails()
    assert (mail.kind, mail.to_address) == (Kind.CONFIRMATION, "nadia@example.org")
    assert mail.subject == "Confirmez la cosignature de votre organisme"
    assert mail.to_name == ""
    assert "Nadia Essai" not in mail.body_text + (mail.body_html or "")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 0


def test_the_waiting_page_says_what_is_left_to_do_and_to_whom_the_mail_went(coordinator: Coordinator) -> None:
    page = coordinator.client.get(coordinator.sends().location)
    assert "Il reste une étape" in page.text
    assert "nadia@example.org" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_no_box_is_ticked_in_advance_and_only_what_is_ticked_happens(coordinator: Coordinator) -> None:
    assert "checked" not in coordinator.client.get(coordinator.address).text
    coordinator.sends(without="publish_name", news="y")
    [cosignature] = rows()
    assert cosignature.publishes_name is False
    assert [(purpose, given) for purpose, given, _ in ledger(cosignature)][1:] == [
        (Purpose.PUBLISH_NAME, False),
        (Purpose.NEWS, True),
    ]


def test_the_notice_stands_above_the_button_with_its_blanks_filled(coordinator: Coordinator) -> None:
    text = coordinator.client.get(coordinator.address).text
    assert "La coalition de démonstration" in text[: text.index("Cosigner la lettre</button>")]
    assert "vie-privee@example.org" in text[: text.index("Cosigner la lettre</button>")]
    assert not any(blank in text for blank in ("{operator}", "{chapter}", "{hosting}", "{privacy_officer}"))


def test_a_new_wording_is_the_one_that_the_next_signature_agrees_to(coordinator: Coordinator) -> None:
    coordinator.sends()
    with unit_of_work():
        consents.set_texts(coordinator.campaign.consent_scope, "fr", {Purpose.PUBLISH_NAME: "Autrement dit : oui."})
        renderings.touch(coordinator.campaign.page_key)
    coordinator.sends(email="autre@example.org", organization="Une autre")
    versions = db.session.scalars(
        sa.select(ConsentEntry).where(ConsentEntry.subject == f"cosignature:{rows()[1].id}")
    ).all()
    assert {line.text.version for line in versions if line.text.purpose is Purpose.PUBLISH_NAME} == {2}


def test_an_organization_chosen_in_the_list_is_kept_unless_another_name_or_region_is_put_over_it(
    coordinator: Coordinator,
) -> None:
    known = make_organization("Maison Exemple", "02", "Alma", aliases=("M.E.",))
    coordinator.sends(organization="Maison exemple", organization_id=str(known.id), region="02")
    coordinator.sends(organization="ME", organization_id=str(known.id), region="02", email="b@example.org")
    coordinator.sends(organization="Une autre", organization_id=str(known.id), region="02", email="c@example.org")
    coordinator.sends(organization="Maison Exemple", organization_id="pas un identifiant", email="d@example.org")
    coordinator.sends(organization="Maison Exemple", organization_id=str(known.id), region="01", email="e@example.org")
    assert [row.organization_id for row in rows()] == [known.id, known.id, None, None, None]


def test_the_relay_link_is_kept_when_it_looks_like_one(coordinator: Coordinator) -> None:
    page = coordinator.client.get(coordinator.address + "?via=troc-bsl")
    assert 'name="via" type="hidden" value="troc-bsl"' in page.text
    coordinator.sends(via="troc-bsl")
    coordinator.sends(via="<b>", email="b@example.org")
    assert [row.via for row in rows()] == ["troc-bsl", None]


def test_a_closed_campaign_takes_no_signature_and_says_so_kindly(coordinator: Coordinator) -> None:
    fields = coordinator.opens()
    campaigns.close_campaign(coordinator.campaign.slug)
    assert coordinator.client.get(coordinator.address).status_code == 410
    answer = coordinator.client.post(coordinator.address, data=fields)
    assert answer.status_code == 410
    assert "ne prend plus de signatures" in answer.text


def test_the_last_day_is_the_last_day(app: Flask, client: FlaskClient) -> None:
    campaign = make_campaign(closes_on=today())
    assert Coordinator(client, campaign).sends().status_code == 303
    with seconds_later(86400):
        assert client.get(f"/campagnes/{campaign.slug}/cosigner").status_code == 410
        assert client.post(f"/campagnes/{campaign.slug}/cosigner", data={"csrf_token": "x"}).status_code in (400, 410)


@pytest.mark.parametrize("slug", ["nulle-part", "%00", "a" * 5000, "%ff"])
def test_a_campaign_that_does_not_exist_is_not_found(client: FlaskClient, slug: str) -> None:
    for page in ("cosigner", "signataires", "signataires.txt", "signataires.csv", "cosigner/lien"):
        assert client.get(f"/campagnes/{slug}/{page}").status_code == 404


def test_without_its_csrf_token_a_form_is_refused(coordinator: Coordinator) -> None:
    assert coordinator.client.post(coordinator.address, data={}).status_code == 400
    assert rows() == []


def test_reading_the_form_changes_nothing(coordinator: Coordinator) -> None:
    coordinator.opens()
    assert rows() == []
    assert mails() == []


def test_nothing_is_kept_of_a_signature_whose_mail_cannot_be_written(app: Flask, campaign: Campaign) -> None:
    def full(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO deliveries"):
            raise RuntimeError("no room is left")

    sa.event.listen(db.engine, "before_cursor_execute", full)
    try:
        with pytest.raises(RuntimeError, match="no room is left"):
            service.submit(campaign, make_submission())
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", full)
    assert rows() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConsentEntry)) == 0


def test_the_code_of_the_mail_is_six_digits(coordinator: Coordinator) -> None:
    coordinator.sends()
    assert len(code_in(mails()[0])) == 6
    assert now() - rows()[0].submitted_at < timedelta(minutes=1)
