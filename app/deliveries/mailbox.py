"""The mailbox where returned mails arrive, as a Maildir folder on disk.

Each file is taken in hand by a move that only one reader can make, read, and put away: what was understood under
`.handled`, what is not ours or cannot be read under `.aside`, for a person. A file that stops its reader is tried again
twice, then put aside: nothing stands in the way of the others. Both folders are emptied as mails are forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from app.core.clock import now
from app.core.database import db
from app.deliveries import bounces, parsing
from app.deliveries.bounces import Taken
from app.deliveries.forgetting import KEPT

log = get_logger()

AT_A_TIME = 2000
ROUND_S = 20.0  # far below the time of the job; the rest is read a minute later
TRIES = 3
STUCK_S = 600  # whoever took a file in hand is gone
HANDLED, ASIDE, IN_HAND = ".handled", ".aside", ".in-hand"


def read_returns() -> int:
    """Every minute: what has arrived. How many files were put away; none without a mailbox."""
    folder = current_app.config["BOUNCES_MAILDIR"]
    if folder is None:
        return 0
    box = Path(folder)
    for name in (HANDLED, ASIDE, IN_HAND):
        (box / name).mkdir(mode=0o700, exist_ok=True)
    _take_up_again(box)
    done, end = 0, time.monotonic() + ROUND_S
    for path in _arrived(box):
        if time.monotonic() > end:
            break
        done += _handle(box, path)
    _forget(box)
    return done


def _arrived(box: Path) -> Iterator[Path]:
    """What waits, the oldest first; `cur` too, if somebody has looked at the mailbox with a mail program."""
    found = [path for name in ("new", "cur") if (box / name).is_dir() for path in (box / name).iterdir()]
    yield from sorted((path for path in found if path.is_file()), key=lambda path: path.name)[:AT_A_TIME]


def _handle(box: Path, path: Path) -> bool:
    """One file; whether it was put away."""
    tries, name = _tries(path.name)
    mine = box / IN_HAND / f"{tries + 1}~{name}"
    try:
        path.rename(mine)
        mine.touch()
    except FileNotFoundError:  # another reader was quicker
        return False
    try:
        with mine.open("rb") as file:
            taken = bounces.take(file.read(parsing.LONGEST))
    except JobTimeoutException:  # the round is over, whatever the file; it is found in hand later
        raise
    except OperationalError:  # the database is away: no try of this file, which waits with the others
        mine.rename(box / "new" / path.name)
        raise
    except Exception:  # a file that nobody thought of: the others must not wait for it
        log.exception("return_unreadable", tries=tries + 1)
        db.session.remove()
        return _put_away(mine, box / ASIDE / name) if tries + 1 >= TRIES else False
    if taken is Taken.LATER:
        mine.rename(box / "new" / name)
        return False
    return _put_away(mine, box / (ASIDE if taken is Taken.NOT_OURS else HANDLED) / name)


def _take_up_again(box: Path) -> None:
    """What a reader had in hand when it fell: back among those that wait, its tries counted; then aside."""
    for path in (box / IN_HAND).iterdir():
        if time.time() - path.stat().st_mtime < STUCK_S:
            continue
        tries, name = _tries(path.name)
        if tries >= TRIES:
            _put_away(path, box / ASIDE / name)
        else:
            path.rename(box / "new" / path.name)


def _put_away(path: Path, to: Path) -> bool:
    path.rename(to)
    to.chmod(0o600)
    return True


def _tries(name: str) -> tuple[int, str]:
    """How often a file was taken in hand, and its own name."""
    count, mark, rest = name.partition("~")
    return (int(count), rest) if mark and count.isdecimal() and len(count) == 1 else (0, name)


def _forget(box: Path) -> None:
    """A returned mail names somebody: it is kept no longer than the mail that it was about."""
    oldest = (now() - KEPT).timestamp()
    for name in (HANDLED, ASIDE):
        for path in (box / name).iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
