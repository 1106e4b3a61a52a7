"""`flask deliveries`: what staff decide about the mail, from the command line, until they have it on their desk."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import click

from app.core import signing
from app.core.commands import Commands, register_refusals
from app.deliveries import service
from app.deliveries.errors import NoSuchDelivery, NotFrozen, NotHeld
from app.deliveries.models import Decision, Delivery
from app.deliveries.service import Doubt

TIME = "%Y-%m-%d %H:%M:%S"
DECIDED = {
    Decision.RESEND: "Repart, le même courriel.",
    Decision.ABANDON: "Abandonné : il ne partira plus.",
    Decision.ARRIVED: "Noté comme arrivé.",
}
DOUBTS = {
    Doubt.BEHIND: "des courriels sont partis dont cette base ne sait rien.",
    Doubt.MOVED: "cette base n’est plus là où elle envoyait : restaurée, ou déménagée.",
    Doubt.OTHER: "une autre base envoyait d’ici.",
    Doubt.TOLD: "quelqu’un a dit que cette base vient d’une copie.",
}

cli = Commands("deliveries", help="Envois : juger ceux qui sont en suspens, tout arrêter, compter.")
register_refusals(
    {
        NoSuchDelivery: lambda error: "Aucun envoi de ce numéro.",
        NotFrozen: lambda error: "Les envois ne sont pas gelés : rien à relancer.",
        signing.NoKey: lambda error: "Ce fichier n’a pas de clé RSA qui puisse signer : donnez-en un autre.",
        NotHeld: lambda error: "Cet envoi n’est pas en suspens : rien à décider.",
    }
)


@cli.command("held")
def held() -> None:
    """Montrer les envois en suspens, avec ce qu’on en sait : nul ne sait s’ils sont arrivés."""
    waiting = service.held()
    if not waiting:
        click.echo("Aucun envoi en suspens.")
    for delivery in waiting:
        _tell(delivery)


def _tell(delivery: Delivery) -> None:
    """The evidence: what to look for in the relay's log, and every step of the mail (times are UTC)."""
    click.echo(f"{delivery.id}  {delivery.kind.value}  tentatives : {delivery.attempts}")
    click.echo(f"  À          {delivery.to_name} <{delivery.to_address}>")
    click.echo(f"  Objet      {delivery.subject}")
    click.echo(f"  Clés       {' '.join(filter(None, _stops_of(delivery))) or 'aucune'}")
    click.echo(f"  Message-ID {delivery.message_id}")
    click.echo(f"  Réponse    {delivery.last_reply or 'aucune'}")
    for move in service.history(delivery.id):
        click.echo(f"  {move.moved_at:{TIME}}  {move.state.value:<12}  {move.note or ''}".rstrip())


def _stops_of(delivery: Delivery) -> tuple[str | None, str | None]:
    """The stops that would cover it, as `flask deliveries stop` wants them."""
    group = f"group:{delivery.group_key}" if delivery.group_key else None
    return group, f"pace:{delivery.pace_key}" if delivery.pace_key else None


@cli.command("decide")
@click.argument("delivery_id", type=click.UUID)
@click.argument("decision", type=click.Choice([decision.value for decision in Decision]))
def decide(delivery_id: uuid.UUID, decision: str) -> None:
    """Décider d’un envoi en suspens : le renvoyer, l’abandonner, ou noter qu’il est arrivé.

    Avant de renvoyer, cherchez son Message-ID dans le journal du relais.
    """
    service.decide(delivery_id, Decision(decision))
    click.echo(DECIDED[Decision(decision)])


@cli.command("stop")
@click.argument("key")
@click.option("--reason", required=True, help="Pourquoi; conservé avec l’arrêt.")
def stop(key: str, reason: str) -> None:
    """Ne plus rien envoyer de ce que KEY couvre.

    KEY est all, group:campaign:<numéro> (voyez « flask campaigns list ») ou pace:official:<numéro>.
    """
    try:
        service.stop(key, reason)
    except ValueError:
        raise _no_such_stop(key) from None
    click.echo(f"{key} : arrêté. Ce qui attend partira après « flask deliveries resume {key} ».")


@cli.command("resume")
@click.argument("key")
def resume(key: str) -> None:
    """Reprendre les envois que KEY retenait."""
    try:
        was_stopped = service.resume(key)
    except ValueError:
        raise _no_such_stop(key) from None
    if not was_stopped:
        raise click.ClickException(f"{key} n’était pas arrêté.")
    click.echo(f"{key} : reprise.")


@cli.command("freeze")
def freeze() -> None:
    """Dire que cette base vient d’une copie de sauvegarde : plus rien ne part.

    Le programme s’en aperçoit lui-même, sauf si toute la machine a été restaurée au même instant.
    """
    service.tell_restored()
    click.echo("Gelé. Pour relancer, quand on sait ce qui est parti : « flask deliveries release ».")


@cli.command("release")
@click.option("--reason", required=True, help="Ce qu’on sait de la copie; conservé au journal.")
@click.option("--nothing-left", is_flag=True, help="Rien n’est parti depuis la copie : un déménagement, site arrêté.")
def release(reason: str, nothing_left: bool) -> None:
    """Relancer les envois d’une base restaurée.

    Ce que le journal du relais (MAIL_LOG) nomme est noté comme arrivé; les autres messages aux personnes élues
    sont retenus pour décision; le reste repart. Avec --nothing-left, tout repart.
    """
    released = service.release_restored(nothing_left=nothing_left, reason=reason)
    click.echo(f"Relancé. Déjà arrivés, selon le journal : {released.arrived}. Retenus : {released.held}.")


@cli.command("counts")
@click.option("--group", "group_key", help="D’une seule campagne : campaign:<numéro>.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme de surveillance.")
def counts(group_key: str | None, as_json: bool) -> None:
    """Compter les envois par état, et nommer les arrêts et les domaines qui nous refusent."""
    numbers = {state.value: number for state, number in service.counts(group_key).items()}
    stops = sorted(service.stopped())
    troubles = {breaker.key: breaker.refusals for breaker in service.troubles()}
    if as_json:
        click.echo(json.dumps({"counts": numbers, "stops": stops, "troubles": troubles}))
        return
    for state, number in numbers.items():
        click.echo(f"{state:<13}{number:>8}")
    for key in stops:
        click.echo(f"arrêté : {key}")
    for key, refusals in troubles.items():
        click.echo(f"refus de suite : {key} ({refusals})")


@cli.command("status")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme de surveillance.")
def status(as_json: bool) -> None:
    """Dire combien d’envois sont dans chaque état, et depuis quand attend le plus ancien."""
    told = service.status()
    if as_json:
        click.echo(json.dumps(told))
        return
    for name, number in told.items():
        click.echo(f"{name:<24}{'-' if number is None else number:>8}")
    frozen = service.frozen()
    if frozen is not None:
        click.echo(f"Gelé depuis {frozen.since:{TIME}} (UTC) : {DOUBTS[frozen.doubt]}")
        click.echo("Voyez « flask deliveries release --help ».")


@cli.command("dkim-key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--domain", required=True, help="Le domaine de MAIL_FROM, comme exemple.ca.")
@click.option("--selector", required=True, help="Le nom de la clé, comme 2026a.")
def dkim_key(path: Path, domain: str, selector: str) -> None:
    """Faire la clé qui signe le courrier, et écrire la ligne à mettre dans le DNS.

    Une clé qui est déjà dans PATH reste : sa ligne est écrite de nouveau.
    """
    if not path.exists():
        signing.new_key(path)
    click.echo(signing.dns_record(path, domain, selector))


def _no_such_stop(key: str) -> click.ClickException:
    return click.ClickException(f"« {key} » n’est pas un arrêt : all, group:<clé> ou pace:<clé>.")
