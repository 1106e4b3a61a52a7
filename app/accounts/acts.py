"""The acts of the audit in the words of the page. Each act that the product writes down is here: a test says so."""

from __future__ import annotations

from typing import Any

from app.core.language import gettext as _
from app.core.language import lazy_gettext

_l: Any = lazy_gettext

KINDS = {
    "account": _l("Comptes et entrées"),
    "campaign": _l("Campagnes"),
    "cosignature": _l("Cosignatures"),
    "message": _l("Messages"),
    "delivery": _l("Envois"),
    "organization": _l("Répertoire"),
}

ACTS = {
    "account.address_asked": _l("nouvelle adresse demandée"),
    "account.address_changed": _l("adresse changée"),
    "account.authenticator_added": _l("application d’authentification ajoutée"),
    "account.created": _l("compte créé"),
    "account.deactivated": _l("compte désactivé"),
    "account.factor_removed": _l("deuxième preuve retirée"),
    "account.invitation_accepted": _l("invitation acceptée"),
    "account.invitation_taken_back": _l("invitation annulée"),
    "account.invited": _l("invitation envoyée"),
    "account.invited_again": _l("invitation envoyée de nouveau"),
    "account.passkey_added": _l("clé d’accès ajoutée"),
    "account.password_changed": _l("mot de passe changé"),
    "account.password_forgotten": _l("mot de passe oublié"),
    "account.password_refused": _l("mot de passe actuel refusé"),
    "account.place_changed": _l("rôle ou droits changés"),
    "account.reactivated": _l("compte réactivé"),
    "account.recovery_codes_made": _l("nouveaux codes de secours"),
    "account.role_given": _l("rôle donné"),
    "account.second_factor_failed": _l("deuxième preuve refusée"),
    "account.second_factor_given": _l("deuxième preuve donnée"),
    "account.second_factor_reset": _l("deuxième preuve remise à zéro"),
    "account.session_ended": _l("session fermée à distance"),
    "account.sessions_ended": _l("toutes les sessions fermées"),
    "account.sign_in_failed": _l("entrée refusée"),
    "account.signed_in": _l("entrée"),
    "account.signed_out": _l("sortie"),
    "campaign.loaded": _l("campagne chargée"),
    "cosignature.confirmed": _l("cosignature confirmée"),
    "cosignature.corrected": _l("cosignature corrigée"),
    "cosignature.declined": _l("cosignature refusée"),
    "cosignature.duplicate": _l("cosignature en double"),
    "cosignature.reopened": _l("décision annulée"),
    "cosignature.to_check": _l("cosignature mise de côté"),
    "cosignature.validated": _l("cosignature validée"),
    "cosignature.withdrawn": _l("cosignature retirée"),
    "message.released": _l("message laissé partir"),
}

DETAILS = {
    "chapter": _l("antenne"),
    "chapters": _l("antennes"),
    "erase": _l("peut détruire"),
    "export": _l("peut exporter"),
    "proof": _l("preuve"),
    "reason": _l("raison"),
    "role": _l("rôle"),
    "rows": _l("lignes"),
    "sessions": _l("sessions"),
}


def act_in_words(act: str) -> str:
    return str(ACTS.get(act, act))


def kind_in_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def details_in_words(details: dict[str, Any]) -> str:
    """« rôle : national, peut exporter : oui »."""
    shown = ((DETAILS.get(name, name), _value(value)) for name, value in details.items() if value not in (None, [], ""))
    return ", ".join(_("%(name)s : %(value)s", name=name, value=value) for name, value in shown)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
