"""What the log of a Postfix relay proves of a mail of which nobody knows whether it left.

Postfix writes the Message-ID beside a queue number, then under that number that the mail is queued, and what became of
it. A mail that was queued was taken: FOUND. That one was *not* taken is harder to prove: its absence only counts
between witnesses, mails of ours that the relay accepted before the attempt and after its end, all in the log, with
nothing missing between their lines. Then the log is the right one, and whole: ABSENT. In any other case: UNKNOWN.

Rotated files are read as one log: `mail.log.2.gz`, `mail.log.1`, `mail.log`; or dated ones, `mail.log-20261122`,
between which something may be missing. Lines are read one by one; what is kept of them concerns the mails asked about.
"""

from __future__ import annotations

import gzip
import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LONGEST_LINE = 8192
WITNESSES = 5  # on either side, at most: if one of them is not in it, this is not the log of all our mail

# « Nov 22 10:08:34 host postfix/qmgr[1]: 4F: … » or « 2026-11-22T10:08:34.5-05:00 host postfix/qmgr[1]: 4F: … ».
_LINE = re.compile(
    r"(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*) "
    r"\S+ postfix[\w.-]*/(?P<part>[\w/-]+)\[\d+\]: (?P<queue>[0-9A-Za-z]{4,30}): (?P<said>.*)"
)
_MESSAGE_ID = re.compile(r"(?:resent-)?message-id=(<[^>]+>)")
_IN_QUEUE = re.compile(r"from=<.*>, size=\d+, nrcpt=\d+ \(queue active\)")
_STATUS = re.compile(r"\bstatus=(sent|bounced|deferred|expired|undeliverable)\b")
_MISSING = re.compile(
    r"messages lost due to rate-limiting|begin to drop messages|suppressed \d+ messages|imuxsock lost"
)
_NUMBERED = re.compile(r"\.(\d+)(?:\.gz)?$")
_DATED = re.compile(r"-(\d{8}(?:\d{2})?(?:-\d+)?)(?:\.gz)?$")

Place = int  # the how-manieth line of the whole log


@dataclass
class Seen:
    """What a log said of one Message-ID."""

    at: Place
    is_taken: bool = False
    status: str = ""  # the last: sent, bounced, deferred


@dataclass
class Reading:
    """One passage through the log, for some mails only."""

    seen: dict[str, Seen] = field(default_factory=dict)
    gaps: list[Place] = field(default_factory=list)  # something may be missing before that line

    def is_whole(self, first: Place, last: Place) -> bool:
        """Whether nothing is missing between two lines."""
        return bisect_right(self.gaps, first) == bisect_right(self.gaps, last)

    def covers(self, witnesses: Witnesses) -> bool:
        """Whether the witnesses of both sides are in it, every one, with nothing missing between the two sides."""
        before, after = self._places(witnesses.before), self._places(witnesses.after)
        if not before or not after:
            return False
        first, last = max(before), min(after)
        return first < last and self.is_whole(first, last)

    def _places(self, message_ids: Collection[str]) -> list[Place]:
        """Where they stand; none when one of them was not taken."""
        seen = [self.seen.get(key) for key in message_ids]
        return [one.at for one in seen if one is not None] if all(one and one.is_taken for one in seen) else []


def read(log: Path, wanted: Collection[str], *, since: float) -> Reading:
    """Pass once through all that was written since that instant, and keep what concerns these Message-IDs."""
    reading, queues = Reading(), dict[str, str]()
    place: Place = 0
    previous: Path | None = None
    for path in _files(log, since):
        if previous is not None and not _follows(log, previous, path):
            reading.gaps.append(place + 1)
        previous = path
        try:
            for line in _lines(path):
                place += 1
                _note(line, place, reading, queues, wanted)
        except (
            OSError,
            EOFError,
            zlib.error,
        ):  # rotated away under our eyes, or cut: what follows may lack its beginning
            reading.gaps.append(place + 1)
    return reading


def _note(line: str, place: Place, reading: Reading, queues: dict[str, str], wanted: Collection[str]) -> None:
    if _MISSING.search(line):
        reading.gaps.append(place)
    found = _LINE.match(line)
    if found is None:
        return
    queue, said = found["queue"], found["said"]
    named = _MESSAGE_ID.match(said)
    if named and named[1] in wanted:
        queues[queue] = named[1]
        reading.seen.setdefault(named[1], Seen(place))
    if queue not in queues:
        return
    seen, status = reading.seen[queues[queue]], _STATUS.search(said)
    if status:
        seen.is_taken, seen.status = True, status[1]
    elif _IN_QUEUE.match(said):
        seen.is_taken = True
    elif said == "removed":
        del queues[queue]


def _files(log: Path, since: float) -> list[Path]:
    """The log and what was rotated away from it, the oldest first, without those that ended before."""
    found = [path for path in log.parent.glob(f"{log.name}*") if path == log or _rank(path, log) is not None]
    recent = [path for path in found if path.is_file() and path.stat().st_mtime >= since]
    return sorted(recent, key=lambda path: _rank(path, log) or (2, 0))


def _rank(path: Path, log: Path) -> tuple[int, int] | None:
    """Older files first; None for the log itself, and for what is none of its files."""
    rest = path.name.removeprefix(log.name)
    if dated := _DATED.fullmatch(rest):
        return 0, int(dated[1].replace("-", ""))
    if numbered := _NUMBERED.fullmatch(rest):
        return 1, -int(numbered[1])
    return None


def _follows(log: Path, one: Path, other: Path) -> bool:
    """Whether nothing can lie between two files: rotation numbers them without a gap, and dates say nothing."""
    first, second = _rank(one, log), _rank(other, log)
    if first is None or first[0] != 1:
        return False
    return first[1] + 1 == (second[1] if second else 0)


def _lines(path: Path) -> Iterator[str]:
    """One line at a time, however large the file; of one that never ends, its beginning."""
    with _opened(path) as file:
        is_new = True
        while data := file.readline(LONGEST_LINE):
            if is_new:
                yield data.decode("utf-8", "replace").rstrip("\r\n")
            is_new = data.endswith(b"\n")


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


@dataclass(frozen=True)
class Accepted:
    """A mail that the relay is known to have taken, at once: it may be a witness."""

    began: float
    answered: float
    message_id: str


@dataclass(frozen=True)
class Witnesses:
    """Who left just before an attempt began, and just after it was over."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Court:
    """The mails among which witnesses are found."""

    def __init__(self, accepted: Sequence[Accepted]) -> None:
        self._answered = sorted(accepted, key=lambda mail: mail.answered)
        self._begun = sorted(accepted, key=lambda mail: mail.began)

    def witnesses(self, began: float, ended: float) -> Witnesses:
        last = bisect_left(self._answered, began, key=lambda mail: mail.answered)
        first = bisect_right(self._begun, ended, key=lambda mail: mail.began)
        return Witnesses(
            tuple(mail.message_id for mail in self._answered[max(last - WITNESSES, 0) : last]),
            tuple(mail.message_id for mail in self._begun[first : first + WITNESSES]),
        )
