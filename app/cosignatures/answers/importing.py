"""The answers of a form become cosignatures to check, and endorsements apart; and are taken back.

Nobody proved the address, and the consents were given in other words: docs/adr/0009-imported-answers.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import email_key
from app.core.language import locale
from app.core.names import keys_of
from app.core.tabular import Table
from app.cosignatures import standing
from app.cosignatures.answers import sheets
from app.cosignatures.answers.boards import Said
from app.cosignatures.answers.columns import FIELDS
from app.cosignatures.answers.import_words import AnswersWords
from app.cosignatures.answers.planning import Cause, Planned
from app.cosignatures.answers.planning import Outcome as Becomes
from app.cosignatures.answers.reading import Answer
from app.cosignatures.answers.undoing import staying, take_back
from app.cosignatures.answers.words import reason_in_words
from app.cosignatures.models import Authority, Cosignature, ImportedAnswer, KeptApart, Signatory, State
from app.endorsements import service as endorsements
from app.imports import service as imports
from app.imports.models import Import
from app.imports.service import Kind, Made, Outcome, PlannedLine
from app.organizations.models import Organization

ANSWERS = "answers"
SEPARATE, LEFT_OUT, SAME_AS = "new", "skip", "entry:"
_TO_PLAN = 0.4  # of the work: comparing takes about as long as writing
_COLOURS = {
    Becomes.NEW: "new",
    Becomes.JOINED: "same",
    Becomes.PROPOSED: "doubtful",
    Becomes.TO_CHECK: "doubtful",
    Becomes.ENDORSEMENT: "same",
    Becomes.ELSEWHERE: "same",
    Becomes.REFUSED: "wrong",
}
_NEVER_AGAIN = frozenset({Cause.WITHDRAWN_BEFORE, Cause.DECLINED_BEFORE})


def init_app(app: Flask) -> None:
    """At start: the answers of a form are one of the things that can be imported, and staff read why one waits."""
    app.jinja_env.globals["imported_reason"] = reason_in_words
    imports.register(
        Kind(
            name=ANSWERS,
            right="cosignatures.validate",
            fields=FIELDS,
            outcomes=tuple(Outcome(name=one.value, colour=_COLOURS[one]) for one in Becomes),
            plan=plan,
            carry_out=carry_out,
            staying=staying,
            take_back=take_back,
            targets=targets,
            words=AnswersWords(),
            offering=Becomes.PROPOSED.value,
        )
    )


def plan(one: Import, table: Table) -> list[PlannedLine]:
    """Every line of the sheet as the preview shows it."""
    planned = _planned(one, table)
    names = _names({key for line in planned for key in line.may_be})
    return [
        PlannedLine(
            line=line.answer.line,
            name=line.answer.name or line.answer.person,
            place=", ".join(filter(None, (line.answer.city, line.answer.region_code))),
            outcome=line.outcome.value,
            reasons=line.reasons,
            choices=_choices(line, names) if line.outcome is Becomes.PROPOSED else [],
        )
        for line in planned
    ]


def carry_out(one: Import, table: Table, decisions: Mapping[int, str]) -> dict[int, Made]:
    """Within a unit of work: cosignatures to check, and endorsements. No mail leaves."""
    campaign = campaigns.find(one.target)
    letter_id, texts = campaigns.current_letter(campaign).id, _wordings(one)
    standing_already = {(known.kind, known.sort_key) for known in endorsements.of_campaign(campaign)}
    made: dict[int, Made] = {}
    signed: dict[int, uuid.UUID] = {}
    with imports.share(0, _TO_PLAN):
        planned = _planned(one, table)
    with imports.share(_TO_PLAN, 1):
        for line in imports.counted(planned):
            number = line.answer.line
            decision = decisions.get(number, "")
            if line.outcome is Becomes.ENDORSEMENT:
                if (kept := _endorse(campaign, one, line.answer, standing_already)) is not None:
                    made[number] = {"endorsement": str(kept)}
            elif is_taken(line, decision):
                is_apart = line.outcome is Becomes.PROPOSED and decision == SEPARATE
                meant = next((key for key in line.may_be if decision == f"{SAME_AS}{key}"), None)
                is_settled = is_apart or meant is not None
                signed[number] = _sign(campaign, letter_id, one, line, texts, meant=meant, is_settled=is_settled)
                made[number] = {"cosignature": str(signed[number])}
                if is_apart and one.account_id is not None:
                    db.session.flush()
                    db.session.add_all(_kept_apart(signed[number], line, signed, one.account_id))
    return made


def targets(account: Account) -> list[tuple[str, str]]:
    """The campaigns that take cosignatures, the open ones first; what a chapter runs is its own alone."""
    taking = [
        one
        for one in campaigns.all_public()
        if one.takes_cosignatures
        and one.state is not CampaignState.ARCHIVED
        and (one.chapter_id is None or account.is_of_chapter(one.chapter_id))
    ]
    return [(one.slug, one.text(locale()).title) for one in taking]


def is_taken(line: Planned, decision: str) -> bool:
    """Whether the line becomes a cosignature: those to be decided do too, and wait on the desk."""
    if not line.answer.region_code or decision == LEFT_OUT:
        return False
    if any(why.cause in _NEVER_AGAIN for why in line.whys):
        return False
    return line.outcome in (Becomes.NEW, Becomes.PROPOSED, Becomes.TO_CHECK)


def _choices(line: Planned, names: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    """What a person may say of a line that resembles another. The label of the last one: it would be counted twice."""
    counted_twice = "same" if line.near.signed or line.near.lines else ""
    entries = [(f"{SAME_AS}{key}", names[key]) for key in line.may_be if key in names]
    return [*entries, (SEPARATE, ""), (LEFT_OUT, counted_twice)]


def _names(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What to call an entry of the register: its name and its town."""
    names: dict[uuid.UUID, str] = {}
    for some in imports.in_parts(keys):
        found = sa.select(Organization.id, Organization.name, Organization.city).where(Organization.id.in_(some))
        names |= {key: f"{name} ({city})" if city else name for key, name, city in db.session.execute(found)}
    return names


def _planned(one: Import, table: Table) -> list[Planned]:
    return sheets.preview(table, one.mapping, campaigns.find(one.target), served=one.region_codes)


def _wordings(one: Import) -> dict[Purpose, uuid.UUID]:
    """The questions of that form, word for word: what people said yes to."""
    asked = {Purpose.PUBLISH_NAME: one.mapping.get("publish"), Purpose.NEWS: one.mapping.get("news")}
    scope = f"import:{one.id}"
    consents.set_texts(scope, "fr", {purpose: wording for purpose, wording in asked.items() if wording})
    db.session.flush()
    return {purpose: text.id for purpose, text in consents.texts(scope, "fr").items()}


def _kept_apart(
    cosignature_id: uuid.UUID, line: Planned, signed: Mapping[int, uuid.UUID], by: uuid.UUID
) -> list[KeptApart]:
    """Whatever the line resembles is another organization; remembered for good once it stands in the register."""
    lines = [signed[number] for number in line.near.lines if number in signed]
    others = [{"other_id": key} for key in dict.fromkeys([*line.near.signed, *lines])]
    others += [{"organization_id": key} for key in line.near.organizations]
    return [KeptApart(cosignature_id=cosignature_id, account_id=by, **other) for other in others]


def _sign(
    campaign: Campaign,
    letter_id: uuid.UUID,
    one: Import,
    line: Planned,
    texts: Mapping[Purpose, uuid.UUID],
    *,
    meant: uuid.UUID | None,
    is_settled: bool,
) -> uuid.UUID:
    answer, at = line.answer, now()
    authority, authority_on = _authority(answer)
    signed = Cosignature(
        id=uuid_utils.compat.uuid7(),
        campaign_id=campaign.id,
        letter_id=letter_id,
        organization_id=meant,
        state=State.SUBMITTED,
        shown_name=answer.name,
        **keys_of(answer.name)._asdict(),
        region_code=answer.region_code,
        city=answer.city,
        publishes_name=answer.publishes_name,
        authority=authority,
        authority_on=authority_on,
        locale="fr",
        email_key=email_key(answer.email) if answer.email else "",
        submitted_at=at,
    )
    if answer.person or answer.email:
        signed.signatory = Signatory(name=answer.person, title=answer.title, email=answer.email)
    came = ImportedAnswer(
        import_id=one.id,
        line=answer.line,
        reasons=[list(reason) for reason in line.reasons],
        needs_look=line.needs_look or (line.outcome is Becomes.PROPOSED and not is_settled),
    )
    signed.bring_in(came, at=at, by=one.account_id)
    db.session.add(signed)
    given = [(Purpose.PUBLISH_NAME, answer.publishes_name), (Purpose.NEWS, answer.wants_news)]
    consents.record_all(standing.subject(signed.id), texts, given, Channel.IMPORT)
    return signed.id


def _endorse(
    campaign: Campaign, one: Import, answer: Answer, known: set[tuple[endorsements.Supporting, str]]
) -> uuid.UUID | None:
    """One more endorsement, unless the same stands there: the sheet of a form grows, and is brought in again."""
    if answer.supporter is None or (answer.supporter.kind, sort_key(answer.name)) in known:
        return None
    known.add((answer.supporter.kind, sort_key(answer.name)))
    kept = endorsements.add(
        campaign, answer.supporter.kind, answer.name,
        region_code=answer.region_code, city=answer.city, by=one.account_id,
    )  # fmt: skip
    db.session.flush()
    return kept.id


def _authority(answer: Answer) -> tuple[Authority, date | None]:
    if answer.authority.said is Said.YES:
        return Authority.YES, None
    if answer.authority.on is not None:
        return Authority.ON_DATE, answer.authority.on
    return Authority.NO, None
