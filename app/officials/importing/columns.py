"""Which column of a list of officials holds what, by its heading and its cells."""

from __future__ import annotations

import re

from app.core.tabular import Field
from app.officials.importing.genders import gender_called

_MAIL = r"(?:courriels?|e ?mails?|adresses? (?:courriel|electronique|de courriel))"
_MINISTRY = r"(?:ministere|ministre|ministeriel\w*|cabinet|ministry|minister)"
_PARLIAMENT = r"(?:assemblee|parlement|parlementaire|hotel du parlement|assnat|parliament)"
_RIDING = r"(?:circonscription|comte|bureau local|riding)"

FIELDS = (
    Field(
        name="name",
        headings=(
            r"^(nom complet|(nom et prenom|prenom et nom|nom prenom|prenom nom)s?)\b",
            r"^nom( de famille)?$",
            r"^(full )?name$|^last name$",
            r"^(nom (du |de la |des )?)?(depute|destinataire|titulaire|personne|ministre$|elue?)",
            r"^nom\b(?!.*(circonscription|parti|ministere))",
        ),
    ),
    Field(name="given_name", headings=(r"^prenom(?! (et )?nom)", r"^(first|given) name")),
    Field(name="gender", headings=(r"^(genre|sexe|gender)", r"^(civilite|appellation)"), looks_like=lambda cell: (
        gender_called(cell) is not None
    )),
    Field(name="title", headings=(r"^titre", r"^title")),
    Field(name="party", headings=(r"^(parti|partis|party)\b", r"affiliation|groupe parlementaire|caucus")),
    Field(
        name="riding",
        headings=(r"^(nom (de la )?)?circonscription", r"^(comte|riding|electoral district)", r"^siege"),
    ),
    Field(name="function", headings=(r"^(fonctions?|office|function)\b", r"^(charge|poste|role)")),
    Field(name="portfolio", headings=(r"^(portefeuille|portfolio)", r"^(ministere|dossier|secteur)s?\b")),
    Field(name="institution", headings=(r"^(institution|etablissement)", r"^organi(sation|sme)")),
    Field(name="region", headings=(r"^region",)),
    Field(name="email_riding", headings=(rf"{_MAIL}.*{_RIDING}", rf"{_RIDING}.*{_MAIL}")),
    Field(name="email_parliament", headings=(rf"{_MAIL}.*{_PARLIAMENT}", rf"{_PARLIAMENT}.*{_MAIL}")),
    Field(name="email_ministry", headings=(rf"{_MAIL}.*{_MINISTRY}", rf"{_MINISTRY}.*{_MAIL}")),
    Field(name="email", headings=(rf"^{_MAIL}s?$", rf"^{_MAIL}\b"), looks_like=lambda cell: "@" in cell, by_cells=True),
    Field(
        name="phone",
        headings=(r"^(telephone|tel\b|phone)",),
        looks_like=lambda cell: re.search(r"\d{3}\D*\d{4}", cell) is not None,
    ),
    Field(name="source", headings=(r"^(source|provenance)",)),
    Field(name="verified_on", headings=(r"verifi", r"^(mis(e)? a jour|a jour)")),
    Field(name="starts_on", headings=(r"depuis|^debut|entree en fonction|^starts? on|^since|en fonction le",)),
)  # fmt: skip
EMAILS = ("email_riding", "email_parliament", "email_ministry", "email")
