"""What all forms share."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField

from app.core.fields import LongLine, TextForm, line


class Meeting(TextForm):
    day = DateField("Jour")


@pytest.mark.parametrize(("language", "said"), [("fr", "date"), ("en", "Not a valid date value.")])
def test_what_wtforms_says_by_itself_is_in_the_language_of_the_page(app: Flask, language: str, said: str) -> None:
    with app.test_request_context("/", environ_overrides={"portevoix.locale": language}):
        form = Meeting(formdata=MultiDict({"day": "demain"}), meta={"csrf": False})
        assert not form.validate()
        (error,) = form.day.errors
        assert said in error
        assert (error == "Not a valid date value.") is (language == "en")


class Subject(TextForm):
    subject = LongLine("Objet", filters=[line])


def test_a_long_line_wraps_on_the_page_and_stays_one_line(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"subject": "Les 10 M$ promis\r\nà la mission"}):
        form = Subject(meta={"csrf": False})
        assert form.subject.data == "Les 10 M$ promis à la mission"
        assert form.subject().startswith("<textarea data-one-line data-whole ")
