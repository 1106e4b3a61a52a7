"""The address is proved by a button or by six digits; only then does an organization count."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import mailer, tokens
from app.core.database import db
from app.core.personal_links import WRONG_OF_MAILBOX, WrongCode
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, service
from app.cosignatures.confirming import RESENT_FOR_PLACE
from app.cosignatures.models import Cosignature, CosignatureMove, State
from app.organizations.models import Kind, Organization, Origin
from tests.cosignatures.conftest import Coordinator, main_of, manage_path, moves_of, rows, states, together
from tests.desk.conftest import counting
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, make_organization
from tests.outbox import code_in, link_in, mail_names, mails
from tests.passing_time import days_later, seconds_later

pytestmark = pytest.mark.data


def test_opening_the_link_changes_nothing_and_shows_a_button(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    for _ in range(3):
        page = coordinator.client.get(link)
        assert page.status_code == 200
        assert "Confirmer la cosignature</button>" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    coordinator.client.head(link)
    assert states() == ["submitted"]


def test_the_button_confirms_adds_the_organization_and_thanks_with_the_rank(coordinator: Coordinator) -> None:
    for number in range(3):
        make_cosignature(coordinator.campaign, "confirmed", organization_name=f"Avant {number}")
    coordinator.sends()
    page = coordinator.confirms()
    assert "Votre organisme est le 4e à avoir signé." in page.text
    assert coordinator.campaign.slug in page.text
    assert "Copier le texte" in page.text
    assert f"/campagnes/{coordinator.campaign.slug}/ecrire" in page.text
    cosignature = rows()[-1]
    assert cosignature.state is State.CONFIRMED
    assert cosignature.confirmed_at is not None
    assert cosignature.organization is not None
    assert cosignature.organization.origin is Origin.SIGNATURE
    assert cosignature.organization.name == "Maison des femmes de l’Été inc."
    assert moves_of(cosignature.id) == [("confirmed", "signatory")]


def test_the_first_one_is_told_that_it_is_the_first(coordinator: Coordinator) -> None:
    coordinator.sends()
    assert "Votre organisme est le premier à avoir signé." in coordinator.confirms().text


def test_pressing_again_and_opening_again_are_harmless(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    coordinator.confirms(link)
    again = coordinator.client.get(link)
    assert again.status_code == 303
    page = coordinator.client.get(again.location)
    assert "Votre organisme est le premier à avoir signé." in page.text
    token = tokens.sign(links.CONFIRM.purpose, rows()[0].id.hex)
    form = coordinator.client.get(coordinator.address)
    assert coordinator.client.post(f"/confirmer/{token}", data={"csrf_token": csrf_token(form)}).status_code == 303
    assert moves_of(rows()[0].id) == [("confirmed", "signatory")]
    assert mail_names() == ["cosignature_confirm"]


def test_without_a_csrf_token_the_button_does_nothing(coordinator: Coordinator) -> None:
    coordinator.sends()
    assert coordinator.client.post(link_in(mails()[0], "/confirmer/"), data={}).status_code == 400
    assert states() == ["submitted"]


def test_an_organization_of_the_register_is_recognized_and_a_regional_table_is_known_as_one(
    coordinator: Coordinator,
) -> None:
    table = make_organization("Table régionale d’ici", kind=Kind.REGIONAL_TABLE)
    coordinator.sends(organization="TABLE RÉGIONALE D'ICI")
    coordinator.confirms()
    [cosignature] = rows()
    assert cosignature.organization_id == table.id
    assert cosignature.is_regional_table is True
    assert cosignature.shown_name == "TABLE RÉGIONALE D'ICI"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_the_code_confirms_as_the_button_does(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    code = code_in(mails()[0])
    answer = coordinator.types_the_code(f" {code[:3]} {code[3:]} ", waiting)
    assert answer.status_code == 303
    assert "Votre organisme est le premier" in coordinator.client.get(answer.location).text
    assert states() == ["confirmed"]
    assert coordinator.types_the_code(code, waiting).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [("12345", "Il manque un chiffre."), ("12 34", "Il manque 2 chiffres."), ("1234567", "Il y a trop de chiffres")],
)
def test_a_code_of_another_length_is_a_slip_and_costs_no_try(coordinator: Coordinator, typed: str, words: str) -> None:
    page = coordinator.types_the_code(typed, coordinator.sends().location)
    assert page.status_code == 422
    assert words in page.text
    assert rows()[0].code_attempts == 0


def test_five_wrong_codes_and_only_the_link_works(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    right = code_in(mails()[0])
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        page = coordinator.types_the_code(wrong, waiting)
        assert page.status_code == 422
        assert "Après cinq essais, seul le lien du courriel fonctionne." in page.text
    page = coordinator.client.post(waiting, data={"csrf_token": coordinator.opens()["csrf_token"], "code": right})
    assert page.status_code == 422
    assert states() == ["submitted"]
    assert rows()[0].code_attempts == 5
    coordinator.confirms()
    assert states() == ["confirmed"]


def test_wrong_codes_tried_at_the_same_instant_are_all_counted(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    together(app, *[lambda: service.confirm_by_code(cosignature.id, "x")] * 5)
    assert db.session.scalar(sa.select(Cosignature.code_attempts)) == 5


def test_sending_the_form_again_gives_no_more_guesses(coordinator: Coordinator) -> None:
    forms = [make_cosignature(coordinator.campaign, "submitted", email=f"nadia+{n}@example.org") for n in range(3)]
    for number in range(WRONG_OF_MAILBOX.times):
        with pytest.raises(WrongCode):
            service.confirm_by_code(forms[number % 3].id, "x", ip=f"192.0.2.{number}")
    waiting = coordinator.sends(email="nadia+7@example.org").location
    assert coordinator.types_the_code(code_in(mails()[-1]), waiting).status_code == 422
    assert set(states()) == {"submitted"}
    coordinator.confirms()
    assert states()[-1] == "confirmed"


def test_the_address_is_forgotten_by_the_browser_once_it_is_confirmed(coordinator: Coordinator) -> None:
    waiting = coordinator.sends().location
    assert "nadia@example.org" in coordinator.client.get(waiting).text
    coordinator.types_the_code(code_in(mails()[0]), waiting)
    assert "nadia@example.org" not in coordinator.client.get(waiting).text
    waiting = coordinator.sends(organization="Une autre").location
    coordinator.confirms()
    assert "nadia@example.org" not in coordinator.client.get(waiting).text


@pytest.mark.parametrize("typed", ["", "abc", "é" * 9000, "\0", "123 45", "１２３４５６"])
def test_whatever_is_typed_as_a_code_is_answered(coordinator: Coordinator, typed: str) -> None:
    assert coordinator.types_the_code(typed, coordinator.sends().location).status_code == 422
    assert states() == ["submitted"]


def test_an_altered_a_foreign_and_a_cut_link_say_that_they_do_not_work(coordinator: Coordinator) -> None:
    coordinator.sends()
    [cosignature] = rows()
    good = links.CONFIRM.url(cosignature.id, "fr").removeprefix("http://localhost")
    others = [links.MANAGE.token(cosignature.id), tokens.sign(links.CONFIRM.purpose, "pas un identifiant"),
              tokens.sign(links.CONFIRM.purpose, [1]), "%00", "é", "a" * 9000]  # fmt: skip
    for bad in (good[:-1], good[:30], good + "x", *(f"/confirmer/{other}" for other in others), "/signature/x"):
        page = coordinator.client.get(bad)
        assert page.status_code == 404, bad
        assert "Ce lien ne fonctionne pas" in page.text
    assert states() == ["submitted"]


def test_a_link_of_eight_days_is_expired_and_offers_another(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    with days_later(8):
        page = coordinator.client.get(link)
        assert page.status_code == 410
        assert "sept jours" in page.text
        assert f"/campagnes/{coordinator.campaign.slug}/cosigner/lien" in page.text
        coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email="nadia@example.org")
        coordinator.confirms(link_in(mails()[-1], "/confirmer/"))
    assert states() == ["confirmed"]


def test_a_link_to_what_was_destroyed_since_is_expired_too(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    with unit_of_work():
        db.session.execute(sa.delete(Cosignature))
    page = coordinator.client.get(link)
    assert page.status_code == 410
    assert "Ce qui avait été donné a été effacé" in page.text


def test_what_was_signed_in_time_may_be_confirmed_after_the_closing_but_not_once_archived(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    coordinator = Coordinator(client, campaign)
    for name in ("Une", "Deux"):
        coordinator.sends(organization=name)
    first, second = (link_in(mail, "/confirmer/") for mail in mails())
    campaigns.close_campaign(campaign.slug)
    assert coordinator.confirms(first).status_code == 200
    with unit_of_work():
        campaigns.find(campaign.slug).archive()
    assert coordinator.confirms(second).status_code == 410
    assert states() == ["confirmed", "submitted"]


def test_the_forms_sent_before_opening_the_mail_are_closed_with_the_one_confirmed(coordinator: Coordinator) -> None:
    for _ in range(3):
        coordinator.sends()
    coordinator.sends(organization="Une autre")
    older = link_in(mails()[0], "/confirmer/")
    coordinator.confirms(link_in(mails()[1], "/confirmer/"))
    assert states() == ["duplicate", "confirmed", "duplicate", "submitted"]
    assert [row.signatory is None for row in rows()] == [True, False, True, False]
    page = coordinator.client.get(coordinator.client.get(older).location)
    assert "Votre organisme est le premier à avoir signé." in page.text
    assert "cosignature_duplicate" not in mail_names()


def test_a_second_person_of_the_organization_is_not_told_until_the_public_list_tells(coordinator: Coordinator) -> None:
    first = make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare")
    make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    written_before = len(mails())
    coordinator.sends(organization="Le Phare")
    page = coordinator.confirms()
    assert "Votre organisme est le 3e à avoir signé." in page.text
    assert "double" not in page.text
    assert states() == ["confirmed", "confirmed", "duplicate"]
    assert rows()[2].duplicate_of_id == rows()[0].id
    assert mail_names()[written_before:] == ["cosignature_confirm"]
    mine = coordinator.client.get(manage_path(rows()[2]))
    assert "Elle est confirmée. Votre antenne régionale (table ou regroupement) la vérifie." in mine.text
    assert "double" not in mine.text
    coordinator.sends(organization="Nouveau venu", email="autre@example.org")
    assert "Votre organisme est le 4e à avoir signé." in coordinator.confirms().text
    service.validate(service.Seen(first.id, "confirmed"), by=make_account())
    assert "en double" in coordinator.client.get(manage_path(rows()[2])).text


@pytest.mark.parametrize("organization", ["Le Phare", "Nouveau venu"])
def test_a_first_and_a_second_signature_are_corrected_alike(coordinator: Coordinator, organization: str) -> None:
    make_cosignature(coordinator.campaign, "confirmed", organization_name="Le Phare")
    make_cosignature(coordinator.campaign, "confirmed", organization_name="La Bouée")
    coordinator.sends(organization=organization)
    coordinator.confirms()
    page = manage_path(rows()[2])
    assert "/corriger" in coordinator.client.get(page).text
    for name, state in (("La Bouée", "duplicate"), ("Un autre", "confirmed")):
        typed = {"organization": name, "region": "01", "city": "Rimouski", "name": "Nadia Essai", "title": "présidente"}
        assert coordinator.posts(page + "/corriger", **typed).location == page
        assert states() == ["confirmed", "confirmed", state]
    assert rows()[2].duplicate_of_id is None
    assert rows()[2].signatory.title == "présidente"


def test_what_the_public_list_says_the_mail_to_a_second_person_says_too(coordinator: Coordinator) -> None:
    coordinator.sends(organization="Le Phare")
    make_cosignature(coordinator.campaign, "validated", organization_name="Le Phare")
    coordinator.confirms(link_in(mails()[0], "/confirmer/"))
    assert mail_names()[-1] == "cosignature_duplicate"
    assert "avait déjà signé" in mails()[-1].subject


@pytest.mark.parametrize("state", ["declined", "withdrawn", "submitted", "to_check"])
def test_a_signature_that_is_not_live_leaves_the_place_free(coordinator: Coordinator, state: str) -> None:
    make_cosignature(coordinator.campaign, state, organization_name="Le Phare")
    coordinator.sends(organization="Le Phare")
    coordinator.confirms()
    assert states() == [state, "confirmed"]


def test_two_that_confirm_at_the_same_instant_make_one_live_and_one_duplicate(app: Flask, campaign: Campaign) -> None:
    one = make_cosignature(campaign, "submitted", organization_name="Le Phare")
    two = make_cosignature(campaign, "submitted", organization_name="Phare inc.")
    assert not [
        answer
        for answer in together(app, lambda: service.confirm(one.id), lambda: service.confirm(two.id))
        if isinstance(answer, Exception)
    ]
    assert sorted(states()) == ["confirmed", "duplicate"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_the_button_pressed_four_times_at_the_same_instant_confirms_once(app: Flask, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    answers = together(app, *[lambda: service.confirm(cosignature.id)] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CosignatureMove)) == 1


def test_two_forms_of_one_person_confirmed_at_the_same_instant_make_one(app: Flask, campaign: Campaign) -> None:
    one, two = (
        make_cosignature(campaign, "submitted", organization_name="Le Phare", email="n@example.org") for _ in range(2)
    )
    answers = together(app, lambda: service.confirm(one.id), lambda: service.confirm(two.id))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sorted(states()) == ["confirmed", "duplicate"]


def test_the_rank_counts_the_confirmed_of_this_campaign_only(app: Flask, campaign: Campaign) -> None:
    other = make_campaign("engagez-vous-pour-le-communautaire")
    make_cosignature(other, "confirmed")
    ranked = [make_cosignature(campaign, state) for state in ("confirmed", "validated", "declined", "confirmed")]
    assert [service.rank(one) for one in ranked] == [1, 2, None, 3]


# Losing the mail.


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
