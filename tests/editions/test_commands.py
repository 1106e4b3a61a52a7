"""`flask editions …`, as whoever installs the site types it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import service
from app.editions.service import FORMATS, FORMS
from tests.editions.conftest import TABLE, sign


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["editions", *arguments])


def test_an_edition_is_frozen_rendered_and_verified(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature], tmp_path: Path
) -> None:
    assert "édition 1 : 5 organismes" in flask(app, "freeze", campaign.slug).output
    sign(campaign, "Nouveau venu")
    assert "édition 2 : 6 organismes" in flask(app, "freeze", campaign.slug).output
    target = tmp_path / "liste"
    for format_ in FORMATS:
        assert flask(app, "render", campaign.slug, "--format", format_, "-o", str(target)).exit_code == 0
        latest = service.latest(campaign)
        assert latest is not None
        name = service.name_of(format_, latest.list_preset)
        assert target.read_bytes() == service.render(latest, FORMS[name])
    one = ("--format", "txt", "--preset", "soigne", "--region", "01", "--edition", "1", "-o", str(target))
    assert flask(app, "render", campaign.slug, *one).exit_code == 0
    assert "01 – Bas-Saint-Laurent (3)" in target.read_text(encoding="utf-8")
    cosignatures.withdraw(signed[TABLE].id)
    verified = flask(app, "verify", campaign.slug)
    assert verified.exit_code == 0
    assert "édition 1 : 5 organismes, dont 1 effacé" in verified.output
    assert verified.output.count("concorde") == 2


def test_an_edition_that_was_changed_fails_the_verification(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    service.freeze(campaign)
    with unit_of_work():
        db.session.execute(sa.text("DELETE FROM edition_lines WHERE position = 2"))
    done = flask(app, "verify", campaign.slug)
    assert done.exit_code == 1
    assert "NE CONCORDE PAS : nombre de lignes, empreinte" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("freeze", "jamais-vue"), "Aucune campagne « jamais-vue »"),
        (("verify", "{slug}"), "n’a aucune édition"),
        (("render", "{slug}", "--format", "txt", "-o", "x"), "n’a aucune édition"),
        (("freeze", "{slug}"), "Rien à publier encore"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    app: Flask, campaign: Campaign, arguments: tuple[str, ...], said: str
) -> None:
    done = flask(app, *(argument.format(slug=campaign.slug) for argument in arguments))
    assert done.exit_code == 1
    assert said in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--edition", "9"), "n’a pas d’édition 9"),
        (("--region", "99"), "Aucune région « 99 »"),
        (("-o", "/nulle/part/liste.txt"), "Impossible d’écrire"),
    ],
)
def test_what_is_not_there_is_named(
    app: Flask, campaign: Campaign, signed: dict[str, Cosignature], tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    service.freeze(campaign)
    done = flask(app, "render", campaign.slug, "--format", "txt", "-o", str(tmp_path / "liste.txt"), *options)
    assert done.exit_code == 1
    assert said in done.output
