"""Staff begin a campaign in the browser, write each of its parts, open it and close it."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service
from app.campaigns.models import Campaign, State
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from tests.campaigns.editor import ADDRESS, EDITOR, edit, fields, now_says
from tests.factories import BUNDLE, make_account, make_submission, sign_in

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("campaign")]
PARTS = ("textes", "raisons", "lettre", "message", "variantes", "destinataires", "questions", "avis", "reglages")


def sign(number: int) -> None:
    """One organization signs and confirms."""
    signed = cosignatures.submit(service.find(BUNDLE), make_submission(email=f"personne-{number}@example.org"))
    cosignatures.confirm(signed)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_part_that_is_sent_as_it_stands_changes_nothing(staff: FlaskClient, part: str, language: str) -> None:
    before = now_says()
    assert edit(staff, part, {}, language=language).status_code == 303
    assert now_says() == before
    assert service.current_letter(service.find(BUNDLE)).number == 1


def test_each_part_keeps_what_is_written(staff: FlaskClient) -> None:
    edit(staff, "textes", {"slogan": "Assez attendu.", "page": "## Un titre\n\nDes faits."})
    edit(staff, "textes", {"slogan": "We have waited enough."}, language="en")
    edit(staff, "raisons", {"title_1": "Parce que", "text_1": "Voilà.", "title_2": "", "text_2": ""})
    edit(staff, "message", {"message_subject": "Un objet"})
    edit(staff, "avis", {"news": "Je veux des nouvelles."})
    edit(staff, "reglages", {"colour": "#123456", "closes_on": "2030-03-25", "milestones": "500; 1 000, 50",
                             "list_preset": "fidele"})  # fmt: skip
    edit(staff, "destinataires", {"rules": ["mna_of_riding", "minister:health"], "when_vacant": "wait",
                                  "exclusions": ["stance:supports", "office:whip"]})  # fmt: skip
    said = now_says()
    assert (said.words["fr"].short["slogan"], said.words["en"].short["slogan"]) == (
        "Assez attendu.", "We have waited enough.")  # fmt: skip
    assert said.words["fr"].page == "## Un titre\n\nDes faits.\n"
    assert said.words["fr"].reasons[0] == {"title": "Parce que", "text": "Voilà."}
    assert len(said.words["fr"].reasons) == 2  # of three, one was emptied
    assert said.words["fr"].message_subject == "Un objet"
    assert "Je veux des nouvelles." in said.words["fr"].consents.values()
    assert (said.colour, said.milestones, said.list_preset) == ("#123456", [50, 500, 1000], "fidele")
    assert said.recipient_rules == ["mna_of_riding", "minister:health"]
    assert (said.exclusions, said.when_vacant) == (["stance:supports"], "wait")  # whips are not offered
    assert said.closes_on is not None


@pytest.mark.parametrize(
    ("part", "changed", "sentence"),
    [
        ("textes", {"title": ""}, "Écrivez ce texte"),
        ("textes", {"slogan": "x" * 81}, "Au plus 80 caractères"),
        ("textes", {"share_text": "Ici : {adresse}"}, "{adresse}"),
        ("textes", {"contact_email": "courriel"}, "Il manque le @"),
        ("raisons", {"title_1": "", "text_1": "Sans titre."}, "Il manque cette moitié"),
        ("lettre", {"letter": "Bonjour {riding}"}, "{riding}"),
        ("message", {"message_body": "Bonjour."}, "Il manque le champ à remplir {salutation}"),
        ("avis", {"publish_name": ""}, "La loi veut ce texte"),
        ("reglages", {"colour": "rouge"}, "#d13a17"),
        ("reglages", {"closes_on": "hier"}, "en chiffres"),
        ("reglages", {"opens_on": "2030-05-02", "closes_on": "2030-05-01"}, "vient avant le premier"),
        ("reglages", {"milestones": "beaucoup"}, "Des nombres"),
        ("destinataires", {"rules": []}, "au moins une personne"),
        ("destinataires", {"persons": "Personne de Connu"}, "Personne de ce nom"),
        ("destinataires", {"when_vacant": "minister:magic"}, "Choisissez une réponse"),
        ("variantes", {"body_1": "Sans objet."}, "Choisissez pour qui"),
        ("variantes", {"for_1": "stance:supports", "subject_1": "Merci"}, "Il manque cette moitié"),
        ("variantes", {"for_1": "stance:supports", "subject_1": "Merci", "body_1": "Merci."}, "{salutation}"),
        ("variantes", {"for_1": "office:mna", "subject_1": "{organization}", "body_1": "Ici."}, "{organization}"),
        ("reglages", {"list_word": "signataires"}, "Choisissez une réponse"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(
    staff: FlaskClient, part: str, changed: dict[str, Any], sentence: str
) -> None:
    before = now_says()
    answer = edit(staff, part, changed)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")
    for name, value in changed.items():
        if isinstance(value, str) and value and name not in ("list_word", "when_vacant", "for_1"):
            assert value in fields(answer.text).getlist(name)
    assert now_says() == before


def test_two_people_do_not_write_over_each_other(staff: FlaskClient) -> None:
    old = fields(staff.get(f"{ADDRESS}/textes").text)
    edit(staff, "reglages", {"colour": "#123456"})
    answer = staff.post(f"{ADDRESS}/textes", data={**old.to_dict(), "slogan": "Le mien"})
    assert answer.status_code == 409
    assert "Quelqu’un d’autre" in answer.text
    assert "Le mien" in answer.text
    assert now_says().colour == "#123456"


def test_a_typing_mistake_in_a_signed_letter_is_corrected_and_a_new_demand_asks_first(staff: FlaskClient) -> None:
    service.open_campaign(BUNDLE)
    sign(1)
    words = now_says().words["fr"].letter
    assert edit(staff, "lettre", {"letter": words.replace("mission", "misson", 1)}).status_code == 303
    changed = {"letter": words + "\n\nNous demandons aussi 20 M$."}
    answer = edit(staff, "lettre", changed)
    assert answer.status_code == 422
    assert "Un organisme l’a signée." in answer.text
    assert service.current_letter(service.find(BUNDLE)).number == 2
    assert edit(staff, "lettre", {**changed, "is_decided": "y"}).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    letter = service.current_letter(service.find(BUNDLE))
    assert letter.number == 3
    signed = db.session.scalars(db.select(Cosignature)).one()
    assert signed.letter_id != letter.id  # who signed stays with the words that were signed


@pytest.mark.parametrize("part", PARTS)
def test_a_preview_shows_what_is_typed_and_keeps_nothing(staff: FlaskClient, part: str) -> None:
    before = now_says()
    words = "Un essai de mots"
    typed = {
        "textes": {"slogan": words},
        "raisons": {"title_1": words},
        "questions": {"question_1": words},
        "lettre": {"letter": words},
        "message": {"message_body": f"{words}, {{salutation}}"},
        "avis": {"notice_cosign": words},
        "reglages": {},
        "destinataires": {},
        "variantes": {"for_1": "office:mna", "subject_1": words, "body_1": "{salutation}"},
    }[part]
    answer = edit(staff, part, typed, to="/apercu")
    assert answer.status_code == 200
    assert not typed or "Un essai de mots" in answer.text
    assert "Campagne terminée" not in answer.text
    assert now_says() == before


def test_a_draft_is_seen_by_its_staff_only(staff: FlaskClient, app: Flask) -> None:
    assert staff.get(f"{ADDRESS}/apercu").status_code == 200
    assert "--campaign:" in staff.get(f"{ADDRESS}/couleur.css").text
    assert "--campaign:#00ff00" in staff.get(f"{ADDRESS}/couleur.css?essai=%2300ff00").text
    assert app.test_client().get(f"/campagnes/{BUNDLE}").status_code == 404


def test_a_campaign_opens_when_nothing_is_missing(staff: FlaskClient, campaign: Campaign) -> None:
    token = fields(staff.get(f"{ADDRESS}/textes").text)["csrf_token"]
    assert "Ouvrir au public" in staff.get(ADDRESS).text
    staff.post(f"{ADDRESS}/ouvrir", data={"csrf_token": token})
    assert service.find(BUNDLE).state is State.OPEN
    assert "La campagne est déjà ouverte." in staff.post(
        f"{ADDRESS}/ouvrir", data={"csrf_token": token}, follow_redirects=True).text  # fmt: skip
    staff.post(f"{ADDRESS}/fermer", data={"csrf_token": token})
    db.session.rollback()
    db.session.expire_all()
    assert service.find(BUNDLE).state is State.CLOSED
    assert "Rouvrir" in staff.get(ADDRESS).text


def test_a_new_campaign_begins_with_words_that_exist(staff: FlaskClient) -> None:
    typed = {"csrf_token": fields(staff.get(f"{EDITOR}/nouvelle").text)["csrf_token"], "title": "Encore!"}
    for source, slug in ((f"gabarit:{BUNDLE}", "encore"), (f"campagne:{BUNDLE}", "encore-une-fois")):
        answer = staff.post(f"{EDITOR}/nouvelle", data={**typed, "source": source, "slug": slug})
        assert answer.location == f"{EDITOR}/{slug}"
        made = service.find(slug)
        assert (made.text("fr").title, made.state, made.chapter) == ("Encore!", State.DRAFT, None)
    taken = staff.post(f"{EDITOR}/nouvelle", data={**typed, "source": f"gabarit:{BUNDLE}", "slug": BUNDLE})
    assert (taken.status_code, "déjà celle d’une autre" in taken.text) == (422, True)
    for wrong in ({"slug": "Été!"}, {"slug": ""}, {"source": "gabarit:../../etc"}, {"source": ""}):
        data = {**typed, "source": f"gabarit:{BUNDLE}", "slug": "bon", **wrong}
        assert staff.post(f"{EDITOR}/nouvelle", data=data).status_code == 422


def test_english_is_added_to_a_french_campaign(staff: FlaskClient) -> None:
    french = service.read_bundle(service.LIBRARY / BUNDLE)
    alone = service.load_bundle(replace(french, slug="seule", words={"fr": french.words["fr"]}))
    assert [text.locale for text in alone.texts] == ["fr"]
    token = fields(staff.get(f"{EDITOR}/seule/textes").text)["csrf_token"]
    staff.post(f"{EDITOR}/seule/anglais", data={"csrf_token": token})
    db.session.rollback()
    db.session.expire_all()
    assert {text.locale: text.title for text in service.find("seule").texts} == dict.fromkeys(
        ("fr", "en"), french.words["fr"].short["title"])  # fmt: skip


def test_a_campaign_of_a_chapter_is_its_own(app: Flask, client: FlaskClient) -> None:
    mine, other = make_account("chapter", "troccqm"), make_account("chapter", "riocm", name="Autre")
    sign_in(client, mine)
    assert client.get(ADDRESS).status_code == 404  # the coalition's
    typed = {"csrf_token": fields(client.get(f"{EDITOR}/nouvelle").text)["csrf_token"], "title": "Chez nous"}
    answer = client.post(f"{EDITOR}/nouvelle", data={**typed, "source": f"gabarit:{BUNDLE}", "slug": "chez-nous"})
    assert answer.status_code == 303, answer.text
    made = service.find("chez-nous")
    assert made.chapter is not None
    assert made.chapter.key == "troccqm"
    assert [one.slug for one in service.editable(mine)] == ["chez-nous"]
    for account in (other, make_account("national", name="Nationale")):
        assert made not in service.editable(account)


def test_the_beginning_of_the_list_follows_its_settings_before_they_are_kept(staff: FlaskClient) -> None:
    page = edit(staff, "reglages", {"list_word": "co-signataires", "list_preset": "soigne"}, to="/apercu").text
    assert "Liste des co-signataires" in page
    assert page.index("Table régionale (exemple)") < page.index("La Bouée (exemple)") < page.index("L’Ancre (exemple)")
    assert page.index("Maison du fleuve (exemple)") < page.index("Regroupement national (exemple)")
    other = {"sorts_with_article": [], "puts_table_first": [], "puts_national_last": [], "list_preset": "fidele"}
    page = edit(staff, "reglages", other, to="/apercu").text
    assert page.index("Regroupement national (exemple)") < page.index("01 Bas-Saint-Laurent :")
    assert page.index("L’Ancre (exemple)") < page.index("La Bouée (exemple)") < page.index("Table régionale (exemple)")
    assert now_says() == service.read_bundle(service.LIBRARY / BUNDLE)


WORDS = "{salutation}\n\n{personal_line}\n\n{sender_name}"


def test_a_variant_is_there_in_every_language_and_goes_when_it_is_emptied(staff: FlaskClient) -> None:
    edit(staff, "variantes", {"for_1": "stance:supports", "subject_1": "Merci", "body_1": WORDS})
    edit(staff, "variantes", {"subject_1": "Thank you"}, language="en")
    letter = WORDS.replace("{personal_line}", "{organization}")
    edit(staff, "variantes", {"for_2": "organization", "subject_2": "{organization}", "body_2": letter})
    said = now_says()
    assert said.variants == ["stance:supports", "organization"]
    assert said.words["fr"].variants["stance:supports"].subject == "Merci"
    assert [said.words["en"].variants[name].subject for name in said.variants] == ["Thank you", "{organization}"]
    edit(staff, "variantes", {"subject_1": "", "body_1": ""})
    said = now_says()
    assert said.variants == ["organization"]
    assert list(said.words["en"].variants) == ["organization"]


def test_a_variant_is_written_once_and_seen_with_its_blanks_filled(staff: FlaskClient) -> None:
    edit(staff, "variantes", {"for_1": "office:minister", "subject_1": "Merci", "body_1": WORDS})
    twice = {"for_2": "office:minister", "subject_2": "Encore", "body_2": WORDS}
    assert "déjà là" in html.unescape(edit(staff, "variantes", twice).text)
    nobody_said = edit(staff, "variantes", {"for_2": "stance:refuses", "subject_2": "", "body_2": ""})
    assert "Écrivez l’objet et le message" in html.unescape(nobody_said.text)
    shown = edit(staff, "variantes", {}, to="/apercu")
    assert "Madame la Députée," in html.unescape(shown.text)
    assert "Camille Exemple" in shown.text


def test_the_address_to_share_is_that_of_the_site_whatever_host_was_asked_for(
    staff: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://site.example.org")
    assert f"https://site.example.org/campagnes/{BUNDLE}" in staff.get(ADDRESS).text
