"""A letter that changed: what staff see and ask, and the link of the signatory."""

from __future__ import annotations

from typing import Any

from app.core.database import db
from app.cosignatures import links
from app.cosignatures.models import Cosignature
from tests.pages.case import Case, Values, everybody, fixed, get, holder, post, read, slug, staff, unknown
from tests.world import World


def asked(state: str) -> Values:
    """The link of the mail that asks."""

    def made(world: World) -> dict[str, Any]:
        signed = db.session.get_one(Cosignature, world.signatures[state])
        return {"token": links.AGREEMENT.token(signed.link_id)}

    return made


def version(number: int) -> Values:
    return lambda world: {"slug": world.open, "number": number}


WRITTEN = {
    "subject_fr": "La lettre a changé", "body_fr": "Bonjour {organization}", "subject_en": "The letter changed",
    "body_en": "Hello {organization}", "again": "",
}  # fmt: skip


def national(status: int) -> dict[str, int]:
    """The coalition's campaign: its chapters do not run it."""
    return {**staff(status, foreign=404, reader=403), "chapter_a": 404}


CASES: tuple[Case, ...] = (
    get("agreements.overview", "", read(200, foreign=200), slug("open")),
    get("agreements.overview", "those who agree", read(200, foreign=200), slug("open"), reponse="d-accord", page="9"),
    get("agreements.overview", "of no campaign", read(404), unknown),
    get("agreements.write", "", national(200), slug("open")),
    get("agreements.write", "again", national(200), slug("open"), encore="1"),
    post("agreements.written", "seen first", national(200), slug("open"), fixed(step="preview", **WRITTEN)),
    post("agreements.written", "without words", national(422), slug("open"), fixed(step="preview")),
    post("agreements.decide", "as it is already", national(303), slug("open"), fixed(lists="toutes")),
    post("agreements.decide", "nothing chosen", national(422), slug("open")),
    get("agreement.ask", "of a letter that stands", holder(200), asked("validated")),
    post("agreement.answer", "nothing to answer", holder(409), asked("validated"), fixed(answer="agrees")),
    post("agreement.answer", "no answer", holder(422), asked("validated")),
    post("agreement.send_links", "", holder(303), asked("validated")),
    get("agreement.earlier", "of no such letter", everybody(404), version(7)),
)  # fmt: skip
