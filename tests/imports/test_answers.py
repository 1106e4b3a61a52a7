"""The sheet of a form: every trap that real ones set, and what becomes of each line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry, ConsentText
from app.core import tabular
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.answers import importing, sheets
from app.cosignatures.answers.planning import Outcome, Planned
from app.cosignatures.models import Authority, Cosignature, Level, State
from app.cosignatures.service import Seen
from app.deliveries.models import Delivery
from app.endorsements import service as endorsements
from app.imports import service as imports
from app.imports.models import Import, Stage
from tests.factories import form_token, make_account, make_campaign, make_cosignature, make_organization, sign_in
from tests.imports.sheets import answer, form

pytestmark = pytest.mark.data


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


def planned(campaign: Campaign, *answers: tuple[str, ...]) -> list[Planned]:
    table = tabular.read(form(*answers))
    return sheets.preview(table, sheets.columns_of(table), campaign)


def outcomes(campaign: Campaign, *answers: tuple[str, ...]) -> list[str]:
    return [one.outcome.value for one in planned(campaign, *answers)]


def stands(campaign: Campaign, *answers: tuple[str, ...]) -> dict[str, int]:
    table = tabular.read(form(*answers))
    return dict(sheets.Summary.of(sheets.preview(table, sheets.columns_of(table), campaign)).by_region)


def bring_in(campaign: Campaign, *answers: tuple[str, ...]) -> Import:
    table = tabular.read(form(*answers))
    kind = imports.named(importing.ANSWERS)
    return imports.from_command_line(kind, campaign.slug, table, sheets.columns_of(table), file_name="reponses.csv")


def signed(campaign: Campaign) -> list[Cosignature]:
    return list(
        db.session.scalars(
            sa.select(Cosignature).where(Cosignature.campaign_id == campaign.id).order_by(Cosignature.shown_name)
        )
    )


def test_two_employees_who_sign_for_one_organization_are_one_line_of_the_list(campaign: Campaign) -> None:
    answers = (
        answer("Maison Les Trois Ormes", city="Villebrume"),
        answer("LA MAISON LES TROIS ORMES INC.", person="Paul Essai", email="paul@example.org"),
        answer("Maison les trois ormes".replace(" ", "\u00a0"), "Bas St-Laurent"),
    )
    assert outcomes(campaign, *answers) == ["new", "joined", "joined"]
    assert stands(campaign, *answers) == {"01": 1}


def test_names_that_only_begin_alike_are_two_organizations(campaign: Campaign) -> None:
    answers = answer("Les Grands Voisins de Villebrume"), answer("Les Grands Voisins de la Vallée")
    assert outcomes(campaign, *answers) == ["new", "new"]


def test_what_parentheses_add_is_proposed_to_a_person(campaign: Campaign) -> None:
    answers = (
        answer("Maison de jeunes de Villemarais (La Place)", city="Villemarais"),
        answer("Maison de jeunes de Villemarais", city="Villemarais"),
    )
    assert outcomes(campaign, *answers) == ["new", "proposed"]
    assert stands(campaign, *answers) == {"01": 2}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Ville de Villebrume", {"title": "mairesse"}),
        ("MRC de l’Exemple", {}),
        ("Syndicat des employées de Villebrume – CSN", {}),
        ("CPE Les Petites Grenouilles", {}),
        ("Odile Essai (à titre personnel)", {}),
        ("Odile Essai", {}),
        ("Maison Exemple", {"board": "Non, je signe à titre personnel"}),
    ],
)
def test_who_is_no_organization_is_an_endorsement(campaign: Campaign, name: str, more: dict[str, str]) -> None:
    line = answer(name, **more)
    assert outcomes(campaign, line) == ["endorsement"]
    assert stands(campaign, line) == {}


def test_who_may_be_no_organization_is_for_a_person_to_look_at(campaign: Campaign) -> None:
    lines = answer("Cégep de Villebrume"), answer("Regroupement des CPE de l’Exemple")
    assert outcomes(campaign, *lines) == ["to_check", "to_check"]
    assert stands(campaign, *lines) == {}


@pytest.mark.parametrize("board", ["Non", "En attente du prochain CA", "", "Le CA se réunit le 3 décembre", "Hmm"])
def test_without_the_boards_yes_a_line_is_to_check_and_still_stands(campaign: Campaign, board: str) -> None:
    line = answer("Carrefour L’Embellie", board=board)
    assert outcomes(campaign, line) == ["to_check"]
    assert stands(campaign, line) == {"01": 1}


def test_of_several_answers_the_one_whose_board_agrees_stands(campaign: Campaign) -> None:
    lines = answer("Carrefour L’Embellie", board="Pas encore"), answer("Carrefour l’embellie", board="Oui")
    assert outcomes(campaign, *lines) == ["joined", "new"]


def test_two_organizations_may_share_one_mailbox(campaign: Campaign) -> None:
    lines = answer("Carrefour L’Embellie"), answer("Entraide Boréale")
    assert outcomes(campaign, *lines) == ["new", "new"]


def test_a_region_that_may_mean_two_is_not_guessed(campaign: Campaign) -> None:
    lines = answer("Entraide Boréale", "04 et 17"), answer("Table des aînées d’ici", "National")
    assert outcomes(campaign, *lines) == ["to_check", "new"]
    assert stands(campaign, *lines) == {"00": 1}


def test_an_organization_listed_under_a_neighbouring_region_is_only_its_own_line(campaign: Campaign) -> None:
    lines = answer("Entraide Boréale", "01", "Villebrume"), answer("Entraide Boréale", "11", "Villebrume")
    assert outcomes(campaign, *lines) == ["new", "proposed"]


@pytest.mark.parametrize("name", ["", "?!", "=HYPERLINK(1)", "x" * 300, "Gagnez sur gagnez-vite.com"])
def test_what_can_be_nobodys_name_is_refused(campaign: Campaign, name: str) -> None:
    assert outcomes(campaign, answer(name)) == ["refused"]


def test_a_line_of_another_chapter_is_no_error(campaign: Campaign) -> None:
    table = tabular.read(form(answer("Entraide Boréale", "02"), answer("?", "02"), answer("Carrefour L’Embellie")))
    planned = sheets.preview(table, sheets.columns_of(table), campaign, served=["01"])
    assert [one.outcome.value for one in planned] == ["elsewhere", "refused", "new"]
    assert planned[0].reasons == [("region_not_served", "02")]
    assert [line for line, _reason in sheets.Summary.of(planned).problems] == [3, 3]


def test_an_alias_of_the_register_joins_two_names(campaign: Campaign) -> None:
    make_organization("Entraide Boréale de l’Exemple", city="", aliases=("EBEX",))
    assert outcomes(campaign, answer("EBEX"), answer("Entraide boréale de l’Exemple")) == ["new", "joined"]


def test_an_organization_that_has_signed_is_joined_and_counted_once(campaign: Campaign) -> None:
    make_cosignature(campaign, "validated", organization_name="Entraide Boréale", city="")
    assert outcomes(campaign, answer("ENTRAIDE BORÉALE")) == ["joined"]
    assert stands(campaign, answer("ENTRAIDE BORÉALE")) == {"01": 1}


def test_a_file_never_signs_again_for_who_took_the_signature_back(campaign: Campaign) -> None:
    make_cosignature(campaign, "withdrawn", organization_name="Entraide Boréale", city="")
    assert outcomes(campaign, answer("Entraide Boréale")) == ["to_check"]
    bring_in(campaign, answer("Entraide Boréale"))
    assert [one.state for one in signed(campaign)] == [State.WITHDRAWN]


def test_imported_answers_wait_to_be_validated_and_no_mail_leaves(campaign: Campaign) -> None:
    done = bring_in(
        campaign,
        answer("Carrefour L’Embellie", city="Villebrume"),
        answer("Entraide Boréale", board="Le CA se réunit le 3 décembre", publish="", email=""),
        answer("Ville de Villebrume"),
    )
    first, second = signed(campaign)
    assert (first.state, first.publishes_name, first.authority, first.level) == (
        State.TO_CHECK, True, Authority.YES, Level.DECLARED,
    )  # fmt: skip
    assert (second.publishes_name, second.authority, second.authority_on) == (
        False, Authority.ON_DATE, date(2026, 12, 3),
    )  # fmt: skip
    assert first.imported is not None
    assert first.imported.import_id == done.id
    assert second.imported is not None
    assert {code for code, _value in second.imported.reasons} == {"authority_pending", "no_consent", "email_missing"}
    assert endorsements.counts(campaign) == {endorsements.Supporting.MUNICIPALITY: 1}
    assert cosignatures.public_count(campaign) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 0


def test_the_ledger_keeps_the_question_that_was_asked(campaign: Campaign) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"))
    found = db.session.execute(
        sa.select(ConsentText.wording, ConsentEntry.is_given, ConsentEntry.channel)
        .join(ConsentText, ConsentEntry.text_id == ConsentText.id)
        .where(ConsentEntry.subject == f"cosignature:{signed(campaign)[0].id}")
    ).all()
    assert found == [("J’accepte que le nom de mon organisme soit publié", True, Channel.IMPORT)]


def test_a_sheet_that_grew_is_brought_in_again_without_doubling_anything(campaign: Campaign) -> None:
    first = answer("Carrefour L’Embellie"), answer("Ville de Villebrume")
    bring_in(campaign, *first)
    bring_in(campaign, *first, answer("Entraide Boréale"))
    assert [one.shown_name for one in signed(campaign)] == ["Carrefour L’Embellie", "Entraide Boréale"]
    assert sum(endorsements.counts(campaign).values()) == 1


def test_an_import_is_taken_back_but_for_what_somebody_has_decided(campaign: Campaign) -> None:
    done = bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"), answer("Ville de Villebrume"))
    kept = signed(campaign)[0]
    cosignatures.validate(Seen(kept.id, "to_check"), by=make_account())
    assert imports.undoing(done) == imports.Undoing(goes=2, stays=1)
    assert imports.undo(done.id, by=None) == imports.Undoing(goes=2, stays=1)
    assert [one.id for one in signed(campaign)] == [kept.id]
    assert endorsements.counts(campaign) == {}
    assert db.session.get_one(Import, done.id).stage is Stage.UNDONE
    (line,) = imports.page_of_lines(done, imports.STAYS, 1).rows
    assert (line.name, line.stays, imports.stayed(done)) == (kept.shown_name, "decided", 1)
    assert "une décision a été prise" in imports.report(done)[1][2]


def test_nothing_goes_into_a_campaign_that_was_archived_since_the_preview(
    client: FlaskClient, campaign: Campaign
) -> None:
    staff, table = make_account(), tabular.read(form(answer("Carrefour L’Embellie")))
    kind = imports.named(importing.ANSWERS)
    one = imports.receive(kind, campaign.slug, table, file_name="reponses.csv", by=staff, region_codes=None)
    imports.map_columns(one.id, sheets.columns_of(table))
    with unit_of_work():
        campaigns.find(campaign.slug).close(at=now())
        campaigns.find(campaign.slug).archive()
    sign_in(client, staff)
    token = {"csrf_token": form_token(client)}
    said = client.post(f"/equipe/imports/{one.id}/faire", data=token, follow_redirects=True)
    assert "ne reçoit plus de fichier" in said.text
    assert (signed(campaign), db.session.get_one(Import, one.id).stage) == ([], Stage.PLANNED)


def test_what_the_file_said_is_forgotten_after_thirty_days(campaign: Campaign) -> None:
    done = bring_in(campaign, answer("Carrefour L’Embellie"))
    assert imports.forget_old_lines() == 0
    with unit_of_work():
        db.session.get_one(Import, done.id).sent_at = now() - imports.KEPT * 1.01
    assert imports.forget_old_lines() == 1
    assert imports.lines_of(done) == []
    assert len(signed(campaign)) == 1


def test_the_command_prints_the_figures_and_changes_nothing(app: Flask, campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "reponses.csv"
    path.write_bytes(form(answer("Carrefour L’Embellie"), answer("Ville de Villebrume"), answer("")))
    asked = ["cosignatures", "import", str(path), "--campaign", campaign.slug, "--json"]
    done = app.test_cli_runner().invoke(args=[*asked, "--dry-run"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == {
        "lines": 3, "new": 1, "joined": 0, "proposed": 0, "to_check": 0, "endorsements": 1, "refused": 1,
        "by_region": {"01": 1},
        "problems": [
            {"line": 3, "reason": "Une municipalité ou une MRC\u00a0: un appui, et non une cosignature."},
            {"line": 4, "reason": "Le nom de l’organisme manque."},
        ],
    }  # fmt: skip
    assert signed(campaign) == []
    assert app.test_cli_runner().invoke(args=asked).exit_code == 0
    assert len(signed(campaign)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"a;b\n1;2\n", "Aucune colonne"),
        (b'Organisme;R\xe9gion\n"x;1\n', "Ligne 2"),
        (b"Organisme\nab\x00c\n", "Ligne 2"),
    ],
)
def test_the_command_says_what_cannot_be_read(
    app: Flask, campaign: Campaign, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "reponses.csv"
    path.write_bytes(content)
    done = app.test_cli_runner().invoke(
        args=["cosignatures", "import", str(path), "--campaign", campaign.slug, "--dry-run"]
    )
    assert done.exit_code == 1
    assert said in done.output


def test_every_line_has_one_outcome(campaign: Campaign) -> None:
    lines = [answer(name, region) for name in ("Maison A", "Ville de B", "", "CSN") for region in ("01", "?", "12")]
    assert len(outcomes(campaign, *lines)) == len(lines)
    assert set(outcomes(campaign, *lines)) <= {one.value for one in Outcome}


def test_staff_read_why_an_imported_answer_waits(client: FlaskClient, campaign: Campaign) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie", board="Pas encore"))
    sign_in(client, make_account())
    for address in (
        f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=a-verifier",
        f"/equipe/cosignatures/{signed(campaign)[0].id}",
        f"/equipe/campagnes/{campaign.slug}/regions/01",
    ):
        page = client.get(address).text
        assert "personne n’a confirmé l’adresse" in page, address
        assert "ne s’est pas encore prononcé" in page, address
        assert "confirmée le" not in page, address
