"""Whatever arrives at the forms, the answer is a page with words, never a failure."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.campaigns.models import Campaign
from app.cosignatures import service
from tests.cosignatures.conftest import TYPED, Coordinator, manage_path, rows, states, together
from tests.factories import form_token, make_cosignature, make_submission

pytestmark = pytest.mark.data

FIELDS = ("organization", "organization_id", "region", "city", "name", "title", "email", "authority", "authority_on",
          "publish_name", "news", "website", "opened", "via")  # fmt: skip
ODD = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["", "\0", "\r\n", "\ud800", "\u202e", "<script>", "=cmd()", "01", "yes", "on_date", "2027-13-45"]),
    st.text(st.characters(codec="utf-8"), min_size=200, max_size=400),
)
HARD = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.audit
@HARD
@given(typed=st.dictionaries(st.sampled_from(FIELDS), ODD))
def test_any_text_in_any_field_is_taken_or_explained(coordinator: Coordinator, typed: dict[str, str]) -> None:
    clean = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in typed.items()}
    answer = coordinator.sends(**clean)
    assert answer.status_code in (303, 422, 409), answer.text[:500]
    if answer.status_code == 303:
        assert coordinator.client.get(answer.location).status_code == 200


@pytest.mark.audit
@HARD
@given(body=st.binary(max_size=600))
def test_any_bytes_are_answered(coordinator: Coordinator, body: bytes) -> None:
    token = coordinator.opens()["csrf_token"]
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        answer = coordinator.client.post(
            coordinator.address,
            data=b"csrf_token=" + token.encode() + b"&organization=" + body,
            content_type=content_type,
        )
        assert answer.status_code in (303, 400, 413, 422)


@pytest.mark.parametrize("field", FIELDS)
def test_a_file_where_none_is_expected_is_a_field_left_empty(coordinator: Coordinator, field: str) -> None:
    fields: dict[str, Any] = {**coordinator.opens(), **TYPED, field: (io.BytesIO(b"PK\x03\x04" * 100), "liste.xlsx")}
    answer = coordinator.client.post(coordinator.address, data=fields, content_type="multipart/form-data")
    assert answer.status_code in (303, 422)


def test_too_much_at_once_is_refused_with_a_page(coordinator: Coordinator) -> None:
    token = coordinator.opens()["csrf_token"]
    answer = coordinator.client.post(coordinator.address, data={"csrf_token": token, "organization": "a" * 2_000_000})
    assert answer.status_code == 413
    assert "demi-mégaoctet" in answer.text


def test_a_thousand_fields_of_one_name_are_one_field(coordinator: Coordinator) -> None:
    fields = {**coordinator.opens(), **TYPED, "organization": ["Première", *["x"] * 100]}
    assert coordinator.client.post(coordinator.address, data=fields).status_code == 303
    assert rows()[0].shown_name == "Première"


@pytest.mark.parametrize("page", ["", "/corriger", "/retirer", "/choix", "/merci"])
@HARD
@given(token=st.text(st.characters(codec="utf-8", exclude_characters="/?#"), min_size=1, max_size=80))
def test_any_link_is_answered(app: Flask, page: str, token: str) -> None:
    answer = app.test_client().get(f"/signature/{quote(token)}{page}")
    assert answer.status_code in (404, 405, 308), token


@pytest.mark.audit
@HARD
@given(typed=st.fixed_dictionaries(dict.fromkeys(("organization", "region", "city", "name", "title"), ODD)))
def test_any_correction_is_taken_or_explained(coordinator: Coordinator, typed: dict[str, str]) -> None:
    [cosignature] = rows() or [make_cosignature(coordinator.campaign, "confirmed")]
    clean = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in typed.items()}
    token = form_token(coordinator.client)
    answer = coordinator.client.post(manage_path(cosignature) + "/corriger", data={"csrf_token": token, **clean})
    assert answer.status_code in (303, 422), answer.text[:500]
    assert states() == ["confirmed"]


@pytest.mark.engine
def test_two_forms_at_the_same_instant_are_two_rows(app: Flask, campaign: Campaign) -> None:
    same = make_submission()
    answers = together(app, *[lambda: service.submit(campaign, same)] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert states() == ["submitted"] * 4
