"""What is wrong with an answer, whatever page it is: its headers, its cookies, and what it would fetch elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from werkzeug.test import TestResponse

NEVER = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'", "http:", "https:", "*", "blob:")
# The HTML of a mail, in a frame that runs nothing, loads nothing and belongs to no origin: the one exception.
FRAMED = "local.mail_html"


def wrong_headers(answer: TestResponse, rule: str | None, *, is_framed: bool = False) -> list[str]:
    """What is missing from the headers of an answer; `rule` is who may open the page."""
    headers = answer.headers
    is_personal = rule not in ("public", None)
    found = wrong_policy(headers.get("Content-Security-Policy", ""), is_framed=is_framed)
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("the browser may guess the type")
    wanted = ("no-referrer",) if is_personal or is_framed else ("no-referrer", "strict-origin-when-cross-origin")
    if headers.get("Referrer-Policy") not in wanted:
        found.append(f"referrer: {headers.get('Referrer-Policy')}")
    kept = headers.get("Cache-Control", "")
    if not kept or (is_personal and kept != "no-store"):
        found.append(f"caches: {kept}")
    if "Cookie" in headers.get("Vary", "") and not re.search("no-store|private", kept):
        found.append(f"a page of one visitor may be kept for others: {kept}")
    if answer.request.scheme == "https" and not headers.get("Strict-Transport-Security", "").startswith("max-age="):
        found.append("the next visit may be in clear")
    return found + wrong_cookies(answer)


def wrong_policy(text: str, *, is_framed: bool = False) -> list[str]:
    """The policy begins with nothing and allows this site only."""
    policy = {words[0]: words[1:] for part in text.split(";") if (words := part.split())}
    found = []
    if policy.get("default-src") != ["'none'"] or policy.get("base-uri") != ["'none'"]:
        found.append("the policy does not begin with nothing")
    if is_framed:
        runs = "sandbox" not in policy or "allow-scripts" in policy["sandbox"] or "script-src" in policy
        return [*found, "the frame of a mail could run something"] if runs else found
    if policy.get("frame-ancestors") != ["'none'"] or policy.get("form-action") != ["'self'"]:
        found.append("the page can be framed, or its forms sent elsewhere")
    loose = [word for sources in policy.values() for word in sources if word in NEVER or "//" in word]
    return [*found, f"the policy allows {loose}"] if loose else found


def wrong_cookies(answer: TestResponse) -> list[str]:
    """A cookie is for the server only, on this host only, and over https when the site is."""
    found = []
    for cookie in answer.headers.getlist("Set-Cookie"):
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        if not {"httponly", "samesite=lax", "path=/"} <= flags or any(flag.startswith("domain") for flag in flags):
            found.append(f"cookie: {sorted(flags)}")
        if answer.request.scheme == "https" and not (cookie.startswith("__Host-") and "secure" in flags):
            found.append("the cookie of a secure site is not bound to it")
        if "Cookie" not in answer.headers.get("Vary", ""):
            found.append("a cookie, and caches are not told")
    return found


class Fetched(HTMLParser):
    """The language of a page, its twin in the other one, and the addresses that it fetches or sends to by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.twins: dict[str, str] = {}
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")
        if "hreflang" in values:
            self.twins[values["hreflang"]] = values["href"]
        elif tag != "a":
            self.addresses += [values[name] for name in ("src", "href", "action", "data", "poster") if name in values]

    @property
    def elsewhere(self) -> list[str]:
        return [address for address in self.addresses if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE)]
