"""Who signs a form that is meant for organizations, told by the words of the name, the title and the answers.

Certain: an endorsement. Uncertain: a person looks. « Maison des jeunes de la Ville de Lévis » is an organization,
« Ville de Lévis » is not; « Union des consommateurs » is one, « Syndicat des cols bleus » is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.core.keys import matching_key
from app.endorsements.models import Supporting

_OF = r"(?:de|d|du|des|la|le|les|l)\b"
_OFFICE = (
    r"(?:vice )?(?:deputee?|depute e|mairesse|maire|prefete?|senateur|senatrice|ministre|echevine?|"
    r"conseill(?:er|ere) (?:municipale?|de ville|d arrondissement)|elue?s? municipale?s?)"
)
_CENTRALS = "afpc|apts|csd|csn|csq|cupe|fae|fiq|fneeq|fsss|ftq|scfp|sfpq|spgq|teamsters|tuac|unifor"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_CERTAIN: tuple[tuple[Supporting, re.Pattern[str]], ...] = (
    (
        Supporting.ELECTED,
        _any(
            rf"^(?:bureau|cabinet) (?:de|du) (?:la |l )?{_OFFICE}\b",
            rf"^{_OFFICE}\b",
            rf"\b{_OFFICE} (?:de|du|d|des)\b",
            r"\b(?:deputee?|mairesse|maire|prefete?)$",
        ),
    ),
    (
        Supporting.MUNICIPALITY,
        _any(
            rf"^(?:ville|municipalite|village|canton|cantons unis|arrondissement) {_OF}",
            r"^(?:mrc|municipalite regionale de comte|municipalite de paroisse)\b",
            r"^conseil (?:municipal|de ville|de la ville|de la mrc|d arrondissement|de bande)\b",
            r"^(?:agglomeration|communaute metropolitaine|administration regionale) (?:de|k)",
            r"^(?:umq|fqm)$",
            r"^(?:union|federation) (?:\w+ )?des municipalites\b",
        ),
    ),
    (
        Supporting.UNION,
        _any(
            r"^syndicats?\b",
            r"^(?:grand )?conseil central\b",
            r"\bsection locale \d|^section locale\b",
            rf"^(?:{_CENTRALS})\b",
            rf"\bsyndicats? (?:national|canadien|quebecois|{_OF}).*(?:{_CENTRALS})$",
            r"\bcon(?:federation|seil) (?:regional )?des (?:syndicats|travailleu)",
            r"^centrale des syndicats",
            r"^federation (?:des travailleu|interprofessionnelle de la sante|autonome de l enseignement)",
            r"^alliance (?:des prof|du personnel professionnel)",
            r"^union des producteurs agricoles\b|^upa\b",
        ),
    ),
    (
        Supporting.CHILDCARE,
        _any(r"^cpe\b|\bcpe$", r"^centres? de la petite enfance\b", r"^garderies?\b", r"^service de garde\b"),
    ),
    (
        Supporting.PARTY,
        _any(
            r"^parti (?:quebecois|liberal|conservateur|vert)\b",
            r"^quebec solidaire\b|^coalition avenir\b|^bloc quebecois\b|^nouveau parti democratique\b",
            r"^(?:plq|caq|pq|pcq|npd)$",
        ),
    ),
    (
        Supporting.PERSON,
        _any(
            r"^(?:simple )?(?:citoyen(?:ne|nes|s)?|citoyen ne|citoyens ne s?)$",
            r"^(?:individuelle?|individu|particulier|personnelle?|personne|moi meme)$",
            r"^(?:aucune?|aucun organisme|sans organisme|n a|na|nsp)$",
            r"^(?:retraitee?|etudiante?|benevole|parent|usagere?|membre)$",
        ),
    ),
)
_UNCERTAIN: tuple[tuple[Supporting, re.Pattern[str]], ...] = (
    (Supporting.UNION, _any(r"\bsyndicats?\b", r"\bsyndicale?\b", rf"\b(?:{_CENTRALS})$")),
    (Supporting.CHILDCARE, _any(r"\bcpe\b", r"\bcentres? .*petite enfance\b", r"\bbureau coordonnateur\b")),
    (
        Supporting.MUNICIPALITY,
        _any(r"^(?:paroisse|cite|comte)\b", rf"^(?:services?|bureau) .*\b(?:ville|municipalite) {_OF}"),
    ),
    (
        Supporting.INSTITUTION,
        _any(
            r"^(?:ciusss|cisss|clsc|chsld|chum?|cusm|hopital|centre hospitalier|sante quebec)\b",
            r"^(?:universite|uq[a-z]{1,3}|cegep|college|ecole (?:primaire|secondaire|nationale))\b",
            r"^(?:centre de services scolaires?|commission scolaire|ministere|institut (?:univ|nat))",
        ),
    ),
    (Supporting.PARTY, _any(r"^parti\b", r"\bassociation de circonscription\b", r"\bexecutif de comte\b")),
    (
        Supporting.BUSINESS,
        _any(
            r"\b(?:ltee|ltd|senc|sencrl|enr)$",
            r"^caisse (?:desjardins|populaire|d economie)\b",
            r"^(?:pharmacie|restaurant|clinique dentaire|chambre de commerce)\b",
        ),
    ),
)
_PERSONAL = re.compile(r"\b(?:a|en) titre (?:personnel|individuel|prive|de citoyen)|\ben mon (?:propre )?nom\b")
_NOT_PERSONAL = re.compile(r"\b(?:pas|non|ni|ou|aussi|egalement) (?:a|en) titre (?:personnel|individuel|prive)")
_OFFICE_HELD = re.compile(rf"^{_OFFICE}\b")
_CITIZEN = re.compile(r"^(?:simple )?(?:citoyen|individu|particulier)|\bcitoyenne?$")


@dataclass(frozen=True, slots=True)
class Recognized:
    """Who it is, if not an organization that may co-sign."""

    kind: Supporting
    is_certain: bool


def recognized(
    name: str, *, person: str = "", title: str = "", answers: tuple[str, ...] = (), remarks: str = ""
) -> Recognized | None:
    """Whoever signs under that name, when it may be no autonomous community organization. None: nothing says so.

    `answers`: what was asked of the right by which one signs. A remark in passing only makes one look.
    """
    key, held = _folded(name), _folded(title)
    if any(_says_personal(said) for said in (key, held, *map(_folded, answers))):
        return Recognized(Supporting.PERSON, is_certain=True)
    if key and key == _folded(person):
        return Recognized(Supporting.PERSON, is_certain=True)
    for patterns, is_certain in ((_CERTAIN, True), (_UNCERTAIN, False)):
        for kind, pattern in patterns:
            if pattern.search(key):
                return Recognized(kind, is_certain and not _is_grouping(kind, key))
    if _says_personal(_folded(remarks)):
        return Recognized(Supporting.PERSON, is_certain=False)
    if _OFFICE_HELD.search(held):
        return Recognized(Supporting.ELECTED, is_certain=False)
    return Recognized(Supporting.PERSON, is_certain=False) if _CITIZEN.search(held) else None


def without_personal(name: str) -> str:
    """« Odile Essai (à titre personnel) » as « Odile Essai »."""
    bare = re.sub(r"[\s,;:–—(\[-]*[àa] titre (?:personnel|individuel|privé)[\s)\].]*$", "", name, flags=re.IGNORECASE)
    return bare.strip() or name


def _is_grouping(kind: Supporting, key: str) -> bool:
    """« Regroupement des CPE de la Côte-Nord » gathers them, and is an organization of its own."""
    return kind is Supporting.CHILDCARE and bool(re.search(r"^(?:regroupement|association|alliance|conseil)\b", key))


def _says_personal(text: str) -> bool:
    return bool(_PERSONAL.search(text)) and not _NOT_PERSONAL.search(text)


@lru_cache(maxsize=256)  # of a form, most answers are the same few
def _folded(text: str) -> str:
    return matching_key(re.sub(r"[()\[\]]", " ", text))
