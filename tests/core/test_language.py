"""French is the source; English is complete; the typography comes by itself."""

from __future__ import annotations

import uuid

from flask import Flask, render_template_string, url_for

from app.core.language import gettext, lazy_gettext, ngettext, speaking
from app.core.links import own_path, public_url, url_for_each
from tests.factories import csrf_token

NBSP = "\u00a0"


def test_french_gets_its_no_break_spaces_and_values_stay_as_they_are(app: Flask) -> None:
    assert gettext("Reste : %(name)s", name="A : B") == f"Reste{NBSP}: A : B"


def test_zero_is_singular_in_french(app: Flask) -> None:
    assert ngettext("%(num)s organisme", "%(num)s organismes", 0) == "0 organisme"
    assert ngettext("%(num)s organisme", "%(num)s organismes", 2) == "2 organismes"


def test_templates_escape_what_they_put_into_a_message(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template_string("{{ _('Bonjour %(name)s!', name='<b>') }}")
        counted = render_template_string("{{ ngettext('%(num)s de %(who)s', '%(num)s de %(who)s', 3, who='<i>') }}")
    assert page == "Bonjour &lt;b&gt;!"
    assert counted == "3 de &lt;i&gt;"


def test_a_label_written_before_any_page_is_translated_when_shown(app: Flask) -> None:
    label = lazy_gettext("Langue : français")
    with speaking("fr"):
        assert str(label) == f"Langue{NBSP}: français"


def test_the_address_of_a_page_in_english_is_the_same_behind_en(app: Flask) -> None:
    with app.test_request_context("/"):
        assert public_url("site.privacy") == "http://localhost/confidentialite"
        assert public_url("site.privacy", locale="en") == "http://localhost/en/confidentialite"
    english = app.test_client().get("/en/confidentialite")
    assert 'lang="en-CA"' in english.text
    assert 'href="/confidentialite"' in english.text


def test_the_address_of_many_rows_is_made_once(app: Flask) -> None:
    """Whatever it carries along: a search for « 50 % » among it."""
    one, back = uuid.UUID(int=5), "/equipe?q=50 %s %"
    with app.test_request_context():
        address = url_for_each("register.one", "organization_id", retour=back)
        assert address % one == url_for("register.one", organization_id=one, retour=back)


def test_only_a_path_of_this_site_is_followed() -> None:
    assert own_path("/equipe?x=1", "/") == "/equipe?x=1"
    for elsewhere in (
        "https://example.com",
        "//example.com",
        "/\\example.com",
        "equipe",
        None,
        "/a\nb",
        "/\t/example.com",
        "/\r/x",
    ):
        assert own_path(elsewhere, "/chez-nous") == "/chez-nous"


def test_the_twin_of_an_address_stays_on_this_site(app: Flask) -> None:
    for path in ("/en/%5Cexample.com", "/en//example.com", "/en/%2Fexample.com"):
        page = app.test_client().get(path).text
        assert 'hreflang="fr" href="/example.com"' in page, path


def test_no_redirect_repeats_the_host_that_the_visitor_claims(app: Flask) -> None:
    answer = app.test_client().get("/campagnes//x", headers={"Host": "example.com"})
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_a_form_is_accepted_over_https_although_its_page_sends_no_referer(app: Flask) -> None:
    """Pages behind a link are sent with `no-referrer`: a browser then has no Referer to give."""
    client = app.test_client()
    page = client.get("/equipe/connexion", base_url="https://localhost")
    form = {"csrf_token": csrf_token(page), "email": "personne@example.org", "password": "x"}
    answer = client.post("/equipe/connexion", base_url="https://localhost", data=form)
    assert answer.status_code == 422
