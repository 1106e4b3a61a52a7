"""`flask editions`: freeze, render to a file, verify."""

from __future__ import annotations

from pathlib import Path

import click

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, ListPreset
from app.core.commands import Commands
from app.core.language import LOCALES
from app.core.typesetting import SUBSTITUTE, NotComposed
from app.editions import service
from app.editions.errors import NoSuchEdition, NothingToFreeze
from app.editions.models import Edition
from app.editions.service import Fault, Verified

cli = Commands("editions", help="Éditions : geler la liste, en tirer des fichiers, vérifier leurs empreintes.")


@cli.command("freeze")
@click.argument("slug")
def freeze(slug: str) -> None:
    """Geler la liste de la campagne SLUG : une édition de plus, datée et publiée."""
    try:
        edition = service.freeze(campaigns.find(slug))
    except NothingToFreeze:
        raise click.ClickException(
            "Rien à publier encore : la campagne n’est pas publique, ou la liste est vide."
        ) from None
    click.echo(f"édition {edition.number} : {edition.total} organismes")
    click.echo(edition.checksum)


@cli.command("render")
@click.argument("slug")
@click.option("--format", "format_", required=True, type=click.Choice(service.FORMATS))
@click.option("--preset", type=click.Choice([one.value for one in ListPreset]), help="Sinon, celle de l’édition.")
@click.option("--region", metavar="CODE", help="Une seule région, comme 01; sinon, toutes.")
@click.option("--edition", "number", type=int, metavar="N", help="Sinon, la dernière.")
@click.option("--language", type=click.Choice(LOCALES), default="fr", show_default=True)
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def render(
    slug: str, format_: str, preset: str | None, region: str | None, number: int | None, language: str, output: Path
) -> None:
    """Écrire dans FILE une édition de la campagne SLUG, telle que le public peut la prendre."""
    edition = _edition(campaigns.find(slug), number)
    name = service.name_of(format_, service.preset_named(preset, edition.list_preset))
    try:
        kept, form = service.file(edition, name, region_code=region, locale=language)
        output.write_bytes(kept.read())
    except NotComposed as refused:
        raise click.ClickException(f"Le document n’a pas pu être composé : {refused}.") from None
    except NoSuchEdition:
        raise click.ClickException(f"Aucune région « {region} » : 01 à 17, ou 00 pour National.") from None
    except OSError as error:
        raise click.ClickException(f"Impossible d’écrire {output} : {error.strerror}.") from None
    click.echo(f"édition {edition.number} : {output}")
    if form.format == "pdf" and (replaced := service.unprintable(edition, region)):
        click.echo(f"remplacés par « {SUBSTITUTE} », faute de police : {' '.join(map(_code, replaced))}", err=True)


@cli.command("verify")
@click.argument("slug")
def verify(slug: str) -> None:
    """Refaire les empreintes de toutes les éditions de la campagne SLUG; échoue si l’une ne concorde pas."""
    found = service.verify(campaigns.find(slug))
    if not found:
        raise click.ClickException(f"La campagne « {slug} » n’a aucune édition.")
    for one in found:
        click.echo(_in_words(one))
    if not all(one.holds for one in found):
        raise click.ClickException("Au moins une édition n’est pas ce qui a été gelé.")


def _code(sign: str) -> str:
    """« U+13000 »: a terminal may not have the sign either."""
    return f"U+{ord(sign):04X}"


def _in_words(one: Verified) -> str:
    verdict = "concorde" if one.holds else "NE CONCORDE PAS : " + ", ".join(_fault(*fault) for fault in one.faults)
    erased = f", dont {one.erased} effacés" if one.erased > 1 else ", dont 1 effacé" if one.erased else ""
    return f"édition {one.number} : {one.total} organismes{erased} : {one.checksum} : {verdict}"


def _fault(fault: Fault, position: int | None) -> str:
    return {
        Fault.LEAF: f"ligne {position}",
        Fault.COUNT: "nombre de lignes",
        Fault.CHECKSUM: "empreinte",
        Fault.CHAIN: "édition précédente",
    }[fault]


def _edition(campaign: Campaign, number: int | None) -> Edition:
    try:
        edition = service.latest(campaign) if number is None else service.numbered(campaign, number)
    except NoSuchEdition:
        raise click.ClickException(f"La campagne « {campaign.slug} » n’a pas d’édition {number}.") from None
    if edition is None:
        raise click.ClickException(f"La campagne « {campaign.slug} » n’a aucune édition.")
    return edition
