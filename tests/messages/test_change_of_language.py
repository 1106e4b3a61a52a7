"""The other language while one writes: what was ready is ready in it, and what somebody wrote stays."""

from __future__ import annotations

import pytest

from tests.messages.conftest import Form, Supporter

pytestmark = pytest.mark.data


def turned(supporter: Supporter, **typed: str) -> dict[str, str]:
    """The form of the page in English, after the button of the page in French."""
    fields = supporter.opens() | {"personal_line": "Ma sœur y va.", **typed, "langue": "1"}
    page = supporter.client.post(f"/en{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 200
    return Form(page).fields


def test_where_one_lives_comes_along_and_is_not_looked_up(supporter: Supporter) -> None:
    fields = Form(supporter.client.get(supporter.lookup_address)).fields
    page = supporter.client.post(f"/en{supporter.lookup_address}", data=fields | {"place": "G5L 1A1", "langue": "1"})
    assert page.status_code == 200
    assert Form(page).fields["place"] == "G5L 1A1"


def test_the_ready_message_that_nobody_touched_is_the_ready_message_of_the_other_language(
    supporter: Supporter,
) -> None:
    ready = Form(supporter.client.get(f"/en{supporter.lookup_address}/rimouski")).fields
    fields = turned(supporter)
    assert (fields["subject"], fields["body"]) == (ready["subject"], ready["body"])
    assert (fields["personal_line"], fields["email"]) == ("Ma sœur y va.", "jeanne@example.com")


def test_a_message_that_was_changed_stays_with_its_marks_in_the_language_of_the_page(supporter: Supporter) -> None:
    fields = turned(supporter, subject="Mon objet", body="Je suis [votre nom].\n\n[votre phrase]")
    assert fields["subject"] == "Mon objet"
    assert fields["body"] == "Je suis [your name].\n\n[your sentence]"


def test_a_preview_stays_a_preview(supporter: Supporter) -> None:
    fields = supporter.opens() | {"shown": "preview", "langue": "1"}
    page = supporter.client.post(f"/en{supporter.lookup_address}/rimouski", data=fields)
    assert page.status_code == 200
    assert 'value="send"' in page.text
    assert 'form="apercu" formaction="/campagnes/' in page.text
