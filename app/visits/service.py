"""The door of visits: everything that pages, jobs and other features may ask."""

from __future__ import annotations

from app.visits.depositing import (
    LARGEST_FILE,
    Answered,
    Deposit,
    Photo,
    answer,
    commitment_of,
    deposit,
    drawn,
    edition_by_then,
    handed_over,
    who_answers,
)
from app.visits.dossier import Dossier, dossier
from app.visits.excerpts import excerpts, read_excerpt
from app.visits.finding import Agenda, Seat, agenda, choices
from app.visits.forgetting import forget_persons
from app.visits.invitation import invitation
from app.visits.paper import answered, coverage_in_words, paper, region_names
from app.visits.planning import Plan, cancel, edit, plan, take_back
from app.visits.publishing import Deposited, deposited, deposits, photo
from app.visits.scope import campaign_of, may_plan, riding_of, scope, visit_of
from app.visits.words import (
    already_planned,
    answer_in_words,
    changed_meanwhile,
    choice_of_seat,
    holder,
    portfolio_in_words,
    whom,
)

__all__ = [
    "LARGEST_FILE",
    "Agenda",
    "Answered",
    "Deposit",
    "Deposited",
    "Dossier",
    "Photo",
    "Plan",
    "Seat",
    "agenda",
    "already_planned",
    "answer",
    "answer_in_words",
    "answered",
    "campaign_of",
    "cancel",
    "changed_meanwhile",
    "choice_of_seat",
    "choices",
    "commitment_of",
    "coverage_in_words",
    "deposit",
    "deposited",
    "deposits",
    "dossier",
    "drawn",
    "edit",
    "edition_by_then",
    "excerpts",
    "forget_persons",
    "handed_over",
    "holder",
    "invitation",
    "may_plan",
    "paper",
    "photo",
    "plan",
    "portfolio_in_words",
    "read_excerpt",
    "region_names",
    "riding_of",
    "scope",
    "take_back",
    "visit_of",
    "who_answers",
    "whom",
]
