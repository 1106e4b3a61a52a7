"""States and steps of a mail in the words of the desk; what a relay answered stays as it was said."""

from __future__ import annotations

from app.core.language import gettext as _
from app.deliveries.models import DeliveryMove, State
from app.deliveries.service import Doubt, Frozen


def state_in_words(state: State) -> str:
    """« en file : attend de partir »."""
    return {
        State.QUEUED: _("en file : attend de partir"),
        State.CLAIMED: _("pris en charge"),
        State.TRANSMITTING: _("en train d’être remis"),
        State.ACCEPTED: _("remis au relais"),
        State.BOUNCED: _("revenu après avoir été remis"),
        State.FAILED: _("refusé pour de bon"),
        State.UNKNOWN: _("sans réponse : à éclaircir"),
        State.HELD: _("retenu : une personne décide"),
        State.DEAD: _("abandonné après 72 heures de refus"),
        State.CANCELLED: _("annulé avant de partir"),
    }[state]


def doubt_in_words(known: Frozen) -> str:
    """Why the database is not believed."""
    return {
        Doubt.BEHIND: _("Des courriels sont partis dont la base de données ne sait rien : elle vient d’une copie."),
        Doubt.MOVED: _("La base de données n’est plus là où elle envoyait : elle a été restaurée, ou déménagée."),
        Doubt.OTHER: _("Une autre base de données envoyait d’ici, et celle-ci a déjà envoyé."),
        Doubt.TOLD: _("Une personne a dit que la base de données vient d’une copie."),
    }[known.doubt]


def step_in_words(step: DeliveryMove) -> str:
    """What happened at that step, and what is known of why."""
    known = {
        "no answer within the lease": _("aucune réponse dans le délai"),
        "lease expired": _("le programme s’est arrêté avant d’envoyer"),
        "a person decides": "",
        "not its turn yet": _("ce n’était pas encore son tour"),
        "with its digest": _("avec l’envoi groupé"),
        "the database was restored": _("la base vient d’une copie : peut-être déjà parti"),
        "the worker stops": _("le programme s’arrêtait"),
        "assembly_dissolved": _("l’Assemblée est dissoute"),
    }
    note = step.note or ""
    if " decided by " in note:
        note = _("décidé par une personne")
    return " · ".join(filter(None, (state_in_words(step.state), known.get(note, note))))
