"""A bundle is read whole; each complaint names the file and, where there is one, the line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from app.campaigns import blanks, export, service
from app.campaigns.bundle import read
from app.campaigns.errors import BundleError, CampaignClosed, IllegalCampaignMove, NoSuchCampaign, NotReady
from app.campaigns.models import State
from app.consents.models import Purpose
from app.core import renderings
from app.core.typography import NBSP
from tests.passing_time import days_later

SHIPPED = sorted(path for path in service.LIBRARY.iterdir() if path.is_dir())
FIRST = service.LIBRARY / "plan-de-rattrapage-911-millions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIRST, tmp_path / FIRST.name))


def complaints(folder: Path) -> str:
    with pytest.raises(BundleError) as refused:
        read(folder)
    return "\n".join(refused.value.problems).replace(NBSP, " ")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_bundle_is_complete_in_french_and_english(shipped: Path) -> None:
    bundle = read(shipped)
    assert set(bundle.words) == {"fr", "en"}
    for words in bundle.words.values():
        assert set(words.consents) == set(Purpose)
        assert len(words.reasons) == 3
        assert words.letter.count("\n\n") > 3


def test_three_campaigns_are_shipped_each_with_its_own_colour() -> None:
    assert len(SHIPPED) == 3
    assert len({read(path).colour for path in SHIPPED}) == 3


def test_an_unknown_key_is_named_with_its_file(folder: Path) -> None:
    edit(folder / "campaign.toml", "[goals]", "[gaols]")
    assert "plan-de-rattrapage-911-millions/campaign.toml : clé inconnue « gaols »" in complaints(folder)


def test_all_problems_are_told_together(folder: Path) -> None:
    edit(folder / "campaign.toml", 'colour = "', 'colour = "rouge')
    edit(folder / "campaign.toml", '"mna_of_riding"', '"mna_of_ridding"')
    (folder / "letter.fr.md").unlink()
    told = complaints(folder)
    assert "colour s’écrit comme #d13a17" in told
    assert "règle d’envoi inconnue « mna_of_ridding »" in told
    assert "letter.fr.md : ce fichier manque" in told


def test_a_missing_blank_is_named_and_an_unknown_one_has_its_line(folder: Path) -> None:
    edit(folder / "message.fr.md", "{salutation}", "{salutations}")
    told = complaints(folder)
    assert "message.fr.md : ligne 4 : champ à remplir inconnu {salutations}" in told
    assert "message.fr.md : il manque le champ à remplir {salutation}" in told


def test_a_blank_that_a_text_does_not_fill_is_refused_where_it_stands(folder: Path) -> None:
    with (folder / "page.fr.md").open("a", encoding="utf-8") as page:
        page.write("\n{organizations_count} {campaign_url} {riding}\n")
    with (folder / "letter.fr.md").open("a", encoding="utf-8") as letter:
        letter.write("\n{campaign_url}\n")
    edit(folder / "campaign.toml", 'slogan = "', 'slogan = "{campaign_title} ')
    edit(folder / "campaign.toml", 'share_text = "', 'share_text = "{campaign_url} {organizations_count} ')
    edit(folder / "campaign.toml", 'question = "', 'question = "{riding} ')
    told = complaints(folder)
    assert sorted(re.findall(r"champ à remplir inconnu (\{\w+\})", told)) == [
        "{campaign_title}", "{campaign_url}", "{organizations_count}", "{riding}", "{riding}"
    ]  # fmt: skip


def test_a_bundle_without_its_legal_notice_is_refused(folder: Path) -> None:
    edit(folder / "consent.fr.md", "# notice-cosign", "# notice-sign")
    told = complaints(folder)
    assert "section inconnue « notice-sign »" in told
    assert "il manque la section « # notice-cosign »" in told


def test_dates_out_of_order_are_refused(folder: Path) -> None:
    edit(folder / "campaign.toml", 'owner = "national"', "opens_on = 2026-12-01\ncloses_on = 2026-11-01")
    assert "closes_on vient avant opens_on" in complaints(folder)


def test_broken_toml_names_the_line(folder: Path) -> None:
    edit(folder / "campaign.toml", "[actions]", "[actions")
    line = (folder / "campaign.toml").read_text(encoding="utf-8").split("\n").index("[actions") + 1
    assert f"/campaign.toml : ligne {line}, colonne 9 : un guillemet, un crochet" in complaints(folder)
    (folder / "campaign.toml").write_text('slug = ["x"', encoding="utf-8")
    assert "campaign.toml : la fin du fichier manque" in complaints(folder)


def test_brackets_without_end_are_told_like_any_mistake(folder: Path) -> None:
    (folder / "campaign.toml").write_text("slug = " + "[" * 20_000, encoding="utf-8")
    assert "campaign.toml : ce fichier ne peut pas être lu ([[[…)" in complaints(folder)


def test_a_spreadsheet_is_not_a_bundle(tmp_path: Path) -> None:
    sheet = tmp_path / "liste.xlsx"
    sheet.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    assert "un gabarit est un dossier" in complaints(sheet)
    folder = tmp_path / "liste"
    folder.mkdir()
    shutil.copy(sheet, folder / "campaign.toml")
    assert complaints(folder) == (
        "liste/campaign.toml : ligne 2 : pas du texte UTF-8 (est-ce vraiment un fichier de texte?)"
    )


def test_a_slug_that_leaves_its_folder_is_refused(folder: Path) -> None:
    edit(folder / "campaign.toml", 'slug = "plan', 'slug = "../plan')
    assert "slug « ../plan-de-rattrapage-911-millions » : minuscules" in complaints(folder)


def test_a_value_with_braces_is_not_filled_again() -> None:
    filled = blanks.fill("Bonjour {sender_name}, {riding}", {"sender_name": "{riding}", "riding": "Gouin"})
    assert filled == "Bonjour {riding}, Gouin"


def test_an_empty_personal_line_leaves_no_hole() -> None:
    assert blanks.fill("a\n\n{personal_line}\n\nb\n", {"personal_line": ""}) == "a\n\nb\n"


@pytest.mark.data
def test_loading_twice_changes_nothing_and_a_changed_letter_is_a_new_version(app: Flask, folder: Path) -> None:
    campaign = service.load_bundle(read(folder))
    service.load_bundle(read(folder))
    assert service.current_letter(campaign).number == 1
    before = service.consent_texts(campaign, "fr")[Purpose.NEWS]
    edit(folder / "letter.fr.md", "Mesdames et Messieurs", "Madame")
    edit(folder / "consent.fr.md", "Je veux recevoir", "J’accepte de recevoir")
    service.load_bundle(read(folder))
    letter = service.current_letter(campaign)
    assert (letter.number, letter.body_fr.startswith("Madame")) == (2, True)
    assert service.consent_texts(campaign, "fr")[Purpose.NEWS].version == before.version + 1


@pytest.mark.data
@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda path: path.name)
def test_an_exported_campaign_is_the_bundle_it_came_from(app: Flask, shipped: Path, tmp_path: Path) -> None:
    bundle = read(shipped)
    campaign = service.load_bundle(bundle)
    assert read(export.write(campaign, tmp_path)) == bundle


@pytest.mark.data
def test_a_campaign_opens_closes_and_opens_again(app: Flask, folder: Path) -> None:
    campaign = service.load_bundle(read(folder))
    with pytest.raises(NoSuchCampaign):
        service.public(campaign.slug)
    before = renderings.revision(campaign.page_key)
    service.open_campaign(campaign.slug)
    assert renderings.revision(campaign.page_key) == before + 1
    assert service.open_for_cosignatures(campaign.slug).is_open
    with pytest.raises(IllegalCampaignMove):
        service.open_campaign(campaign.slug)
    service.close_campaign(campaign.slug)
    with pytest.raises(CampaignClosed):
        service.open_for_cosignatures(campaign.slug)
    service.open_campaign(campaign.slug)
    assert service.find(campaign.slug).state is State.OPEN


@pytest.mark.data
def test_a_campaign_whose_persons_are_forgotten_is_read_and_opened_no_more(app: Flask, folder: Path) -> None:
    campaign = service.load_bundle(read(folder))
    service.open_campaign(campaign.slug)
    service.close_campaign(campaign.slug)
    with days_later(179):
        assert service.archive_those_forgotten() == 0
    with days_later(181):
        assert service.archive_those_forgotten() == 1
        assert service.archive_those_forgotten() == 0
        assert service.past_retention() == [campaign.id]
    assert service.public(campaign.slug).state is State.ARCHIVED
    with pytest.raises(IllegalCampaignMove):
        service.open_campaign(campaign.slug)


@pytest.mark.data
def test_a_campaign_without_notice_or_letter_does_not_open(app: Flask, folder: Path) -> None:
    from tests.factories import bare_campaign

    campaign = bare_campaign()
    with pytest.raises(NotReady) as refused:
        service.open_campaign(campaign.slug)
    assert {"letter", "notice_cosign", "publish_name"} <= set(refused.value.shown["missing"])


def test_the_command_line_tells_file_and_reason(app: Flask, folder: Path) -> None:
    edit(folder / "campaign.toml", "[goals]", "[gaols]")
    refused = app.test_cli_runner().invoke(args=["campaigns", "check", str(folder)])
    assert refused.exit_code == 1
    assert "campaign.toml : clé inconnue « gaols »" in refused.output.replace(NBSP, " ")
    assert app.test_cli_runner().invoke(args=["campaigns", "check"]).exit_code == 0
    loaded = app.test_cli_runner().invoke(args=["campaigns", "load", str(SHIPPED[0]), "--open"])
    assert loaded.exit_code == 0, loaded.output
    assert "ouverte" in loaded.output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('exclude = ["party:parti-de-lexemple", "couleur:bleu"]', "trait inconnu « couleur:bleu »"),
        ('exclude = ["stance:perhaps"]', "trait inconnu « stance:perhaps »"),
        ('variants = ["office:queen"]', "trait inconnu « office:queen »"),
        ('variants = ["organization:party:Majuscule"]', "trait inconnu « organization:party:Majuscule »"),
        ('variants = "stance:supports"', "variants est une liste de noms"),
        ('variants = ["stance:met", "stance:met"]', "chacun une fois"),
        ('when_vacant = "minister:magic"', "when_vacant vaut leave_out, wait ou le nom d’une règle d’envoi"),
        ('variants = ["stance:met"]', "message.stance.met.fr.md : ce fichier manque"),
    ],
)
def test_a_recipient_that_cannot_be_is_named(folder: Path, line: str, told: str) -> None:
    edit(folder / "campaign.toml", "[recipients]\n", f"[recipients]\n{line}\n")
    assert told in complaints(folder)


@pytest.mark.parametrize(
    "rule", ["critic", "critic:magic", "critic:health:", "regional_minister:01", "head:", "head:CISSS", "wait"]
)
def test_a_rule_says_whom_it_names_exactly(folder: Path, rule: str) -> None:
    edit(folder / "campaign.toml", '"mna_of_riding"', f'"{rule}"')
    assert f"règle d’envoi inconnue « {rule} »" in complaints(folder)


def test_the_letter_of_an_organization_has_blanks_of_its_own_and_another_variant_has_not(folder: Path) -> None:
    edit(folder / "campaign.toml", "[recipients]\n", '[recipients]\nvariants = ["organization", "stance:supports"]\n')
    words = "---\nsubject: {organization}\n---\n{salutation}\n\n{organization}, {sender_title}\n\n{sender_name}\n"
    for name in ("organization", "stance.supports"):
        for locale in ("fr", "en"):
            (folder / f"message.{name}.{locale}.md").write_text(words, encoding="utf-8")
    told = complaints(folder)
    assert "message.organization" not in told
    assert "message.stance.supports.fr.md : ligne 2 : champ à remplir inconnu {organization}" in told
    assert "message.stance.supports.fr.md : il manque le champ à remplir {personal_line}" in told


def test_recipients_and_variants_come_back_from_the_database_as_they_were(app: Flask) -> None:
    bundle = read(service.LIBRARY / "engagez-vous-pour-le-communautaire")
    assert bundle.variants == ["stance:supports", "organization:stance:supports", "organization"]
    campaign = service.load_bundle(bundle)
    said = service.bundle_of(campaign)
    assert (said.variants, said.when_vacant, said.words["en"].variants) == (
        bundle.variants, "wait", bundle.words["en"].variants,
    )  # fmt: skip
    assert set(export.files(said)) >= {"message.fr.md", "message.organization.stance.supports.en.md"}
