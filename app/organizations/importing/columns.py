"""Which columns a spreadsheet of organizations may have, and how they are recognized, in French and in English."""

from __future__ import annotations

from app.core import identifiers
from app.core.tabular import Field
from app.territory import service as territory


def _is_region(cell: str) -> bool:
    return territory.region_called(cell) is not None


def _is_email(cell: str) -> bool:
    return "@" in cell


def _is_neq(cell: str) -> bool:
    return identifiers.neq(cell).problem is None


def _is_charity(cell: str) -> bool:
    return identifiers.charity_number(cell).problem is None


_ORGANIZATION = r"(?:organisme|organisation|groupe|association|regroupement|membre|maison)"
NAME, REGION, CITY = (
    Field(
        name="name",
        headings=(
            rf"^nom (?:complet |legal |officiel |exact )?(?:de |du |d )(?:la |le |l |votre |ton )*{_ORGANIZATION}",
            rf"^nom {_ORGANIZATION}",
            rf"\bnom .*{_ORGANIZATION}",
            rf"^(?:votre )?{_ORGANIZATION}s?(?: (?:membre|communautaire|signataire|cosignataire)s?)*$",
            r"^(?:name of )?(?:your )?organi[sz]ation(?: name)?$",
            r"^(?:raison sociale|denomination|nom legal|nom officiel|nom complet|nom usuel)",
            r"^nom$|^noms$|^name$",
            rf"^{_ORGANIZATION}s?\b",
            r"^nom\b(?! (?:et prenom|de famille|du contact|de la personne|du responsable))",
        ),
    ),
    Field(
        name="region",
        headings=(r"^region administrative", r"^(?:votre |code )?region", r"\bregion\b", r"^regions?\b"),
        looks_like=_is_region,
        by_cells=True,
    ),
    Field(
        name="city",
        headings=(
            r"^(?:votre )?(?:ville|municipalite|localite)\b",
            r"^(?:place|lieu|city|town)\b",
            r"\b(?:ville|municipalite)\b",
            r"^mrc\b",
        ),
    ),
)
FIELDS: tuple[Field, ...] = (
    NAME,
    REGION,
    CITY,
    Field(name="aliases", headings=(r"^(?:sigle|acronyme|acronym|abrege)", r"^(?:autres? noms?|anciens? noms?|alias)")),
    Field(name="neq", headings=(r"^neq\b", r"numero d entreprise"), looks_like=_is_neq, by_cells=True),
    Field(
        name="charity",
        headings=(r"bienfaisance", r"charit"),
        looks_like=_is_charity,
        by_cells=True,
    ),
    Field(
        name="email",
        headings=(r"^(?:adresse )?(?:courriel|email|e mail|mail)", r"courriel|email|adresse electronique"),
        looks_like=_is_email,
        by_cells=True,
    ),
    Field(name="sector", headings=(r"^secteurs?\b", r"champ d (?:action|activite|intervention)", r"^sector")),
    Field(name="member_since", headings=(r"^membre depuis", r"adhesion", r"^member since", r"^depuis$")),
)
