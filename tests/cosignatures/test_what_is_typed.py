"""What is missing or cannot be taken is said in words beside the field, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import today
from app.cosignatures.models import Authority
from tests.cosignatures.conftest import Coordinator, rows
from tests.outbox import mails

pytestmark = pytest.mark.data


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
