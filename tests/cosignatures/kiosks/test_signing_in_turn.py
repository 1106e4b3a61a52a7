"""Organizations sign in turn on one tablet: nothing of the one before stays, and nobody is slowed down."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry
from app.core import limits
from app.core.clock import now
from app.core.database import db
from app.cosignatures import limiting
from app.cosignatures.models import Kiosk, State
from tests.cosignatures.conftest import TYPED, Coordinator, hidden, rows, states
from tests.cosignatures.kiosks.conftest import Tablet, opened
from tests.factories import make_account, make_cosignature, sign_in
from tests.outbox import link_in, mail_names, mails

pytestmark = pytest.mark.data


def test_an_organization_signs_and_the_mail_says_where(tablet: Tablet, kiosk: Kiosk) -> None:
    answer = tablet.signs()
    assert answer.status_code == 303
    [cosignature] = rows()
    assert cosignature.at_kiosk is not None
    assert (cosignature.at_kiosk.kiosk_id, cosignature.state) == (kiosk.id, State.SUBMITTED)
    assert set(db.session.scalars(sa.select(ConsentEntry.channel))) == {Channel.KIOSK}
    [mail] = mails()
    assert "à l’assemblée «\xa0AGA de la TROC\xa0» (Rimouski)" in mail.body_text
    assert "tapez ce code" not in mail.body_text
    assert "AGA de la TROC" in (mail.body_html or "")


def test_the_mail_confirms_and_the_desk_shows_the_assembly(tablet: Tablet, kiosk: Kiosk) -> None:
    tablet.signs()
    Coordinator(tablet.client, kiosk.campaign).confirms(link_in(mails()[0], "/confirmer/"))
    [cosignature] = rows()
    assert cosignature.state is State.CONFIRMED
    staff = tablet.client.application.test_client()
    sign_in(staff, make_account())
    slug = kiosk.campaign.slug
    pages = (f"cosignatures/{cosignature.id}", f"campagnes/{slug}/cosignatures", f"campagnes/{slug}/regions/01")
    for page in pages:
        assert "à l’assemblée «\xa0AGA de la TROC\xa0»" in staff.get(f"/equipe/{page}").text, page


def test_after_thanks_an_empty_form_comes_by_itself_and_nothing_says_who_signed(tablet: Tablet) -> None:
    page = tablet.client.get(tablet.signs().location)
    assert page.headers["Refresh"] == f"20; url={tablet.path}"
    assert page.headers["Cache-Control"] == "no-store"
    stays = tablet.client.get(f"{tablet.path}/merci?rester=1")
    assert "Refresh" not in stays.headers
    for shown in (page, stays, tablet.client.get(tablet.path)):
        for typed in ("Maison des femmes", "Nadia", "nadia@example.org", "coordonnatrice"):
            assert typed not in shown.text
        assert "1 organisme est passé ici" in shown.text.replace("\xa0", " ")


def test_the_page_is_not_kept_and_lets_no_browser_fill_it_in(tablet: Tablet) -> None:
    page = tablet.client.get(tablet.path)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = page.text[page.text.index('<form class="form"') : page.text.index("</form>")]
    assert 'autocomplete="off"' in form.split(">")[0]
    inputs = re.findall(r'<(?:input|select)\b[^>]*class="input"[^>]*>', form)
    assert len(inputs) == 7
    assert all('autocomplete="off"' in one for one in inputs)


def test_what_was_sent_with_a_mistake_is_not_shown_again_once_it_is_signed(tablet: Tablet) -> None:
    fields = {**tablet.opens(), **TYPED}
    mistaken = tablet.sends({**fields, "email": "nadia@"})
    assert mistaken.status_code == 422
    assert "Nadia Essai" in mistaken.text
    assert tablet.sends(fields).status_code == 303
    again = tablet.sends({**fields, "email": "nadia@"})  # the next one goes back, and the browser sends it again
    assert (again.status_code, again.location) == (303, tablet.path)
    assert tablet.sends(fields).status_code == 303
    assert states() == ["submitted"]


def test_a_form_that_was_wiped_comes_back_no_more(tablet: Tablet) -> None:
    fields = {**tablet.opens(), **TYPED, "email": "nadia@"}
    assert tablet.sends({**fields, "wipe": "1"}).status_code == 303
    assert tablet.sends(fields).status_code == 303
    assert "Nadia" not in tablet.client.get(tablet.path).text
    assert rows() == []


def test_the_other_language_keeps_what_is_typed(tablet: Tablet) -> None:
    fields = {**tablet.opens(), **TYPED, "email": "nadia@", "langue": "1"}
    page = tablet.sends(fields, prefix="/en")
    assert page.status_code == 200
    assert 'value="nadia@"' in page.text
    assert hidden(page, "turn") == fields["turn"]


def test_only_the_regions_of_the_kiosk_sign_there(client: FlaskClient, campaign: Campaign) -> None:
    tablet = Tablet(client, opened(campaign, region_code="02"))
    assert tablet.signs(region="01").status_code == 422
    assert tablet.signs(region="02").status_code == 303
    said = tablet.client.get(tablet.path).text.replace("\xa0", " ")
    assert "Ce kiosque est pour les organismes de : Saguenay–Lac-Saint-Jean." in said


def test_an_organization_of_the_public_list_is_told_so_on_the_form(tablet: Tablet, campaign: Campaign) -> None:
    make_cosignature(campaign, organization_name=TYPED["organization"], city="Rimouski")
    page = tablet.signs()
    assert page.status_code == 422
    assert "est déjà dans la liste publique" in page.text


@pytest.mark.parametrize(
    "wrong",
    [{"organization": "=cmd()"}, {"region": ""}, {"email": "nadia"}, {"authority": "peut-être"}, {"turn": "x" * 9000},
     {"organization_id": "\0"}, {"organization": "\ud800".encode("utf-8", "surrogatepass")}],
)  # fmt: skip
def test_bad_input_is_refused_in_words_or_taken_as_it_is(tablet: Tablet, wrong: dict[str, Any]) -> None:
    assert tablet.signs(**wrong).status_code in (303, 422)
    assert tablet.client.get(tablet.path).status_code == 200


@pytest.mark.audit
def test_an_assembly_of_forty_on_one_tablet_is_never_slowed_down(tablet: Tablet, kiosk: Kiosk) -> None:
    for number in range(40):
        assert tablet.signs(organization=f"Organisme {number}", email=f"o{number}@example.org").status_code == 303
    assert {(row.suspicion, row.email_key != "") for row in rows()} == {(None, True)}
    assert all(mail.next_attempt_at <= now() for mail in mails())
    db.session.refresh(kiosk)
    assert kiosk.taken == 40


def test_a_tablet_has_a_limit_of_its_own_beyond_which_a_person_looks(tablet: Tablet) -> None:
    for _ in range(limiting.KIOSK.times - 1):
        limits.exceeded([(limiting.KIOSK, f"tablet {tablet.row.id}")])
    for number in range(2):
        assert tablet.signs(organization=f"Organisme {number}", email=f"o{number}@example.org").status_code == 303
    assert [row.suspicion.value if row.suspicion else None for row in rows()] == [None, "network_limit"]


def test_a_repeat_counts_like_any_form_for_nobody_is_to_read_who_signed(tablet: Tablet, kiosk: Kiosk) -> None:
    make_cosignature(kiosk.campaign, "confirmed", organization_name=TYPED["organization"], email=TYPED["email"])
    assert tablet.signs().status_code == 303
    db.session.refresh(kiosk)
    assert kiosk.taken == 1
    assert mail_names()[-1] == "cosignature_already_signed"
