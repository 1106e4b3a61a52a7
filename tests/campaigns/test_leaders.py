"""Several organizations lead one campaign: each is named on the pages, in the mails, and in the notices."""

from __future__ import annotations

import io
import shutil
import struct
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin

from app.campaigns import export, leaders, logos, service
from app.campaigns.bundle import Bundle
from app.campaigns.errors import BundleError, NotReady
from app.campaigns.models import Leader, Logo, Spokesperson
from app.consents import service as consents
from app.consents.models import ConsentText, Purpose
from app.core import renderings
from app.core.clock import frozen, now
from app.core.database import db
from app.core.pictures import PictureProblem, PictureRefused
from app.cosignatures import service as cosignatures
from app.deliveries.models import Delivery
from tests.factories import BUNDLE, csrf_token, make_account, make_campaign, make_submission, sign_in

pytestmark = pytest.mark.data
TWO = "il-y-a-des-limites-au-manque-de-reconnaissance"
COALITION = Leader(name="Coalition des exemples", short_name="CE", name_en="Coalition of Examples")
GROUPING = Leader(name="Regroupement des essais", short_name="RE")


def drawing(size: tuple[int, int] = (60, 30), kind: str = "PNG", mode: str = "RGB") -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, "red").save(kept, format=kind)
    return kept.getvalue()


def led_by(*wanted: Leader, pictures: dict[str, bytes] | None = None) -> Bundle:
    """The model with these leaders; its notices have the blank for them."""
    return replace(service.read_bundle(service.LIBRARY / BUNDLE), leaders=wanted, logos=pictures or {})


def notice(locale: str = "fr") -> str:
    return consents.texts(service.find(BUNDLE).consent_scope, locale)[Purpose.NOTICE_COSIGN].wording


def test_a_shipped_campaign_is_led_by_two_and_its_page_names_both(client: FlaskClient) -> None:
    campaign = make_campaign(TWO)
    page = client.get(f"/campagnes/{campaign.slug}").text
    for leader in campaign.leaders:
        assert leader.name in page
        assert all(person.email in page for person in leader.spokespersons)
    assert 'href="tel:514-555-0168;ext=3"' in page
    for address in ("signataires", "cosigner"):
        assert "CTROC" in client.get(f"/campagnes/{campaign.slug}/{address}").text
    assert "spokesperson" in client.get(f"/en/campagnes/{campaign.slug}").text


def test_a_campaign_without_leaders_is_as_it_was(app: Flask, client: FlaskClient) -> None:
    campaign = make_campaign()
    assert campaign.leaders == ()
    assert "{leaders}" in notice()
    shown = service.notice(campaign, Purpose.NOTICE_COSIGN, "fr")
    assert app.config["OPERATOR"] in shown
    assert "{" not in shown
    assert 'class="leaders"' not in client.get(f"/campagnes/{campaign.slug}").text


def test_the_notice_that_is_kept_names_who_leads_and_other_leaders_make_another_version(app: Flask) -> None:
    service.load_bundle(led_by(COALITION, GROUPING))
    assert "Coalition des exemples (CE) et Regroupement des essais (RE)" in notice()
    assert "Coalition of Examples (CE) and Regroupement des essais (RE)" in notice("en")
    campaign = service.find(BUNDLE)
    assert service.bundle_of(campaign) == led_by(COALITION, GROUPING)
    service.load_bundle(service.bundle_of(campaign))
    service.load_bundle(led_by(COALITION))
    versions = sa.select(ConsentText.version).where(
        ConsentText.purpose == Purpose.NOTICE_COSIGN, ConsentText.locale == "fr"
    )
    assert sorted(db.session.scalars(versions)) == [1, 2]
    assert "Regroupement" not in notice()


def test_a_campaign_that_several_lead_does_not_open_while_a_notice_leaves_one_out(app: Flask) -> None:
    bundle = led_by(COALITION, GROUPING)
    silent = {
        key: replace(words, consents={one: text.replace("{leaders}", "la CE") for one, text in words.consents.items()})
        for key, words in bundle.words.items()
    }
    campaign = service.load_bundle(replace(bundle, words=silent))
    with pytest.raises(NotReady) as refused:
        service.open_campaign(campaign.slug)
    assert refused.value.shown["missing"] == ["leaders"]
    service.load_bundle(bundle)
    service.open_campaign(campaign.slug)


def test_a_name_that_is_part_of_another_word_does_not_name_anybody(app: Flask) -> None:
    wordings = {Purpose.NOTICE_COSIGN: "Pour la Coalition des exemples, et ceux qui RECUEILLENT."}
    assert leaders.unnamed(wordings, (COALITION, GROUPING), "fr") == [(Purpose.NOTICE_COSIGN, GROUPING)]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('short_name = "CTROC"', 'acronym = "CTROC"', "clé inconnue « acronym »"),
        ("agrees_to_publication = true", "agrees_to_publication = false", "accepte la publication"),
        ('phone = "514 555-0142"\nemail = "medias-ctroc@example.org"', "", "il faut name, et phone ou email"),
        ('phone = "514 555-0142"', 'phone = "appelez-nous"', "phone n’est pas un numéro"),
        ('email = "medias-ctroc@example.org"', 'email = "medias"', "email n’est pas une adresse"),
        ('short_name = "CTROC"', 'website = "javascript:alert(1)"', "website commence par https://"),
        ('short_name = "CTROC"', 'logo = "../../etc/passwd"\nlogo_text = "x"', "logo est un fichier comme"),
        ('short_name = "CTROC"', 'logo = "logo-x.png"\nlogo_text = "x"', "ce fichier manque"),
        ('short_name = "CTROC"', 'logo = "logo-x.png"', "un logo a son texte"),
        ('name = "Coalition des tables régionales d’organismes communautaires"\n', "", "il manque « name »"),
    ],
)
def test_a_bundle_that_says_leaders_wrong_is_refused(
    app: Flask, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    folder = Path(shutil.copytree(service.LIBRARY / TWO, tmp_path / TWO))
    settings = (folder / "campaign.toml").read_text(encoding="utf-8")
    assert old in settings
    (folder / "campaign.toml").write_text(settings.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BundleError) as refused:
        service.read_bundle(folder)
    assert complaint in "\n".join(refused.value.problems).replace("\u00a0", " ")


def test_a_bundle_whose_notice_leaves_a_leader_out_names_the_section(app: Flask, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(service.LIBRARY / TWO, tmp_path / TWO))
    notices = (folder / "consent.fr.md").read_text(encoding="utf-8")
    (folder / "consent.fr.md").write_text(notices.replace("{leaders}", "la CTROC", 1), encoding="utf-8")
    with pytest.raises(BundleError, match=r"notice-cosign.*Table des regroupements"):
        service.read_bundle(folder)


def test_leaders_and_their_logos_travel_in_a_zip_file_and_nobody_who_agreed_for_another_campaign(app: Flask) -> None:
    png = logos.redrawn(drawing())
    shown = replace(COALITION, logo=logos.digest_of(png), logo_text="CE", website="https://ce.example.org",
                    spokespersons=(Spokesperson(name="Odile Essai", email="odile@example.org"),))  # fmt: skip
    campaign = service.load_bundle(led_by(shown, GROUPING, pictures={shown.logo: png}))
    started = service.from_zip(make_account(), service.zipped(campaign))
    assert started.leaders == (replace(shown, spokespersons=()), GROUPING)
    assert started.logos == {shown.logo: png}
    assert export.bundle_of(campaign).leaders == (shown, GROUPING)


def test_a_logo_is_served_to_everybody_once_public_and_no_longer_kept_when_it_goes(client: FlaskClient) -> None:
    png = logos.redrawn(drawing())
    shown = replace(COALITION, logo=logos.digest_of(png), logo_text="Le logo de la CE")
    service.load_bundle(led_by(shown, pictures={shown.logo: png}))
    address = f"/campagnes/{BUNDLE}/logos/{shown.logo}.png"
    assert client.get(address).status_code == 404
    service.open_campaign(BUNDLE)
    answer = client.get(address)
    assert (answer.mimetype, answer.data) == ("image/png", png)
    assert "immutable" in answer.headers["Cache-Control"]
    assert 'alt="Le logo de la CE"' in client.get(f"/campagnes/{BUNDLE}").text
    service.load_bundle(led_by(COALITION))
    assert client.get(address).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Logo)) == 0


@pytest.mark.parametrize(
    "sent",
    [drawing(), drawing(kind="JPEG"), drawing((2000, 40)), drawing(mode="L")],
    ids=["PNG", "JPEG", "wide", "grey"],
)
def test_a_picture_is_drawn_anew_within_bounds_and_always_the_same(sent: bytes) -> None:
    png = logos.redrawn(sent)
    with Image.open(io.BytesIO(png)) as found:
        assert found.format == "PNG"
        assert found.size <= logos.LARGEST
    assert logos.redrawn(png) == png


def test_nothing_of_the_file_that_came_is_kept_but_its_pixels() -> None:
    noted = PngImagePlugin.PngInfo()
    noted.add_text("Author", "Odile Essai, 12 rue du Secret")
    kept = io.BytesIO()
    Image.new("RGB", (20, 20)).save(kept, format="PNG", pnginfo=noted)
    assert b"Secret" in kept.getvalue()
    assert b"Secret" not in logos.redrawn(kept.getvalue())


def test_a_photograph_is_set_upright_whatever_else_its_camera_noted() -> None:
    senseless = struct.pack("<HHII", 0x010E, 5, 1, 38)  # a description that is a fraction
    sideways = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    noted = b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, 2) + senseless + sideways + struct.pack("<III", 0, 1, 2)
    sent = io.BytesIO()
    Image.new("RGB", (60, 30)).save(sent, format="JPEG", exif=noted)
    with Image.open(io.BytesIO(logos.redrawn(sent.getvalue()))) as found:
        assert found.size == (30, 60)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", PictureProblem.UNREADABLE),
        (b"", PictureProblem.UNREADABLE),
        (drawing()[:60], PictureProblem.UNREADABLE),
        (drawing(kind="GIF"), PictureProblem.UNREADABLE),
        (b"x" * 300_001, PictureProblem.TOO_HEAVY),
        (drawing((4001, 2)), PictureProblem.TOO_WIDE),
        (drawing((2001, 2000)), PictureProblem.TOO_WIDE),
    ],
    ids=["a drawing", "nothing", "cut off", "an animation", "heavy", "wide", "many pixels"],
)
def test_what_is_no_picture_of_a_decent_size_is_refused(sent: bytes, problem: PictureProblem) -> None:
    with pytest.raises(PictureRefused) as refused:
        logos.redrawn(sent)
    assert refused.value.problem is problem


def test_mails_say_who_leads_in_their_sender_and_at_their_foot(app: Flask) -> None:
    campaign = make_campaign(TWO)
    cosignatures.submit(campaign, make_submission())
    mail = db.session.scalars(sa.select(Delivery)).one()
    assert mail.from_name == f"{campaign.text('fr').title} (CTROC et TRPOCB)"
    assert "Qui mène la campagne\u00a0: Coalition des tables" in mail.body_text


def test_the_names_of_leaders_leave_a_sender_that_would_be_too_long(app: Flask) -> None:
    long = Leader(name="L" * 110)
    campaign = service.load_bundle(led_by(COALITION, long))
    assert leaders.sender_name(campaign, "fr") == campaign.text("fr").title


def test_spokespersons_are_forgotten_long_after_the_campaign_closed(app: Flask) -> None:
    campaign = make_campaign(TWO)
    service.close_campaign(campaign.slug)
    assert service.forget_spokespersons() == 0
    before = renderings.revision(campaign.page_key)
    with frozen(now() + timedelta(days=400)):
        assert service.forget_spokespersons() == 1
        assert service.forget_spokespersons() == 0
    db.session.expire_all()
    assert [leader.spokespersons for leader in service.find(TWO).leaders] == [(), ()]
    assert renderings.revision(campaign.page_key) == before + 1


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
