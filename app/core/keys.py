"""Keys by which names are matched and searched, and mailboxes recognized. Never shown on a page.

What each rule of the matching key finds, and what it would wrongly merge: docs/adr/0002-matching-key.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email
from flask import current_app, has_app_context

from app.core.plain_text import normal, one_line

_ARTICLES = frozenset({"le", "la", "les", "l", "au", "aux"})
_SAINTS = {"st": "saint", "ste": "sainte"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})
_HIDDEN = frozenset({"Mn", "Cf"})
_ACCENTS = re.compile("[\u0300-\u036f]+")  # the usual ones, all Mn; the others are looked at one by one
_NOT_WORD = re.compile(r"[\W_]+")
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_INCLUSIVE_ENDING = re.compile(
    r"(?<=\w)\((?:e|s|es|le|les|ne|nes|ve|ves|euse|euses|trice|trices|ère|ères|ière|ières)\)", re.IGNORECASE
)
_DOTTED_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_IGNORED_IN_SEARCH = re.compile(r"['’‘ʼ´`·•.()]+")


def matching_key(name: str) -> str:
    """Two spellings of one organization's name have the same key; "" when no letter or figure is in it.

    Case, accents, œ, apostrophes, hyphens, punctuation, a leading article, « inc. », « St- », an acronym in
    parentheses and endings such as « (es) » make no difference. Other words in parentheses do.
    """
    name = normal("NFC", name)
    bare = name
    if "(" in name:
        bare = _IN_PARENTHESES.sub(lambda found: _beside_acronym(found, name), _INCLUSIVE_ENDING.sub("", name))
    if ("(" in name or "&" in name) and not _words(bare):  # « (CDC) »: the acronym is the name
        bare = name if _words(name) else ""
    bare = _DOTTED_ACRONYM.sub(lambda found: found.group().replace(".", "") + " ", bare)
    words = [_SAINTS.get(word, word) for word in _words(bare.replace("&", " et "))]
    while len(words) > 1 and words[-1] == "inc":
        words.pop()
    while len(words) > 1 and words[0] in _ARTICLES:
        words.pop(0)
    return " ".join(words)


def acronyms_beside(name: str) -> frozenset[str]:
    """The acronyms in parentheses that the matching key leaves out: « (CDC du ROC) » gives « cdcduroc »."""
    name = _INCLUSIVE_ENDING.sub("", normal("NFC", name))
    beside = (found.group(1) for found in _IN_PARENTHESES.finditer(name) if _beside_acronym(found, name) == " ")
    return frozenset("".join(_words(acronym)) for acronym in beside)


def without_parentheses(name: str) -> str:
    """The matching key of what stands outside parentheses; "" when nothing does."""
    return matching_key(_IN_PARENTHESES.sub(" ", name))


def search_key(text: str) -> str:
    """For a search inside names: « élu·e·s », « élu.e.s », « elu(e)s » are one, and « l’Été » is « lete ».

    Only letters, figures and single spaces come out: there is nothing to escape for LIKE.
    """
    words = _words(_IGNORED_IN_SEARCH.sub("", text))
    return " ".join(
        [_SAINTS.get(word, word) if position < len(words) else word for position, word in enumerate(words, 1)]
    )


def _beside_acronym(found: re.Match[str], name: str) -> str:
    """A space instead of « (CDC du ROC) »; « (La Place) » stays, for it tells two houses apart."""
    letters = [letter for letter in found.group(1) if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if capitals < 2 or capitals * 2 <= len(letters):
        return found.group()
    outside = name[: found.start()] + " " + name[found.end() :]
    if outside.isupper() and not _are_initials(letters, outside):  # « MAISON DES JEUNES (QUÉBEC) »
        return found.group()
    return " "


def _are_initials(letters: list[str], name: str) -> bool:
    initials = iter([word[0] for word in _words(name)])
    return all(letter in initials for letter in _folded("".join(letters)))


def _words(text: str) -> list[str]:
    return _NOT_WORD.sub(" ", _folded(text)).split()


def _folded(text: str) -> str:
    """Small letters without accents; ligatures as two letters."""
    if text.isascii():
        return text.casefold()
    decomposed = normal("NFKD", normal("NFKD", text).casefold())
    plain = _ACCENTS.sub("", decomposed).translate(_LETTERS)
    if plain.isascii():
        return plain
    return "".join(letter for letter in plain if letter.isascii() or unicodedata.category(letter) not in _HIDDEN)


_LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets


class EmailProblem(StrEnum):
    """Why an address cannot be used; the page says it in words."""

    EMPTY = "empty"
    NO_AT_SIGN = "no_at_sign"
    LOCAL_PART = "local_part"
    DOMAIN = "domain"
    TOO_LONG = "too_long"
    NEEDS_SMTPUTF8 = "needs_smtputf8"


class InvalidEmail(ValueError):
    """Nobody can be written to at this address. The address itself stays out of the message, and of logs."""

    def __init__(self, problem: EmailProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


@dataclass(frozen=True, kw_only=True)
class MailboxRule:
    """What a provider ignores before the @ when it delivers."""

    domain: str | None = None  # another name of the same provider
    dots: bool = False
    tag: str = "+"


MAILBOX_RULES: Mapping[str, MailboxRule] = MappingProxyType(
    {
        "gmail.com": MailboxRule(dots=True),
        "googlemail.com": MailboxRule(domain="gmail.com", dots=True),
        "hotmail.com": MailboxRule(),
        "hotmail.ca": MailboxRule(),
        "hotmail.fr": MailboxRule(),
        "icloud.com": MailboxRule(),
        "me.com": MailboxRule(domain="icloud.com"),
        "mac.com": MailboxRule(domain="icloud.com"),
        "live.ca": MailboxRule(),
        "live.com": MailboxRule(),
        "live.fr": MailboxRule(),
        "msn.com": MailboxRule(),
        "outlook.com": MailboxRule(),
        "outlook.fr": MailboxRule(),
        "proton.me": MailboxRule(dots=True),
        "protonmail.com": MailboxRule(domain="proton.me", dots=True),
        "pm.me": MailboxRule(domain="proton.me", dots=True),
        "fastmail.com": MailboxRule(),
        "yahoo.ca": MailboxRule(tag="-"),
        "yahoo.com": MailboxRule(tag="-"),
        "yahoo.fr": MailboxRule(tag="-"),
    }
)


def normal_email(address: str, *, smtputf8: bool | None = None) -> str:
    """The address as SMTP takes it: the domain in small ASCII letters, the rest as typed.

    Raises `InvalidEmail`. Letters such as « é » before the @ need a relay that offers SMTPUTF8: `smtputf8` says
    whether they are taken; if it does not, the setting MAIL_INTERNATIONAL does.
    """
    if smtputf8 is None:
        smtputf8 = has_app_context() and bool(current_app.config["MAIL_INTERNATIONAL"])
    typed = one_line(address)
    if not typed:
        raise InvalidEmail(EmailProblem.EMPTY)
    local, at_sign, domain = typed.rpartition("@")
    if not at_sign:
        raise InvalidEmail(EmailProblem.NO_AT_SIGN)
    if len(typed) > _LONGEST_ADDRESS:
        raise InvalidEmail(EmailProblem.TOO_LONG)
    if not smtputf8 and not local.isascii():
        raise InvalidEmail(EmailProblem.NEEDS_SMTPUTF8)
    if "=?" in local:
        raise InvalidEmail(EmailProblem.LOCAL_PART)  # a reader could decode it into another address
    domain = _ascii_domain(domain)
    try:  # with the shortest domain: its own was looked at, which is most of the work
        found = validate_email(f"{local}@a.ca", check_deliverability=False, allow_smtputf8=smtputf8, strict=True)
    except EmailNotValidError as error:
        raise InvalidEmail(EmailProblem.LOCAL_PART) from error
    written = f"{found.local_part}@{domain}"
    if len(written.encode()) > _LONGEST_ADDRESS:  # in ASCII, « é » of a domain takes more room
        raise InvalidEmail(EmailProblem.TOO_LONG)
    return written


def email_key(address: str, rules: Mapping[str, MailboxRule] = MAILBOX_RULES) -> str:
    """One key per mailbox: « Ana.Roy+troc@GMail.com » and « anaroy@gmail.com » are the same.

    Raises `InvalidEmail`.
    """
    local, _, domain = normal_email(address, smtputf8=True).rpartition("@")
    local = local.casefold()
    rule = rules.get(domain)
    if rule is None:
        return f"{local}@{domain}"
    mailbox = local.split(rule.tag, 1)[0] if rule.tag else local
    if rule.dots:
        mailbox = mailbox.replace(".", "")
    return f"{mailbox or local}@{rule.domain or domain}"


@lru_cache(maxsize=1024)  # most addresses have one of a few domains, and a form asks about the same one three times
def _ascii_domain(domain: str) -> str:
    try:
        found = validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidEmail(EmailProblem.DOMAIN) from error
    return str(found.ascii_domain).lower()
