"""One line of the sheet: who answered, for which organization, with what right, and to what they agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.clock import today
from app.core.keys import InvalidEmail, normal_email
from app.core.plain_text import one_line
from app.core.tabular import Table
from app.cosignatures.answers.boards import BoardAnswer, Said, board, consent, moment_in
from app.endorsements import service as endorsements
from app.organizations import service as organizations
from app.organizations.service import LineProblem, Noted

LONGEST_PERSON = 120


class AnswerProblem(StrEnum):
    """Why a line is not simply a cosignature; `LineProblem` of the register says the rest."""

    NO_AUTHORITY = "no_authority"
    AUTHORITY_PENDING = "authority_pending"
    AUTHORITY_MISSING = "authority_missing"
    AUTHORITY_UNCLEAR = "authority_unclear"
    NO_CONSENT = "no_consent"  # the name is not published
    NO_PERSON = "no_person"
    PERSON_TOO_LONG = "person_too_long"
    EMAIL_MISSING = "email_missing"
    EMAIL_REFUSED = "email_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line, understood as far as it can be."""

    line: int
    name: str
    region_code: str  # "": not known
    city: str
    person: str
    title: str
    email: str
    answered_on: date
    authority: BoardAnswer
    publishes_name: bool
    wants_news: bool
    supporter: endorsements.Recognized | None  # who it is, when it may be no organization
    refused: tuple[Noted, ...] = ()  # what keeps the line out altogether
    noted: tuple[Noted, ...] = ()  # of the name and the place
    lacking: tuple[AnswerProblem, ...] = ()


def read_answers(table: Table, mapping: Mapping[str, str], *, served: Sequence[str] | None = None) -> Iterator[Answer]:
    """Every line of the sheet. A question that the form did not ask is answered by nobody.

    A line of a region outside of `served` is refused: it is another chapter's to bring in.
    """
    places = {field: table.columns.index(column) for field, column in mapping.items() if column in table.columns}
    for row in table.rows:
        yield _answer(row.line, {field: row.cells[place] for field, place in places.items()}, served)


def _answer(line: int, cells: Mapping[str, str], served: Sequence[str] | None) -> Answer:
    person = one_line(" ".join(filter(None, (cells.get("first_name", ""), cells.get("person", "")))))
    title = one_line(cells.get("title", ""))
    said = tuple(one_line(cells.get(field, "")) for field in ("quality", "authority"))
    answered_on = moment_in(cells.get("answered_at", "")) or today()
    supporter = endorsements.recognized(
        one_line(cells.get("name", "")),
        person=person,
        title=title,
        answers=said,
        remarks=one_line(cells.get("remarks", "")),
    )
    name, city, refused = organizations.checked(_name(cells.get("name", ""), person, supporter), cells.get("city", ""))
    region_code, noted = organizations.region_of(one_line(cells.get("region", "")), city)
    if region_code and served is not None and region_code not in served:
        refused.append(Noted(LineProblem.REGION_NOT_SERVED, region_code))
    authority = board(cells.get("authority", ""), cells.get("authority_on", ""), asked_on=answered_on)
    publishes = consent(cells.get("publish", "")) is Said.YES
    email, lacking = _email(cells.get("email", ""))
    return Answer(
        line=line,
        name=name,
        region_code=region_code,
        city=city,
        person=person[:LONGEST_PERSON],
        title=title[:LONGEST_PERSON],
        email=email,
        answered_on=answered_on,
        authority=authority,
        publishes_name=publishes,
        wants_news=consent(cells.get("news", "")) is Said.YES,
        supporter=supporter,
        refused=tuple(refused),
        noted=tuple(noted),
        lacking=(*_of_board(authority.said), *([] if publishes else [AnswerProblem.NO_CONSENT]),
                 *_of_person(person, title), *lacking),
    )  # fmt: skip


def _name(name: str, person: str, supporter: endorsements.Recognized | None) -> str:
    """A person who signs in their own name goes by it, whatever was put for the organization."""
    if supporter is not None and supporter.is_certain and supporter.kind is endorsements.Supporting.PERSON:
        return person or endorsements.without_personal(one_line(name))
    return name


def _of_board(said: Said) -> list[AnswerProblem]:
    lacks = {
        Said.NO: AnswerProblem.NO_AUTHORITY,
        Said.PENDING: AnswerProblem.AUTHORITY_PENDING,
        Said.NOTHING: AnswerProblem.AUTHORITY_MISSING,
        Said.UNCLEAR: AnswerProblem.AUTHORITY_UNCLEAR,
    }
    return [lacks[said]] if said in lacks else []


def _of_person(person: str, title: str) -> list[AnswerProblem]:
    if not person:
        return [AnswerProblem.NO_PERSON]
    return [AnswerProblem.PERSON_TOO_LONG] if max(len(person), len(title)) > LONGEST_PERSON else []


def _email(cell: str) -> tuple[str, list[AnswerProblem]]:
    if not cell.strip():
        return "", [AnswerProblem.EMAIL_MISSING]
    try:
        return normal_email(cell), []
    except InvalidEmail:
        return "", [AnswerProblem.EMAIL_REFUSED]
