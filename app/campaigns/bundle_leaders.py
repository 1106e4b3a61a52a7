"""The leaders that a bundle names, read and checked, with the pictures of its folder drawn anew."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from app.campaigns import logos
from app.campaigns.bundle_folder import Folder
from app.campaigns.leaders import MOST_LEADERS, MOST_SPOKESPERSONS
from app.campaigns.models import Leader, Spokesperson
from app.core.keys import InvalidEmail, normal_email
from app.core.language import gettext as _
from app.core.pictures import PictureRefused
from app.core.plain_text import one_line

LOGO_FILE = re.compile(r"logo-[a-z0-9-]{1,40}\.(png|jpe?g)")
WEBSITE = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?")
PHONE = re.compile(r"[+\d][\d .()-]{5,}(?:(?:,? *(?:poste|ext\.?|p\.|#) *)\d{1,6})?", re.IGNORECASE)
LONGEST = 200
AGREES = "agrees_to_publication"
_LEADER = {field.name for field in fields(Leader)}
_SPOKESPERSON = {field.name for field in fields(Spokesperson)} | {AGREES}


def read_leaders(reader: Folder, settings: dict[str, Any]) -> tuple[tuple[Leader, ...], dict[str, bytes]]:
    """The leaders in their order, and the pictures that they show, by digest."""
    told = settings.get("leaders") or []
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told) or len(told) > MOST_LEADERS:
        reader.complain("campaign.toml", _("[[leaders]] : au plus %(most)s, chacun une table", most=MOST_LEADERS))
        return (), {}
    pictures: dict[str, bytes] = {}
    found = tuple(_leader(reader, place, one, pictures) for place, one in enumerate(told, 1))
    return found, pictures


def is_website(text: str) -> bool:
    return len(text) <= LONGEST and WEBSITE.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    return len(text) <= LONGEST and PHONE.fullmatch(text) is not None


def _leader(reader: Folder, place: int, told: dict[str, Any], pictures: dict[str, bytes]) -> Leader:
    where = f"[[leaders]] {place}"
    spokespersons = _spokespersons(reader, where, told.get("spokespersons") or [])
    texts = _texts(reader, where, told, _LEADER - {"spokespersons"}, known=_LEADER)
    leader = Leader(**texts, spokespersons=spokespersons) if texts.get("name") else Leader(name="?")
    if not texts.get("name"):
        reader.complain("campaign.toml", _("%(where)s : il manque « name »", where=where))
    if leader.website and not is_website(leader.website):
        reader.complain("campaign.toml", _("%(where)s : website commence par https://", where=where))
    return _with_logo(reader, where, leader, pictures)


def _with_logo(reader: Folder, where: str, leader: Leader, pictures: dict[str, bytes]) -> Leader:
    if not leader.logo:
        return leader
    if not leader.logo_text:
        reader.complain("campaign.toml", _("%(where)s : un logo a son texte, logo_text", where=where))
    if not LOGO_FILE.fullmatch(leader.logo):
        reader.complain("campaign.toml", _("%(where)s : logo est un fichier comme logo-nom.png", where=where))
        return replace(leader, logo="")
    try:
        png = logos.redrawn(reader.raw(leader.logo))
    except PictureRefused:
        reader.complain(leader.logo, _("ni une image PNG, ni une image JPEG, ou une image trop grande"))
        return replace(leader, logo="")
    pictures[logos.digest_of(png)] = png
    return replace(leader, logo=logos.digest_of(png))


def _spokespersons(reader: Folder, where: str, told: Any) -> tuple[Spokesperson, ...]:
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told) or len(told) > MOST_SPOKESPERSONS:
        problem = _("%(where)s : au plus %(most)s porte-parole, chacun une table", where=where, most=MOST_SPOKESPERSONS)
        reader.complain("campaign.toml", problem)
        return ()
    return tuple(_spokesperson(reader, f"{where}, spokespersons {place}", one) for place, one in enumerate(told, 1))


def _spokesperson(reader: Folder, where: str, told: dict[str, Any]) -> Spokesperson:
    texts = _texts(reader, where, told, _SPOKESPERSON - {AGREES}, known=_SPOKESPERSON)
    person = Spokesperson(**{"name": "", **texts})
    if told.get(AGREES) is not True:
        problem = _("%(where)s : %(key)s = true dit que la personne accepte la publication", where=where, key=AGREES)
        reader.complain("campaign.toml", problem)
    if not person.name or not (person.phone or person.email):
        reader.complain("campaign.toml", _("%(where)s : il faut name, et phone ou email", where=where))
    if person.phone and not is_phone(person.phone):
        reader.complain("campaign.toml", _("%(where)s : phone n’est pas un numéro de téléphone", where=where))
    if person.email and not _is_address(person.email):
        reader.complain("campaign.toml", _("%(where)s : email n’est pas une adresse courriel", where=where))
    return person


def _texts(reader: Folder, where: str, told: dict[str, Any], wanted: set[str], *, known: set[str]) -> dict[str, str]:
    for key in sorted(told.keys() - known):
        reader.complain("campaign.toml", _("%(where)s : clé inconnue « %(key)s »", where=where, key=key))
    found = {}
    for key in sorted(told.keys() & wanted):
        text = told[key]
        if not isinstance(text, str) or len(text) > LONGEST or text != one_line(text):
            problem = _("%(where)s : « %(key)s » est une ligne de texte", where=where, key=key)
            reader.complain("campaign.toml", problem)
            continue
        found[key] = text
    return found


def _is_address(text: str) -> bool:
    try:
        return bool(normal_email(text))
    except InvalidEmail:
        return False
