"""The goals of a campaign, one field a region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from app.core.fields import TextForm
from app.core.language import lazy_gettext as _l
from app.desk.service import Line

MOST = 99_999


class GoalField(IntegerField):
    """A whole number, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """« 1 200 », as people write it, with whatever space."""
        try:
            super().process_formdata(["".join(str(text).split()) for text in valuelist])
        except ValueError:
            raise ValueError(_l("Écrivez un nombre entier, ou rien.")) from None


def goals_form(lines: Sequence[Line]) -> type[TextForm]:
    """A form with one field for each of these regions, named by its code."""
    fields = {
        f"goal_{line.place.code}": GoalField(
            line.place.label,
            default=line.place.goal,
            validators=[Optional(), NumberRange(0, MOST, _l("Entre 0 et 99 999."))],
        )
        for line in lines
    }
    return type("GoalsForm", (TextForm,), fields)


def typed(form: TextForm) -> dict[str, int | None]:
    """What was typed, by region code; None where nothing was."""
    return {field.name.removeprefix("goal_"): field.data for field in form if field.name.startswith("goal_")}
