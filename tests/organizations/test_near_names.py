"""Which lines the program joins, which it only proposes, and which it leaves apart: pure functions, no database."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organizations.grouping import Group, GroupVerdict, Line, groups, parties
from app.organizations.likeness import Reason, resemblance, spelling
from app.organizations.matching import Entry, Judgement, Register, Verdict, place_key
from app.organizations.proposing import proposals

FILE = Path(__file__).parents[1] / "core" / "labelled_pairs.csv"
PAIRS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
ACCUEIL = Entry(id=UUID(int=1), name="Accueil du Littoral", region_code="01", city="Rimouski")


def groups_of_the_pairs(verdict: str) -> tuple[list[dict[str, str]], list[Group]]:
    """All the pairs in one list and one region, as a table would load them: lines 2 and 3, then 4 and 5…"""
    pairs = [pair for pair in PAIRS if pair["verdict"] == verdict]
    lines = [
        Line(2 + 2 * row + place, pair[column], "01")
        for row, pair in enumerate(pairs)
        for place, column in enumerate(("one", "other"))
    ]
    return pairs, groups(lines)


def hold(groups: list[Group], row: int, *verdicts: GroupVerdict) -> bool:
    both = {2 + 2 * row, 3 + 2 * row}
    return any(both <= set(group.numbers) and group.verdict in (verdicts or GroupVerdict) for group in groups)


def judge(*entries: Entry, name: str, region_code: str = "01", city: str = "") -> Judgement:
    return Register(entries).judge(name, region_code, city)


def reasons(judgement: Judgement) -> list[tuple[Reason, ...]]:
    return [candidate.reasons for candidate in judgement.candidates]


def test_no_two_organizations_are_joined() -> None:
    for verdict in ("distinct", "to_check"):
        pairs, found = groups_of_the_pairs(verdict)
        assert [pair for row, pair in enumerate(pairs) if hold(found, row, GroupVerdict.JOINED)] == []


def test_the_spellings_of_one_organization_are_joined_or_proposed() -> None:
    pairs, found = groups_of_the_pairs("same")
    missed = [pair["kind"] for row, pair in enumerate(pairs) if not hold(found, row)]
    assert missed == []


def test_most_organizations_that_only_look_alike_are_not_even_proposed() -> None:
    pairs, found = groups_of_the_pairs("distinct")
    proposed = {pair["kind"] for row, pair in enumerate(pairs) if hold(found, row)}
    assert proposed == {"one letter", "other order in another region", "shared word"}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("REC", "Regroupement d’entraide des Collines (REC)", Reason.ACRONYM),
        ("FRAPPUC", "Front des amis du parc en colère (FRAPUC)", Reason.ACRONYM),
        ("Ancien nom (ROSEAU)", "Tout autre nom (ROSEAU)", Reason.ACRONYM),
        ("CAPOT", "Centre d’aide et de prévention de l’Outaouais en toxicomanie", Reason.INITIALS),
        ("MDJ Le Tremplin", "Maison des jeunes Le Tremplin", Reason.INITIALS),
        ("TROC-Collines", "Table régionale des organismes communautaires des Collines", Reason.INITIALS),
        ("Maison de jeunes de Sorane (La Place)", "Maison de jeunes de Sorane", Reason.PARENTHESES),
        ("Action-Rivage, Corporation de Villemont", "Corporation de Villemont Action-Rivage", Reason.SAME_WORDS),
        ("Services d’entraide Le Pont", "Service d’entraide du Pont", Reason.SAME_WORDS),
        ("L’Éclaircie de Villemont", "Centre l’Éclaircie de Villemont", Reason.WORDS_ADDED),
        ("Le point d’ancre de Sorane", "Le point d’encre de Sorane", Reason.CLOSE_NAME),
        ("Centre de la Pointe-auxOrmes", "Centre de la Pointe-aux-Ormes", Reason.CLOSE_NAME),
        ("Entre-Temps", "Entretemps", Reason.CLOSE_NAME),
    ],
)
def test_two_names_are_proposed_with_the_reason(one: str, other: str, reason: Reason) -> None:
    for first, second in ((one, other), (other, one)):
        assert reason in resemblance(spelling(first), spelling(second))
        assert [group.numbers for group in groups([Line(2, first, "01"), Line(3, second, "01")])] == [(2, 3)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Les Grands Amis de Sorane", "Les Grands Amis de la Vallée"),
        ("Maison de la famille de Saint-Aubin", "Maison de la famille de Saint-Alban"),
        ("Corporation de développement communautaire de Laval", "Corporation de développement communautaire du Roc"),
        ("Groupe 35+", "Groupe 45+"),
        ("Regroupement de la région 03", "Regroupement de la région 04"),
        ("Le Berceau", "Centre périnatal Le Berceau"),
        ("Centre d’action bénévole", "Centre d’action bénévole du Rivage"),
        ("Maison des jeunes (La Place)", "Maison des jeunes (Le Tremplin)"),
        ("Moisson Villemont", "Moisson Bois-Joli"),
        ("CAB du Rivage", "Centre d’action bénévole des Collines"),
        ("CDC du Rivage", "Arc-en-ciel du cœur du Rivage"),
    ],
)
def test_two_organizations_that_share_words_are_left_apart(one: str, other: str) -> None:
    assert resemblance(spelling(one), spelling(other)) == ()
    assert groups([Line(2, one, "01"), Line(3, other, "01")]) == []


def test_near_names_are_proposed_inside_one_region_only() -> None:
    assert groups([Line(2, "Ensemble chez nous", "14"), Line(3, "chez-nous ensemble", "16")]) == []


@pytest.mark.parametrize("name", ["Accueil du Littoral", "ACCUEIL DU LITTORAL INC.", "accueil\u00a0du littoral"])
@pytest.mark.parametrize("city", ["", "rimouski", "Ville de Rimouski"])
def test_a_line_with_the_same_key_region_and_city_may_be_joined(name: str, city: str) -> None:
    judgement = judge(ACCUEIL, name=name, city=city)
    assert (judgement.verdict, judgement.same, judgement.reasons) == (Verdict.SAME, ACCUEIL.id, (Reason.SAME_KEY,))


def test_another_name_that_staff_wrote_down_is_as_good_as_the_name() -> None:
    known = Entry(id=UUID(int=2), name="Regroupement des essais", region_code="01", aliases=("REX",))
    judgement = judge(known, name="R.E.X.", city="Matane")
    assert (judgement.verdict, judgement.same, judgement.reasons) == (Verdict.SAME, known.id, (Reason.ALIAS,))


@pytest.mark.parametrize(
    ("region_code", "city", "reason"),
    [
        ("01", "Matane", Reason.OTHER_CITY),
        ("11", "Rimouski", Reason.OTHER_REGION),
        ("", "", Reason.NO_REGION),
    ],
)
def test_the_same_key_elsewhere_is_a_person_s_decision(region_code: str, city: str, reason: Reason) -> None:
    judgement = judge(ACCUEIL, name="Accueil du Littoral", region_code=region_code, city=city)
    assert (judgement.verdict, reasons(judgement)) == (Verdict.DOUBTFUL, [(reason,)])


def test_the_same_key_in_another_region_and_nowhere_in_particular_is_another_organization() -> None:
    assert judge(ACCUEIL, name="Accueil du Littoral", region_code="11").verdict is Verdict.NEW
    assert judge(ACCUEIL, name="Accueil du Littoral", region_code="11", city="Gaspé").verdict is Verdict.NEW


def test_a_line_without_a_city_is_not_joined_when_that_leaves_a_choice() -> None:
    other = Entry(id=UUID(int=2), name="Accueil du littoral", region_code="01", city="Matane")
    judgement = judge(ACCUEIL, other, name="Accueil du Littoral")
    assert judgement.verdict is Verdict.DOUBTFUL
    assert [candidate.id for candidate in judgement.candidates] == [ACCUEIL.id, other.id]
    assert reasons(judgement) == [(Reason.SEVERAL,), (Reason.SEVERAL,)]


def test_the_likeliest_candidate_comes_first() -> None:
    near = Entry(id=UUID(int=2), name="Accueil du Litoral", region_code="01", city="Rimouski")
    nearer = Entry(id=UUID(int=3), name="Accueil des Littorals", region_code="01", city="Rimouski")
    judgement = judge(near, nearer, name="Accueil des Littoralls", city="Rimouski")
    assert [candidate.id for candidate in judgement.candidates] == [nearer.id, near.id]


def test_common_names_of_two_cities_are_two_houses() -> None:
    known = Entry(id=UUID(int=2), name="Maison de la famille", region_code="01", city="Rimouski")
    assert judge(known, name="Maison des familles", city="Matane").verdict is Verdict.NEW
    assert judge(known, name="Maison des familles", city="Rimouski").verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize("name", ["", "?!", "\u200b"])
def test_a_line_without_a_name_is_nobody(name: str) -> None:
    assert judge(ACCUEIL, name=name).verdict is Verdict.NEW
    assert groups([Line(2, name, "01"), Line(3, name, "01")]) == []


def test_lines_of_one_key_in_two_cities_are_joined_by_city_and_proposed_together() -> None:
    cities = ["Rimouski", "Matane", "rimouski", ""]
    found = groups([Line(number, "Accueil", "01", city) for number, city in enumerate(cities, 2)])
    assert [(group.numbers, group.verdict, group.reasons) for group in found] == [
        ((2, 3, 4, 5), GroupVerdict.PROPOSED, (Reason.OTHER_CITY, Reason.SEVERAL)),
        ((2, 4), GroupVerdict.JOINED, (Reason.SAME_KEY,)),
    ]


def test_a_missing_city_is_joined_when_it_leaves_no_choice() -> None:
    found = groups([Line(2, "Accueil", "01", "Rimouski"), Line(3, "Accueil", "01"), Line(4, "Accueil", "01")])
    assert [(group.numbers, group.verdict) for group in found] == [((2, 3, 4), GroupVerdict.JOINED)]


def test_an_organization_listed_under_a_neighbouring_region_is_proposed() -> None:
    found = groups([Line(2, "Accueil", "01", "Rimouski"), Line(3, "ACCUEIL", "11", "Rimouski")])
    assert [(group.numbers, group.reasons) for group in found] == [((2, 3), (Reason.OTHER_REGION,))]


def test_without_a_region_nothing_is_joined() -> None:
    found = groups([Line(2, "Accueil", ""), Line(3, "L’accueil", ""), Line(4, "Accueil", "01")])
    assert {group.verdict for group in found} == {GroupVerdict.PROPOSED}
    assert [group.numbers for group in found] == [(2, 3), (2, 3, 4)]


def test_three_spellings_that_all_resemble_each_other_are_one_proposal() -> None:
    names = ["Le point d’ancre de Sorane", "Le point d’encre de Sorane", "Le point d’ancrée de Sorane"]
    assert [group.numbers for group in groups([Line(n, name, "01") for n, name in enumerate(names, 2)])] == [(2, 3, 4)]


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1])))
def test_every_pair_is_in_a_party_and_a_party_holds_only_pairs(pairs: set[tuple[int, int]]) -> None:
    found = [{(one, other) for one in party for other in party if one < other} for party in parties(pairs)]
    assert set().union(*found) == pairs


@pytest.mark.parametrize(
    ("one", "other"),
    [("MRC de la Mitis", "MRC La Mitis"), ("Ville de Matane", "Matane"), ("Organisme régional", "")],
)
def test_two_ways_of_writing_one_place(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


def test_ville_marie_is_a_city() -> None:
    assert place_key("Ville-Marie") != place_key("Marie")


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["", "01", "02"]), st.text(max_size=8)), max_size=12))
def test_whatever_a_list_holds_each_group_names_two_of_its_lines_or_more(rows: list[tuple[str, str, str]]) -> None:
    lines = [Line(number, *row) for number, row in enumerate(rows, 2)]
    for group in groups(lines):
        assert len(group.numbers) == len(set(group.numbers)) >= 2
        assert set(group.numbers) <= {line.number for line in lines}
        assert group.reasons


def test_the_entries_of_a_region_are_proposed_by_pairs_with_what_their_other_names_say() -> None:
    table = Entry(id=UUID(int=2), name="Table des essais", region_code="01", aliases=("TDE",))
    acronym = Entry(id=UUID(int=3), name="TDE", region_code="01")
    elsewhere = Entry(id=UUID(int=4), name="Accueil du Littoral", region_code="01", city="Matane")
    found = proposals([ACCUEIL, table, acronym, elsewhere])
    assert [(each.one.int, each.other.int) for each in found] == [(1, 4), (2, 3)]
    assert [Reason.OTHER_CITY in found[0].reasons, Reason.ALIAS in found[1].reasons] == [True, True]
    assert proposals([ACCUEIL, table, acronym, elsewhere], [each.pair for each in found]) == []


def test_what_changed_is_held_against_the_others_as_when_all_are() -> None:
    """A name that changed is looked up by all its words: the others, who would have found it, do not look."""
    words = ("Accueil", "Maison", "Centre", "du Pont", "de la Rive", "des Rives", "Le Phare", "(ALP)", "ALP", "jeunes")
    names = [f"{one} {other}" for one, other in permutations(words, 2)]
    entries = [Entry(id=UUID(int=number), name=name, region_code="01") for number, name in enumerate(names, 1)]
    whole = {each.pair: each.reasons for each in proposals(entries)}
    for entry in entries[::7]:
        among = {each.pair: each.reasons for each in proposals(entries, among={entry.id})}
        assert among == {pair: reasons for pair, reasons in whole.items() if entry.id in pair}
