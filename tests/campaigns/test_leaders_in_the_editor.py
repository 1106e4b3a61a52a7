"""Staff say in the editor who leads a campaign."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service
from app.campaigns.models import Leader
from app.core.database import db
from tests.campaigns.leading import COALITION, GROUPING, drawing, led_by
from tests.factories import BUNDLE, csrf_token, make_account, sign_in

pytestmark = pytest.mark.data


class TestInTheEditor:
    """/equipe/editeur/<slug>/meneurs."""

    address = f"/equipe/editeur/{BUNDLE}/meneurs"

    @pytest.fixture
    def staff(self, app: Flask, client: FlaskClient) -> FlaskClient:
        service.load_bundle(led_by())
        sign_in(client, make_account("national"))
        return client

    def send(self, staff: FlaskClient, **typed: object) -> object:
        db.session.rollback()
        db.session.expire_all()
        seen = service.as_seen(service.find(BUNDLE))
        token = csrf_token(staff.get(self.address))
        data = {"csrf_token": token, "seen": seen, **typed}
        return staff.post(self.address, data=data, content_type="multipart/form-data")

    def now_led_by(self) -> tuple[Leader, ...]:
        db.session.rollback()
        db.session.expire_all()
        return service.find(BUNDLE).leaders

    def person(self, **changes: str) -> dict[str, str]:
        typed = {"name_1_1": "Odile Essai", "title_1_1": "porte-parole", "phone_1_1": "418 555-0101", "email_1_1": "",
                 "agrees_1_1": "y"}  # fmt: skip
        return {**typed, **changes}

    def test_staff_add_reorder_and_remove_leaders(self, staff: FlaskClient) -> None:
        png = {"logo_1": (io.BytesIO(drawing()), "logo.png"), "logo_text_1": "CE"}
        answer = self.send(staff, name_1="Coalition", short_name_1="CE", **png, **self.person())
        assert answer.status_code == 303
        self.send(staff, name_1="Coalition", short_name_1="CE", logo_text_1="CE", **self.person(), name_2="Grouping")
        first, _second = self.now_led_by()
        assert (first.name, first.logo_text, first.spokespersons[0].phone) == ("Coalition", "CE", "418 555-0101")
        assert first.logo
        kept = {"name_1": "Coalition", "short_name_1": "CE", "logo_text_1": "CE", **self.person(), "name_2": "Grouping"}
        self.send(staff, **kept, place_1="2", place_2="2")
        assert [leader.name for leader in self.now_led_by()] == ["Grouping", "Coalition"]
        emptied = dict.fromkeys(("name_1", "name_2_1", "title_2_1", "phone_2_1", "email_2_1"), "")
        self.send(staff, name_2="Coalition", short_name_2="CE", logo_text_2="CE", without_logo_2="y", **emptied)
        (left,) = self.now_led_by()
        assert (left.name, left.logo, left.logo_text, left.spokespersons) == ("Coalition", "", "", ())

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"short_name_1": "CE"}, "Écrivez le nom de l’organisation."),
            ({"name_1": "=CMD()"}, "Commencez par une lettre"),
            ({"name_1": "CE", "website_1": "javascript:alert(1)"}, "Une adresse web s’écrit comme"),
            ({"name_1": "CE", "name_1_1": "Odile", "agrees_1_1": "y"}, "Donnez un téléphone ou un courriel"),
            ({"name_1": "CE", "name_1_1": "Odile", "phone_1_1": "418 555-0101"}, "sans son accord"),
            ({"name_1": "CE", "phone_1_1": "418", "agrees_1_1": "y"}, "Un téléphone s’écrit comme"),
            ({"name_1": "CE", "email_1_1": "odile", "agrees_1_1": "y"}, "Il manque le @"),
        ],
    )
    def test_a_mistake_is_said_beside_its_field(self, staff: FlaskClient, typed: dict[str, str], sentence: str) -> None:
        answer = self.send(staff, **typed)
        assert answer.status_code == 422
        assert sentence in answer.text.replace("\u00a0", " ")
        assert self.now_led_by() == ()

    @pytest.mark.parametrize(
        ("file", "text", "sentence"),
        [(drawing(), "", "Dites en quelques mots"), (b"<svg/>", "CE", "image PNG ou JPEG"),
         (b"x" * 300_001, "CE", "trop lourd")],
        ids=["no words", "a drawing", "heavy"],
    )  # fmt: skip
    def test_a_logo_without_words_or_that_is_no_picture_is_refused(
        self, staff: FlaskClient, file: bytes, text: str, sentence: str
    ) -> None:
        answer = self.send(staff, name_1="CE", logo_1=(io.BytesIO(file), "logo.png"), logo_text_1=text)
        assert answer.status_code == 422
        assert sentence in answer.text

    def test_a_second_leader_waits_until_the_notices_can_name_it(self, staff: FlaskClient) -> None:
        bundle = led_by(COALITION)
        fixed = {
            key: replace(words, consents={one: text.replace("{leaders}", "CE") for one, text in words.consents.items()})
            for key, words in bundle.words.items()
        }
        service.load_bundle(replace(bundle, words=fixed))
        answer = self.send(staff, name_1="Coalition des exemples", short_name_1="CE", name_2="Regroupement des essais")
        assert answer.status_code == 422
        assert "Les avis ne nomment pas « Regroupement des essais »" in answer.text.replace("\u00a0", " ")

    def test_a_notice_cannot_leave_out_one_of_several(self, staff: FlaskClient) -> None:
        service.load_bundle(led_by(COALITION, GROUPING))
        page = staff.get(f"/equipe/editeur/{BUNDLE}/avis")
        assert "{leaders}" in page.text
        words = service.bundle_of(service.find(BUNDLE)).words["fr"].consents
        typed = {purpose.value: text.replace("{leaders}", "CE") for purpose, text in words.items()}
        seen = service.as_seen(service.find(BUNDLE))
        answer = staff.post(
            f"/equipe/editeur/{BUNDLE}/avis", data={"csrf_token": csrf_token(page), "seen": seen, **typed}
        )
        assert answer.status_code == 422
        assert "Cet avis ne nomme pas « Regroupement des essais »" in answer.text.replace("\u00a0", " ")

    def test_the_preview_shows_the_leaders_that_are_being_written(self, staff: FlaskClient) -> None:
        logo = {"logo_1": (io.BytesIO(drawing()), "a.png"), "logo_text_1": "CE"}
        typed = {"csrf_token": csrf_token(staff.get(self.address)), "name_1": "Coalition toute neuve", **logo}
        shown = staff.post(f"{self.address}/apercu", data=typed, content_type="multipart/form-data")
        assert "Coalition toute neuve" in shown.text
        assert "/logos/" not in shown.text
        assert self.now_led_by() == ()
