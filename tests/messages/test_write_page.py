"""The message: ready, editable, shown as it will arrive; errors beside the fields, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import ConsentEntry, Purpose
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages.models import LookupMethod, Message, State
from app.messages.remembering import relay
from app.officials.models import Official
from tests.factories import make_cosignature, make_official, make_riding
from tests.messages.conftest import Form, Supporter
from tests.outbox import mails

EVERYTHING = {"personal_line": "Ma sœur y va.", "subject": "Autre objet", "wants_copy": "y"}


def only_message() -> Message:
    return db.session.scalars(sa.select(Message)).one()


def test_the_message_is_ready_with_the_blanks_that_the_program_knows_filled(supporter: Supporter) -> None:
    fields = supporter.opens()
    assert fields["subject"].replace("\u00a0", " ") == "911 M$ pour le communautaire, un plan en cinq ans"
    assert "{" not in fields["body"]
    assert "(circonscription : Rimouski)" in plain(fields["body"])
    assert "http://localhost/campagnes/plan-de-rattrapage-911-millions" in fields["body"]
    assert "[votre nom]" in fields["body"]
    assert "[votre phrase]" in fields["body"]
    assert "Madame la Ministre" not in fields["body"]  # each official is greeted apart


def test_the_number_of_organizations_is_that_of_the_public_list(supporter: Supporter) -> None:
    assert "la même demande, à ce jour : 0." in plain(supporter.opens()["body"])
    make_cosignature(supporter.campaign, "validated")
    assert "la même demande, à ce jour : 1." in plain(supporter.opens()["body"])


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_the_cards_show_each_official_and_say_who_is_invented(supporter: Supporter) -> None:
    page = supporter.client.get(f"{supporter.lookup_address}/rimouski").text
    for words in ("Réal Exemple", "Esther Exemple", "Ministre responsable des Services sociaux", "Parti de l’Exemple"):
        assert words in page
    assert page.count("Personne inventée pour la démonstration.") == 2
    assert "Personnes et signatures inventées." in page


def test_an_empty_chair_is_told_before_writing_and_the_others_are_still_written_to(supporter: Supporter) -> None:
    page = supporter.client.get(f"{supporter.lookup_address}/rimouski").text
    assert "Ministre des Finances" in page
    assert "Siège vacant" in page
    assert "Votre message partira quand même aux autres destinataires." in page
    vacant = supporter.client.get(f"{supporter.lookup_address}/joliette").text
    assert "Députée ou député" in vacant
    assert supporter.sends("joliette").status_code == 303


def test_an_official_without_address_is_told_before_writing(supporter: Supporter) -> None:
    make_official("Sans Adresse", riding=make_riding("Joliette"), email=None)
    page = supporter.client.get(f"{supporter.lookup_address}/joliette").text
    assert "Nous n’avons pas encore d’adresse pour cette personne." in page
    assert "Sans Adresse" in page


def test_with_nobody_to_write_to_there_is_no_form_and_nothing_can_be_sent(
    client: FlaskClient, campaign: Campaign
) -> None:
    someone = Supporter(client, campaign)
    page = client.get(f"{someone.lookup_address}/rimouski")
    assert page.status_code == 200
    assert "Personne à qui écrire pour l’instant" in page.text
    assert "<textarea" not in page.text
    fields = {"csrf_token": Form(client.get(someone.lookup_address)).fields["csrf_token"], "step": "send"}
    typed = {"name": "Jeanne", "email": "j@example.com", "city": "Rimouski", "subject": "S", "body": "B"}
    answer = client.post(f"{someone.lookup_address}/rimouski", data=fields | typed)
    assert answer.status_code == 409
    assert "Personne à qui écrire" in answer.text
    assert mails() == []


def test_the_privacy_notice_stands_above_the_button_and_no_box_is_ticked(supporter: Supporter) -> None:
    page = supporter.client.get(f"{supporter.lookup_address}/rimouski").text
    assert "votre nom, votre municipalité, votre adresse courriel" in page
    assert page.index("Qui les reçoit") < page.index('value="preview"')
    assert "La coalition de démonstration" in page
    assert "vie-privee@example.org" in page
    assert " checked" not in page


def test_the_preview_shows_the_mail_as_it_will_arrive(supporter: Supporter) -> None:
    page = supporter.previews(personal_line="Ma sœur y va chaque semaine.").text
    for words in (
        "Jeanne Tremblay (par Plan de rattrapage",
        "jeanne@example.com",
        "Jeanne Tremblay (Rimouski, circonscription Rimouski) vous écrit.",
        "Madame la Ministre,",
        "Je m’appelle Jeanne Tremblay. J’habite Rimouski",
        "Ma sœur y va chaque semaine.",
    ):
        assert words in page
    assert "[votre" not in page.split('name="body"')[0]
    assert "Le même message pour Réal Exemple : « Monsieur le Député, »" in page.replace("\u00a0", " ")
    assert mails() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_the_preview_offers_ones_own_mailbox(supporter: Supporter) -> None:
    page = supporter.previews().text
    assert "mailto:mna@example.org?subject=911%C2%A0M%24" in page
    assert "body=Monsieur%20le%20D%C3%A9put%C3%A9%2C%0D%0A%0D%0AJe%20m" in page
    assert "Copier le texte" in page


def test_going_back_from_the_preview_loses_nothing(supporter: Supporter) -> None:
    first = supporter.opens() | EVERYTHING | {"via": "troc-m", "method": "municipality"}
    preview = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=first | {"step": "preview"})
    kept = Form(preview).fields
    again = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=kept | {"step": "edit"})
    assert again.status_code == 200
    fields = Form(again).fields
    for name, value in first.items():
        if name != "csrf_token":
            assert fields[name].strip() == value.strip(), name


def test_a_browser_cuts_nothing_of_what_is_pasted(supporter: Supporter) -> None:
    """What is too long stays in its field, and the page says by how much."""
    page = supporter.client.get(f"{supporter.lookup_address}/rimouski").text
    for name in ("subject", "body"):
        (field,) = re.findall(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page)
        assert "maxlength" not in field


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("subject", "  ", "Donnez un objet à votre message."),
        ("subject", "o" * 151, "150 caractères"),
        ("body", " \n ", "Il n’y a plus rien dans le message."),
        ("body", "m" * 6001, "6 000 caractères"),
        ("personal_line", "p" * 401, "400 caractères"),
        ("name", "", "Écrivez votre prénom et votre nom."),
        ("name", "!!!", "Il faut au moins une lettre."),
        ("name", "=cmd()", "Commencez par une lettre"),
        ("name", "n" * 10_000, "trop long"),
        ("email", "", "Écrivez votre adresse courriel."),
        ("email", "jeanne", "Il manque le @"),
        ("email", "jeanne@", "après le @"),
        ("email", "jeanne@exam ple.com", "après le @"),
        ("email", "é@example.com", "accents avant le @"),
        ("city", "", "Écrivez le nom de votre municipalité."),
    ],
)
def test_each_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    supporter: Supporter, name: str, value: str, words: str
) -> None:
    answer = supporter.sends(**(EVERYTHING | {name: value}))
    assert answer.status_code == 422
    assert words.replace(" ", "") in answer.text.replace("\u00a0", "").replace(" ", "")
    assert f'id="{name}-error"' in answer.text
    fields = Form(answer).fields
    assert fields["wants_copy"] == "y"
    if name != "subject":
        assert fields["subject"] == "Autre objet"
    assert mails() == []


def test_an_empty_form_names_every_missing_thing(supporter: Supporter) -> None:
    token = supporter.opens()["csrf_token"]
    answer = supporter.client.post(f"{supporter.lookup_address}/rimouski", data={"csrf_token": token})
    assert answer.status_code == 422
    assert answer.text.count("field__error") == 5


def test_an_accented_domain_is_accepted_and_kept_in_ascii(supporter: Supporter) -> None:
    supporter.sends(email="jeanne@écoles.example.com")
    supporter_row = only_message().supporter
    assert supporter_row is not None
    assert supporter_row.email == "jeanne@xn--coles-9ra.example.com"


def test_sending_keeps_the_message_and_asks_to_confirm_by_mail(supporter: Supporter) -> None:
    answer = supporter.sends(**EVERYTHING, method="municipality", via="troc-m")
    assert answer.status_code == 303
    message = only_message()
    assert (message.state, message.lookup_method, message.via) == (State.WRITTEN, LookupMethod.MUNICIPALITY, "troc-m")
    assert message.riding_id == make_riding().id
    assert message.personal_line == "Ma sœur y va."
    assert "Ma sœur y va." in message.body
    assert "Je m’appelle Jeanne Tremblay. J’habite Rimouski" in message.body
    (mail,) = mails()
    assert mail.kind is Kind.CONFIRMATION
    assert mail.to_address == "jeanne@example.com"
    page = supporter.client.get(answer.location)
    assert "Il reste une étape" in page.text
    assert "jeanne@example.com" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_confirmation_repeats_nothing_that_was_typed(supporter: Supporter) -> None:
    """The address may belong to somebody else: our mail must not carry a stranger's words."""
    supporter.sends(subject="Achetez ceci", personal_line="http://spam.example.com", name="Gagnez Vite")
    (mail,) = mails()
    for words in ("Achetez", "spam", "Gagnez"):
        assert words not in mail.subject + mail.body_text + (mail.body_html or "")
    assert "Réal Exemple, député (Rimouski)" in mail.body_text


def test_an_altered_lookup_method_counts_as_chosen_in_the_list(supporter: Supporter) -> None:
    supporter.sends(method="<script>")
    assert only_message().lookup_method is LookupMethod.RIDING


def test_a_relay_that_is_no_key_is_left_out(supporter: Supporter) -> None:
    """It stays once the person is forgotten: it must name nobody."""
    supporter.sends(via="marie@example.org")
    assert only_message().via is None
    assert [relay(typed) for typed in ("x" * 500, "Marie Essai", "<b>", "troc-m")] == [None, None, None, "troc-m"]


def test_each_yes_and_each_no_is_written_in_the_ledger_with_its_wording(supporter: Supporter) -> None:
    supporter.sends()
    message = only_message()
    said = {Purpose.NOTICE_WRITE: True, Purpose.QUOTE_LINE: False, Purpose.REPLY_SURVEY: False, Purpose.NEWS: False}
    assert consents.in_force(f"message:{message.id}") == said
    entries = db.session.scalars(sa.select(ConsentEntry)).all()
    assert all(entry.text.wording for entry in entries)


def test_ticking_the_news_box_is_a_consent(supporter: Supporter) -> None:
    supporter.sends(wants_news="y")
    assert consents.in_force(f"message:{only_message().id}")[Purpose.NEWS] is True


def test_the_personal_sentence_finds_a_place_even_when_its_mark_was_erased(supporter: Supporter) -> None:
    supporter.sends(body="Premier paragraphe.\n\nDernier paragraphe.", personal_line="Une phrase à moi.")
    assert only_message().body == "Premier paragraphe.\n\nUne phrase à moi.\n\nDernier paragraphe."


def test_without_a_personal_sentence_its_paragraph_disappears(supporter: Supporter) -> None:
    supporter.sends(body="Début.\n\n[votre phrase]\n\nFin.")
    assert only_message().body == "Début.\n\nFin."


def test_braces_and_marks_that_somebody_types_are_only_text(supporter: Supporter) -> None:
    hostile = "{{ config.SECRET_KEY }} {salutation} {campaign_url} %s %(name)s {% raw %}"
    supporter.sends(body=hostile, name="[votre municipalité] Roy")
    body = only_message().body
    assert body.startswith("{{ config.SECRET_KEY }} {salutation} {campaign_url} %s %(name)s {% raw %}")
    supporter.sends(body="Je suis [votre nom].", name="[votre municipalité] Roy", email="autre@example.com")
    newest = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert newest is not None
    assert newest.body == "Je suis [votre municipalité] Roy."


def test_the_page_wants_its_csrf_token(supporter: Supporter) -> None:
    fields = supporter.opens() | {"step": "send"}
    del fields["csrf_token"]
    assert supporter.client.post(f"{supporter.lookup_address}/rimouski", data=fields).status_code == 400


def test_an_upload_where_none_is_expected_is_harmless(supporter: Supporter) -> None:
    fields = supporter.opens() | {"step": "send"}
    from io import BytesIO

    data = fields | {"body": (BytesIO(b"contenu"), "lettre.docx")}
    answer = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=data)
    assert answer.status_code == 422


def test_the_title_of_the_official_can_be_a_blank_of_the_campaign(
    supporter: Supporter, campaign: Campaign, mna: Official
) -> None:
    with unit_of_work():
        campaign.text("fr").message_body = "{salutation}\n\nVous êtes {official_title}."
    fields = supporter.opens()
    assert fields["body"] == "Vous êtes [titre de la personne]."
    page = supporter.previews().text
    assert "Vous êtes député." in page
    assert "Vous êtes ministre responsable des Services sociaux." in page


def test_the_page_and_the_message_speak_english_behind_en(supporter: Supporter) -> None:
    page = supporter.client.get(f"/en{supporter.lookup_address}/rimouski")
    assert page.status_code == 200
    fields = Form(page).fields | {
        "name": "Jane Roy",
        "email": "jane@example.com",
        "city": "Rimouski",
        "step": "preview",
    }
    preview = supporter.client.post(f"/en{supporter.lookup_address}/rimouski", data=fields)
    assert "Dear Minister," in preview.text
    assert "Dear Member of the National Assembly," in preview.text
    assert "My name is Jane Roy. I live in Rimouski" in preview.text
