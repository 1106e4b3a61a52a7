"""Staff decide: in their regions, once, and what they do is written down and can be undone."""

from __future__ import annotations

import re
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
from app.cosignatures import desk, service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, IllegalMove, NoSuchCosignature
from app.cosignatures.models import Authority, Cosignature, State
from app.cosignatures.service import Seen, Tab
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.conftest import moves_of, rows, states, together
from tests.factories import csrf_token, form_token, make_account, make_cosignature, sign_in
from tests.outbox import mail_names, mails

pytestmark = pytest.mark.data

HERE, THERE = "01", "02"


@pytest.fixture
def chapter(app: Flask) -> Account:
    """The chapter of Bas-Saint-Laurent."""
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def desk_client(client: FlaskClient, chapter: Account) -> FlaskClient:
    sign_in(client, chapter)
    return client


def path(cosignature: Cosignature, act: str = "") -> str:
    return f"/equipe/cosignatures/{cosignature.id}" + (f"/{act}" if act else "")


def act(client: FlaskClient, cosignature: Cosignature, name: str, seen: str, **typed: str) -> tuple[int, str]:
    """Press a button that was on the page when the state was `seen`; the answer and what is said then."""
    token = form_token(client)
    answer = client.post(
        path(cosignature, name), data={"csrf_token": token, "state": f"{seen} {cosignature.shown}", **typed}
    )
    said = client.get(answer.location).text if answer.status_code == 303 else answer.text
    return answer.status_code, said.replace("\u00a0", " ")


# What one sees.


@pytest.mark.parametrize(
    "address", ["/equipe", "/equipe/campagnes/x/cosignatures", f"/equipe/cosignatures/{uuid.UUID(int=1)}"]
)
def test_whoever_is_not_signed_in_is_asked_to(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert "/equipe/connexion" in answer.location


def test_what_waits_is_counted_in_the_regions_of_the_account(campaign: Campaign, chapter: Account) -> None:
    for state in ("confirmed", "confirmed", "validated", "to_check", "submitted"):
        make_cosignature(campaign, state, region_code=HERE)
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    assert service.waiting(chapter) == 3
    assert service.waiting(make_account()) == 4


@pytest.mark.parametrize(
    ("via", "said"), [("riocm", "RIOCM"), ("relance", "une relance"), ("infolettre", "infolettre")]
)
def test_the_page_of_a_cosignature_says_whose_link_it_came_by(
    desk_client: FlaskClient, campaign: Campaign, via: str, said: str
) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    with unit_of_work():
        cosignature.via = via
    page = desk_client.get(path(cosignature)).text
    assert re.search(rf"Venue par le lien de</dt><dd>{said}</dd>", page)


def test_a_reader_of_figures_opens_no_pile(client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    sign_in(client, make_account("reader"))
    assert client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").status_code == 403
    assert client.get(path(cosignature)).status_code == 403


def test_what_lies_in_another_region_does_not_exist(desk_client: FlaskClient, campaign: Campaign) -> None:
    foreign = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    assert desk_client.get(path(foreign)).status_code == 404
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?region={THERE}").text
    assert foreign.shown_name not in page
    for name in ("valider", "refuser", "rouvrir"):
        code, _ = act(desk_client, foreign, name, "confirmed", reason="x")
        assert code == 404, name
    assert rows()[0].state is State.CONFIRMED


def test_what_nobody_confirmed_does_not_exist_either(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    assert desk_client.get(path(cosignature)).status_code == 404
    assert act(desk_client, cosignature, "valider", "submitted")[0] == 404


@pytest.mark.parametrize("tab", list(Tab))
def test_each_pile_holds_its_own_and_its_tab_says_how_many(
    desk_client: FlaskClient, campaign: Campaign, chapter: Account, tab: Tab
) -> None:
    made = {
        state: make_cosignature(campaign, state)
        for state in ("confirmed", "to_check", "validated", "declined", "withdrawn")
    }
    make_cosignature(campaign, "confirmed", organization_name="Deux fois")
    made["duplicate"] = make_cosignature(campaign, "confirmed", organization_name="Deux fois")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={tab.value}")
    assert page.status_code == 200
    shown = {state for state, one in made.items() if one.shown_name in page.text and str(one.id) in page.text}
    assert shown == {tab.state.value}
    counts = service.tab_counts(campaign, chapter, None)
    assert counts[tab] == (2 if tab is Tab.TO_VALIDATE else 1)


@pytest.mark.parametrize(
    ("state", "empty", "link"),
    [
        ("to_check", Tab.TO_VALIDATE, "Voir 1 cosignature à vérifier"),
        ("confirmed", Tab.TO_CHECK, "Voir 1 cosignature à valider"),
    ],
)
def test_a_pile_where_nothing_waits_leads_to_the_other_one_that_does(
    desk_client: FlaskClient, campaign: Campaign, state: str, empty: Tab, link: str
) -> None:
    address = f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={empty.value}"
    assert "Rien n’attend ici. Bravo!" in desk_client.get(address).text
    make_cosignature(campaign, state)
    page = desk_client.get(address).text
    assert link in page.replace("\u00a0", " ")
    assert "Bravo!" not in page


def test_forms_closed_because_the_same_person_confirmed_another_are_shown_to_nobody(
    campaign: Campaign, chapter: Account
) -> None:
    for _ in range(2):
        make_cosignature(campaign, "submitted", organization_name="Le Phare", email="n@example.org")
    service.confirm(rows()[0].id)
    assert states() == ["confirmed", "duplicate"]
    assert service.tab_counts(campaign, chapter, None) == {Tab.TO_VALIDATE: 1}


@pytest.mark.parametrize(
    "typed", ["phare", "PHÂRE", "matane", "zoé", "zoe.essai@", "  phare  ", "l'ete", "100%"],
)  # fmt: skip
def test_a_pile_is_searched_by_organization_place_or_person(campaign: Campaign, chapter: Account, typed: str) -> None:
    wanted = make_cosignature(
        campaign, "confirmed", organization_name="Le Phare de l’Été 100%", city="Matane", name="Zoé Roy",
        email="zoe.essai@example.org",
    )  # fmt: skip
    make_cosignature(campaign, "confirmed")
    found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query=typed, page=1)
    assert [row.id for row in found.rows] == [wanted.id]


@pytest.mark.parametrize("typed", ["arc en ciel", "tisseuses arc en ciel", "ciel tisseuses", "L’ARC-EN-CIEL"])
def test_the_words_of_a_name_are_found_in_any_order(campaign: Campaign, chapter: Account, typed: str) -> None:
    make_cosignature(campaign, "confirmed", organization_name="Les Tisseuses de l’arc-en-ciel")
    make_cosignature(campaign, "confirmed", organization_name="Les Tisseuses du nord")
    found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query=typed, page=1)
    assert [row.shown_name for row in found.rows] == ["Les Tisseuses de l’arc-en-ciel"]


def test_a_search_looks_in_every_pile_and_says_where_it_found(desk_client: FlaskClient, campaign: Campaign) -> None:
    made = make_cosignature(campaign, "validated", organization_name="L’Abri du Macareux")
    make_cosignature(campaign, "confirmed", organization_name="La Halte")
    foreign = make_cosignature(
        campaign, "validated", organization_name="Un macareux ailleurs", region_code=THERE, city="Alma"
    )
    where = f"/equipe/campagnes/{campaign.slug}/cosignatures"
    page = desk_client.get(where, query_string={"q": "macareux"}).text.replace("\u00a0", " ")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "À valider 0 À vérifier 0 Validées 1 Refusées 0" in said
    assert "Aucune à valider sous ce nom. 1 trouvée dans « Validées » : L’Abri du Macareux" in said
    assert f"/equipe/cosignatures/{made.id}" in page
    assert str(foreign.id) not in page
    page = desk_client.get(where, query_string={"q": "macareux", "etat": "validees"}).text
    assert "Aucune validée" not in page
    page = desk_client.get(where, query_string={"q": "rien de tel", "etat": "retirees"}).text
    assert "Aucune retirée sous ce nom." in page.replace("\u00a0", " ")
    assert "trouvée" not in page


def test_the_first_page_of_the_staff_searches_too(desk_client: FlaskClient, campaign: Campaign) -> None:
    page = desk_client.get("/equipe").text
    assert f'action="/equipe/campagnes/{campaign.slug}/cosignatures" role="search"' in page


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "\0", "x" * 5000, "\\", "é" * 200])
def test_any_search_is_answered(desk_client: FlaskClient, campaign: Campaign, query: str) -> None:
    make_cosignature(campaign, "confirmed")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures", query_string={"q": query})
    assert page.status_code == 200


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999", "page=é", "page=٣", "etat=rien", "region=00", "region=x"]
)
def test_any_address_of_a_pile_is_answered(desk_client: FlaskClient, campaign: Campaign, query: str) -> None:
    make_cosignature(campaign, "confirmed")
    assert desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?{query}").status_code == 200


def test_long_piles_come_in_pages(campaign: Campaign, chapter: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 2)
    made = [make_cosignature(campaign, "confirmed").id for _ in range(5)]
    seen = []
    for page in (1, 2, 3, 4):
        found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query="", page=page)
        assert (found.total, found.pages) == (5, 3)
        seen += [row.id for row in found.rows] if page < 4 else []
    assert seen == made


def test_reading_the_desk_changes_nothing(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    before = (moves_of(cosignature.id), len(mails()), renderings.revision(campaign.page_key))
    for address in ("/equipe", f"/equipe/campagnes/{campaign.slug}/cosignatures", path(cosignature)):
        assert desk_client.get(address).status_code == 200
    assert (moves_of(cosignature.id), len(mails()), renderings.revision(campaign.page_key)) == before


# What one decides.


def test_validating_publishes_tells_the_signatory_and_is_written_down(
    desk_client: FlaskClient, campaign: Campaign, chapter: Account
) -> None:
    cosignature = make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    before = renderings.revision(campaign.page_key)
    code, said = act(desk_client, cosignature, "valider", "confirmed")
    assert code == 303
    assert "Le Phare : validée." in said
    assert states() == ["validated"]
    assert [entry.name for section in service.validated_list(campaign) for entry in section.entries] == ["Le Phare"]
    assert renderings.revision(campaign.page_key) > before
    assert mail_names()[-1] == "cosignature_validated"
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "cosignature.validated")).one()
    assert (entry.object_key, entry.account_id) == (f"cosignature:{cosignature.id}", chapter.id)
    assert "Chantal Antenne" in desk_client.get(path(cosignature)).text


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
    code, said = act(desk_client, cosignature, "valider", "confirmed")
    assert code == 303
    assert "Le Phare : déjà refusée par quelqu’un d’autre. Rien n’a été changé." in said
    assert states() == ["declined"]
    assert [to for to, _ in moves_of(cosignature.id)] == ["confirmed", "declined"]


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
    code, said = act(desk_client, cosignature, "refuser", "confirmed", reason="  ")
    assert code == 422
    assert "Écrivez la raison" in said
    assert act(desk_client, cosignature, "refuser", "confirmed", reason="x" * 501)[0] == 422
    code, said = act(desk_client, cosignature, "refuser", "confirmed", reason="Une ville <b>appuie</b>.\r\n\r\nMerci!")
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
    assert act(desk_client, cosignature, "rouvrir", "declined")[0] == 303
    assert states() == ["confirmed"]
    assert rows()[0].declined_reason is None
    stopped = [mail for mail in mails() if mail.dedupe_key.startswith("cosignature_declined")]
    assert [mail.state for mail in stopped] == [DeliveryState.CANCELLED]


def test_undoing_a_validation_takes_it_off_the_list(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "validated")
    page = f"/campagnes/{campaign.slug}/signataires"
    assert cosignature.shown_name in desk_client.get(page).text
    assert act(desk_client, cosignature, "rouvrir", "validated")[0] == 303
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


def test_many_are_validated_at_once_and_what_changed_is_left_alone(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    made = [make_cosignature(campaign, "confirmed") for _ in range(3)]
    foreign = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    service.withdraw(made[1].id)
    token = form_token(desk_client)
    ticked = [f"{one.id} confirmed {one.shown}" for one in (*made, foreign)] + ["n’importe quoi", ""]
    answer = desk_client.post(
        "/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": ticked, "retour": "/equipe?x=1"}
    )
    assert answer.status_code == 303
    assert answer.location == "/equipe?x=1"
    said = desk_client.get(answer.location).text.replace("\u00a0", " ")
    assert f"2 cosignatures validées : {made[0].shown_name} et {made[2].shown_name}." in said
    assert "2 cosignatures laissées telles quelles" in said
    assert states() == ["validated", "withdrawn", "validated", "confirmed"]


def test_nobody_publishes_a_name_that_was_not_on_the_page(desk_client: FlaskClient, campaign: Campaign) -> None:
    seen = {one: one.as_seen for one in (make_cosignature(campaign, "confirmed") for _ in range(2))}
    other = {"region_code": HERE, "city": "Rimouski", "name": "Nadia Essai", "title": "coordonnatrice"}
    for number, one in enumerate(seen):
        service.correct(one.id, service.Correction(organization_name=f"Autre chose {number}", **other))
    token = form_token(desk_client)
    one, two = seen
    for data in ({"state": seen[one]}, {"state": "confirmed"}, {"state": "confirmed "}, {}):
        answer = desk_client.post(path(one, "valider"), data={"csrf_token": token, **data})
        assert "Rien n’a été changé" in desk_client.get(answer.location).text.replace("\u00a0", " ")
    for ticked in (seen[two], "confirmed"):
        desk_client.post(
            "/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": f"{two.id} {ticked}"}
        )
    assert states() == ["confirmed", "confirmed"]
    page = desk_client.get(path(one)).text
    assert f'name="state" value="{one.as_seen}"' in page or f'value="{one.as_seen}" name="state"' in page
    desk_client.post(path(one, "valider"), data={"csrf_token": token, "state": one.as_seen})
    assert states() == ["validated", "confirmed"]


def test_a_box_that_cannot_be_validated_does_not_stop_the_others(desk_client: FlaskClient, campaign: Campaign) -> None:
    made = [make_cosignature(campaign, state) for state in ("validated", "confirmed")]
    token = form_token(desk_client)
    ticked = [f"{one.id} {one.as_seen}" for one in made]
    answer = desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": token, "cosignature": ticked})
    assert answer.status_code == 303
    assert states() == ["validated", "validated"]


def test_ticking_nothing_is_said(desk_client: FlaskClient) -> None:
    token = form_token(desk_client)
    answer = desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": token})
    assert "Cochez au moins une cosignature." in desk_client.get(answer.location).text


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com"])
def test_a_decision_sends_nobody_to_another_site(desk_client: FlaskClient, campaign: Campaign, elsewhere: str) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    token = form_token(desk_client)
    data = {"csrf_token": token, "state": "confirmed", "retour": elsewhere}
    answer = desk_client.post(path(cosignature, "valider"), data=data)
    assert "example.com" not in (answer.location or "")


@pytest.mark.parametrize("name", ["valider", "refuser", "rouvrir"])
def test_a_decision_without_its_csrf_token_is_refused(desk_client: FlaskClient, campaign: Campaign, name: str) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    assert desk_client.post(path(cosignature, name), data={"state": "confirmed", "reason": "x"}).status_code == 400
    assert states() == ["confirmed"]


@pytest.mark.parametrize(
    ("state", "name"), [("validated", "valider"), ("declined", "valider"), ("confirmed", "rouvrir"),
                        ("withdrawn", "valider"), ("withdrawn", "rouvrir"), ("withdrawn", "refuser")],
)  # fmt: skip
def test_a_move_that_does_not_exist_is_refused(
    desk_client: FlaskClient, campaign: Campaign, state: str, name: str
) -> None:
    cosignature = make_cosignature(campaign, state)
    assert act(desk_client, cosignature, name, state, reason="x")[0] in (303, 409)
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


def test_national_is_a_pile_of_the_national_staff(campaign: Campaign, chapter: Account) -> None:
    make_cosignature(campaign, "confirmed", region_code="00", city="Montréal")
    assert service.waiting(chapter) == 0
    assert service.waiting(make_account()) == 1


def test_keys_are_offered_on_the_cards(desk_client: FlaskClient, campaign: Campaign) -> None:
    make_cosignature(campaign, "confirmed")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").text
    assert re.search(r"<li class=\"card[^>]*data-keys tabindex=\"0\"", page)
    assert {'data-key="v"', 'data-key="r"', 'data-key="c"'} <= set(re.findall(r'data-key="."', page))


@pytest.mark.parametrize(("state", "tab"), [("confirmed", "a-valider"), ("to_check", "a-verifier")])
def test_one_button_validates_what_is_ticked_in_both_piles_that_wait(
    desk_client: FlaskClient, campaign: Campaign, state: str, tab: str
) -> None:
    made = [make_cosignature(campaign, state) for _ in range(2)]
    answer = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={tab}")
    bar = re.search(r'<form class="acts-on-ticked" id="plusieurs".*?</form>', answer.text, re.DOTALL)
    assert bar
    assert "Valider celles qui sont cochées" in bar[0]
    ticked = re.findall(r'form="plusieurs" name="cosignature" value="([^"]+)"', answer.text)
    assert ticked == [f"{one.id} {one.as_seen}" for one in made]
    desk_client.post("/equipe/cosignatures/valider", data={"csrf_token": csrf_token(answer), "cosignature": ticked})
    assert states() == ["validated", "validated"]


def test_a_card_says_what_is_new_and_what_the_board_has_not_agreed_to(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    make_cosignature(campaign, "confirmed", authority=Authority.NO)
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").text
    assert "nouveau au répertoire" in page
    assert "pas d’accord du CA" in page


def test_a_card_says_why_it_is_to_be_looked_at(desk_client: FlaskClient, campaign: Campaign) -> None:
    make_cosignature(campaign, "to_check")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=a-verifier").text.replace(
        "\u00a0", " "
    )
    assert re.search(r"<strong>Pourquoi vérifier :</strong>\s+\w+", page)


def test_what_a_pile_and_its_neighbours_hold_adds_up_to_the_count_of_the_rail(
    desk_client: FlaskClient, app: Flask, campaign: Campaign, chapter: Account
) -> None:
    for state in ("confirmed", "confirmed", "to_check", "validated"):
        make_cosignature(campaign, state)
    pile = f"/equipe/campagnes/{campaign.slug}/cosignatures"
    page = desk_client.get(pile).text.replace("\u00a0", " ")
    assert f'<span class="rail__count">{service.waiting(chapter)}</span>' in page
    assert "2 cosignatures · 3 attendent une décision ici</p>" in page
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    national = app.test_client()
    sign_in(national, make_account())
    page = national.get(f"{pile}?region={HERE}&etat=a-verifier").text.replace("\u00a0", " ")
    assert '<span class="rail__count">4</span>' in page
    assert "1 cosignature · 3 attendent une décision ici, et 1 ailleurs</p>" in page


def test_those_whose_name_is_not_published_are_told_apart(desk_client: FlaskClient, campaign: Campaign) -> None:
    for publishes_name in (True, True, False):
        make_cosignature(campaign, "validated", publishes_name=publishes_name)
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=validees").text
    assert "3 validées, dont 1 sans publication du nom" in page.replace("\u00a0", " ")
