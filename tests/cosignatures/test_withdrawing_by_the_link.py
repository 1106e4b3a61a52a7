"""A signatory takes the signature back by the link of the mails: at once, everywhere, and as easily as it was given."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.models import Signatory
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.conftest import Coordinator, manage_path, rows, signed, states, together
from tests.factories import make_account, make_cosignature
from tests.outbox import link_in, mail_names, mails

pytestmark = pytest.mark.data


def test_withdrawing_says_what_will_happen_and_does_it(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    public_page = f"/campagnes/{coordinator.campaign.slug}/signataires"
    assert "Le Phare" in coordinator.client.get(public_page).text
    page = coordinator.client.get(manage_path(cosignature) + "/retirer")
    assert "quitte tout de suite la liste publique" in page.text
    assert states() == ["validated"]
    done = coordinator.posts(manage_path(cosignature) + "/retirer")
    assert done.status_code == 200
    assert "La signature est retirée" in done.text
    assert states() == ["withdrawn"]
    assert "Le Phare" not in coordinator.client.get(public_page).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) == 0
    assert rows()[0].email_key == ""
    assert mail_names()[-1] == "cosignature_withdrawn"
    assert mails()[-1].to_address == "nadia@example.org"
    acts = sa.select(AuditEntry.act).where(AuditEntry.object_key == f"cosignature:{cosignature.id}")
    assert set(db.session.scalars(acts)) == {f"cosignature.{act}" for act in ("confirmed", "validated", "withdrawn")}


def test_once_withdrawn_every_link_says_so(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    confirm = link_in(mails()[0], "/confirmer/")
    service.withdraw(cosignature.id)
    here = manage_path(cosignature)
    for path in (here, f"{here}/merci", f"{here}/corriger", f"{here}/retirer", confirm):
        page = coordinator.client.get(path)
        assert page.status_code == 410, path
        assert "déjà retiré" in page.text
    form = coordinator.opens()
    assert coordinator.client.post(manage_path(cosignature) + "/retirer", data=form).status_code == 410
    assert mail_names().count("cosignature_withdrawn") == 1


def test_a_form_that_was_never_confirmed_disappears_without_a_word(coordinator: Coordinator) -> None:
    page = manage_path(signed(coordinator, "submitted"))
    coordinator.posts(page + "/retirer")
    assert rows() == []
    assert mail_names() == ["cosignature_confirm"]
    assert mails()[0].state is DeliveryState.CANCELLED
    assert coordinator.client.get(page).status_code == 410


def test_the_organization_may_sign_again(coordinator: Coordinator) -> None:
    service.withdraw(signed(coordinator).id)
    coordinator.sends(organization="Le Phare")
    coordinator.confirms()
    assert states() == ["withdrawn", "confirmed"]


def test_mails_on_their_way_are_stopped(app: Flask, coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    service.withdraw(cosignature.id)
    by_name = {mail.dedupe_key.partition(":")[0]: mail.state for mail in mails()}
    assert by_name["cosignature_confirm"] is DeliveryState.CANCELLED
    assert by_name["cosignature_validated"] is DeliveryState.CANCELLED
    assert by_name["cosignature_withdrawn"] is DeliveryState.QUEUED


@pytest.mark.parametrize(
    ("state", "key", "reason"),
    [
        ("submitted", "submitted", None),
        ("confirmed", "submitted", "now_confirmed"),
        ("validated", "validated", None),
        ("withdrawn", "validated", "withdrawn"),
        ("declined", "declined", None),
        ("confirmed", "declined", "now_confirmed"),
    ],
)
def test_the_guard_lets_a_mail_leave_only_while_it_is_true(
    campaign: Campaign, state: str, key: str, reason: str | None
) -> None:
    cosignature = make_cosignature(campaign, state)
    assert service.why_a_mail_must_not_leave(f"cosignature:{cosignature.id}:{key}") == reason


def test_the_guard_knows_what_is_gone(campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    assert service.why_a_mail_must_not_leave(f"cosignature:{cosignature.id}") is None
    service.withdraw(cosignature.id)
    assert service.why_a_mail_must_not_leave(f"cosignature:{cosignature.id}") == "gone"


@pytest.mark.engine
def test_a_withdrawal_and_a_validation_at_the_same_instant_leave_nothing_published(
    app: Flask, campaign: Campaign
) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    staff = make_account()
    together(
        app,
        lambda: service.withdraw(cosignature.id),
        lambda: service.validate(service.Seen(cosignature.id, "confirmed"), by=staff),
    )
    assert states() == ["withdrawn"]
    assert service.public_count(campaign) == 0
    waiting = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.QUEUED)).all()
    assert {mail.dedupe_key.partition(":")[0] for mail in waiting} == {"cosignature_withdrawn"}


@pytest.mark.engine
def test_two_withdrawals_at_the_same_instant_make_one(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "validated")
    answers = together(app, *[lambda: service.withdraw(cosignature.id)] * 3)
    assert sum(isinstance(answer, Exception) for answer in answers) == 2
    assert mail_names().count("cosignature_withdrawn") == 1
