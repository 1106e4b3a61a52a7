"""Which columns the sheet of a form may have. Headings are questions, in whole sentences."""

from __future__ import annotations

import re

from app.core.tabular import Field
from app.cosignatures.answers.boards import is_said
from app.organizations import service as organizations

_BY_NAME = {field.name: field for field in organizations.SHEET_FIELDS}
_PERSON = r"(?:personne|signataire|repondante?|responsable|contact|representante?)"
_AGREES = r"(?:autoris|approuv|appui|accept|mandat|adopt|accord|confirm|habilit)"


def _is_email(cell: str) -> bool:
    return "@" in cell


FIELDS: tuple[Field, ...] = (
    Field(
        name="answered_at",
        headings=(r"^(?:horodat|timestamp|date et heure|heure de (?:fin|debut|completion))", r"^date$|^soumis le"),
        looks_like=lambda cell: bool(re.search(r"\d{4}", cell)),
    ),
    Field(
        name="authority",
        headings=(
            rf"\b(?:conseil d administration|ca|instance|assemblee)\b.*\b{_AGREES}",
            rf"\b{_AGREES}\w*\b.*\b(?:conseil|ca|instance|signer|au nom de)\b",
            r"^(?!.*\b(?:publi|affich|diffus|mon nom|le nom)).*\bautoris",
            r"\bconseil d administration\b|\bresolution\b",
        ),
        looks_like=is_said,
    ),
    Field(
        name="authority_on",
        headings=(
            r"\bdate\b.*\b(?:conseil|ca|rencontre|reunion|assemblee|resolution|decision)\b",
            r"prochain (?:ca|conseil)",
        ),
    ),
    Field(
        name="publish",
        headings=(
            r"\b(?:accept|consen|autoris|veu|peu)\w*\b.*\b(?:publi|affich|diffus|paraiss|apparai|rendu|list|figure)\w*",
            r"\b(?:publi|affich|diffus)\w*\b.*\bnom\b|\bnom\b.*\b(?:publi|affich|diffus|rendu public)\w*",
            r"\b(?:j accepte|consentement|consens)\b",
        ),
        looks_like=is_said,
    ),
    Field(
        name="news",
        headings=(r"\b(?:infolettre|nouvelles|informee?s?|au courant|newsletter|suivi|suites?)\b.*", r"\brecevoir\b"),
    ),
    Field(
        name="quality",
        headings=(
            r"\b(?:a|en) (?:quel )?titre\b",
            r"\ben tant que\b|\bau nom de qui\b|\bje signe\b|\bvous (?:signez|repondez)\b",
        ),
    ),
    _BY_NAME["name"],
    _BY_NAME["region"],
    _BY_NAME["city"],
    Field(
        name="first_name",
        headings=(r"^(?:votre )?prenom(?: (?:de|du) .*)?$", r"^first name"),
    ),
    Field(
        name="person",
        headings=(
            r"^(?:votre nom|vos nom|your name|nom et prenom|prenom et nom|nom prenom|prenom nom|nom complet)",
            rf"\bnom\b.*\b{_PERSON}",
            rf"^{_PERSON}\b",
            r"^nom(?: de famille)?$|^last name$",
        ),
    ),
    Field(
        name="title",
        headings=(r"^(?:votre |vos )?(?:fonction|titre|poste|role|title)", r"\b(?:fonction|poste|titre)\b"),
    ),
    Field(
        name="email",
        headings=(
            r"^(?:votre |adresse )*(?:courriel|email|e mail|mail)",
            r"courriel|email|adresse electronique|e mail",
        ),
        looks_like=_is_email,
        by_cells=True,
    ),
    Field(name="remarks", headings=(r"\b(?:commentaires?|remarques?|notes?|precisions?|message)\b",)),
)
