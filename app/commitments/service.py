"""The door of commitments: everything that pages, jobs and other features may ask."""

from __future__ import annotations

from app.commitments.board import Board, Section, Tally, as_json, board, counts, latest, table
from app.commitments.finding import Filter, Line, Roll, line_of, lines_of_many, may_note, may_note_of, roll_of_staff
from app.commitments.forgetting import forget_notes
from app.commitments.noting import Outcome, Said, can_undo, note, undo
from app.commitments.standing import history, stances, standing
from app.commitments.words import name_in_words, people_in_words, roles_in_words, source_in_words, stance_in_words

__all__ = [
    "Board",
    "Filter",
    "Line",
    "Outcome",
    "Roll",
    "Said",
    "Section",
    "Tally",
    "as_json",
    "board",
    "can_undo",
    "counts",
    "forget_notes",
    "history",
    "latest",
    "line_of",
    "lines_of_many",
    "may_note",
    "may_note_of",
    "name_in_words",
    "note",
    "people_in_words",
    "roles_in_words",
    "roll_of_staff",
    "source_in_words",
    "stance_in_words",
    "stances",
    "standing",
    "table",
    "undo",
]
