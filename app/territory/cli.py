"""`flask territory municipalities FILE | postal-codes FILE`: the lists by which people find their riding.

`flask territory region TEXT`: which region a spelling means.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.core.commands import Commands, register_refusals
from app.territory import service
from app.territory.errors import TerritoryFileError

cli = Commands("territory", help="Territoire : charger les municipalités et les codes postaux, reconnaître une région.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


register_refusals({TerritoryFileError: str})


@contextmanager
def _as_text(path: Path) -> Iterator[None]:
    """A file in another encoding is named; nothing of it is kept."""
    try:
        yield
    except UnicodeDecodeError:
        raise click.ClickException(f"{path.name}: not UTF-8 text") from None


@cli.command("municipalities")
@click.argument("path", metavar="FILE", type=FILE)
def municipalities(path: Path) -> None:
    """Charger un CSV : name, region, mrc, ridings (séparées par « ; »). Recharger ne double rien."""
    with _as_text(path):
        added = service.load_municipalities(path)
    click.echo(f"{path.name} : municipalités ajoutées, {added}")


@cli.command("postal-codes")
@click.argument("path", metavar="FILE", type=FILE)
def postal_codes(path: Path) -> None:
    """Charger un CSV : code, riding, municipality; un code peut tenir plusieurs lignes. Recharger ne double rien."""
    with _as_text(path):
        added = service.load_postal_codes(path)
    click.echo(f"{path.name} : codes postaux ajoutés, {added}")


@cli.command("region")
@click.argument("text")
@click.option("--json", "_as_json", is_flag=True, help="Sans effet : la réponse est toujours en JSON.")
def region(text: str, _as_json: bool) -> None:
    """Dire de quelle région parle TEXT : son code, ou null si ce n’est pas certain."""
    click.echo(json.dumps({"text": text, "code": service.region_called(text)}, ensure_ascii=False))
