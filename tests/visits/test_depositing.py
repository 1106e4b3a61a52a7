"""What was handed over is noted, shown to the public if staff say so, set right, and undone."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.editions import service as editions
from app.officials.models import Official
from app.territory.models import Riding
from app.visits import service
from app.visits.models import Answer, Visit, VisitPhoto
from app.visits.service import Answered, Photo
from tests.factories import csrf_token, make_cosignature, make_official, make_riding, sign_in
from tests.passing_time import days_later
from tests.visits.conftest import deposit_of, make_deposit, make_visit, picture

pytestmark = pytest.mark.data
WORDS = "Trois personnes remettent la liste devant le bureau."


def photo(words: str = WORDS) -> Photo:
    content, width, height = service.drawn(picture())
    return Photo(content=content, width=width, height=height, words=words)


def public(client: FlaskClient, campaign: Campaign) -> str:
    return client.get(f"/campagnes/{campaign.slug}/depots").text


def test_each_member_and_each_ministry_is_counted_once_and_apart(
    client: FlaskClient, campaign: Campaign, staff: Account, mna: Official
) -> None:
    front, listed = f"/campagnes/{campaign.slug}", f"/campagnes/{campaign.slug}/signataires"
    assert "déposée auprès" not in client.get(front).text + client.get(listed).text
    make_deposit(campaign, staff)
    for page in (front, listed):
        assert "déposée auprès d’une députée ou d’un député</a>" in client.get(page).text, page
    make_deposit(campaign, staff)  # a second visit to the same person
    make_deposit(campaign, staff, make_riding("Maskinongé"))
    make_deposit(campaign, staff, make_riding("Champlain"), is_public=False)
    make_deposit(campaign, staff, "finance")
    make_deposit(campaign, staff, "health")
    found = service.deposited(campaign)
    assert (found.mnas, found.ministries) == (2, 2)
    for page in (front, listed, f"{front}/depots"):
        words = "déposée auprès de 2\u00a0députées et députés et dans 2\u00a0ministères"
        assert words.replace("\u00a0", " ") in client.get(page).text.replace("\u00a0", " "), page


def test_the_public_reads_what_staff_made_public_and_nothing_else(
    client: FlaskClient, campaign: Campaign, staff: Account, mna: Official
) -> None:
    make_cosignature(campaign, "validated")
    edition = editions.freeze(campaign)
    visit = make_deposit(campaign, staff, edition=edition.number, photo=photo())
    answered = Answered(answer=Answer.SUPPORTS, on=today(), source="courriel", note="Secret.", is_public=False)
    service.answer(visit.id, answered, seen=2, by=staff)
    page = public(client, campaign)
    for words in ("Réal Exemple, Parti de l’Exemple", "42 organismes", f"editions/{edition.number}", WORDS):
        assert words in page.replace("\u00a0", " ")
    for words in ("Odile Essai", "Secret.", "Appuie la demande", "rue de l’Essai"):
        assert words not in page
    service.answer(visit.id, Answered(**{**vars(answered), "is_public": True}), seen=3, by=staff)
    assert "Appuie la demande" in public(client, campaign)
    assert "Secret." not in public(client, campaign)


def test_a_deposit_that_is_taken_back_is_gone_from_every_page_with_its_picture(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    visit = make_deposit(campaign, staff, photo=photo())
    address = f"/campagnes/{campaign.slug}/depots/{visit.id}/{visit.photo.digest if visit.photo else ''}.jpg"
    shown = client.get(address)
    assert shown.content_type == "image/jpeg"
    assert client.get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    assert "Rimouski" in public(client, campaign)
    service.take_back(visit.id, seen=2, by=staff)
    assert "Rimouski" not in public(client, campaign)
    assert client.get(address).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VisitPhoto)) == 0


def test_a_picture_of_a_deposit_that_is_not_public_is_for_the_staff(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    visit = make_deposit(campaign, staff, is_public=False, photo=photo())
    assert visit.photo is not None
    assert client.get(f"/campagnes/{campaign.slug}/depots/{visit.id}/{visit.photo.digest}.jpg").status_code == 404
    sign_in(client, staff)
    assert client.get(f"/equipe/visites/{visit.id}/photo.jpg").content_type == "image/jpeg"


class TestThePageOfADeposit:
    @pytest.fixture
    def visit(self, client: FlaskClient, campaign: Campaign, staff: Account) -> Visit:
        sign_in(client, staff)
        return make_visit(campaign, staff)

    def send(self, client: FlaskClient, visit: Visit, **typed: object) -> tuple[int, str]:
        address = f"/equipe/visites/{visit.id}/depot"
        form = {"csrf_token": csrf_token(client.get(address)), "seen": str(visit.revision), "edition": "",
                "on": today().isoformat(), "organizations": "42"}  # fmt: skip
        files = {name: FileStorage(*value) if isinstance(value, tuple) else value for name, value in typed.items()}
        boundary, body = encode_multipart(form | files)  # a client that did it by itself would leave a file open
        answer = client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")
        return answer.status_code, answer.text

    def test_it_proposes_the_latest_edition_and_its_number(
        self, client: FlaskClient, campaign: Campaign, visit: Visit
    ) -> None:
        for number in range(3):
            make_cosignature(campaign, "validated", organization_name=f"Maison {number} de l’Essai")
        edition = editions.freeze(campaign)
        page = client.get(f"/equipe/visites/{visit.id}/depot").text
        assert 'value="3"' in page
        status, _text = self.send(client, visit, edition=str(edition.number), organizations="3", is_public="y")
        assert (status, visit.organizations, visit.edition_id) == (303, 3, edition.id)

    def test_a_picture_comes_with_words_and_the_agreement_of_those_on_it(
        self, client: FlaskClient, visit: Visit
    ) -> None:
        file = (io.BytesIO(picture()), "photo.jpg")
        status, text = self.send(client, visit, photo=file)
        assert status == 422
        assert "Décrivez la photo" in text
        assert "Demandez l’accord de chaque personne" in text
        file = (io.BytesIO(picture()), "photo.jpg")
        status, _text = self.send(client, visit, photo=file, photo_words=WORDS, photo_agreed="y")
        assert status == 303
        assert visit.photo is not None
        assert visit.photo.words == WORDS
        status, _text = self.send(client, visit, photo_words="D’autres mots.")
        assert (status, visit.photo.words) == (303, "D’autres mots.")
        status, _text = self.send(client, visit, without_photo="y")
        db.session.expire_all()
        assert (status, visit.photo) == (303, None)

    def test_a_picture_of_a_telephone_is_larger_than_other_forms_may_be(
        self, client: FlaskClient, visit: Visit
    ) -> None:
        heavy = picture((2600, 2600), "PNG") + b"\0" * 3_000_000
        file = (io.BytesIO(heavy), "photo.png")
        status, _text = self.send(client, visit, photo=file, photo_words=WORDS, photo_agreed="y")
        assert status == 303
        assert visit.photo is not None
        with Image.open(io.BytesIO(visit.photo.content)) as found:
            assert (found.format, max(found.size)) == ("JPEG", 1600)
        too_heavy = (io.BytesIO(b"x" * (service.LARGEST_FILE + 200_000)), "photo.png")
        assert self.send(client, visit, photo=too_heavy)[0] == 413

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"on": "2099-01-01"}, "trop loin"),
            ({"on": "hier"}, "en chiffres"),
            ({"organizations": "0"}, "Écrivez un nombre"),
            ({"organizations": "9" * 30}, "Écrivez un nombre"),
            ({"edition": "7"}, "Choisissez une édition"),
            ({"photo": (io.BytesIO(b"\0\0\0\x18ftypheic"), "a.heic")}, "HEIC"),
            ({"photo": (io.BytesIO(b"<svg/>"), "a.svg")}, "ne se lit pas"),
        ],
        ids=["far", "no day", "nobody", "everybody", "no edition", "heic", "svg"],
    )
    def test_what_makes_no_sense_is_refused_in_words(
        self, client: FlaskClient, visit: Visit, typed: dict[str, object], words: str
    ) -> None:
        status, text = self.send(client, visit, **typed)
        assert status == 422
        assert words in text


def test_an_answer_has_its_day_and_its_source_and_can_be_taken_back(
    client: FlaskClient, campaign: Campaign, staff: Account
) -> None:
    visit = make_visit(campaign, staff)
    sign_in(client, staff)
    address = f"/equipe/visites/{visit.id}/reponse"
    typed = {"csrf_token": csrf_token(client.get(address)), "answer": "refuses", "source": "de vive voix"}
    assert "en chiffres" in client.post(address, data=typed | {"seen": "1"}).text
    client.post(address, data=typed | {"seen": "1", "on": today().isoformat(), "note": "Froid.", "is_public": "y"})
    assert (visit.answer, visit.answered_on, visit.answer_is_public) == (Answer.REFUSES, today(), True)
    client.post(address, data={"csrf_token": typed["csrf_token"], "answer": "none", "seen": "2", "on": "2020-13-45"})
    assert (visit.answer, visit.answered_on, visit.answer_is_public) == (Answer.NONE, None, False)


def test_the_mandate_is_that_of_the_day_of_the_deposit(campaign: Campaign, staff: Account, riding: Riding) -> None:
    visit = make_deposit(campaign, staff)
    assert visit.mandate is None
    official = make_official("Esther Exemple", riding=riding, since=today())
    service.deposit(visit.id, deposit_of(), seen=2, by=staff)
    assert visit.mandate is not None
    assert visit.mandate.official_id == official.id


def test_long_after_the_campaign_nobody_who_went_is_known(campaign: Campaign, staff: Account) -> None:
    visit = make_deposit(campaign, staff, photo=photo())
    campaigns.close_campaign(campaign.slug)
    with days_later(170):
        assert service.forget_persons() == 0
    with days_later(181):
        assert service.forget_persons() == 1
        assert service.forget_persons() == 0
    db.session.expire_all()
    assert (visit.delegation, visit.photo, visit.organizations) == ("", None, 42)
