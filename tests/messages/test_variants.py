"""One message, worded for whoever receives it: ask, then thank. Nobody is sent words that their author has not read."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.commitments.models import Stance
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import service
from app.messages.drafting import Text
from app.messages.errors import NobodyToWriteTo
from app.messages.models import Message
from app.messages.recipients import recipients_of
from app.officials.models import Official
from tests.factories import make_campaign, make_draft, make_official, make_riding
from tests.messages.conftest import Form, Supporter
from tests.messages.parliament import answered
from tests.outbox import mails

pytestmark = pytest.mark.data
THANKS = "stance:supports"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Asks the minister and the MNA; thanks whoever supports."""
    made = make_campaign(recipient_rules=["minister:social-services", "mna_of_riding"], variants=[THANKS])
    with unit_of_work():
        for text in made.texts:
            text.variants = {
                THANKS: {"subject": "Merci!", "body": "{salutation}\n\nMerci, dit {sender_name}.\n\n{personal_line}"}
            }
    return made


def written(campaign: Campaign, **changes: object) -> Message:
    to = recipients_of(campaign, make_riding())
    texts = {
        "": Text("On demande", "Je demande, [votre nom]."),
        THANKS: Text("On remercie", "Je remercie, [votre nom]."),
    }
    first, *others = to.variants
    shown = {
        "subject": texts[first].subject, "body": texts[first].body, "variant": first,
        "others": {name: texts[name] for name in others},
    }  # fmt: skip
    return service.find(service.write(make_draft(campaign, **{**shown, **changes})))


@pytest.mark.parametrize("step", ["preview", "send"])
@pytest.mark.parametrize("knew_before", [False, True])
def test_an_answer_noted_while_somebody_writes_to_one_person_loses_no_word(
    client: FlaskClient, campaign: Campaign, mna: Official, step: str, knew_before: bool
) -> None:
    with unit_of_work():
        campaign.recipient_rules = ["mna_of_riding"]
    supporter = Supporter(client, campaign)
    if knew_before:
        answered(campaign, mna)
    fields = supporter.form("rimouski")
    subject, body = (next(name for name in fields if name.startswith(what)) for what in ("subject", "body"))
    own = {subject: "Mon objet à moi", body: "Mes mots, que personne d’autre n’a.", "personal_line": "Ma phrase."}
    answered(campaign, mna, Stance.MET if knew_before else Stance.SUPPORTS)
    page = supporter.sends(**own, step=step)
    assert page.status_code == 422
    assert "Un destinataire a changé" in page.text
    assert "Ce que vous aviez écrit" in page.text
    assert "Mon objet à moi\n\nMes mots, que personne d’autre n’a." in page.text
    again = Form(page).fields
    assert again["personal_line"].strip() == "Ma phrase."
    ready = next(value for name, value in again.items() if name.startswith("body"))
    assert ready.strip()
    assert "Mes mots" not in ready
    assert mails(Kind.CONFIRMATION) == []


def arriving() -> dict[str, str]:
    """What each official will read, by address."""
    return {mail.to_address: f"{mail.subject}: {mail.body_text}" for mail in mails(Kind.MESSAGE)}


def test_the_first_variant_that_fits_is_taken_and_the_message_otherwise(
    campaign: Campaign, mna: Official, minister: Official
) -> None:
    answered(campaign, mna)
    found = {one.mandate.official.name: one.variant for one in recipients_of(campaign, make_riding()).reachable}
    assert found == {"Esther Exemple": "", "Réal Exemple": THANKS}
    with unit_of_work():
        campaign.variants = ["office:mna", THANKS]
    found = {one.mandate.official.name: one.variant for one in recipients_of(campaign, make_riding()).reachable}
    assert found["Réal Exemple"] == "office:mna"


def test_each_official_receives_the_words_written_for_them_and_the_copy_has_both(
    campaign: Campaign, mna: Official, minister: Official
) -> None:
    answered(campaign, mna)
    service.confirm(written(campaign, wants_copy=True).id)
    received = arriving()
    assert received["minister@example.org"].startswith("On demande: ")
    assert "Je demande, Jeanne Tremblay." in received["minister@example.org"]
    assert received["mna@example.org"].startswith("On remercie: ")
    assert "Je demande" not in received["mna@example.org"]
    (copy,) = mails(Kind.RECEIPT)
    assert "Je demande, Jeanne Tremblay." in copy.body_text
    assert "Je remercie, Jeanne Tremblay." in copy.body_text


def test_whoever_comes_to_support_after_the_message_was_written_is_not_asked(
    campaign: Campaign, mna: Official, minister: Official
) -> None:
    message = written(campaign)
    answered(campaign, mna)
    service.confirm(message.id)
    assert set(arriving()) == {"minister@example.org"}


def test_when_nobody_is_left_for_the_words_that_were_read_nothing_leaves(campaign: Campaign, mna: Official) -> None:
    message = written(campaign)
    answered(campaign, mna)
    with pytest.raises(NobodyToWriteTo):
        service.confirm(message.id)
    assert arriving() == {}


def test_a_rule_that_staff_add_between_writing_and_confirming_writes_to_nobody_unseen(
    campaign: Campaign, mna: Official, minister: Official
) -> None:
    make_official("Ministre de plus", portfolio="finance", email="de-plus@example.org")
    message = written(campaign)
    with unit_of_work():
        campaign.recipient_rules = ["mna_of_riding", "minister:finance"]
    service.confirm(message.id)
    assert set(arriving()) == {"mna@example.org"}  # the minister's rule is gone, the other one is new


def test_the_page_shows_both_texts_keeps_each_and_previews_what_arrives(
    supporter: Supporter, campaign: Campaign, mna: Official
) -> None:
    answered(campaign, mna)
    fields = supporter.opens()
    assert fields["subject_stance_supports"] == "Merci!"
    typed = {"subject": "Ma demande", "body_stance_supports": "Merci à vous, [votre nom]."}
    preview = supporter.previews(**typed)
    assert "Un autre message pour Réal Exemple" in preview.text.replace("\u00a0", " ")
    assert "Merci à vous, Jeanne Tremblay." in preview.text
    back = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=Form(preview).fields | {"step": "edit"})
    kept = Form(back).fields
    assert (kept["subject"], kept["body_stance_supports"].strip()) == ("Ma demande", "Merci à vous, [votre nom].")


def test_an_answer_noted_while_somebody_writes_is_told_and_nothing_typed_is_lost(
    supporter: Supporter, campaign: Campaign, mna: Official
) -> None:
    fields = supporter.opens() | {"subject": "Ma demande", "step": "send"}
    answered(campaign, mna)
    page = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 422
    assert "Un destinataire a changé" in page.text
    kept = Form(page).fields
    assert kept["subject"] == "Ma demande"
    assert "Merci, dit [votre nom]" in kept["body_stance_supports"]
    assert mails() == []


@pytest.mark.parametrize("step", ["preview", "send"])
def test_when_the_only_recipient_changes_the_new_text_is_offered_beside_ones_own_words(
    supporter: Supporter, campaign: Campaign, mna: Official, step: str
) -> None:
    with unit_of_work():
        campaign.recipient_rules = ["mna_of_riding"]
    typed = {"subject": "Mon objet", "body": "Mes mots <à moi>.", "personal_line": "Ma sœur y va.", "step": step}
    fields = supporter.opens() | typed
    answered(campaign, mna)
    page = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 422
    assert "Un destinataire a changé" in page.text
    assert "Il n’y a plus rien dans le message" not in page.text
    assert "Ce que vous aviez écrit" in page.text
    assert "Mes mots &lt;à moi&gt;." in page.text
    again = Form(page).fields
    assert again["subject_stance_supports"] == "Merci!"
    assert again["personal_line"].strip() == "Ma sœur y va."
    preview = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=again | {"step": "preview"})
    assert preview.status_code == 200
    back = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=Form(preview).fields | {"step": "edit"})
    assert "Mes mots &lt;à moi&gt;." in back.text
    assert mails() == []


def test_words_left_as_they_came_are_not_shown_again_when_the_recipient_changes(
    supporter: Supporter, campaign: Campaign, mna: Official
) -> None:
    with unit_of_work():
        campaign.recipient_rules = ["mna_of_riding"]
    fields = supporter.opens() | {"step": "preview"}
    answered(campaign, mna)
    page = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 422
    assert "Ce que vous aviez écrit" not in page.text


def test_when_nobody_is_left_to_write_to_ones_own_words_are_still_there(
    supporter: Supporter, campaign: Campaign, mna: Official
) -> None:
    with unit_of_work():
        campaign.recipient_rules = ["mna_of_riding"]
        campaign.exclusions = ["stance:supports"]
    fields = supporter.opens() | {"body": "Mes mots à moi.", "personal_line": "Ma sœur y va.", "step": "send"}
    answered(campaign, mna)
    page = supporter.client.post(f"{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 409
    assert "Personne à qui écrire" in page.text
    assert "Mes mots à moi." in page.text
    assert "Ma sœur y va." in page.text


def test_a_message_as_it_came_invites_a_sentence_and_one_with_a_sentence_does_not(supporter: Supporter) -> None:
    invitation = "Et si vous y mettiez une phrase à vous?"
    assert invitation in supporter.previews().text
    assert invitation not in supporter.previews(personal_line="Ma sœur y va chaque semaine.").text
    assert supporter.sends().status_code == 303  # an invitation, never a block


@pytest.mark.parametrize("typed", ["Merci\x00 à vous", "Merci\r\nBcc: vole@poste.example", "Merci " * 2000])
def test_hostile_words_in_a_variant_are_cleaned_or_refused_with_all_that_was_typed(
    supporter: Supporter, campaign: Campaign, mna: Official, typed: str
) -> None:
    answered(campaign, mna)
    answer = supporter.sends(subject_stance_supports=typed, subject="Ma demande")
    assert answer.status_code == (422 if len(typed) > 150 else 303)
    if answer.status_code == 422:
        assert Form(answer).fields["subject"] == "Ma demande"
    for mail in mails():
        assert not set(mail.subject) & set("\r\n\x00")
