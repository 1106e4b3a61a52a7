"""With the link of any mail and no account: see, correct, choose again, take back."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.consents.models import ConsentEntry, Purpose
from app.core import renderings
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.personal_links import PersonalLink
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.models import Authority, Cosignature, Signatory, State
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from app.organizations.models import Organization
from tests.cosignatures.conftest import TYPED, Coordinator, manage_path, moves_of, rows, states, together
from tests.factories import csrf_token, make_account, make_cosignature, make_organization
from tests.outbox import link_in, mail_names, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data

CORRECTION = {
    "organization": "Le Phare",
    "region": "01",
    "city": "Rimouski",
    "name": "Nadia Essai",
    "title": "coordonnatrice",
}


def signed(coordinator: Coordinator, state: str = "validated", **changes: object) -> Cosignature:
    typed = {"organization_name": "Le Phare", "email": "nadia@example.org", **changes}
    return make_cosignature(coordinator.campaign, state, **typed)


@pytest.mark.parametrize("state", ["submitted", "confirmed", "to_check", "validated", "declined"])
def test_the_page_shows_everything_that_is_known(coordinator: Coordinator, state: str) -> None:
    page = coordinator.client.get(manage_path(signed(coordinator, state)))
    assert page.status_code == 200
    for shown in ("Le Phare", "Rimouski", "Bas-Saint-Laurent", "Nadia Essai", "coordonnatrice", "nadia@example.org"):
        assert shown in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_every_mail_carries_the_link_but_the_receipt_of_a_withdrawal(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator, "declined")
    coordinator.sends(organization="Une autre")
    coordinator.sends(organization="Une autre")
    service.withdraw(cosignature.id)
    for mail in mails():
        carries = "/signature/" in mail.body_text
        assert carries is (not mail.dedupe_key.startswith("cosignature_withdrawn")), mail.dedupe_key
        assert ("/signature/" in (mail.body_html or "")) is carries


def test_reading_any_page_of_the_link_changes_nothing(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    before = (states(), len(mails()), renderings.revision(coordinator.campaign.page_key))
    for page in ("", "/merci", "/corriger", "/retirer"):
        assert coordinator.client.get(manage_path(cosignature) + page).status_code == 200
    assert coordinator.client.get(manage_path(cosignature) + "/choix").status_code == 405
    assert (states(), len(mails()), renderings.revision(coordinator.campaign.page_key)) == before


# Correct.


def test_the_person_is_corrected_without_going_back(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    before = renderings.revision(coordinator.campaign.page_key)
    typed = {**CORRECTION, "name": "Anne Roy", "title": "direction"}
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **typed)
    assert answer.status_code == 303
    [cosignature] = rows()
    assert cosignature.state is State.VALIDATED
    assert cosignature.signatory is not None
    assert (cosignature.signatory.name, cosignature.signatory.title) == ("Anne Roy", "direction")
    assert renderings.revision(coordinator.campaign.page_key) > before
    assert "C’est corrigé." in coordinator.client.get(manage_path(cosignature)).text


def test_the_answer_of_the_board_is_given_later_from_the_same_page(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator, authority=Authority.NO)
    page = coordinator.client.get(manage_path(cosignature)).text
    found = re.search(r'href="(/signature/conseil/[^"]+)">Donner la réponse du conseil', page)
    assert found
    assert coordinator.posts(found[1], authority="yes").status_code == 303
    assert rows()[0].authority is Authority.YES
    assert "La réponse du conseil est notée." in coordinator.client.get(found[1]).text


@pytest.mark.parametrize(("link", "path"), [(links.BOARD, "conseil"), (links.AGREEMENT, "accord")])
def test_a_link_that_answers_opens_nothing_else_and_asks_for_a_mail(
    coordinator: Coordinator, link: PersonalLink, path: str
) -> None:
    """It is forwarded to a whole board: what corrects or withdraws goes to whoever signed, and to nobody else."""
    cosignature = signed(coordinator)
    address = f"/signature/{path}/{link.token(cosignature.link_id)}"
    page = coordinator.client.get(address)
    opened = set(re.findall(r'(?:href|action)="(/signature/[^"]+)"', page.text))
    assert opened <= {address, f"{address}/lien"}
    before = len(mails())
    answer = coordinator.client.post(f"{address}/lien", data={"csrf_token": csrf_token(page)})
    assert (answer.status_code, answer.location) == (303, address)
    [mail] = mails()[before:]
    assert mail.to_address == cosignature.signatory.email
    assert coordinator.client.get(link_in(mail, "/signature/")).status_code == 200


@pytest.mark.parametrize("state", ["submitted", "declined"])
def test_nothing_is_asked_of_the_board_of_a_signature_that_does_not_stand(coordinator: Coordinator, state: str) -> None:
    assert "réponse du conseil" not in coordinator.client.get(manage_path(signed(coordinator, state))).text


@pytest.mark.parametrize("change", [{"organization": "Le Phare inc."}, {"region": "02"}, {"city": "Matane"}])
def test_another_name_or_place_goes_back_to_be_validated_and_off_the_list(
    coordinator: Coordinator, change: dict[str, str]
) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, **change})
    assert page.status_code == 303
    assert states() == ["confirmed"]
    assert moves_of(cosignature.id)[-1] == ("confirmed", "signatory")
    assert service.public_count(coordinator.campaign) == 0
    assert "regarde de nouveau" in coordinator.client.get(page.location).text


def test_a_signature_that_changes_region_changes_hands(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator, "confirmed")
    here, there = make_account("chapter", "troc-bas-saint-laurent"), make_account("chapter", "troc-02")
    coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "region": "02"})
    assert service.waiting(here) == 0
    assert service.waiting(there) == 1


def test_the_entry_that_a_misspelt_signature_had_brought_does_not_stay_in_the_register(
    coordinator: Coordinator,
) -> None:
    cosignature = signed(coordinator, "confirmed", organization_name="Le Fare")
    coordinator.posts(manage_path(cosignature) + "/corriger", **CORRECTION)
    assert db.session.scalars(sa.select(Organization.name)).all() == ["Le Phare"]
    assert rows()[0].organization is not None
    assert rows()[0].organization.name == "Le Phare"


def test_the_entry_of_the_register_stays_when_only_the_spelling_changes(coordinator: Coordinator) -> None:
    known = make_organization("Phare")
    cosignature = signed(coordinator, "confirmed")
    coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": "LE PHARE Inc."})
    assert rows()[0].organization_id == known.id
    assert rows()[0].shown_name == "LE PHARE Inc."


def test_a_correction_towards_an_organization_that_signed_yields_to_it_and_does_not_say_so(
    coordinator: Coordinator,
) -> None:
    other = make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    cosignature = signed(coordinator)
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": "La Bouée"})
    assert answer.status_code == 303
    assert states() == ["confirmed", "duplicate"]
    assert rows()[1].duplicate_of_id == other.id
    assert "cosignature_duplicate" not in mail_names()


@pytest.mark.parametrize("state", ["submitted", "declined"])
def test_what_is_not_to_be_corrected_is_refused(coordinator: Coordinator, state: str) -> None:
    cosignature = signed(coordinator, state)
    answer = coordinator.posts(manage_path(cosignature) + "/corriger", **CORRECTION)
    assert answer.status_code == 409


@pytest.mark.parametrize("field", ["organization", "region", "city", "name", "title"])
def test_a_correction_with_a_hole_is_explained_and_nothing_typed_is_lost(coordinator: Coordinator, field: str) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, field: ""})
    assert page.status_code == 422
    assert "Il y a un point à corriger" in page.text
    assert states() == ["validated"]


@pytest.mark.parametrize("name", ["=cmd()", "!!!", "x" * 251, "\0\r\n", "https://example.com"])
def test_a_name_that_cannot_be_one_is_refused_in_a_correction_too(coordinator: Coordinator, name: str) -> None:
    cosignature = signed(coordinator)
    page = coordinator.posts(manage_path(cosignature) + "/corriger", **{**CORRECTION, "organization": name})
    assert page.status_code == 422


# Consents.


def test_one_changes_ones_mind_and_the_ledger_keeps_both_words(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    assert service.public_count(coordinator.campaign) == 1
    coordinator.posts(manage_path(cosignature) + "/choix", news="y")
    assert service.public_count(coordinator.campaign) == 0
    coordinator.posts(manage_path(cosignature) + "/choix", publish_name="y", news="y")
    assert service.public_count(coordinator.campaign) == 1
    lines = db.session.scalars(sa.select(ConsentEntry).order_by(ConsentEntry.id)).all()
    assert [(line.text.purpose, line.is_given, line.channel.value) for line in lines[1:]] == [
        (Purpose.PUBLISH_NAME, True, "web_form"),
        (Purpose.NEWS, False, "web_form"),
        (Purpose.PUBLISH_NAME, False, "link"),
        (Purpose.NEWS, True, "link"),
        (Purpose.PUBLISH_NAME, True, "link"),
    ]
    assert service.choices(cosignature)[Purpose.NEWS] is True


def test_the_list_changes_one_request_after_a_change_of_mind(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    page = f"/campagnes/{coordinator.campaign.slug}/signataires"
    assert "Le Phare" in coordinator.client.get(page).text
    coordinator.posts(manage_path(cosignature) + "/choix", news="y")
    assert "Le Phare" not in coordinator.client.get(page).text


# Withdraw.


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


def test_the_link_of_one_signature_opens_no_other_purpose(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator, "submitted")
    wait, confirm = links.WAIT.token(cosignature.id), links.CONFIRM.url(cosignature.id, "fr").rpartition("/")[2]
    for token in (wait, confirm):
        assert coordinator.client.get(f"/signature/{token}").status_code == 404
    assert coordinator.client.get(f"/confirmer/{wait}").status_code == 404


def test_the_link_still_works_years_later(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    with days_later(3 * 365):
        assert coordinator.client.get(manage_path(cosignature)).status_code == 200


def test_a_link_whose_person_was_forgotten_says_that_it_is_too_old(coordinator: Coordinator) -> None:
    cosignature = signed(coordinator)
    with unit_of_work():
        db.session.execute(sa.delete(Signatory))
    assert coordinator.client.get(manage_path(cosignature)).status_code == 410


def test_what_was_typed_is_what_the_page_shows(coordinator: Coordinator) -> None:
    coordinator.sends()
    page = coordinator.client.get(link_in(mails()[0], "/signature/"))
    assert TYPED["organization"] in page.text


def test_a_manage_link_never_opens_a_row_of_another_mailbox(coordinator: Coordinator) -> None:
    signed(coordinator, "confirmed", email="victime@example.org", name="Victoire Essai")
    for _ in range(2):
        coordinator.sends(organization="Le Phare")
    first, second = (link_in(mail, "/signature/") for mail in mails()[-2:])
    coordinator.confirms(link_in(mails()[-1], "/confirmer/"))
    assert states() == ["confirmed", "duplicate", "duplicate"]
    for link in (first, second):
        page = coordinator.client.get(link)
        assert "nadia@example.org" in page.text
        assert "victime@example.org" not in page.text
        assert "Victoire Essai" not in page.text
    coordinator.posts(f"{first}/retirer")
    assert states() == ["confirmed", "duplicate", "withdrawn"]
    assert coordinator.client.get(first).status_code == 410
    assert [row.email_key for row in rows()] == ["victime@example.org", "", ""]


def test_even_a_row_that_names_another_mailbox_does_not_open_it(coordinator: Coordinator) -> None:
    victim = signed(coordinator, "confirmed", email="victime@example.org")
    closed = signed(coordinator, "confirmed", organization_name="Une autre")
    with unit_of_work():
        closed.state, closed.duplicate_of_id = State.DUPLICATE, victim.id
        closed.signatory = None
    assert coordinator.client.get(manage_path(closed)).status_code == 410
