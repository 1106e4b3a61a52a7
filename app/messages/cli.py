"""What was set aside, from the command line, until staff have it on their desk."""

from __future__ import annotations

import uuid

import click

from app.core.commands import Commands, register_refusals
from app.messages import service
from app.messages.errors import NobodyToWriteTo, NoSuchMessage

cli = Commands("messages", help="Messages : voir ceux qui attendent une personne, les laisser partir.")
register_refusals(
    {
        NoSuchMessage: lambda error: "Aucun message de ce numéro.",
        NobodyToWriteTo: lambda error: "Siège vacant ou adresse inconnue : rien n’est parti.",
    }
)


@cli.command("set-aside")
def set_aside() -> None:
    """Nommer les messages mis de côté, qui attendent une personne."""
    for message in service.set_aside():
        reason = message.set_aside_for.value if message.set_aside_for else ""
        click.echo(f"{message.id}  {message.state.value:<10} {reason:<14} {message.written_at:%Y-%m-%d %H:%M}")


@cli.command("release")
@click.argument("message_id", type=click.UUID)
def release(message_id: uuid.UUID) -> None:
    """Laisser partir le message MESSAGE_ID : rien ne cloche."""
    service.release(message_id)
