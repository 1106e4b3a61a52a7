"""Did an answer come? What whoever wrote says of it, and what staff make of that."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from app.messages import service as messages
from app.messages.models import LookupMethod
from app.messages.survey import links
from app.messages.survey import service as survey
from app.messages.survey.models import Reply
from app.territory import service as territory
from tests.pages.case import Case, fixed, get, holder, post, slug, staff
from tests.pages.commitments import NOBODY, OF_CHAPTER, campaign, mna, read, somebody
from tests.world import CITY, RIDING, World, link


def message(world: World) -> uuid.UUID:
    """One that arrived, of somebody who may be asked."""
    if "surveyed" not in world.visits:
        draft = messages.Draft(
            campaign=campaign(world), riding=territory.riding_named(RIDING), lookup_method=LookupMethod.RIDING,
            locale="fr", subject="Le communautaire", body="Bonjour.\n\n[votre nom]", personal_line="", city=CITY,
            name="Rachel Essai", email="rachel-questionnee@example.org", agrees_to_survey=True,
        )  # fmt: skip
        written = messages.confirm(messages.write(draft, ip="198.51.100.98")).message
        ids = [recipient.delivery_id for recipient in written.recipients]
        taken = {"state": DeliveryState.ACCEPTED, "attempts": 1, "finished_at": now()}
        with unit_of_work():
            db.session.execute(sa.update(Delivery).where(Delivery.id.in_(ids)).values(taken))
        world.visits["surveyed"] = written.id
    return world.visits["surveyed"]


def question(world: World) -> dict[str, Any]:
    return {"token": link(links.ANSWER, message(world))}


def way_out(world: World) -> dict[str, Any]:
    return {"token": link(links.STOP, message(world))}


def replied(world: World) -> dict[str, Any]:
    """The answer of whoever sits for Trois-Rivières, passed on."""
    asked = survey.asked(message(world))
    (one,) = [recipient for recipient in asked.recipients if recipient.official_id == mna()]
    survey.answer(asked.message.id, {one.id: survey.Answer(Reply.SUPPORTS, "Je suis avec vous.")})
    (answer, *_others) = survey.replies_of(campaign(world), mna())
    return {**somebody(world), "answer_id": answer.id}


def answered(world: World) -> dict[str, Any]:
    replied(world)
    return somebody(world)


CASES: tuple[Case, ...] = (
    get("survey.answer", "", holder(200), question),
    post("survey.answer_now", "", holder(303), question, fixed(reply_0="supports", words_0="Je suis avec vous.")),
    post("survey.answer_now", "nothing", holder(422), question, fixed(reply_0="perhaps")),
    get("survey.stop", "", holder(200), way_out),
    post("survey.stop_now", "", holder(200), way_out),
    *(get("survey_staff.index", name, staff(200), slug(name)) for name in ("open", "empty", "draft")),
    get("survey_staff.index", "with answers", staff(200), lambda world: {"slug": replied(world)["slug"]}),
    get("survey_staff.one", "", staff(200, **OF_CHAPTER), answered),
    get("survey_staff.one", "of nobody", staff(404, reader=403),
        lambda world: {"slug": world.open, "official_id": NOBODY}),
    post("survey_staff.make", "", staff(303, **OF_CHAPTER), replied,
         lambda world: {"stance": "supports", "vu": str(read(world))}),
    post("survey_staff.make", "of no answer", staff(404, reader=403),
         lambda world: {**somebody(world), "answer_id": NOBODY}),
)  # fmt: skip
