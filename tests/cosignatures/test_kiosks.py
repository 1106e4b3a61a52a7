"""A kiosk at an assembly: staff open it, a tablet enters by its code, organizations sign in turn, and nothing stays."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry
from app.core import limits, tokens
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.database import db
from app.core.personal_links import WrongCode
from app.cosignatures import limiting, links, service
from app.cosignatures.errors import KioskClosed, NoSuchCosignature, NoSuchKiosk
from app.cosignatures.kiosks import opening, tablets
from app.cosignatures.models import Kiosk, State
from app.cosignatures.service import Assembly
from tests.cosignatures.conftest import TYPED, Coordinator, hidden, rows, states
from tests.factories import csrf_token, form_token, make_account, make_cosignature, sign_in
from tests.outbox import link_in, mail_names, mails
from tests.passing_time import days_later, seconds_later

pytestmark = pytest.mark.data


def opened(campaign: Campaign, by: Account | None = None, **changes: Any) -> Kiosk:
    said: dict[str, Any] = {"name": "AGA de la TROC", "held_on": today(), "place": "Rimouski", "hours": 6}
    assembly = Assembly(**{**said, "region_code": None, **changes})
    return service.open_kiosk(campaign, assembly, by=by or make_account())


def path_of(kiosk: Kiosk) -> str:
    return f"/kiosque/{links.KIOSK.token(kiosk.id)}"


def types(client: FlaskClient, code: str) -> TestResponse:
    """The code, on a tablet."""
    return client.post("/kiosque", data={"csrf_token": form_token(client), "code": code})


class Tablet:
    """What goes from hand to hand, once it entered."""

    def __init__(self, client: FlaskClient, kiosk: Kiosk) -> None:
        self.client, self.path = client, path_of(kiosk)
        self.row = tablets.enter(tablets.code_of(kiosk))
        with client.session_transaction() as kept:
            kept["kiosk.tablets"] = [self.row.id.hex]

    def opens(self) -> dict[str, str]:
        page = self.client.get(self.path)
        assert page.status_code == 200, page.status
        return {name: hidden(page, name) for name in ("csrf_token", "turn")}

    def signs(self, **typed: Any) -> TestResponse:
        return self.sends({**self.opens(), **TYPED, **typed})

    def sends(self, fields: dict[str, Any], *, prefix: str = "") -> TestResponse:
        return self.client.post(prefix + self.path, data=fields)


@pytest.fixture
def kiosk(campaign: Campaign) -> Kiosk:
    return opened(campaign)


@pytest.fixture
def tablet(client: FlaskClient, kiosk: Kiosk) -> Tablet:
    return Tablet(client, kiosk)


# Staff open, extend and close it.


def test_staff_open_one_and_read_where_a_tablet_enters_and_its_code(client: FlaskClient, campaign: Campaign) -> None:
    sign_in(client, make_account("chapter", "troc-bas-saint-laurent"))
    address = f"/equipe/campagnes/{campaign.slug}/kiosques"
    typed = {"assembly": "AGA de la TROC", "held_on": today().isoformat(), "place": "Rimouski", "hours": "4"}
    typed |= {"csrf_token": csrf_token(client.get(address)), "region": "01"}
    answer = client.post(address, data=typed)
    assert answer.status_code == 303
    [kiosk] = db.session.scalars(sa.select(Kiosk))
    page = client.get(answer.location).text
    assert (kiosk.region_codes, kiosk.closes_at - kiosk.opened_at) == (["01"], timedelta(hours=4))
    assert tablets.code_of(kiosk) in page
    assert "<svg" in page
    assert "http://localhost/kiosque" in page
    assert links.KIOSK.token(kiosk.id) not in page
    assert "AGA de la TROC" in client.get(address).text
    assert db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)).all()[-1] == "kiosk.opened"


@pytest.mark.parametrize(
    "wrong",
    [{"assembly": ""}, {"assembly": "x" * 121}, {"place": "https://example.com"}, {"hours": "73"}, {"hours": "deux"},
     {"held_on": "hier"}, {"held_on": "2020-01-01"}, {"region": "99"}, {"region": "02"}, {"assembly": "\0\ufffd"}],
)  # fmt: skip
def test_what_cannot_be_opened_is_explained(client: FlaskClient, campaign: Campaign, wrong: dict[str, str]) -> None:
    sign_in(client, make_account("chapter", "troc-bas-saint-laurent"))
    address = f"/equipe/campagnes/{campaign.slug}/kiosques"
    typed = {"assembly": "AGA", "held_on": today().isoformat(), "place": "Rimouski", "hours": "4", "region": "01"}
    answer = client.post(address, data={"csrf_token": csrf_token(client.get(address)), **typed, **wrong})
    assert answer.status_code == 422
    assert "Il y a un point à corriger" in answer.text
    assert db.session.scalars(sa.select(Kiosk)).all() == []


def test_a_chapter_opens_for_its_own_regions_and_sees_no_kiosk_of_others(campaign: Campaign) -> None:
    both, other = make_account("chapter", "troccqm"), make_account("chapter", "troc-02")
    kiosk = opened(campaign, both)
    assert kiosk.region_codes == ["04", "17"]
    national = opened(campaign)
    assert national.region_codes == []
    assert [tally.kiosk.id for tally in service.kiosks(campaign, both)] == [kiosk.id]
    assert service.kiosks(campaign, other) == []
    for hidden_one in (kiosk, national):
        with pytest.raises(NoSuchKiosk):
            service.kiosk(other, hidden_one.id)
        with pytest.raises(NoSuchKiosk):
            service.close_kiosk(hidden_one.id, by=other)
    with pytest.raises(NoSuchCosignature):
        opened(campaign, other, region_code="01")


def test_it_ends_by_itself_and_may_be_extended_for_three_days_in_all(kiosk: Kiosk) -> None:
    token, by = links.KIOSK.token(kiosk.id), make_account()
    with days_later(0.27), pytest.raises(KioskClosed):
        opening.kiosk_of_link(token)
    with days_later(0.27):
        service.extend_kiosk(kiosk.id, 24, by=by)
        assert opening.kiosk_of_link(token).id == kiosk.id
        assert service.extend_kiosk(kiosk.id, 72, by=by).closes_at == kiosk.opened_at + timedelta(hours=72)


def test_whoever_is_typing_when_the_hour_comes_may_finish(tablet: Tablet, kiosk: Kiosk) -> None:
    fields = tablet.opens()
    with seconds_later((kiosk.closes_at - now()).total_seconds() + 600):
        assert tablet.sends({**fields, **TYPED}).status_code == 303


def test_a_closed_kiosk_shuts_every_tablet_out_at_once_and_for_good(tablet: Tablet, kiosk: Kiosk) -> None:
    fields, by = tablet.opens(), make_account()
    service.close_kiosk(kiosk.id, by=by)
    for answer in (tablet.client.get(tablet.path), tablet.sends({**fields, **TYPED})):
        assert answer.status_code == 410
        assert "Ce kiosque est fermé" in answer.text
    with pytest.raises(KioskClosed):
        tablets.admit(kiosk.id, by=by)
    with pytest.raises(KioskClosed):
        service.extend_kiosk(kiosk.id, 2, by=by)
    assert rows() == []


def test_a_kiosk_of_a_campaign_that_closed_takes_nothing(tablet: Tablet, campaign: Campaign) -> None:
    campaigns.close_campaign(campaign.slug)
    assert tablet.client.get(tablet.path).status_code == 410


# The tablet enters, and has nothing of staff.


def test_the_code_lets_a_tablet_in_however_it_is_typed(client: FlaskClient, kiosk: Kiosk) -> None:
    answer = types(client, f" {tablets.code_of(kiosk).lower().replace(' ', '-')} ")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert client.get("/equipe").status_code == 303
    assert client.get(f"/equipe/kiosques/{kiosk.id}").status_code == 303


def test_the_drawing_fills_the_code_in_and_opens_nothing_by_itself(client: FlaskClient, kiosk: Kiosk) -> None:
    code = tablets.code_of(kiosk).replace(" ", "")
    assert f'value="{code}"' in client.get(f"/kiosque?code={code}").text
    assert tablets.tablets(kiosk) == []


def test_a_code_serves_once_and_a_picture_of_it_opens_nothing(client: FlaskClient, kiosk: Kiosk) -> None:
    code, passer_by = tablets.code_of(kiosk), client.application.test_client()
    entered = types(client, code)
    assert types(passer_by, code).status_code == 422
    refused = passer_by.get(entered.location)
    assert (refused.status_code, "Ce kiosque s’ouvre avec un code" in refused.text) == (403, True)
    token = form_token(passer_by)
    assert passer_by.post(entered.location, data={**TYPED, "csrf_token": token}).status_code == 403
    assert client.get(entered.location).status_code == 200
    assert rows() == []


def test_a_code_that_nobody_used_is_good_for_a_quarter_of_an_hour(client: FlaskClient, kiosk: Kiosk) -> None:
    with seconds_later(16 * 60), pytest.raises(WrongCode):
        tablets.enter(tablets.code_of(kiosk))


def test_a_second_tablet_has_a_code_and_a_limit_of_its_own(tablet: Tablet, kiosk: Kiosk) -> None:
    before = tablets.code_of(kiosk)
    kiosk = tablets.admit(kiosk.id, by=make_account())
    assert tablets.code_of(kiosk) != before
    second = Tablet(tablet.client.application.test_client(), kiosk)
    assert second.signs().status_code == tablet.signs(organization="Un autre", email="u@example.org").status_code == 303
    assert [one.number for one in tablets.tablets(kiosk)] == [1, 2]


def test_one_tablet_is_shut_out_and_the_others_go_on(tablet: Tablet, kiosk: Kiosk) -> None:
    kiosk = tablets.admit(kiosk.id, by=make_account())
    second, staff = Tablet(tablet.client.application.test_client(), kiosk), tablet.client.application.test_client()
    sign_in(staff, make_account())
    page = staff.get(f"/equipe/kiosques/{kiosk.id}")
    assert "Tablette 2" in page.text
    done = staff.post(f"/equipe/kiosques/{kiosk.id}/tablettes/1/fermer", data={"csrf_token": csrf_token(page)})
    assert "Les autres continuent" in staff.get(done.location).text
    assert [tablet.client.get(tablet.path).status_code, second.client.get(second.path).status_code] == [403, 200]


def test_one_tablet_may_serve_two_campaigns(tablet: Tablet, kiosk: Kiosk, campaign: Campaign) -> None:
    other = opened(campaign)
    assert types(tablet.client, tablets.code_of(other)).status_code == 303
    assert [tablet.client.get(path_of(one)).status_code for one in (kiosk, other)] == [200, 200]


@pytest.mark.parametrize("code", ["", "AAAA AAAA", "x" * 41, "\0", "é" * 8, "    "])
def test_a_code_that_opens_nothing_is_told_kindly(client: FlaskClient, kiosk: Kiosk, code: str) -> None:
    page = client.post("/kiosque", data={"csrf_token": form_token(client), "code": code})
    assert page.status_code == 422
    assert "Il y a un point à corriger" in page.text


def test_codes_are_not_to_be_guessed(kiosk: Kiosk) -> None:
    code = tablets.code_of(kiosk)
    for letter in tokens.LETTERS[:10]:
        with pytest.raises(WrongCode):
            tablets.enter(f"{code[:5]}{letter}{'A' if code[6:] != 'AAA' else 'B'}AA")
    with pytest.raises(WrongCode):
        tablets.enter(code)
    another = tablets.admit(kiosk.id, by=make_account())
    assert tablets.enter(tablets.code_of(another)).kiosk_id == kiosk.id


def test_nobody_closes_a_kiosk_to_the_others_with_codes_that_are_nobodys(kiosk: Kiosk) -> None:
    letter = next(one for one in tokens.LETTERS if one != tablets.code_of(kiosk)[0])
    for _ in range(30):
        with pytest.raises(WrongCode):
            tablets.enter(letter * 8)
    assert tablets.enter(tablets.code_of(kiosk)).kiosk_id == kiosk.id


def test_a_session_of_staff_left_on_the_tablet_is_told(tablet: Tablet) -> None:
    assert "Une session de l’équipe est ouverte" not in tablet.client.get(tablet.path).text
    sign_in(tablet.client, make_account())
    with tablet.client.session_transaction() as kept:
        kept["kiosk.tablets"] = [tablet.row.id.hex]
    assert "Une session de l’équipe est ouverte" in tablet.client.get(tablet.path).text


# Organizations sign in turn.


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


# Limits.


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


# What the desk sees.


def test_the_desk_counts_and_names_who_has_not_confirmed(tablet: Tablet, kiosk: Kiosk) -> None:
    staff = make_account()
    for number in range(3):
        tablet.signs(organization=f"Organisme {number}", email=f"o{number}@example.org")
    service.confirm(rows()[0].id)
    tally = service.kiosk(staff, kiosk.id)
    assert (tally.kiosk.taken, tally.confirmed, tally.unconfirmed) == (3, 1, 2)
    assert [one.shown_name for one in service.unconfirmed_at(kiosk)] == ["Organisme 1", "Organisme 2"]
    client = tablet.client.application.test_client()
    sign_in(client, staff)
    page = client.get(f"/equipe/kiosques/{kiosk.id}").text
    assert "Organisme 2" in page
    assert "o2@example.org" not in page


def test_a_kiosk_that_is_unknown_is_not_found(client: FlaskClient, kiosk: Kiosk) -> None:
    sign_in(client, make_account())
    assert client.get(f"/equipe/kiosques/{uuid.uuid4()}").status_code == 404
    assert client.get("/kiosque/nimportequoi").status_code == 404
