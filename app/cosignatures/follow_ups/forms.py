"""What staff type about an organization: a note, the day of the next call."""

from __future__ import annotations

from wtforms import DateField, HiddenField, TextAreaField

from app.core.fields import TextForm, line, paragraphs
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled
from app.cosignatures.fields import day_to_come

LONGEST_NOTE = 2000


class NoteForm(TextForm):
    """A few words for the colleagues."""

    body = TextAreaField(
        _l("Note"),
        filters=[paragraphs],
        validators=[Filled(_l("Écrivez la note.")), AtMost(LONGEST_NOTE)],
    )


class CallForm(TextForm):
    """The day of the next call; empty: none."""

    was = HiddenField(filters=[line])
    next_call_on = DateField(_l("Prochain appel"), validators=[day_to_come])
