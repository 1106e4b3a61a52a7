"""What becomes of each line of the sheet, before anything is written: nothing is counted silently, nothing guessed.

A line is one organization's cosignature, the same organization again, perhaps the same, something for a person to
look at, an endorsement, or nothing that can be kept.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.cosignatures.answers.already import AlreadySigned, Apart, Signed, are_apart
from app.cosignatures.answers.boards import Said
from app.cosignatures.answers.reading import Answer, AnswerProblem
from app.cosignatures.models import State
from app.imports import service as imports
from app.organizations import service as organizations
from app.organizations.service import Entry, Judgement, Line, LineProblem, Register, Verdict


class Outcome(StrEnum):
    NEW = "new"
    JOINED = "joined"  # its organization stands in an earlier line, or has signed already
    PROPOSED = "proposed"  # perhaps the same as another: a person decides
    TO_CHECK = "to_check"
    ENDORSEMENT = "endorsement"
    ELSEWHERE = "elsewhere"  # another chapter's to bring in
    REFUSED = "refused"


class Cause(StrEnum):
    """Why, beside what the line itself lacks."""

    SAME_AS_LINE = "same_as_line"
    ALREADY_SIGNED = "already_signed"
    PERHAPS_LINE = "perhaps_line"
    PERHAPS_SIGNED = "perhaps_signed"
    PERHAPS_KNOWN = "perhaps_known"  # close to entries of the register
    WITHDRAWN_BEFORE = "withdrawn_before"
    DECLINED_BEFORE = "declined_before"
    SUPPORTER = "supporter"  # no organization that may co-sign
    PERHAPS_SUPPORTER = "perhaps_supporter"


@dataclass(frozen=True, slots=True)
class Why:
    """One cause, with the lines (« 4, 12 ») or the kind of supporter that it is about."""

    cause: Cause
    value: str = ""


@dataclass(slots=True)
class Near:
    """What a line resembles: entries of the register, cosignatures of the campaign, earlier lines."""

    organizations: list[uuid.UUID] = field(default_factory=list)
    signed: list[uuid.UUID] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Planned:
    """One line, and what becomes of it. `stands` when it counts one organization of its region."""

    answer: Answer
    outcome: Outcome
    whys: list[Why] = field(default_factory=list)
    organization_id: uuid.UUID | None = None
    stands: bool = False
    near: Near = field(default_factory=Near)

    @property
    def needs_look(self) -> bool:
        """Whether it is validated one at a time only, even when a person said that it resembles nobody."""
        return self.outcome is Outcome.TO_CHECK or _is_doubtful(self.answer)

    @property
    def may_be(self) -> list[uuid.UUID]:
        """The entries that a person may say it is; what perhaps signed already is left aside, and not counted twice."""
        is_only_known = self.outcome is Outcome.PROPOSED and not (self.near.signed or self.near.lines)
        return self.near.organizations if is_only_known else []

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Everything that is to be told of the line, what decides first: a code, and what it is about."""
        answer = self.answer
        if self.outcome in (Outcome.REFUSED, Outcome.ELSEWHERE):
            return [(noted.problem.value, noted.value) for noted in answer.refused]
        if self.outcome is Outcome.ENDORSEMENT:
            return [(why.cause.value, why.value) for why in self.whys]
        day = answer.authority.on.isoformat() if answer.authority.on else ""
        return [
            *((why.cause.value, why.value) for why in self.whys),
            *((noted.problem.value, noted.value) for noted in answer.noted),
            *((problem.value, day) for problem in answer.lacking),
        ]

    @property
    def is_to_be_told(self) -> bool:
        """Whether somebody should read why; a line joined to another that stands says all there is."""
        return self.outcome not in (Outcome.JOINED, Outcome.ELSEWHERE) and bool(self.reasons)


# What the answers lack and a person should see; without consent, the name is simply not published.
_TO_CHECK = frozenset(AnswerProblem) - {AnswerProblem.NO_CONSENT}


def plan(
    answers: Sequence[Answer], known: Sequence[Entry], signed: Iterable[Signed], apart: Apart = frozenset()
) -> list[Planned]:
    """Every line in the order of the sheet. `known`: the register; `apart`: what people said are two organizations."""
    register = Register(known)
    names = {(one.id, one.region_code): one.name for one in known}
    planned = {answer.line: _alone(answer) for answer in answers}
    standing = [one for one in planned.values() if one.stands]
    judged = {one.answer.line: register.judge(*_of(one.answer)) for one in imports.counted(standing)}
    entries = {line: judgement.same for line, judgement in judged.items()}
    _join_within(standing, planned, entries, apart)
    campaign = AlreadySigned(signed, apart)
    of_organization: dict[uuid.UUID, int] = {}
    for one in standing:
        if one.stands:
            _meet_the_known(one, judged[one.answer.line], names, campaign, of_organization)
    return [planned[answer.line] for answer in answers]


def by_region(planned: Iterable[Planned]) -> Counter[str]:
    """How many organizations of each region stand once joined, authority and consent left aside."""
    return Counter(one.answer.region_code for one in planned if one.stands)


def _alone(answer: Answer) -> Planned:
    """What the line says by itself."""
    if answer.refused:
        is_elsewhere = {noted.problem for noted in answer.refused} == {LineProblem.REGION_NOT_SERVED}
        return Planned(answer, Outcome.ELSEWHERE if is_elsewhere else Outcome.REFUSED)
    who = answer.supporter
    if who is not None:
        cause = Cause.SUPPORTER if who.is_certain else Cause.PERHAPS_SUPPORTER
        outcome = Outcome.ENDORSEMENT if who.is_certain else Outcome.TO_CHECK
        return Planned(answer, outcome, [Why(cause, who.kind.value)])
    if not answer.region_code:
        return Planned(answer, Outcome.TO_CHECK)
    return Planned(answer, Outcome.TO_CHECK if _is_doubtful(answer) else Outcome.NEW, stands=True)


def _is_doubtful(answer: Answer) -> bool:
    """Whether the line by itself asks for a look, whatever it resembles."""
    from_city = any(noted.problem is LineProblem.REGION_FROM_CITY for noted in answer.noted)
    return from_city or bool(_TO_CHECK & set(answer.lacking))


def _join_within(
    standing: Sequence[Planned],
    planned: dict[int, Planned],
    entries: Mapping[int, uuid.UUID | None],
    apart: Apart,
) -> None:
    """Lines of the sheet that are one organization: the best of them stands, with the others joined to it."""
    lines = [Line(one.answer.line, one.answer.name, one.answer.region_code, one.answer.city) for one in standing]
    perhaps: dict[int, set[int]] = defaultdict(set)
    stands_for: dict[int, int] = {}
    for group in organizations.groups(lines):
        if group.verdict is organizations.GroupVerdict.JOINED:
            best = min((planned[number] for number in group.numbers), key=_rank)
            for number in group.numbers:
                stands_for[number] = best.answer.line
                if planned[number] is not best:
                    _join(planned[number], Why(Cause.SAME_AS_LINE, str(best.answer.line)))
        else:
            for number in group.numbers:
                perhaps[number] |= set(group.numbers)
    for number, others in perhaps.items():
        one = planned[number]
        before = {stands_for.get(other, other) for other in others} - {number}
        earlier = sorted(
            other for other in before if other < number and not are_apart(entries[number], entries[other], apart)
        )
        if one.stands and earlier:
            one.near.lines = earlier
            _propose(one, Why(Cause.PERHAPS_LINE, ", ".join(map(str, earlier))))


def _rank(one: Planned) -> tuple[bool, bool, int]:
    """Of several answers for one organization, the one whose board agrees, then that may be published, then first."""
    return one.answer.authority.said is not Said.YES, not one.answer.publishes_name, one.answer.line


def _of(answer: Answer) -> tuple[str, str, str]:
    return answer.name, answer.region_code, answer.city


def _meet_the_known(
    one: Planned,
    known: Judgement,
    names: Mapping[tuple[uuid.UUID, str], str],
    campaign: AlreadySigned,
    of_organization: dict[uuid.UUID, int],
) -> None:
    answer = one.answer
    if known.same is not None:
        one.organization_id = known.same
        earlier = of_organization.setdefault(known.same, answer.line)
        if earlier != answer.line:  # two names of one entry
            _join(one, Why(Cause.SAME_AS_LINE, str(earlier)))
            return
    before, close = campaign.signed_by(answer, known.same)
    one.near.organizations = [each.id for each in known.candidates if (each.id, answer.region_code) in names]
    one.near.signed = [each.id for each in close]
    if before is not None:
        _repeat(one, before)
    elif close:
        _propose(one, Why(Cause.PERHAPS_SIGNED))
    elif known.verdict is Verdict.DOUBTFUL:
        shown = [names[key, answer.region_code] for key in one.near.organizations]
        _propose(one, Why(Cause.PERHAPS_KNOWN, " · ".join(shown[:3])))


def _repeat(one: Planned, before: Signed) -> None:
    """The organization has signed; or did, and took it back: no file signs again in its place."""
    if before.state is State.WITHDRAWN:
        one.outcome = Outcome.TO_CHECK
        one.whys.append(Why(Cause.WITHDRAWN_BEFORE))
    elif before.state is State.DECLINED:
        one.outcome = Outcome.TO_CHECK
        one.whys.append(Why(Cause.DECLINED_BEFORE))
    else:
        one.outcome = Outcome.JOINED  # still one organization of its region
        one.whys.append(Why(Cause.ALREADY_SIGNED))


def _join(one: Planned, why: Why) -> None:
    one.outcome = Outcome.JOINED
    one.stands = False
    one.whys.append(why)


def _propose(one: Planned, why: Why) -> None:
    one.outcome = Outcome.PROPOSED
    one.whys.append(why)
