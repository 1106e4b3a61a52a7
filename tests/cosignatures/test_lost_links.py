"""Whoever lost the mail receives the links again: by mail only, and nothing tells whether an address is known."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import mailer
from app.cosignatures import service
from app.cosignatures.confirming import RESENT_FOR_PLACE
from tests.cosignatures.conftest import Coordinator, main_of
from tests.desk.conftest import counting
from tests.factories import make_cosignature
from tests.outbox import mail_names, mails
from tests.passing_time import seconds_later

pytestmark = pytest.mark.data


def test_the_links_are_sent_again_by_mail_and_the_page_says_the_same_to_everybody(coordinator: Coordinator) -> None:
    page = f"/campagnes/{coordinator.campaign.slug}/cosigner/lien"
    make_cosignature(coordinator.campaign, "validated", organization_name="Le Phare", email="n@example.org")
    make_cosignature(coordinator.campaign, "submitted", organization_name="La Bouée", email="N@example.org")
    known = coordinator.posts(page, email="n@example.org")
    unknown = coordinator.posts(page, email="personne@example.org")
    assert known.status_code == unknown.status_code == 200
    assert main_of(known) == main_of(unknown)
    assert mail_names()[-1] == "cosignature_links"
    text = mails()[-1].body_text
    assert "Le Phare" in text
    assert "La Bouée" in text
    assert text.count("/confirmer/") == 1
    assert "/signature/" in text


def test_forms_that_somebody_else_sends_do_not_push_out_the_link_to_what_is_confirmed(
    coordinator: Coordinator,
) -> None:
    make_cosignature(coordinator.campaign, "validated", organization_name="Le Phare", email="n@example.org")
    for number in range(25):
        make_cosignature(coordinator.campaign, "submitted", organization_name=f"O {number}", email="n@example.org")
    coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email="n@example.org")
    text = mails()[-1].body_text
    assert mail_names()[-1] == "cosignature_links"
    assert "Nadia Essai" not in text
    assert 0 < text.index("Le Phare") < text.index("O 24")
    assert text.count("\n- ") == 20


def test_an_address_that_is_not_known_costs_the_same_work(
    coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def counted(name: str, *rest: Any, **context: Any) -> mailer.Rendered:
        written.append(name)
        return render(name, *rest, **context)

    render = mailer.render
    monkeypatch.setattr(mailer, "render", counted)
    coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email="personne@example.org")
    assert written == ["cosignature_links"]
    assert mails() == []


def test_as_much_is_written_whether_a_mail_leaves_or_not(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", email="n@example.org")
    page = f"/campagnes/{coordinator.campaign.slug}/cosigner/lien"
    written = []
    for email in ("n@example.org", "n@example.org", "personne@example.org"):  # once, once more, and of nobody
        with counting() as sent:
            coordinator.posts(page, email=email)
        written.append(sum(statement.startswith("INSERT INTO delivery_moves") for statement in sent))
    assert written == [1, 1, 1]
    assert mail_names().count("cosignature_links") == 1
    assert not [mail for mail in mails() if mail.dedupe_key.startswith("nobody")]


def test_the_links_are_sent_again_three_times_an_hour_at_most(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", email="n@example.org")
    for minutes in range(6):
        with seconds_later(60 * minutes):
            page = f"/campagnes/{coordinator.campaign.slug}/cosigner/lien"
            assert coordinator.posts(page, email="n@example.org").status_code == 200
    assert mail_names().count("cosignature_links") == 3


def test_one_place_cannot_have_the_links_of_many_sent_again(coordinator: Coordinator) -> None:
    for number in range(RESENT_FOR_PLACE.times):
        service.resend(coordinator.campaign, f"inconnue-{number}@example.org", locale="fr", ip="192.0.2.1")
    make_cosignature(coordinator.campaign, "confirmed", email="n@example.org")
    for ip, sent in (("192.0.2.1", 0), ("192.0.2.2", 1)):
        service.resend(coordinator.campaign, "n@example.org", locale="fr", ip=ip)
        assert mail_names().count("cosignature_links") == sent


def test_nothing_is_sent_of_what_was_withdrawn(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "withdrawn", email="n@example.org")
    before = len(mails())
    coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email="n@example.org")
    assert len(mails()) == before


@pytest.mark.parametrize("typed", ["", "n@", "x" * 9000])
def test_an_address_that_is_none_is_explained(coordinator: Coordinator, typed: str) -> None:
    page = coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email=typed)
    assert page.status_code == 422
