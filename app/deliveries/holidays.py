"""The public holidays of Quebec: nobody is in the office to read, and whoever comes back finds a full mailbox.

Those of the Act respecting labour standards (CNESST) and of the National Holiday Act. Of the two days of Easter, an
employer chooses one: both are kept, as ministries do.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

MONDAY, SUNDAY = 0, 6
DAY = timedelta(days=1)


@lru_cache(maxsize=8)
def of_year(year: int) -> frozenset[date]:
    """The holidays of a year, weekends among them."""
    easter = easter_sunday(year)
    canada = date(year, 7, 1)
    return frozenset(
        {
            date(year, 1, 1),
            easter - 2 * DAY,  # Good Friday
            easter + DAY,  # Easter Monday
            _monday_from(date(year, 5, 18)),  # Patriots: the Monday before the 25th
            date(year, 6, 24),
            canada + DAY if canada.weekday() == SUNDAY else canada,
            _monday_from(date(year, 9, 1)),  # Labour Day: the first Monday
            _monday_from(date(year, 10, 8)),  # Thanksgiving: the second Monday
            date(year, 12, 25),
        }
    )


def is_holiday(day: date) -> bool:
    """Whether offices are closed on that day of the week."""
    return day in of_year(day.year)


def easter_sunday(year: int) -> date:
    """In the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, dropped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quarters, odd = divmod(rest, 4)
    to_sunday = (32 + 2 * dropped + 2 * quarters - moon - odd) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    """That day, or the Monday after it."""
    return day + (MONDAY - day.weekday()) % 7 * DAY
