"""`flask campaigns check | load | export | open | close | list`."""

from __future__ import annotations

from pathlib import Path

import click

from app.campaigns import export as exporting
from app.campaigns import service
from app.campaigns.errors import BundleError, IllegalCampaignMove, NoSuchCampaign, NotReady
from app.core.commands import Commands, register_refusals

cli = Commands("campaigns", help="Campagnes : vérifier, charger, exporter, ouvrir, fermer.")
register_refusals(
    {
        NoSuchCampaign: lambda error: f"Aucune campagne « {error.shown['slug']} ».",
        NotReady: lambda error: f"Il manque encore : {', '.join(error.shown['missing'])}.",
        IllegalCampaignMove: lambda error: (
            f"La campagne est dans l’état « {error.shown['state']} » : cela ne se peut pas."
        ),
    }
)


def _fail(*lines: str) -> click.exceptions.Exit:
    for line in lines:
        click.echo(line, err=True)
    return click.exceptions.Exit(1)


def _folders(given: tuple[Path, ...]) -> list[Path]:
    return list(given) or sorted(path for path in service.LIBRARY.iterdir() if path.is_dir())


@cli.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Vérifier des gabarits (tous ceux de campaigns/ si aucun n’est nommé)."""
    problems: list[str] = []
    chosen = _folders(folders)
    for folder in chosen:
        try:
            bundle = service.read_bundle(folder)
            click.echo(f"{bundle.slug}: bon ({', '.join(bundle.words)})")
        except BundleError as error:
            problems += error.problems
    if problems or not chosen:
        raise _fail(*problems or ["aucun gabarit"])


@cli.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--open", "opens", is_flag=True, help="Ouvrir la campagne aussitôt.")
def load(folder: Path, opens: bool) -> None:
    """Charger un gabarit : crée la campagne, ou la met à jour (une lettre changée devient une version)."""
    try:
        campaign = service.load_bundle(service.read_bundle(folder))
        letter = service.current_letter(campaign)
        click.echo(f"{campaign.slug}: chargée, lettre version {letter.number}, état {campaign.state}")
    except BundleError as error:
        raise _fail(*error.problems) from None
    if opens and not campaign.is_open:
        _open(campaign.slug)


@cli.command("export")
@click.argument("slug")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), show_default=True)
def export(slug: str, folder: Path) -> None:
    """Écrire une campagne hébergée sous forme de gabarit, dans un dossier qui porte son nom."""
    try:
        click.echo(str(exporting.write(service.find(slug), folder)))
    except OSError as error:
        raise _fail(f"{error.filename}: {error.strerror}") from None


@cli.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Ouvrir une campagne au public."""
    _open(slug)


@cli.command("close")
@click.argument("slug")
def close(slug: str) -> None:
    """Fermer une campagne : plus de signatures ni de messages, tout reste lisible."""
    service.close_campaign(slug)
    click.echo(f"{slug}: fermée")


@cli.command("list")
def list_() -> None:
    """Les campagnes hébergées, leur état et leur numéro (celui que demande « flask deliveries stop »)."""
    for campaign in service.every():
        click.echo(f"{campaign.state.value:9} {campaign.slug}  {campaign.id}")


def _open(slug: str) -> None:
    service.open_campaign(slug)
    click.echo(f"{slug}: ouverte")
