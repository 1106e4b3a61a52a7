"""Whatever stands in any field of any mail: no header is added, the sender is ours, and nothing of it is markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from flask import Flask

from app.core import mailer
from tests.deliveries.test_hostile_text import HOSTILE, check, make
from tests.house.mailbag import in_both_languages
from tests.house.test_every_mail import NAMES

MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7 * 7 }} %(name)s'
SHORT = [*[text for text in HOSTILE if len(text) < 300][::2], MARKUP]


def spoiled(value: Any, text: str) -> Any:
    """The same with that text wherever somebody could have typed something."""
    if isinstance(value, str):
        return value if value.startswith(("http", "mailto:")) or value in ("fr", "en") else f"A{text}"
    if isinstance(value, list | tuple):
        return type(value)(spoiled(one, text) for one in value) if type(value) in (list, tuple) else value
    if isinstance(value, Mapping):
        return {key: spoiled(one, text) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        return replace(value, **{name: spoiled(one, text) for name, one in told.items() if isinstance(one, str)})
    return value


@pytest.mark.audit
def test_no_field_of_any_mail_breaks_out_of_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mail as the program writes it, then with hostile text in everything that its template is given."""
    honest, written = mailer.render, dict[str, tuple[str, dict[str, Any]]]()

    def render(name: str, locale: str, /, **context: Any) -> mailer.Rendered:
        written.setdefault(name, (locale, context))
        return honest(name, locale, **context)

    monkeypatch.setattr(mailer, "render", render)
    in_both_languages()
    monkeypatch.undo()
    assert set(written) == set(NAMES)
    for name, (locale, context) in written.items():
        for text in SHORT:
            mail = honest(name, locale, **{key: spoiled(value, text) for key, value in context.items()})
            assert not any(mark in mail.subject for mark in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00"), name
            assert "<script>" not in mail.html, name
            assert "49" not in mail.html.partition("alert(1)")[2][:40], name
            check(make(subject=mail.subject, text=mail.text, html=mail.html, from_name=f"A{text}"))
