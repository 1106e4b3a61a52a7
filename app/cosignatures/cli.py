"""`flask cosignatures import FILE`: the answers of an existing form, brought into a campaign."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.campaigns import service as campaigns
from app.core import tabular
from app.core.commands import Commands
from app.cosignatures.answers import importing, sheets
from app.cosignatures.answers.planning import Outcome
from app.imports import service as imports

cli = Commands("cosignatures", help="Cosignatures : reprendre les réponses d’un formulaire existant.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--campaign", "slug", required=True, metavar="SLUG", help="La campagne qui reçoit les cosignatures.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un autre programme.")
def import_answers(path: Path, slug: str, dry_run: bool, as_json: bool) -> None:
    """Reprendre les réponses de FILE (CSV, XLSX, XLS, ODS) comme cosignatures à vérifier d’une campagne."""
    campaign = campaigns.find(slug)
    table = tabular.read(path)
    mapping = sheets.columns_of(table)
    summary = sheets.Summary.of(sheets.preview(table, mapping, campaign))
    if not dry_run:
        kind = imports.named(importing.ANSWERS)
        imports.from_command_line(kind, campaign.slug, table, mapping, file_name=path.name)
    click.echo(json.dumps(_figures(summary), ensure_ascii=False) if as_json else _in_words(summary))


def _figures(summary: sheets.Summary) -> dict[str, Any]:
    return {
        "lines": summary.lines,
        "new": summary.outcomes[Outcome.NEW],
        "joined": summary.outcomes[Outcome.JOINED],
        "proposed": summary.outcomes[Outcome.PROPOSED],
        "to_check": summary.outcomes[Outcome.TO_CHECK],
        "endorsements": summary.outcomes[Outcome.ENDORSEMENT],
        "refused": summary.outcomes[Outcome.REFUSED],
        "by_region": dict(sorted(summary.by_region.items())),
        "problems": [{"line": line, "reason": reason} for line, reason in summary.problems],
    }


def _in_words(summary: sheets.Summary) -> str:
    figures = _figures(summary)
    labels = {
        "lines": "lignes",
        "new": "nouvelles cosignatures",
        "joined": "jointes à une autre",
        "proposed": "peut-être en double",
        "to_check": "à vérifier",
        "endorsements": "appuis",
        "refused": "refusées",
    }
    regions = [f"  {code} : {number}" for code, number in figures["by_region"].items()]
    problems = [f"  ligne {line} : {reason}" for line, reason in summary.problems]
    return "\n".join(
        [
            *(f"{label} : {figures[key]}" for key, label in labels.items()),
            "organismes par région :",
            *regions,
            *problems,
        ]
    )
