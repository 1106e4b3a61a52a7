"""Where the time of one request goes: cProfile around it, in this very process."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import sys
import time
from collections.abc import Callable
from urllib.parse import parse_qs

from flask.testing import FlaskClient

from benchmarks import acts
from benchmarks.plan import NUMBER
from benchmarks.seeding import SLUG, Seeded
from benchmarks.stage import PUBLIC_URL
from benchmarks.visitor import Hidden
from config import ROOT

TOP = 15
OURS = r"\bapp/\w+"
FOLDERS = re.compile("|".join(re.escape(f"{folder}/") for folder in sorted({str(ROOT), sys.prefix, sys.base_prefix})))
LIBRARIES = re.compile(r"(?:\.venv/)?lib/python3\.\d+/(?:site-packages/)?")
Request = Callable[[int], object]


def of(act: str, seeded: Seeded, times: int) -> str:
    """The profile of one act, as text. `page anew` and `list anew` are the pages when they are not kept."""
    request = _request(act, seeded.app.test_client(), seeded)
    for number in range(times // 4 + 1):
        request(number)
    took, burned = time.perf_counter(), time.process_time()
    for number in range(times, 2 * times):
        request(number)
    took, burned = time.perf_counter() - took, time.process_time() - burned
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for number in range(2 * times, 3 * times):
        request(number)
    profile.disable()
    heading = (
        f"{act}, without the profiler: {took / times * 1000:.2f} ms a request, {burned / times * 1000:.2f} ms of CPU"
    )
    return f"{heading}\n\n{as_text(profile)}"


def as_text(profile: cProfile.Profile) -> str:
    """Our functions by the time spent in them and below, then all by their own time; no path of this machine."""
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out)
    stats.sort_stats("cumulative").print_stats(OURS, TOP)
    stats.sort_stats("tottime").print_stats(TOP)
    lines = [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    return "\n".join(LIBRARIES.sub("", FOLDERS.sub("", line)) for line in lines)


def _request(act: str, client: FlaskClient, seeded: Seeded) -> Request:
    if act == "sign":
        return _signing(client, seeded)
    paths = {
        "suggest": f"{acts.SUGGESTIONS}?q=maison+des+j&campaign={SLUG}",
        "slip": f"{acts.SUGGESTIONS}?q=masion+jeuens&campaign={SLUG}",
        "page": acts.CAMPAIGN,
        "list": acts.LIST,
        "page anew": acts.anew(acts.CAMPAIGN),
        "list anew": acts.anew(acts.LIST),
    }
    return lambda _: _right(client.get(paths[act], base_url=PUBLIC_URL), 200)


def _signing(client: FlaskClient, seeded: Seeded) -> Request:
    page = client.get(acts.SIGN, base_url=PUBLIC_URL)
    parser = Hidden()
    parser.feed(page.text)
    forms = [
        parser.fields | {name: values[0] for name, values in parse_qs(form, keep_blank_values=True).items()}
        for form in acts.forms(seeded.picks)
    ]
    run = f"{time.time_ns():x}"

    def sign(number: int) -> None:
        form = {name: value.replace(NUMBER, f"{run}-{number}") for name, value in forms[number % len(forms)].items()}
        answer = client.post(acts.SIGN, data=form, base_url=PUBLIC_URL, headers={"Referer": PUBLIC_URL})
        _right(answer, 303)

    return sign


def _right(answer: object, status: int) -> None:
    found = answer.status_code  # type: ignore[attr-defined]
    if found != status:
        raise RuntimeError(f"the profiled request answered {found}")
