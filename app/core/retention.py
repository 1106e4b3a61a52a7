"""How long what people confide is kept, as the notices and the privacy policy promise it."""

from __future__ import annotations

from datetime import timedelta

UNCONFIRMED = timedelta(days=30)  # what nobody confirmed, since it was sent
IMPORTED_LINES = timedelta(days=30)  # what a file of staff said, since it was sent
DECLINED = timedelta(days=30)  # what editions said of a signature that was declined, since it was
# « Au plus tard six mois »: the shortest six months have 181 days, which leaves the daily job a day to come round.
PERSONS = timedelta(days=180)  # who signed and who wrote, since the campaign closed
