"""Invented organizations, as many as wanted, each different, spread over the regions; always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

HEADS = (
    "Maison", "Centre", "Carrefour", "Regroupement", "Association", "Comité", "Ressource", "Réseau", "L’Entraide",
    "Le Relais", "La Passerelle", "Service", "Coopérative", "Table", "Collectif", "Groupe", "Accueil", "L’Envol",
    "Point d’appui", "La Halte",
)  # fmt: skip
AIMS = (
    "des jeunes", "des femmes", "des familles", "des aînés", "d’entraide", "d’hébergement", "d’alphabétisation",
    "des proches aidants", "de santé mentale", "des locataires", "de dépannage", "des personnes handicapées",
    "d’action bénévole", "de la petite enfance", "des sans-emploi", "d’écoute", "des nouveaux arrivants",
    "d’action communautaire", "de sécurité alimentaire", "des hommes", "de répit", "de justice sociale",
    "des consommateurs", "d’éducation populaire", "des cuisines collectives",
)  # fmt: skip
MOODS = ("", " « Chez nous »", " du Grand-Pin", " (La Source)", " de l’Étoile", " St-Cœur", " Nouveau Départ")
PLACES = (
    "Rimouski", "Matane", "Saguenay", "Alma", "Québec", "Portneuf", "Trois-Rivières", "Shawinigan", "Sherbrooke",
    "Magog", "Montréal", "Verdun", "Gatineau", "Maniwaki", "Rouyn-Noranda", "Val-d’Or", "Sept-Îles", "Baie-Comeau",
    "Chibougamau", "Chapais", "Gaspé", "Les Îles", "Lévis", "Thetford Mines", "Laval", "Sainte-Rose", "Joliette",
    "Repentigny", "Saint-Jérôme", "Mont-Laurier", "Longueuil", "Sorel-Tracy", "Drummondville", "Victoriaville",
    "Montmagny", "Bromont", "Waterloo", "Rivière-du-Loup", "La Tuque", "Amos",
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    name: str
    region_code: str
    city: str


def invented(wanted: int) -> Iterator[Invented]:
    """So many different organizations (140,000 at most), in an order that is not alphabetical."""
    names = [f"{head} {aim}{mood}" for mood, head, aim in product(MOODS, HEADS, AIMS)]
    everything = [(name, place) for name in names for place in range(len(PLACES))]
    if wanted > len(everything):
        raise ValueError(f"only {len(everything)} names can be invented")
    random.Random(1586).shuffle(everything)
    for name, place in everything[:wanted]:
        yield Invented(f"{name} de {PLACES[place]}", f"{place % 17 + 1:02d}", PLACES[place])


def typed(wanted: int) -> list[str]:
    """What people type into the field: a name letter by letter, a word from its middle, without accents, a place."""
    chance = random.Random(911)
    pieces = []
    for one in invented(wanted):
        words = one.name.split()
        begun = chance.choice((one.name, " ".join(words[1:]), words[-1], one.name.lower(), f"{words[0]} {one.city}"))
        pieces.append(begun[: chance.randint(2, 18)])
    return pieces


def mistyped(wanted: int) -> list[str]:
    """Two words of a name, with two letters of the longer one in the wrong order: nothing begins so."""
    chance = random.Random(1586)
    pieces = []
    for one in invented(wanted):
        words = sorted(one.name.split(), key=len)[-2:]
        place = chance.randint(2, len(words[1]) - 2)
        words[1] = f"{words[1][: place - 1]}{words[1][place]}{words[1][place - 1]}{words[1][place + 1 :]}"
        pieces.append(" ".join(words))
    return pieces
