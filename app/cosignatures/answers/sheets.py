"""The sheet of a form: its columns guessed, its lines read, and what would become of each in a campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core import tabular
from app.core.database import db
from app.core.unit_of_work import look_again
from app.cosignatures.answers.already import Signed
from app.cosignatures.answers.columns import FIELDS
from app.cosignatures.answers.planning import Outcome, Planned, by_region, plan
from app.cosignatures.answers.reading import read_answers
from app.cosignatures.answers.words import reason_in_words
from app.cosignatures.models import Cosignature, State
from app.organizations import service as organizations

# A form that nobody confirmed stands in nobody's way, and one that yielded to another counts with it.
_KNOWN = (State.CONFIRMED, State.VALIDATED, State.TO_CHECK, State.WITHDRAWN, State.DECLINED)


@dataclass(frozen=True)
class Summary:
    """A whole sheet, in figures, and every line that somebody should read."""

    lines: int
    outcomes: Counter[Outcome]
    by_region: Counter[str]
    problems: list[tuple[int, str]]

    @classmethod
    def of(cls, planned: Sequence[Planned]) -> Summary:
        return cls(
            lines=len(planned),
            outcomes=Counter(one.outcome for one in planned),
            by_region=by_region(planned),
            problems=list(_problems(planned)),
        )


def columns_of(table: tabular.Table) -> dict[str, str]:
    """Which column holds which answer. Raises ColumnMissing when none holds the name of the organization."""
    return organizations.columns_of(table, FIELDS)


def preview(
    table: tabular.Table, mapping: Mapping[str, str], campaign: Campaign, *, served: Sequence[str] | None = None
) -> list[Planned]:
    """What would become of each line, against the register and the campaign as they stand.

    `served`: the regions in which whoever imports may write; None: all of them.
    """
    answers = list(read_answers(table, mapping, served=served))
    known, signed, apart = organizations.entries(), signed_in(campaign), organizations.kept_apart()
    look_again()  # comparing takes its time: nothing is held meanwhile
    return plan(answers, known, signed, apart)


def signed_in(campaign: Campaign) -> list[Signed]:
    """Everything that organizations have signed in this campaign, or did and took back. One query."""
    found = db.session.execute(
        sa.select(
            Cosignature.id,
            Cosignature.organization_id,
            Cosignature.shown_name,
            Cosignature.region_code,
            Cosignature.city,
            Cosignature.state,
        )
        .where(Cosignature.campaign_id == campaign.id, Cosignature.state.in_(_KNOWN))
        .order_by(Cosignature.id)
    )
    return [
        Signed(
            id=one.id,
            organization_id=one.organization_id,
            name=one.shown_name,
            region_code=one.region_code,
            city=one.city,
            state=one.state,
        )
        for one in found
    ]


def _problems(planned: Iterable[Planned]) -> Iterable[tuple[int, str]]:
    for one in planned:
        if one.is_to_be_told:
            for code, value in one.reasons:
                yield one.answer.line, reason_in_words(code, value)
