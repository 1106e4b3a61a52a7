"""An organization signs: what is kept, what is asked, and what the answer does not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
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
from app.core.limits import Limit
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.cosignatures import limiting, links, service
from app.cosignatures.models import Authority, Cosignature, State
from app.deliveries.models import Kind
from app.organizations.models import Organization
from tests.cosignatures.conftest import Coordinator, main_of, rows, states
from tests.factories import make_campaign, make_cosignature, make_organization, make_submission
from tests.outbox import code_in, mail_names, mails
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


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("organization", "Écrivez le nom de votre organisme."),
        ("region", "Choisissez la région de votre organisme."),
        ("city", "Écrivez la municipalité de votre organisme."),
        ("name", "Écrivez votre nom."),
        ("title", "Écrivez votre fonction"),
        ("email", "Écrivez votre adresse courriel."),
        ("authority", "Choisissez une réponse; les trois permettent de signer."),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_in_the_summary_and_nothing_typed_is_lost(
    coordinator: Coordinator, missing: str, words: str
) -> None:
    page = coordinator.sends(without=missing, news="y")
    assert page.status_code == 422
    assert page.text.count(words) == 2
    assert "Il y a un point à corriger" in page.text
    kept = {"organization": "Maison des femmes de l’Été inc.", "city": "Rimouski", "name": "Nadia Essai",
            "title": "coordonnatrice", "email": "nadia@example.org"}  # fmt: skip
    for name, value in kept.items():
        assert name == missing or f'value="{value}"' in page.text
    assert missing == "region" or '<option selected value="01">' in page.text
    assert page.text.count(" checked ") == (2 if missing == "authority" else 3)
    assert rows() == []
    assert mails() == []


def test_an_empty_form_says_everything_that_is_missing(coordinator: Coordinator) -> None:
    page = coordinator.client.post(coordinator.address, data={"csrf_token": coordinator.opens()["csrf_token"]})
    assert page.status_code == 422
    assert "Il y a 7 points à corriger" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"organization": "!!! ???"}, "Il faut au moins une lettre ou un chiffre."),
        ({"organization": "=cmd()"}, "Un nom ne peut pas commencer par"),
        ({"organization": "a" * 10_000}, "Au plus 250 caractères : il y en a 10 000."),
        ({"organization": "a" * 251}, "Au plus 250 caractères : il y en a 251."),
        ({"organization": "Perdu \ufffd"}, "Un caractère n’a pas pu être lu"),
        ({"organization": "Gagnez https://example.com"}, "Sans adresse web, s’il vous plaît."),
        ({"city": "b" * 121}, "Au plus 120 caractères : il y en a 121."),
        ({"city": "???"}, "Il faut au moins une lettre ou un chiffre."),
        ({"name": "c" * 121}, "Au plus 120 caractères : il y en a 121."),
        ({"name": "1234"}, "Il faut au moins une lettre."),
        ({"title": "=SOMME(A1)"}, "Commencez par une lettre"),
        ({"title": "www.example.com"}, "Sans adresse web, s’il vous plaît."),
        ({"organization": "Gagnez sur gagnez-vite.com/x"}, "Sans adresse web, s’il vous plaît."),
        ({"city": "gagnez-vite.com"}, "Sans adresse web, s’il vous plaît."),
        ({"name": "Cliquez bit.ly/abc"}, "Sans adresse web, s’il vous plaît."),
        ({"region": "99"}, "Choisissez une région de la liste."),
        ({"region": "01\0"}, "Choisissez une région de la liste."),
        ({"authority": "maybe"}, "Choisissez une réponse; les trois permettent de signer."),
        ({"email": "nadia.example.org"}, "Il manque le @ dans l’adresse."),
        ({"email": "=?utf-8?q?x?=@example.org"}, "Vérifiez ce qui se trouve avant le @."),
        ({"email": "nadia@"}, "Vérifiez ce qui se trouve après le @."),
        ({"email": "nadia@example.org, autre@example.org"}, "Vérifiez ce qui se trouve"),
        ({"email": "n" * 250 + "@example.org"}, "Cette adresse est trop longue."),
        ({"email": "hélène@example.org"}, "Une adresse avec des accents avant le @"),
    ],
)
def test_what_cannot_be_taken_is_explained_in_words(
    coordinator: Coordinator, typed: dict[str, str], words: str
) -> None:
    page = coordinator.sends(**typed)
    assert page.status_code == 422
    assert words in page.text.replace("\u00a0", " ")
    assert rows() == []


def test_an_address_with_accents_in_its_domain_is_written_to_in_ascii(coordinator: Coordinator) -> None:
    assert coordinator.sends(email="nadia@Québec-Été.example").status_code == 303
    assert mails()[0].to_address == "nadia@xn--qubec-t-cyaeb.example"


def test_the_longest_name_is_accepted_to_the_character(coordinator: Coordinator) -> None:
    assert coordinator.sends(organization="é" * 250, city="v" * 120, name="n" * 120, title="t" * 120).status_code == 303


def test_line_breaks_nul_and_script_are_kept_from_doing_harm(coordinator: Coordinator) -> None:
    coordinator.sends(organization="Maison\r\nBcc: x@exemple\0 <script>alert(1)</script>", name="A\nB\u2028C")
    [cosignature] = rows()
    assert cosignature.shown_name == "Maison Bcc: x@exemple <script>alert(1)</script>"
    assert cosignature.signatory is not None
    assert cosignature.signatory.name == "A B C"
    assert "<script>alert" not in (mails()[0].body_html or "")
    assert "\n" not in mails()[0].subject


def test_the_date_of_the_board_is_asked_with_that_answer_only(coordinator: Coordinator) -> None:
    soon = today() + timedelta(days=20)
    assert "Donnez la date de la réunion." in coordinator.sends(authority="on_date").text
    assert "comme 2027-03-25" in coordinator.sends(authority="on_date", authority_on="demain").text
    past = coordinator.sends(authority="on_date", authority_on="2020-01-01")
    assert "Cette date est passée." in past.text
    assert 'value="2020-01-01"' in past.text
    assert "Cette date est trop loin" in coordinator.sends(authority="on_date", authority_on="2999-01-01").text
    assert coordinator.sends(authority="on_date", authority_on=soon.isoformat()).status_code == 303
    assert coordinator.sends(authority="no", authority_on="n’importe quoi", email="b@example.org").status_code == 303
    first, second = rows()
    assert (first.authority, first.authority_on) == (Authority.ON_DATE, soon)
    assert (second.authority, second.authority_on) == (Authority.NO, None)


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


# The answer is the same whatever is known.


@pytest.mark.parametrize(
    ("state", "known"),
    [
        ("submitted", {"email": "n@example.org"}),
        ("confirmed", {"email": "n@example.org"}),
        ("to_check", {"email": "n@example.org"}),
        ("declined", {"email": "n@example.org"}),
        ("validated", {"email": "n@example.org", "publishes_name": False}),
        ("confirmed", {"email": "quelquun-dautre@example.org"}),
    ],
)
def test_the_answer_is_the_page_of_a_first_signature(
    coordinator: Coordinator, state: str, known: dict[str, Any]
) -> None:
    make_cosignature(coordinator.campaign, state, organization_name="Connu", **known)
    first = coordinator.sends(organization="Tout neuf", email="x@example.org")
    again = coordinator.sends(organization="Connu", email="n@example.org")
    robot = coordinator.sends(organization="Connu", email="n@example.org", website="x")
    assert (first.status_code, again.status_code, robot.status_code) == (303, 303, 303)
    pages = [main_of(coordinator.client.get(answer.location)) for answer in (first, again, robot)]
    assert pages[0].replace("x@example.org", "n@example.org") == pages[1] == pages[2]


def test_a_code_typed_after_a_repeat_is_answered_as_a_wrong_one_after_a_first(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    first = coordinator.sends(organization="Tout neuf").location
    repeats = [coordinator.sends(organization="Le Phare").location for _ in range(2)]
    waited_for = [links.WAIT.read(one.rpartition("/")[2]) for one in (first, *repeats)]
    assert len(set(waited_for)) == 3
    assert waited_for[1] != rows()[0].id
    for _ in range(7):
        pages = [coordinator.types_the_code("000000", one) for one in (first, repeats[0])]
        assert [page.status_code for page in pages] == [422, 422]
        assert main_of(pages[0]) == main_of(pages[1])


def test_a_repeated_signature_is_told_by_mail_only_once_an_hour_and_adds_no_row(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    for spelling in ("Le Phare", "LE PHARE INC.", "Phare"):
        coordinator.sends(organization=spelling, email="Nadia@example.org")
    assert states() == ["confirmed"]
    assert mail_names() == ["cosignature_confirm", "cosignature_already_signed"]
    assert "c’est déjà signé" in mails()[-1].subject
    assert "/signature/" in mails()[-1].body_text


def test_the_same_address_signs_for_two_organizations(coordinator: Coordinator) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare", email="nadia@example.org")
    coordinator.sends(organization="La Bouée")
    coordinator.sends(organization="Le Phare", city="Matane")
    assert states() == ["confirmed", "submitted", "submitted"]


def test_an_unconfirmed_form_blocks_nobody(coordinator: Coordinator) -> None:
    for email in ("a@example.org", "b@example.org", "a@example.org"):
        assert coordinator.sends(email=email).status_code == 303
    assert states() == ["submitted"] * 3
    assert mail_names() == ["cosignature_confirm"] * 3


@pytest.mark.parametrize("typed", ["Maison Exemple", "la maison exemple inc.", "MAISON EXEMPLE"])
def test_what_everybody_reads_on_the_list_may_be_said_kindly(coordinator: Coordinator, typed: str) -> None:
    make_cosignature(coordinator.campaign, "validated", organization_name="Maison Exemple")
    page = coordinator.sends(organization=typed)
    assert page.status_code == 409
    assert "Bonne nouvelle : c’est déjà signé" in page.text.replace("\u00a0", " ")
    assert "/cosigner/lien" in page.text
    assert len(rows()) == 1


def test_the_published_one_is_recognized_by_the_entry_chosen_in_the_list_too(coordinator: Coordinator) -> None:
    known = make_organization("Maison Exemple")
    make_cosignature(coordinator.campaign, "validated", organization_name="Maison Exemple")
    page = coordinator.sends(organization="Maison Exemple", organization_id=str(known.id), city="Matane")
    assert page.status_code == 409
    assert coordinator.sends(organization="Maison Exemple", city="Matane").status_code == 303


# Limits set aside, and refuse nobody.


def test_an_assembly_of_forty_in_one_building_is_taken_without_a_second_look(coordinator: Coordinator) -> None:
    for number in range(40):
        answer = coordinator.sends(organization=f"Organisme {number}", email=f"o{number}@example.org", after_s=0)
        assert answer.status_code == 303
    assert {row.suspicion for row in rows()} == {None}


def test_what_passes_the_limit_of_the_place_is_kept_to_be_checked(
    app: Flask, coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 2)
    for number in range(3):
        assert coordinator.sends(organization=f"O {number}", email=f"o{number}@example.org").status_code == 303
    assert [row.suspicion for row in rows()] == [None, None, Suspicion.NETWORK_LIMIT]
    coordinator.confirms()
    assert states() == ["submitted", "submitted", "to_check"]


def test_many_forms_with_one_address_are_kept_to_be_checked(coordinator: Coordinator) -> None:
    for number in range(7):
        assert coordinator.sends(organization=f"O {number}").status_code == 303
    assert [row.suspicion for row in rows()] == [None] * 6 + [Suspicion.ADDRESS_LIMIT]
    assert mail_names() == ["cosignature_confirm"] * 6


@pytest.mark.parametrize("typed", [{}, {"website": "x"}, {"after_s": 0}])
def test_no_mailbox_is_filled_by_robots_tags_or_haste(coordinator: Coordinator, typed: dict[str, Any]) -> None:
    for number in range(8):
        answer = coordinator.sends(organization=f"O {number}", email=f"nadia+{number}@example.org", **typed)
        assert answer.status_code == 303
    assert len(rows()) == 8
    assert [row.suspicion for row in rows()][6:] == [Suspicion.ADDRESS_LIMIT] * 2
    assert len(mails()) == 6


def test_mails_of_a_place_that_sends_very_many_wait_an_hour_then_do_not_leave(
    app: Flask, coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_LIMIT_PER_HOUR", 1)
    answers = [coordinator.sends(organization=f"O {n}", email=f"o{n}@example.org") for n in range(6)]
    assert {answer.status_code for answer in answers} == {303}
    assert len(rows()) == 6
    waits = [round((mail.next_attempt_at - now()).total_seconds() / 3600) for mail in mails()]
    assert waits == [0, 1, 1, 1]


def test_forms_sent_faster_than_anybody_types_count_together(
    coordinator: Coordinator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "HASTY", Limit("cosign-hasty", 1, 3600))
    coordinator.sends(organization="A", email="a@example.org", after_s=0)
    coordinator.sends(organization="B", email="b@example.org", after_s=60)
    coordinator.sends(organization="C", email="c@example.org", after_s=0)
    assert [row.suspicion for row in rows()] == [None, None, Suspicion.NETWORK_LIMIT]


def test_what_a_robot_fills_in_the_hidden_field_is_kept_to_be_checked(coordinator: Coordinator) -> None:
    coordinator.sends(website="https://example.com")
    assert rows()[0].suspicion is Suspicion.ROBOT
    page = coordinator.confirms()
    assert "Votre signature est confirmée" in page.text
    assert states() == ["to_check"]


def test_signing_goes_on_while_redis_is_down(
    coordinator: Coordinator, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:

    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setitem(app.extensions, "redis", away)
    monkeypatch.setitem(app.extensions, "redis_silent_until", 0.0)
    assert coordinator.sends().status_code == 303
    assert states() == ["submitted"]
    assert coordinator.confirms().status_code == 200
    assert states() == ["confirmed"]


# The service door.


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
