"""What a ministry is called in English, when a list gave its French title alone.

The French title is the official one. It is put into English whole, subject by subject, or left as it is: half a title
would name another office. The English names are those that the ministries use themselves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.keys import search_key

_SUBJECTS = {
    "acces a l information": "Access to Information",
    "action communautaire": "Community Action",
    "administration gouvernementale": "Government Administration",
    "affaires autochtones": "Indigenous Affairs",
    "affaires municipales": "Municipal Affairs",
    "agriculture": "Agriculture",
    "aines": "Seniors",
    "alimentation": "Food",
    "communications": "Communications",
    "condition feminine": "the Status of Women",
    "culture": "Culture",
    "cybersecurite": "Cybersecurity",
    "developpement economique regional": "Regional Economic Development",
    "developpement economique": "Economic Development",
    "economie": "Economy",
    "education": "Education",
    "emploi": "Employment",
    "energie": "Energy",
    "enseignement superieur": "Higher Education",
    "environnement": "the Environment",
    "famille": "Families",
    "faune": "Wildlife",
    "forets": "Forests",
    "francisation": "Francization",
    "francophonie": "La Francophonie",
    "habitation": "Housing",
    "immigration": "Immigration",
    "infrastructures": "Infrastructure",
    "innovation": "Innovation",
    "institutions democratiques": "Democratic Institutions",
    "integration": "Integration",
    "jeunesse": "Youth",
    "justice": "Justice",
    "laicite": "Laicity",
    "langue francaise": "the French Language",
    "loisir": "Recreation",
    "lutte contre le racisme": "the Fight Against Racism",
    "lutte contre les changements climatiques": "the Fight Against Climate Change",
    "mobilite durable": "Sustainable Mobility",
    "numerique": "Digital Technology",
    "parcs": "Parks",
    "pecheries": "Fisheries",
    "petites et moyennes entreprises": "Small and Medium Enterprises",
    "plein air": "the Outdoors",
    "proches aidants": "Caregivers",
    "protection des renseignements personnels": "the Protection of Personal Information",
    "relations avec les premieres nations et les inuit": "Relations with the First Nations and the Inuit",
    "relations avec les quebecois d expression anglaise": "Relations with English-Speaking Quebecers",
    "relations canadiennes": "Canadian Relations",
    "relations internationales": "International Relations",
    "ressources naturelles": "Natural Resources",
    "sante": "Health",
    "securite publique": "Public Security",
    "services sociaux": "Social Services",
    "solidarite sociale": "Social Solidarity",
    "sport": "Sports",
    "sports": "Sports",
    "tourisme": "Tourism",
    "transports": "Transport",
    "travail": "Labour",
}
_HEADS = (
    (re.compile(r"ministre deleguee? "), "Minister for"),
    (re.compile(r"ministre responsable "), "Minister Responsible for"),
    (re.compile(r"ministre "), "Minister of"),
    (re.compile(r"porte parole (?:officielle? )?(?:de l opposition officielle )?(?:en matiere |pour )?"), "critic for"),
)
_ALONE = {
    "premier ministre": "Premier",
    "premiere ministre": "Premier",
    "vice premier ministre": "Deputy Premier",
    "vice premiere ministre": "Deputy Premier",
}
_SMALL = re.compile(r"(?:de|des|du|d|la|le|les|l|a|au|aux|et)(?: |$)")
_LONGEST_FIRST = sorted(_SUBJECTS, key=len, reverse=True)


@lru_cache(maxsize=256)
def in_english(title: str) -> str:
    """« ministre de l’Éducation » as « Minister of Education »; the title itself if any of it is unknown."""
    words = search_key(re.sub(r"[^\w]", " ", title))
    said = [_clause(clause) for clause in re.split(r" et (?=ministre)", words)]
    return " and ".join(filter(None, said)) if all(said) else title


def _clause(words: str) -> str | None:
    """One office. None: something in it is unknown."""
    if words in _ALONE:
        return _ALONE[words]
    for head, english in _HEADS:
        found = head.match(words)
        if found:
            subjects = _subjects(words[found.end() :])
            return f"{english} {_together(subjects)}" if subjects else None
    return None


def _subjects(words: str) -> list[str]:
    """All that an office is about; nothing when a word is left over."""
    found = []
    while words:
        small = _SMALL.match(words)
        if small:
            words = words[small.end() :]
            continue
        known = next((one for one in _LONGEST_FIRST if re.match(rf"{one}\b", words)), None)
        if known is None:
            return []
        found.append(_SUBJECTS[known])
        words = words[len(known) :].lstrip()
    return found


def _together(subjects: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(subjects[:-1]), subjects[-1]]))
