"""With the link of any mail and no account: see, correct, choose again, take back."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.consents.models import ConsentEntry, Purpose
from app.core import renderings
from app.core.database import db
from app.core.personal_links import PersonalLink
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.models import Authority, Signatory, State
from tests.cosignatures.conftest import Coordinator, manage_path, rows, signed, states
from tests.factories import csrf_token
from tests.outbox import link_in, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


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
