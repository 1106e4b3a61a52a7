"""Several organizations lead one campaign: each is named on the pages, in the mails, and in the notices."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import export, leaders, logos, service
from app.campaigns.errors import BundleError, NotReady
from app.campaigns.models import Leader, Logo, Spokesperson
from app.consents import service as consents
from app.consents.models import ConsentText, Purpose
from app.core import renderings
from app.core.clock import frozen, now
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.deliveries.models import Delivery
from tests.campaigns.leading import COALITION, GROUPING, drawing, led_by
from tests.factories import BUNDLE, make_account, make_campaign, make_submission

pytestmark = pytest.mark.data
TWO = "il-y-a-des-limites-au-manque-de-reconnaissance"


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
