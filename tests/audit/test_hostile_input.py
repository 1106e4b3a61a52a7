"""What nobody should send, everywhere it can be sent: always an answer that says something, never a 500.

On both engines; `make test` sends what the tests of each form send to it.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import TestResponse

from app.core.access import rule_of
from tests.answers import FRAMED, wrong_headers
from tests.pages import CATALOGUE, ONE_OF_EACH, Case
from tests.pages.shares import in_shares
from tests.world import World

pytestmark = pytest.mark.audit

READ = [case for case in ONE_OF_EACH if case.method == "GET"]
ACTS = [case for case in ONE_OF_EACH if case.method != "GET" and not case.own_browser]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="organization"\r\n\r\n'
SCRIPT = b"<script>alert(7)"

# As bytes: lone surrogates and broken UTF-8 do not exist otherwise.
HOSTILE = {
    "nul": b"a\x00b",
    "lone surrogate": b"\xed\xa0\x80",
    "half a character": b"\xc3",
    "line breaks": b"a\r\nSet-Cookie: x=1\r\n\r\nb",
    "script": b'">' + SCRIPT + b"</script>",
    "path": b"../../../etc/passwd",
    "long": b"a" * 10_000,
    "number": b"99999999999999999999999999",
    "nothing": b"",
    "direction marks": "\u202eabc\u2066\u200b\ufeff".encode(),
    "latin-1": b"\xe9l\xe8ve",
    "formula": b"=cmd|' /C calc'!A0",
    "template": b"{{ config }}{% raw %}%(x)s{0}",
    "sql": b"' OR 1=1 --",
    "elsewhere": b"//example.com/\\x",
    "long and accented": "é".encode() * 5_000,
    "negative": b"-1",
    "spaces": b" \t ",
    "punctuation": "«»·.()".encode(),
    "odd letters": "Ⅻ ﷺ 𝕏 👩‍👩‍👧".encode(),
}
IN_ADDRESSES = list(HOSTILE)[:10]
# What a database may choke on; the rest never reaches it in another form, and is sent to one engine only.
INDIGESTIBLE = ("nul", "lone surrogate", "half a character", "long", "number", "nothing", "direction marks", "negative")
ALONE = ("nul", "lone surrogate", "long and accented", "odd letters")  # in one field while the others are right
ASKED = ("q", "page", "region", "etat", "preset", "delimiter", "via", "next", "retour", "campaign", "destinataire")

TAKES_A_FILE = {"deposits.deposit", "imports.send", "territory.send"}
# The link, or the absence of a mailbox, says all of it: what comes with it is never looked at.
UNREAD = {"survey.stop_now": 200, "updates_stop.stop": 200, "deliveries.returned": 404}
ANSWERS = {200, 303, 308, 400, 403, 404, 409, 410, 413, 422}


@pytest.fixture(scope="module")
def hostile(pytestconfig: pytest.Config) -> dict[str, bytes]:
    if pytestconfig.getoption("--database") == "sqlite":
        return HOSTILE
    return {what: HOSTILE[what] for what in INDIGESTIBLE}


def visitor_of(case: Case) -> str:
    """Whoever may."""
    return next((name for name in ("holder", "national") if case.answers[name] not in (303, 404)), "national")


def wrong(world: World, case: Case, answer: TestResponse) -> list[str]:
    """Whether the answer is one that was meant, leads nowhere else and carries its headers."""
    found = []
    if answer.status_code not in ANSWERS:
        found.append(answer.status)
    location = answer.headers.get("Location", "/").removeprefix("http://localhost")
    if not location.startswith("/") or location.startswith(("//", "/\\")) or not location.isprintable():
        found.append(f"leads to {location!r}")
    if "x=1" in str(answer.headers):
        found.append("a header was smuggled in")
    if SCRIPT in answer.data:
        found.append("a script stands in the page")
    rule = None if answer.status_code in (308, 404, 413) else rule_of(world.app, case.endpoint)
    return found + wrong_headers(answer, rule, is_framed=case.endpoint == FRAMED and answer.status_code == 200)


def failing(world: World, case: Case, sent: dict[str, TestResponse]) -> dict[str, list[str]]:
    return {what: problems for what, answer in sent.items() if (problems := wrong(world, case, answer))}


@pytest.mark.data
@in_shares("case", READ)
def test_any_query_is_answered(world: World, hostile: dict[str, bytes], case: Case) -> None:
    visitor = visitor_of(case)
    address = case.address(world, visitor).partition("?")[0]
    queries = {what: "&".join(f"{name}={quote(value, safe='')}" for name in ASKED) for what, value in hostile.items()}
    queries["not a query"] = "%&=&&q&q=%zz&" + "page=1&" * 500
    answers = {what: world.visitor(visitor).get(f"{address}?{query}", buffered=True) for what, query in queries.items()}
    assert failing(world, case, answers) == {}


@pytest.mark.data
@in_shares("case", [case for case in ONE_OF_EACH if not case.own_browser])
def test_any_address_is_answered(world: World, hostile: dict[str, bytes], case: Case) -> None:
    """Each part of the address in turn."""
    visitor = visitor_of(case)
    typed = {"csrf_token": world.form_token(visitor)} if case.method == "POST" else None
    path = case.address(world, visitor).partition("?")[0]
    parts = set[str]().union(*(rule.arguments for rule in world.app.url_map.iter_rules(case.endpoint)))
    values = {name: value for name, value in case.values(world).items() if name in parts}  # others follow the « ? »
    for name, value in values.items():
        pattern = re.escape(quote(str(value), safe="/:"))
        for made_anew in (r"[0-9a-f-]{36}", r"[\w.-]{60,}"):  # an id, a link: of somebody else each time
            if re.fullmatch(made_anew, str(value)):
                pattern = made_anew
        for what in [what for what in IN_ADDRESSES if what in hostile]:
            address = re.sub(pattern, lambda found, what=what: quote(hostile[what], safe=""), path, count=1)
            assert address != path
            with world.visitor(visitor).open(address, method=case.method, data=typed, buffered=True) as answer:
                # « /signature/<nothing> » is another address, perhaps of another page.
                problems = wrong(world, case, answer) if answer.status_code not in (200, 405) else []
            assert problems == [], (name, what)
            assert answer.status_code != 200 or what in ("nothing", "path"), (name, what)


@pytest.mark.data
@in_shares("case", ACTS)
def test_any_field_is_answered(world: World, hostile: dict[str, bytes], case: Case) -> None:
    """Every value in every field, all at once and turning; then one by one, the other fields being right."""
    visitor, fields = visitor_of(case), fields_of(world, case)
    client, address, token = world.visitor(visitor), case.address(world, visitor), world.form_token(visitor)
    every = list(hostile.values())
    bodies: dict[str, dict[str, bytes]] = {}
    for turn, what in enumerate(hostile):
        bodies[what] = {name: every[(place + turn) % len(every)] for place, name in enumerate(fields)}
    for what in [what for what in ALONE if what in hostile] if len(fields) > 2 else []:
        bodies |= {f"{what} in {name}": {**right(world, case), name: hostile[what]} for name in fields}
    answers = {}
    for what, typed in bodies.items():
        body = urlencode({**typed, "csrf_token": token})
        world.app.extensions["redis"].flushdb()  # limits are tested elsewhere
        answers[what] = client.post(address, data=body, content_type=FORM)
    world.app.extensions["redis"].flushdb()
    assert failing(world, case, answers) == {}


def right(world: World, case: Case) -> dict[str, bytes]:
    """The form as somebody would fill it in."""
    forms = [one.form for one in CATALOGUE if one.endpoint == case.endpoint and one.form is not None]
    largest = max((form(world) for form in forms), key=lambda form: sum(map(bool, form.values())))
    return {name: str(value).encode() for name, value in largest.items()}


def fields_of(world: World, case: Case) -> list[str]:
    return [*right(world, case), "retour"]


@in_shares("case", ACTS)
def test_any_body_is_answered(world: World, case: Case) -> None:
    """An upload where none is expected, another kind of content, a form without end."""
    visitor, fields = visitor_of(case), fields_of(world, case)
    client, address, token = world.visitor(visitor), case.address(world, visitor), world.form_token(visitor)
    typed: dict[str, Any] = {"csrf_token": token}
    bodies: dict[str, tuple[Any, str | None]] = {
        "a file in every field": (
            {**typed, **{name: (io.BytesIO(b"\x00\xff" * 99), "a\r\nb") for name in fields}},
            None,
        ),
        "one more file": ({**right(world, case), **typed, "photo": (io.BytesIO(b"GIF89a"), "../x.gif")}, None),
        "the same field often": ({**typed, **{name: ["1", "2", "\x00"] for name in fields}}, None),
        "JSON": (json.dumps({**typed, "organization": {"a": [1]}}), "application/json"),
        "not JSON": (b"{" * 50_000, "application/json"),
        "XML": (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "text/xml"),
        "no type": (b"csrf_token=x", ""),
        "strange type": (b"csrf_token=x", "\x7f/x; charset=utf-16"),
        "another alphabet": ("organization=é".encode("utf-16"), f"{FORM}; charset=utf-16"),
        "no boundary": (b"--x\r\n", "multipart/form-data"),
        "parts that stop": (PART[:40], PARTS),
        "a broken part": (b"--x\r\n\xff: \x00\r\n\r\nv\r\n--x--", PARTS),
        "many fields": ("&".join(f"f{number}=1" for number in range(5_000)), FORM),
        "too many parts": ({f"f{number}": "x" for number in range(300)}, "multipart/form-data"),
        "too large a part": (PART + b"a" * 600_000 + b"\r\n--x--\r\n", PARTS),
        "a very large field": ({**typed, "organization": "a" * 600_000}, FORM),
        "too large a body": (b"a=" + b"b" * 2_000_000, FORM),
        "not percent-encoded": (b"%&=%zz&csrf_token=%ff&&&;;", FORM),
    }
    answers = {
        what: client.post(address, headers={"X-CSRFToken": token}, data=body, content_type=kind)
        for what, (body, kind) in bodies.items()
    }
    world.app.extensions["redis"].flushdb()
    assert failing(world, case, answers) == {}
    too_much = {what: answer.status_code for what, answer in answers.items() if what.startswith("too")}
    if case.endpoint in TAKES_A_FILE:
        del too_much["too large a body"]
    assert set(too_much.values()) == {UNREAD.get(case.endpoint, 413)}, too_much
