"""Imported answers validated by the thousand: the numbers, the rules of one at a time, and undoing the whole act."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, tabular
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.acts import together
from app.cosignatures.acts.together import Wanted
from app.cosignatures.answers import importing, sheets
from app.cosignatures.errors import NoSuchCosignature, NumbersChanged, TooLateToUndo
from app.cosignatures.models import Cosignature, GroupValidation, State
from app.imports import service as imports
from app.imports.models import Import
from app.organizations.models import Distinction, Organization
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, make_organization, sign_in
from tests.imports.sheets import answer, form
from tests.outbox import mail_names

pytestmark = pytest.mark.data


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def staff(campaign: Campaign) -> Account:
    return make_account()


def bring_in(campaign: Campaign, *answers: tuple[str, ...]) -> Import:
    table = tabular.read(form(*answers))
    kind = imports.named(importing.ANSWERS)
    return imports.from_command_line(kind, campaign.slug, table, sheets.columns_of(table), file_name="reponses.csv")


def states(campaign: Campaign) -> dict[str, str]:
    found = db.session.execute(
        sa.select(Cosignature.shown_name, Cosignature.state).where(Cosignature.campaign_id == campaign.id)
    )
    return {name: state.value for name, state in found}


def validate(campaign: Campaign, staff: Account, wanted: Wanted = Wanted()) -> GroupValidation:  # noqa: B008 - frozen
    expected = together.numbers(campaign, wanted, staff).ready
    return together.validate_together(campaign, wanted, expected=expected, by=staff)


def test_only_what_nobody_doubts_is_validated_together(campaign: Campaign, staff: Account) -> None:
    bring_in(
        campaign,
        answer("Carrefour L’Embellie"),
        answer("Entraide Boréale", publish=""),
        answer("Maison Les Trois Ormes", board="Pas encore"),
        answer("Maison Les Trois Ormes (La Place)"),
    )
    assert together.numbers(campaign, Wanted(), staff) == together.Numbers(ready=2, published=1, told=2, doubted=2)
    act = validate(campaign, staff)
    assert (act.validated, act.left) == (2, 0)
    assert states(campaign) == {
        "Carrefour L’Embellie": "validated",
        "Entraide Boréale": "validated",
        "Maison Les Trois Ormes": "to_check",
        "Maison Les Trois Ormes (La Place)": "to_check",
    }
    assert cosignatures.public_count(campaign) == 1
    one = db.session.scalars(sa.select(Cosignature).where(Cosignature.shown_name == "Carrefour L’Embellie")).one()
    assert one.organization is not None
    assert one.organization.name == "Carrefour L’Embellie"
    assert [(move.to_state, move.account_id) for move in one.moves][-1] == (State.VALIDATED, staff.id)
    kept = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "cosignatures.validated")).one()
    assert (kept.account_id, kept.details["validated"]) == (staff.id, 2)


def test_an_organization_signs_once_whatever_the_number_of_answers(campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"))
    make_cosignature(campaign, "validated", organization_name="Entraide Boréale", city="")
    known = make_organization("Carrefour l’embellie inc.", city="Villebrume")
    act = validate(campaign, staff)
    assert (act.validated, act.left) == (1, 1)
    joined = db.session.scalars(sa.select(Cosignature).where(Cosignature.organization_id == known.id)).one()
    assert joined.state is State.VALIDATED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 2


def test_the_act_keeps_to_a_region_and_to_an_import(campaign: Campaign, staff: Account) -> None:
    first = bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale", "11"))
    bring_in(campaign, answer("Maison du Large", "11"))
    assert together.numbers(campaign, Wanted("11"), staff).ready == 2
    validate(campaign, staff, Wanted("11", first.id))
    assert [name for name, state in states(campaign).items() if state == "validated"] == ["Entraide Boréale"]
    assert [number for _brought, number in together.imports_waiting(campaign, staff)] == [1, 1]


def test_a_chapter_validates_and_counts_its_own_regions_only(campaign: Campaign) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale", "11"))
    chapter = make_account("chapter", "troc-bas-saint-laurent")
    assert together.numbers(campaign, Wanted(), chapter).ready == 1
    assert together.numbers(campaign, Wanted("11"), chapter).ready == 0
    act = validate(campaign, chapter)
    assert states(campaign)["Entraide Boréale"] == "to_check"
    with pytest.raises(NoSuchCosignature):
        together.undo_together(act.id, by=make_account())


def test_nothing_is_validated_when_the_numbers_changed_since_the_page(campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"))
    for expected in (0, 2):
        with pytest.raises(NumbersChanged):
            together.validate_together(campaign, Wanted(), expected=expected, by=staff)
    assert states(campaign) == {"Carrefour L’Embellie": "to_check"}


def test_the_signatories_are_told_once_when_the_act_can_no_longer_be_undone(campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"))
    at = now()
    with clock.frozen(at):
        validate(campaign, staff)
        assert cosignatures.tell_those_validated_together() == 0
    assert mail_names() == []
    with clock.frozen(at + cosignatures.waits()):
        assert cosignatures.tell_those_validated_together() == 2
        assert cosignatures.tell_those_validated_together() == 0
    assert mail_names() == ["cosignature_validated"] * 2


def test_the_whole_act_is_undone_before_anybody_is_told(campaign: Campaign, staff: Account) -> None:
    brought = bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"))
    at = now()
    with clock.frozen(at):
        act = validate(campaign, staff)
    with clock.frozen(at + cosignatures.waits() - timedelta(seconds=1)):
        assert together.undo_together(act.id, by=staff) == 2
        with pytest.raises(TooLateToUndo):
            together.undo_together(act.id, by=staff)
    assert set(states(campaign).values()) == {"to_check"}
    with clock.frozen(at + cosignatures.waits()):
        assert cosignatures.tell_those_validated_together() == 0
    assert mail_names() == []
    assert imports.undo(brought.id, by=None) == imports.Undoing(goes=2, stays=0)  # as if nobody had decided


def test_what_somebody_decided_on_since_stays_when_the_act_is_undone(campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"))
    act = validate(campaign, staff)
    one = db.session.scalars(sa.select(Cosignature).where(Cosignature.shown_name == "Entraide Boréale")).one()
    cosignatures.decline(cosignatures.Seen(one.id, "validated"), "Une autre campagne.", by=staff)
    assert together.undo_together(act.id, by=staff) == 1
    assert states(campaign) == {"Carrefour L’Embellie": "to_check", "Entraide Boréale": "declined"}


def test_it_is_too_late_once_the_mails_may_leave(campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"))
    act = validate(campaign, staff)
    with clock.frozen(act.validated_at + cosignatures.waits()), pytest.raises(TooLateToUndo):
        together.undo_together(act.id, by=staff)
    assert states(campaign) == {"Carrefour L’Embellie": "validated"}


def test_the_page_counts_validates_and_undoes(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    bring_in(campaign, answer("Carrefour L’Embellie"), answer("Entraide Boréale"))
    sign_in(client, staff)
    address = f"/equipe/campagnes/{campaign.slug}/cosignatures/importees"
    pile = client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=a-verifier")
    assert "Rien ne fait douter de 2 réponses importées" in pile.text
    page = client.get(f"{address}?region=99&import=rien")
    assert "Valider 2 cosignatures" in page.text
    token = csrf_token(page)
    assert client.post(address, data={"csrf_token": token, "nombre": "²"}).status_code == 409
    after = client.post(address, data={"csrf_token": token, "nombre": "2"}, follow_redirects=True)
    assert "2 cosignatures validées." in after.text
    found = re.search(r"/equipe/validations/[-0-9a-f]+/annuler", after.text)
    assert found
    undone = client.post(found[0], data={"csrf_token": token}, follow_redirects=True)
    assert "2 validations annulées" in undone.text
    assert set(states(campaign).values()) == {"to_check"}


def proposed(campaign: Campaign, staff: Account, *answers: tuple[str, ...], said: str = importing.SEPARATE) -> Import:
    """An import by the pages, in which a person said of every doubtful line that it is another organization, or so."""
    table = tabular.read(form(*answers))
    kind = imports.named(importing.ANSWERS)
    one = imports.receive(kind, campaign.slug, table, file_name="reponses.csv", by=staff, region_codes=None)
    imports.map_columns(one.id, sheets.columns_of(table))
    lines = [line.line for line in imports.lines_of(one) if line.choices]
    imports.decide(one.id, dict.fromkeys(lines, said))
    return imports.begin(one.id, by=staff)


def pairs() -> set[frozenset[uuid.UUID]]:
    return {frozenset(pair) for pair in db.session.execute(sa.select(Distinction.one_id, Distinction.other_id))}


def test_another_organization_is_remembered_once_the_answer_is_validated(campaign: Campaign, staff: Account) -> None:
    known = make_organization("Maison de jeunes de Villemarais", city="")
    proposed(
        campaign,
        staff,
        answer("Maison de jeunes de Villemarais (La Place)"),
        answer("Carrefour de Villemarais Est"),
        answer("Carrefour de Villemarais Est (Le Repaire)"),
    )
    assert together.numbers(campaign, Wanted(), staff).doubted == 0  # a person has looked
    assert pairs() == set()
    validate(campaign, staff)
    by_name = {one.name: one.id for one in db.session.scalars(sa.select(Organization))}
    carrefour = by_name["Carrefour de Villemarais Est"], by_name["Carrefour de Villemarais Est (Le Repaire)"]
    assert pairs() == {
        frozenset((known.id, by_name["Maison de jeunes de Villemarais (La Place)"])),
        frozenset(carrefour),
    }


def test_an_answer_is_counted_for_the_entry_that_a_person_said_it_is(campaign: Campaign, staff: Account) -> None:
    known = make_organization("Maison de jeunes de Villemarais", city="Villemarais")
    line = answer("Maison de jeunes de Villemarais (La Place)", city="Villemarais")
    one = proposed(campaign, staff, line, said=f"{importing.SAME_AS}{known.id}")
    assert "C’est le même que\u00a0: Maison de jeunes de Villemarais (Villemarais)" in imports.report(one)[1][2]
    validate(campaign, staff)
    signed = db.session.scalars(sa.select(Cosignature)).one()
    assert (signed.state, signed.organization_id) == (State.VALIDATED, known.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_what_was_told_apart_is_not_proposed_in_another_campaign(campaign: Campaign, staff: Account) -> None:
    lines = answer("Carrefour de Villemarais Est"), answer("Carrefour de Villemarais Est (Le Repaire)")
    proposed(campaign, staff, *lines)
    validate(campaign, staff)
    other = make_campaign("engagez-vous-pour-le-communautaire")
    table = tabular.read(form(*lines))
    planned = sheets.preview(table, sheets.columns_of(table), other)
    assert [one.outcome.value for one in planned] == ["new", "new"]
