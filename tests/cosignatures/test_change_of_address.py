"""Another e-mail address by the link of the mails: proved first, told to the former one, which may take it back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import limits
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.suspicion import OF_A_DAY
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.errors import LinkReplaced, TooManyAddresses
from app.cosignatures.models import AddressChange, Cosignature, Signatory
from app.deliveries.models import Delivery
from tests.cosignatures.conftest import Coordinator, manage_path, rows, together
from tests.factories import make_cosignature
from tests.outbox import link_in, mail_names, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data

OLD, NEW = "nadia@example.org", "anne@example.com"


def signed(coordinator: Coordinator, state: str = "validated") -> Cosignature:
    return make_cosignature(coordinator.campaign, state, organization_name="Le Phare", email=OLD)


def asks(coordinator: Coordinator, cosignature: Cosignature, email: str = NEW) -> None:
    answer = coordinator.posts(f"/signature/{links.MANAGE.token(cosignature.link_id)}/adresse", email=email)
    assert answer.status_code == 303, answer.status


def newest(name: str, to: str) -> Delivery:
    return [mail for mail in mails() if mail.dedupe_key.startswith(f"{name}:") and mail.to_address == to][-1]


def confirms(coordinator: Coordinator, email: str = NEW) -> str:
    """The button of the mail that went to the new address; the page that it leads to."""
    path = link_in(newest("cosignature_address_confirm", email), "/signature/adresse/")
    answer = coordinator.posts(path)
    assert answer.status_code == 303
    return str(answer.location)


def refuses(coordinator: Coordinator, name: str) -> str:
    return coordinator.posts(link_in(newest(name, OLD), "/signature/pas-moi/")).text


def address_of(cosignature: Cosignature) -> str:
    return db.session.scalars(sa.select(Signatory.email).where(Signatory.cosignature_id == cosignature.id)).one()


def test_nothing_changes_before_the_new_address_is_confirmed_and_both_are_written_to(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    assert address_of(cosignature) == OLD
    assert [(mail.dedupe_key.partition(":")[0], mail.to_address) for mail in mails()[-2:]] == [
        ("cosignature_address_confirm", NEW),
        ("cosignature_address_asked", OLD),
    ]
    page = coordinator.client.get(manage_path(cosignature)).text
    assert "rien ne change tant que le bouton" in page
    path = link_in(mails()[-2], "/signature/adresse/")
    assert coordinator.client.get(path).status_code == 200  # opening it changes nothing
    assert address_of(cosignature) == OLD


def test_the_mail_to_an_address_that_nobody_proved_names_the_organization_and_nobody(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    mail = newest("cosignature_address_confirm", NEW)
    assert "Le Phare" in mail.body_text
    for private in ("Nadia", OLD, "/signature/pas-moi/", links.MANAGE.token(rows()[0].id)[:20]):
        assert private not in mail.body_text + (mail.body_html or "")
    assert mail.to_name == ""


def test_once_confirmed_the_old_links_die_and_new_ones_are_sent(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    old = {link: link.token(cosignature.id) for link in (links.MANAGE, links.BOARD, links.CONFIRM, links.WAIT)}
    asks(coordinator, cosignature)
    page = coordinator.client.get(confirms(coordinator))
    assert NEW in page.text
    assert address_of(cosignature) == NEW
    assert rows()[0].email_key == NEW
    new = link_in(newest("cosignature_address_taken", NEW), "/signature/")
    assert coordinator.client.get(new).status_code == 200
    slug = coordinator.campaign.slug
    for path in (
        f"/signature/{old[links.MANAGE]}",
        f"/signature/{old[links.MANAGE]}/merci",
        f"/signature/{old[links.MANAGE]}/corriger",
        f"/signature/{old[links.MANAGE]}/adresse",
        f"/signature/conseil/{old[links.BOARD]}",
        f"/confirmer/{old[links.CONFIRM]}",
    ):
        answer = coordinator.client.get(path)
        assert (answer.status_code, "Ce lien ne sert plus" in answer.text) == (410, True), path
    code = links.CONFIRM.code(cosignature.id)
    waiting = f"/campagnes/{slug}/cosigner/attente/{old[links.WAIT]}"
    assert coordinator.types_the_code(code, waiting).status_code == 410


def test_every_later_mail_goes_to_the_new_address_with_the_new_links(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    confirms(coordinator)
    service.resend(coordinator.campaign, NEW, locale="fr")
    assert coordinator.client.get(link_in(mails()[-1], "/signature/")).status_code == 200
    service.resend(coordinator.campaign, OLD, locale="fr")
    service.withdraw(rows()[0].id)
    assert [mail.to_address for mail in mails()[-2:]] == [NEW, NEW]


def test_pressing_again_changes_nothing(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    path = link_in(newest("cosignature_address_confirm", NEW), "/signature/adresse/")
    first = confirms(coordinator)
    assert coordinator.client.get(path).location == first
    before = mail_names()
    service.take_address(db.session.scalars(sa.select(AddressChange.id)).one())
    assert mail_names() == before


def test_the_former_address_refuses_what_was_asked(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    assert "vos liens servent toujours" in refuses(coordinator, "cosignature_address_asked")
    path = link_in(newest("cosignature_address_confirm", NEW), "/signature/adresse/")
    assert coordinator.client.get(path).status_code == 410
    assert address_of(cosignature) == OLD
    assert coordinator.client.get(manage_path(cosignature)).status_code == 200


@pytest.mark.parametrize("notice", ["cosignature_address_asked", "cosignature_address_left"])
def test_the_former_address_takes_back_what_was_confirmed(coordinator: Coordinator, notice: str) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    stolen = confirms(coordinator)
    assert "revenue à votre adresse" in refuses(coordinator, notice)
    assert address_of(cosignature) == OLD
    assert coordinator.client.get(stolen).status_code == 410
    back = link_in(newest("cosignature_address_taken", OLD), "/signature/")
    assert coordinator.client.get(back).status_code == 200


def test_whoever_took_the_address_gains_nothing_by_passing_it_on(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    confirms(coordinator)
    asks(coordinator, rows()[0], "autre@example.com")
    confirms(coordinator, "autre@example.com")
    refuses(coordinator, "cosignature_address_asked")
    assert address_of(cosignature) == OLD
    for change in db.session.scalars(sa.select(AddressChange)):
        with pytest.raises(LinkExpired):
            service.refuse_address(change.id)


def test_who_passed_the_signature_on_has_no_way_back_by_the_link_that_gave_it(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    path = link_in(newest("cosignature_address_confirm", NEW), "/signature/adresse/")
    confirms(coordinator)
    first = db.session.scalars(sa.select(AddressChange.id)).one()
    asks(coordinator, rows()[0], "autre@example.com")
    confirms(coordinator, "autre@example.com")
    answer = coordinator.client.get(path)
    assert (answer.status_code, "Ce lien ne sert plus" in answer.text) == (410, True)
    with pytest.raises(LinkReplaced):
        service.take_address(first)


def test_asking_anew_drops_what_was_asked_before(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature, "faute@example.com")
    asks(coordinator, cosignature)
    first, _second = db.session.scalars(sa.select(AddressChange).order_by(AddressChange.id)).all()
    with pytest.raises(LinkExpired):
        service.take_address(first.id)
    confirms(coordinator)
    assert address_of(cosignature) == NEW


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Écrivez la nouvelle adresse"), ("anne@", "après le @"), (OLD.upper(), "déjà l’adresse"), ("\0", "adresse")],
)
def test_an_address_that_cannot_be_is_explained(coordinator: Coordinator, typed: str, said: str) -> None:
    answer = coordinator.posts(f"{manage_path(signed(coordinator))}/adresse", email=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "cosignature_address_asked" not in mail_names()


def test_nobody_floods_a_mailbox_with_changes(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    for _ in range(3):
        service.ask_for_address(cosignature.id, NEW)
    with pytest.raises(TooManyAddresses):
        service.ask_for_address(cosignature.id, NEW)
    page = coordinator.posts(f"{manage_path(cosignature)}/adresse", email="autre@example.com")
    assert page.status_code == 422
    assert "beaucoup de demandes" in page.text


def test_a_mailbox_that_had_its_mails_of_the_day_is_asked_no_more(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    for _ in range(OF_A_DAY.times):
        limits.exceeded([(OF_A_DAY, NEW)])
    with pytest.raises(TooManyAddresses):
        service.ask_for_address(cosignature.id, NEW)


@pytest.mark.parametrize("state", ["submitted", "declined"])
def test_what_is_not_to_be_corrected_keeps_its_address(coordinator: Coordinator, state: str) -> None:
    answer = coordinator.posts(f"{manage_path(signed(coordinator, state))}/adresse", email=NEW)
    assert answer.status_code == 409


def test_links_are_good_for_a_week_and_what_was_asked_is_forgotten_after_a_month(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    path = link_in(newest("cosignature_address_confirm", NEW), "/signature/adresse/")
    with days_later(8):
        assert coordinator.client.get(path).status_code == 410
    with days_later(31):
        service.forget_unconfirmed()
    assert db.session.scalars(sa.select(AddressChange)).all() == []


@pytest.mark.parametrize("what", ["withdrawn", "forgotten"])
def test_addresses_go_with_the_person(coordinator: Coordinator, what: str) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    if what == "withdrawn":
        service.withdraw(cosignature.id)
    else:
        with unit_of_work():
            db.session.execute(sa.delete(Signatory))
    assert db.session.scalars(sa.select(AddressChange)).all() == []
    path = link_in(newest("cosignature_address_confirm", NEW), "/signature/adresse/")
    assert coordinator.client.get(path).status_code == 410


@pytest.mark.engine
def test_taken_and_refused_at_the_same_instant_one_of_the_two_stands(app: Flask, coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    asks(coordinator, cosignature)
    change_id = db.session.scalars(sa.select(AddressChange.id)).one()
    db.session.commit()
    results = together(app, lambda: service.take_address(change_id), lambda: service.refuse_address(change_id))
    assert not any(isinstance(one, Exception) and not isinstance(one, LinkExpired) for one in results)
    assert address_of(cosignature) == OLD


def test_the_journal_says_that_it_changed_and_no_address(coordinator: Coordinator) -> None:
    asks(coordinator, signed(coordinator))
    confirms(coordinator)
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.act for entry in entries][-2:] == ["cosignature.address_asked", "cosignature.address_changed"]
    assert not any("@" in str(entry.details) for entry in entries)


def test_a_link_of_a_former_address_is_refused_by_the_service_too(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    token = links.MANAGE.token(cosignature.id)
    with unit_of_work():
        db.session.get_one(Cosignature, cosignature.id).reach_at(NEW, key=NEW)
    with pytest.raises(LinkReplaced):
        service.of_link(token)
