"""A day and an hour as people type them: on a clock of Quebec."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField

from app.core.clock import TORONTO, local
from app.core.language import gettext as _

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
YEARS = range(2000, 2101)


class Instant(DateTimeLocalField):
    """A day and an hour, or none."""

    data: datetime | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": list(FORMATS), **kwargs})

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{local(self.data):{FORMATS[0]}}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        for form in FORMATS:
            try:
                found = datetime.strptime(typed, form).replace(tzinfo=TORONTO)
            except ValueError:
                continue
            if found.year in YEARS:
                self.data = found
                return
        raise ValueError(_("Écrivez la date et l’heure comme 2027-03-25 13:30."))
