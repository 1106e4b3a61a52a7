"""Staff decide: in their regions, once, and what they do is written down and can be undone."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import renderings
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, IllegalMove, NoSuchCosignature
from app.cosignatures.models import Cosignature, State
from app.cosignatures.service import Seen
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.conftest import moves_of, press, rows, staff_path, states, together
from tests.factories import form_token, make_account, make_cosignature
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data
HERE, THERE = "01", "02"


def test_validating_publishes_tells_the_signatory_and_is_written_down(
    desk_client: FlaskClient, campaign: Campaign, chapter: Account
) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    before = renderings.revision(campaign.page_key)
    code, said = press(desk_client, cosignature, "valider", "confirmed")
    assert code == 303
    assert "Le Phare : validée." in said
    assert states() == ["validated"]
    assert [entry.name for section in service.validated_list(campaign) for entry in section.entries] == ["Le Phare"]
    assert renderings.revision(campaign.page_key) > before
    assert mail_names()[-1] == "cosignature_validated"
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "cosignature.validated")).one()
    assert (entry.object_key, entry.account_id) == (f"cosignature:{cosignature.id}", chapter.id)
    assert "Chantal Antenne" in desk_client.get(staff_path(cosignature)).text


def test_without_the_consent_the_name_stays_off_the_list_and_the_mail_says_so(
    campaign: Campaign, chapter: Account
) -> None:
    make_cosignature(campaign, "validated", by=chapter, publishes_name=False)
    assert service.public_count(campaign) == 0
    assert "n’est ni montré ni compté" in mails()[-1].body_text


def test_the_second_person_sees_what_was_decided_and_nothing_is_decided_twice(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    service.decline(Seen(cosignature.id, "confirmed"), "Une ville.", by=make_account())
    code, said = press(desk_client, cosignature, "valider", "confirmed")
    assert code == 303
    assert "Le Phare : déjà refusée par quelqu’un d’autre. Rien n’a été changé." in said
    assert states() == ["declined"]
    assert [to for to, _ in moves_of(cosignature.id)] == ["confirmed", "declined"]


@pytest.mark.engine
def test_two_that_validate_at_the_same_instant_validate_once(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    one, two = make_account(), make_account()
    answers = together(
        app,
        lambda: service.validate(Seen(cosignature.id, "confirmed"), by=one),
        lambda: service.validate(Seen(cosignature.id, "confirmed"), by=two),
    )
    assert sum(isinstance(answer, DecidedMeanwhile) for answer in answers) == 1
    assert [to for to, _ in moves_of(cosignature.id)] == ["confirmed", "validated"]
    assert mail_names().count("cosignature_validated") == 1


@pytest.mark.engine
def test_one_validates_while_the_other_declines_and_one_of_them_wins(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    one, two = make_account(), make_account()
    answers = together(
        app,
        lambda: service.validate(Seen(cosignature.id, "confirmed"), by=one),
        lambda: service.decline(Seen(cosignature.id, "confirmed"), "Non.", by=two),
    )
    assert sum(isinstance(answer, DecidedMeanwhile) for answer in answers) == 1
    assert len(moves_of(cosignature.id)) == 2


def test_declining_asks_for_a_reason_and_mails_it_as_it_is_written(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Ville de Mont-Exemple")
    code, said = press(desk_client, cosignature, "refuser", "confirmed", reason="  ")
    assert code == 422
    assert "Écrivez la raison" in said
    assert press(desk_client, cosignature, "refuser", "confirmed", reason="x" * 501)[0] == 422
    code, said = press(
        desk_client, cosignature, "refuser", "confirmed", reason="Une ville <b>appuie</b>.\r\n\r\nMerci!"
    )
    assert code == 303
    assert states() == ["declined"]
    assert rows()[0].declined_reason == "Une ville <b>appuie</b>.\n\nMerci!"
    mail = mails()[-1]
    assert "    Une ville <b>appuie</b>." in mail.body_text
    assert "&lt;b&gt;appuie" in (mail.body_html or "")


def test_undoing_a_refusal_stops_its_mail_and_the_place_is_taken_again(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    cosignature = make_cosignature(campaign, "declined")
    assert press(desk_client, cosignature, "rouvrir", "declined")[0] == 303
    assert states() == ["confirmed"]
    assert rows()[0].declined_reason is None
    stopped = [mail for mail in mails() if mail.dedupe_key.startswith("cosignature_declined")]
    assert [mail.state for mail in stopped] == [DeliveryState.CANCELLED]


def test_undoing_a_validation_takes_it_off_the_list(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "validated")
    page = f"/campagnes/{campaign.slug}/signataires"
    assert cosignature.shown_name in desk_client.get(page).text
    assert press(desk_client, cosignature, "rouvrir", "validated")[0] == 303
    assert cosignature.shown_name not in desk_client.get(page).text
    assert states() == ["confirmed"]


def test_the_good_news_is_mailed_once_however_often_it_is_undone(campaign: Campaign, chapter: Account) -> None:
    cosignature = make_cosignature(campaign, "validated", by=chapter)
    service.reopen(Seen(cosignature.id, "validated"), by=chapter)
    service.validate(Seen(cosignature.id, "confirmed"), by=chapter)
    waiting = [mail for mail in mails() if mail.dedupe_key.startswith("cosignature_validated")]
    assert sorted(mail.state.value for mail in waiting) == ["cancelled", "queued"]
    with unit_of_work():
        for mail in waiting:
            mail.state, mail.attempts, mail.first_attempt_at = DeliveryState.ACCEPTED, 1, now()
            mail.finished_at = now()
    service.reopen(Seen(cosignature.id, "validated"), by=chapter)
    service.validate(Seen(cosignature.id, "confirmed"), by=chapter)
    assert mail_names().count("cosignature_validated") == 2


def test_an_organization_that_signed_meanwhile_keeps_the_place(campaign: Campaign, chapter: Account) -> None:
    declined = make_cosignature(campaign, "declined", organization_name="Le Phare", by=chapter)
    aside = make_cosignature(campaign, "to_check", organization_name="Le Phare")
    make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    with pytest.raises(AnotherIsLive):
        service.reopen(Seen(declined.id, "declined"), by=chapter)
    with pytest.raises(AnotherIsLive):
        service.validate(Seen(aside.id, "to_check"), by=chapter)
    assert states() == ["declined", "to_check", "confirmed"]
    service.decline(Seen(aside.id, "to_check"), "Déjà signé.", by=chapter)


def test_what_was_set_aside_is_validated_by_a_person_and_only_then_enters_the_register(
    campaign: Campaign, chapter: Account
) -> None:
    aside = make_cosignature(campaign, "to_check")
    assert aside.organization_id is None
    service.validate(Seen(aside.id, "to_check"), by=chapter)
    [cosignature] = rows()
    assert cosignature.organization is not None
    assert service.rank(cosignature) == 1


def test_a_double_that_is_none_can_be_reopened_once_the_place_is_free(campaign: Campaign, chapter: Account) -> None:
    first = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    double = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    with pytest.raises(AnotherIsLive):
        service.reopen(Seen(double.id, "duplicate"), by=chapter)
    service.withdraw(first.id)
    assert service.reopen(Seen(double.id, "duplicate"), by=chapter).cosignature.state is State.CONFIRMED


def test_a_form_that_closed_when_its_author_confirmed_another_is_nobodys_business(
    campaign: Campaign, chapter: Account
) -> None:
    email = "odile@example.org"
    left_aside = make_cosignature(campaign, "submitted", organization_name="Le Phare", email=email)
    make_cosignature(campaign, "confirmed", organization_name="Le Phare", email=email)
    assert service.confirm(left_aside.id)
    assert db.session.get_one(Cosignature, left_aside.id, populate_existing=True).state is State.DUPLICATE
    with pytest.raises(NoSuchCosignature):
        service.reopen(Seen(left_aside.id, "duplicate"), by=chapter)


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com"])
def test_a_decision_sends_nobody_to_another_site(desk_client: FlaskClient, campaign: Campaign, elsewhere: str) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    token = form_token(desk_client)
    data = {"csrf_token": token, "state": "confirmed", "retour": elsewhere}
    answer = desk_client.post(staff_path(cosignature, "valider"), data=data)
    assert "example.com" not in (answer.location or "")


@pytest.mark.parametrize("name", ["valider", "refuser", "rouvrir"])
def test_a_decision_without_its_csrf_token_is_refused(desk_client: FlaskClient, campaign: Campaign, name: str) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    assert (
        desk_client.post(staff_path(cosignature, name), data={"state": "confirmed", "reason": "x"}).status_code == 400
    )
    assert states() == ["confirmed"]


@pytest.mark.parametrize(
    ("state", "name"), [("validated", "valider"), ("declined", "valider"), ("confirmed", "rouvrir"),
                        ("withdrawn", "valider"), ("withdrawn", "rouvrir"), ("withdrawn", "refuser")],
)  # fmt: skip
def test_a_move_that_does_not_exist_is_refused(
    desk_client: FlaskClient, campaign: Campaign, state: str, name: str
) -> None:
    cosignature = make_cosignature(campaign, state)
    assert press(desk_client, cosignature, name, state, reason="x")[0] in (303, 409)
    assert states() == [state]


def test_the_moves_that_exist_are_these(app: Flask) -> None:
    with pytest.raises(IllegalMove):
        Cosignature(state=State.WITHDRAWN).check_move(State.CONFIRMED)
    with pytest.raises(IllegalMove):
        Cosignature(state=State.SUBMITTED).check_move(State.VALIDATED)


def test_the_right_to_see_is_not_the_right_to_decide_elsewhere(campaign: Campaign, chapter: Account) -> None:
    foreign = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    with pytest.raises(NoSuchCosignature):
        service.validate(Seen(foreign.id, "confirmed"), by=chapter)
    with pytest.raises(NoSuchCosignature):
        service.validate(Seen(uuid.uuid4(), "confirmed"), by=chapter)
