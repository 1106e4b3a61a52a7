"""What would become of each line of a list of officials: new, changed, the same, a vacant seat, or refused and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.core.keys import email_key
from app.officials.appointing import Function, Mailbox, mailboxes_left
from app.officials.importing.lines import SheetLine
from app.officials.importing.reasons import Note, Refusal
from app.officials.importing.register import SEVERAL_MAY_HOLD, Register, key_of
from app.officials.models import AddressKind, Mandate, Official, OfficialAddress

_ONE_DAY = timedelta(days=1)


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    VACANT = "vacant"
    REFUSED = "refused"


@dataclass(kw_only=True)
class Planned:
    """A line, what becomes of it, and what has to be written for it."""

    sheet: SheetLine
    since: date
    outcome: Outcome = Outcome.SAME
    official: Official | None = None  # None: somebody new, or nobody
    begins: list[Function] = field(default_factory=list)
    ends: list[Mandate] = field(default_factory=list)
    fields: dict[str, object] = field(default_factory=dict)
    gains: list[Mailbox] = field(default_factory=list)
    loses: list[OfficialAddress] = field(default_factory=list)  # its own former ones, and those that change hands

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return self.sheet.refusals or self.sheet.notes

    def refuse(self, why: Refusal, what: str = "") -> None:
        self.sheet.refusals.append((why.value, what))

    def note(self, why: Note, what: str = "") -> None:
        self.sheet.notes.append((why.value, what))


def plan(lines: Iterable[SheetLine], register: Register) -> list[Planned]:
    """Every line against the register, then against the other lines."""
    planned = [Planned(sheet=line, since=line.since or register.on) for line in lines]
    _share_genders([one.sheet for one in planned])
    for one in planned:
        if not one.sheet.refusals:
            _vacate(one, register) if one.sheet.is_vacant else _compare(one, register)
    _look_at_each_other([one for one in planned if not one.sheet.refusals])
    for one in planned:
        one.outcome = _outcome(one)
    return planned


def _share_genders(lines: list[SheetLine]) -> None:
    """Somebody on several lines needs to be said a woman or a man on one of them only."""
    known = {line.key: line.gender for line in lines if line.gender is not None}
    for line in lines:
        line.gender = line.gender or known.get(line.key)


def _outcome(one: Planned) -> Outcome:
    if one.sheet.refusals:
        return Outcome.REFUSED
    if one.sheet.is_vacant:
        return Outcome.VACANT
    if one.official is None:
        return Outcome.NEW
    is_changed = one.begins or one.fields or one.gains or one.loses
    return Outcome.CHANGED if is_changed else Outcome.SAME


def _vacate(one: Planned, register: Register) -> None:
    """Nobody holds it from that day on; whoever did leaves the day before."""
    for function in one.sheet.functions:
        holder = register.holder(function)
        if holder is None:
            one.note(Note.SEAT_WAS_VACANT)
        else:
            _make_leave(one, holder)
            one.note(Note.ENDS, holder.official.name)


def _compare(one: Planned, register: Register) -> None:
    """A person: somebody new, or the one of that name, with what changes."""
    known = register.people.get(one.sheet.key, [])
    if len(known) > 1:
        known = [person for person in known if any(register.holds(person, each) for each in one.sheet.functions)]
        if len(known) != 1:
            one.refuse(Refusal.NAME_AMBIGUOUS)
            return
    one.official = known[0] if known else None
    if one.official is None and one.sheet.gender is None:
        one.refuse(Refusal.GENDER_MISSING)
        return
    _compare_offices(one, register)
    if one.official is not None:
        _compare_fields(one, one.official)
    _compare_mailboxes(one, register)


def _compare_offices(one: Planned, register: Register) -> None:
    for function in one.sheet.functions:
        if one.official is not None and register.holds(one.official, function):
            continue
        holder = register.holder(function)
        if holder is not None:
            _make_leave(one, holder)
            one.note(Note.REPLACES, holder.official.name)
        elif one.official is not None:
            one.note(Note.BEGINS)
        one.begins.append(function)


def _make_leave(one: Planned, holder: Mandate) -> None:
    if holder.starts_on > one.since - _ONE_DAY:
        one.refuse(Refusal.BEGINS_TOO_EARLY, holder.official.name)
    one.ends.append(holder)


def _compare_fields(one: Planned, official: Official) -> None:
    """What the line says otherwise; what it says nothing of stays."""
    said = {
        "name": one.sheet.name, "gender": one.sheet.gender, "party": one.sheet.party, "phone": one.sheet.phone,
    }  # fmt: skip
    one.fields = {name: value for name, value in said.items() if value and value != (getattr(official, name) or "")}
    for name in one.fields:
        one.note(Note.CHANGED, name)


def _compare_mailboxes(one: Planned, register: Register) -> None:
    """Those of the line stand for those of their kind; of the other kinds nothing is said."""
    own = {address.email_key: address for address in one.official.addresses} if one.official else {}
    said = {email_key(mailbox.email): mailbox for mailbox in (*one.sheet.mailboxes, *_inherited(one))}
    for key, mailbox in said.items():
        if key in own and not _says_more(mailbox, own[key]):
            continue
        if key in own:
            one.loses.append(own[key])
        elif not _take_over(one, register.mailboxes.get(key, [])):
            one.refuse(Refusal.EMAIL_OF_ANOTHER, mailbox.email)
        one.gains.append(mailbox)
    kinds = {mailbox.kind for mailbox in said.values()}
    one.loses += [address for key, address in own.items() if key not in said and address.kind in kinds]
    if one.official is not None and (one.gains or one.loses):
        one.note(Note.CHANGED, "mailboxes")
    if not own and not one.gains:
        one.note(Note.NO_ADDRESS)


def _inherited(one: Planned) -> Iterator[Mailbox]:
    """The mailbox of a ministry goes to whoever holds it next, to be verified, unless the line gives another."""
    if any(mailbox.kind is AddressKind.MINISTRY for mailbox in one.sheet.mailboxes):
        return
    for mandate in one.ends:
        for address in mailboxes_left(mandate, on=one.since):
            yield Mailbox(email=address.email, kind=address.kind, source=address.source)


def _says_more(mailbox: Mailbox, address: OfficialAddress) -> bool:
    """Another use, or a later day of verification."""
    later = mailbox.verified_on is not None and (address.verified_on or date.min) < mailbox.verified_on
    return later or mailbox.kind is not address.kind


def _take_over(one: Planned, held: list[OfficialAddress]) -> bool:
    """A mailbox of others changes hands: that of an office, or of somebody who has just left, or had left before."""
    leaving = {mandate.official_id for mandate in one.ends}
    for address in held:
        has_left = not any(mandate.holds_on(one.since) for mandate in address.official.mandates)
        if not (address.is_shared or address.official_id in leaving or has_left):
            return False
    for address in held:
        one.loses.append(address)
        one.note(Note.CHANGES_HANDS, address.official.name)
    return True


def _look_at_each_other(lines: list[Planned]) -> None:
    """A person or an office on two lines, a mailbox for two people: the second line is refused, naming the first."""
    offices: dict[object, Planned] = {}
    mailboxes: dict[str, Planned] = {}
    for one in lines:
        for key in _office_keys(one):
            first = offices.setdefault(key, one)
            if first is not one:
                same = first.sheet.key == one.sheet.key
                one.refuse(Refusal.SAME_AS_LINE if same else Refusal.OFFICE_OF_LINE, str(first.sheet.line))
                break
        for mailbox in one.sheet.mailboxes:
            first = mailboxes.setdefault(email_key(mailbox.email), one)
            if first.sheet.key != one.sheet.key and mailbox.kind is not AddressKind.MINISTRY:
                one.refuse(Refusal.EMAIL_OF_LINE, str(first.sheet.line))


def _office_keys(one: Planned) -> Iterator[object]:
    """A person sits for one riding only."""
    for function in one.sheet.functions:
        who = one.sheet.key if function.office in SEVERAL_MAY_HOLD else None
        yield key_of(function), who
        if function.riding_id and not one.sheet.is_vacant:
            yield "sits", one.sheet.key


def touched(planned: Iterable[Planned]) -> set[uuid.UUID]:
    """Those in the register to whom something happens."""
    found = {one.official.id for one in planned if one.official is not None}
    for one in planned:
        found |= {mandate.official_id for mandate in one.ends} | {address.official_id for address in one.loses}
    return found
