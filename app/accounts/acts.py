"""The acts of the audit in the words of the page. Each act that the product writes down is here: a test says so."""

from __future__ import annotations

from typing import Any

from app.accounts.act_details import DETAILS
from app.accounts.models import RoleName
from app.accounts.words import short_role_in_words
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l

KINDS = {
    "account": _l("Comptes et entrées"),
    "campaign": _l("Campagnes"),
    "cosignature": _l("Cosignatures"),
    "cosignatures": _l("Cosignatures, plusieurs à la fois"),
    "message": _l("Messages"),
    "messages": _l("Messages effacés"),
    "commitment": _l("Engagements"),
    "commitments": _l("Engagements, notes effacées"),
    "delivery": _l("Envois"),
    "import": _l("Importations"),
    "organization": _l("Répertoire"),
    "personal_data": _l("Renseignements personnels"),
    "reminder": _l("Relances"),
    "agreement": _l("Accords"),
    "edition": _l("Éditions"),
    "endorsement": _l("Appuis"),
    "endorsements": _l("Appuis effacés"),
    "kiosk": _l("Kiosques"),
    "organizations": _l("Répertoire, plusieurs à la fois"),
    "territory": _l("Territoire"),
    "update": _l("Nouvelles et activités"),
    "paper": _l("Papier"),
    "press": _l("Presse"),
    "visit": _l("Visites et dépôts"),
    "visits": _l("Visites effacées"),
    "official": _l("Destinataires"),
    "dissolution": _l("Dissolution de l’Assemblée"),
}

# What an act is about, as the first word of its key says.
OBJECTS = {
    "address": _l("adresse retenue"),
    "account": _l("compte"),
    "campaign": _l("campagne"),
    "commitment": _l("engagements"),
    "commitments": _l("engagements"),
    "cosignature": _l("cosignature"),
    "cosignatures": _l("cosignatures"),
    "delivery": _l("envoi"),
    "dissolution": _l("dissolution"),
    "edition": _l("édition"),
    "endorsement": _l("appui"),
    "endorsements": _l("appuis"),
    "import": _l("importation"),
    "kiosk": _l("kiosque"),
    "message": _l("message"),
    "messages": _l("messages"),
    "official": _l("destinataire"),
    "organization": _l("organisme"),
    "paper": _l("lot sur papier"),
    "reminder": _l("relance"),
    "sending": _l("courriels"),
    "suppression": _l("adresse laissée en paix"),
    "territory": _l("fichier du territoire"),
    "update": _l("nouvelle"),
    "visit": _l("visite"),
    "visits": _l("visites"),
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
    "agreement.asked": _l("accord demandé aux signataires"),
    "campaign.archived": _l("campagne archivée"),
    "campaign.closed": _l("campagne terminée"),
    "campaign.edited": _l("campagne modifiée"),
    "campaign.goals_set": _l("objectifs par région changés"),
    "campaign.listed": _l("règle de la liste changée"),
    "campaign.loaded": _l("campagne chargée"),
    "campaign.opened": _l("campagne ouverte"),
    "commitment.noted": _l("engagements notés"),
    "commitment.undone": _l("engagements remis comme avant"),
    "commitments.notes_forgotten": _l("notes des engagements effacées"),
    "cosignature.address_asked": _l("nouvelle adresse demandée"),
    "cosignature.address_changed": _l("adresse changée"),
    "cosignature.address_refused": _l("changement d’adresse refusé"),
    "cosignature.board_answered": _l("réponse du conseil d’administration"),
    "cosignature.confirmed": _l("cosignature confirmée"),
    "cosignature.corrected": _l("cosignature corrigée"),
    "cosignature.declined": _l("cosignature refusée"),
    "cosignature.duplicate": _l("cosignature en double"),
    "cosignature.entered": _l("cosignature saisie par l’équipe"),
    "cosignature.moved": _l("cosignature changée de région"),
    "cosignature.reopened": _l("décision annulée"),
    "cosignature.resolution_erased": _l("résolution effacée"),
    "cosignature.resolution_noted": _l("résolution notée"),
    "cosignature.to_check": _l("cosignature mise de côté"),
    "cosignature.validated": _l("cosignature validée"),
    "cosignature.withdrawn": _l("cosignature retirée"),
    "cosignatures.reopened": _l("validation de plusieurs annulée"),
    "cosignatures.signatories_forgotten": _l("personnes signataires oubliées"),
    "cosignatures.unconfirmed_destroyed": _l("cosignatures jamais confirmées détruites"),
    "cosignatures.validated": _l("plusieurs cosignatures validées"),
    "delivery.address_given_up": _l("messages abandonnés : l’adresse ne fonctionne plus"),
    "delivery.address_released": _l("messages retenus laissés partir"),
    "delivery.abandon": _l("envoi abandonné"),
    "delivery.arrived": _l("envoi dit arrivé"),
    "delivery.cancelled": _l("courriels en attente annulés"),
    "delivery.digest_set": _l("regroupement des messages réglé"),
    "delivery.frozen": _l("base dite restaurée : envois gelés"),
    "delivery.released": _l("envois d’une base restaurée relancés"),
    "delivery.resend": _l("envoi refait"),
    "delivery.resumed": _l("courriels repris"),
    "delivery.stopped": _l("courriels mis en pause"),
    "delivery.suppression_lifted": _l("adresse rétablie"),
    "dissolution.told": _l("Assemblée dite dissoute"),
    "dissolution.undone": _l("dissolution annulée"),
    "edition.frozen": _l("édition gelée"),
    "edition.name_erased": _l("nom effacé des éditions"),
    "endorsement.confirmed": _l("appui confirmé"),
    "endorsement.corrected": _l("appui corrigé"),
    "endorsement.declined": _l("appui refusé"),
    "endorsement.reopened": _l("décision annulée"),
    "endorsement.validated": _l("appui validé"),
    "endorsement.withdrawn": _l("appui retiré"),
    "endorsements.persons_forgotten": _l("personnes qui appuient oubliées"),
    "endorsements.unconfirmed_destroyed": _l("appuis jamais confirmés détruits"),
    "import.begun": _l("importation commencée"),
    "import.exported": _l("rapport d’importation exporté"),
    "import.imported": _l("importation faite"),
    "import.undone": _l("importation annulée"),
    "kiosk.admits": _l("code demandé pour une tablette"),
    "kiosk.closed": _l("kiosque fermé"),
    "kiosk.extended": _l("kiosque prolongé"),
    "kiosk.opened": _l("kiosque ouvert"),
    "kiosk.tablet_entered": _l("tablette entrée au kiosque"),
    "kiosk.tablet_shut_out": _l("tablette fermée"),
    "message.election_cancelled": _l("messages annulés après la dissolution"),
    "message.election_resumed": _l("messages repris après l’élection"),
    "message.excerpt_read": _l("phrase à citer relue"),
    "message.refused": _l("message refusé"),
    "message.released": _l("message laissé partir"),
    "messages.survey_words_destroyed": _l("mots transmis détruits"),
    "messages.supporters_forgotten": _l("personnes qui ont écrit oubliées"),
    "messages.unconfirmed_destroyed": _l("messages jamais confirmés détruits"),
    "official.added": _l("destinataire ajouté"),
    "official.address_added": _l("adresse de destinataire ajoutée"),
    "official.address_edited": _l("adresse de destinataire modifiée"),
    "official.address_removed": _l("adresse de destinataire retirée"),
    "official.appointed": _l("nouvelle charge"),
    "official.edited": _l("destinataire modifié"),
    "official.mandate_ended": _l("mandat fini"),
    "official.verified": _l("adresses vérifiées"),
    "organization.added": _l("organisme ajouté"),
    "organization.archived": _l("organisme archivé"),
    "organization.call_planned": _l("appel prévu"),
    "organization.edited": _l("organisme modifié"),
    "organization.kept_apart": _l("organismes gardés distincts"),
    "organization.merged": _l("organismes fusionnés"),
    "organization.moved": _l("organisme changé de région"),
    "organization.note_erased": _l("note effacée"),
    "organization.noted": _l("note ajoutée"),
    "organization.parted": _l("fusion annulée"),
    "organization.reminders_resumed": _l("relances reprises"),
    "organization.reminders_stopped": _l("relances arrêtées"),
    "organization.restored": _l("organisme rétabli"),
    "organizations.kept_apart": _l("organismes gardés distincts"),
    "paper.cancelled": _l("lot sur papier annulé"),
    "paper.corrected": _l("lot sur papier corrigé"),
    "paper.counters_forgotten": _l("personnes qui ont compté oubliées"),
    "paper.noted": _l("lot sur papier noté"),
    "paper.restored": _l("lot sur papier rétabli"),
    "personal_data.exported": _l("renseignements personnels exportés"),
    "press.releases_forgotten": _l("communiqués effacés"),
    "press.started_again": _l("communiqué remis au texte de départ"),
    "press.written": _l("communiqué écrit"),
    "reminder.sent": _l("relances envoyées"),
    "territory.file_discarded": _l("fichier de lieux abandonné"),
    "territory.file_sent": _l("fichier de lieux envoyé"),
    "territory.import_begun": _l("import de lieux commencé"),
    "territory.imported": _l("lieux importés"),
    "update.begun": _l("nouvelle commencée"),
    "update.corrected": _l("nouvelle publiée corrigée"),
    "update.discarded": _l("brouillon effacé"),
    "update.edited": _l("nouvelle modifiée"),
    "update.mailed": _l("nouvelle envoyée par courriel"),
    "update.mailing_undone": _l("envoi d’une nouvelle annulé"),
    "update.published": _l("nouvelle publiée"),
    "update.put_back": _l("nouvelle remise"),
    "update.scheduled": _l("publication programmée"),
    "update.taken_back": _l("nouvelle retirée"),
    "update.tried": _l("courriel d’essai envoyé"),
    "update.unscheduled": _l("publication déprogrammée"),
    "visit.answered": _l("réponse notée"),
    "visit.cancelled": _l("visite annulée"),
    "visit.deposited": _l("dépôt noté"),
    "visit.edited": _l("visite modifiée"),
    "visit.planned": _l("visite planifiée"),
    "visit.taken_back": _l("dépôt ou annulation défait"),
    "visits.persons_forgotten": _l("personnes des visites oubliées"),
}


def object_in_words(key: str) -> str:
    """« campagne 9cbac7a8 »: enough to tell one from another; the whole key is behind the link."""
    kind, _colon, which = key.partition(":")
    return " ".join(filter(None, (str(OBJECTS.get(kind, kind)), which[-8:])))


def act_in_words(act: str) -> str:
    return str(ACTS.get(act, act))


def kind_in_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def details_in_words(details: dict[str, Any]) -> str:
    """« rôle : national, peut exporter : oui »."""
    shown = (
        (DETAILS.get(name, name), _value(name, value)) for name, value in details.items() if value not in (None, [], "")
    )
    return ", ".join(_("%(name)s : %(value)s", name=name, value=value) for name, value in shown)


def _value(name: str, value: Any) -> str:
    if name == "role" and value in set(RoleName):
        return short_role_in_words(RoleName(value))
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
