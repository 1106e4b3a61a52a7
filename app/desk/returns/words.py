"""Why a mail came back, in words."""

from __future__ import annotations

import re

from app.core.language import gettext as _


def reason(status: str) -> str:
    """« l’adresse n’existe pas », by the status of RFC 3463."""
    if re.match(r"5\.1\.|5\.0\.0", status):
        return _("l’adresse n’existe pas")
    if status.startswith("5.4."):
        return _("le domaine de l’adresse est introuvable")
    if status == "5.2.1":
        return _("la boîte est fermée")
    if status.endswith(".2.2"):
        return _("la boîte est pleine")
    if status.startswith("5.7."):
        return _("leur serveur refuse nos courriels")
    return _("le courriel a été refusé")
