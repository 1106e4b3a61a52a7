"""The register: searched, read, kept; and the pairs that may be one organization."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.core.database import db
from app.organizations import comparing, editing, merging
from app.organizations.models import Merge, Organization
from tests.factories import make_organization
from tests.pages.case import Answers, Case, Values, fixed, get, post, staff
from tests.world import CITY, FOREIGN, MINE, World

LIST, ENTRY = staff(200, reader=403), staff(200, foreign=404, reader=403)
ACT, REFUSED = staff(303, foreign=404, reader=403), staff(422, foreign=404, reader=403)
NO_SUCH = staff(404, reader=403)


def anybody(status: int) -> Answers:
    """An act that every keeper of a register may try, on something of their own regions."""
    return staff(status, reader=403)


def make(world: World) -> Organization:
    """One more entry, in a region of chapter A."""
    return make_organization(f"Fiche {next(world.numbers)}", MINE, CITY)


def entry(world: World) -> dict[str, Any]:
    return {"organization_id": make(world).id}


def archived(world: World) -> dict[str, Any]:
    found = make(world)
    editing.archive(found.id, by=accounts.account_at(world.accounts["national"]))
    return {"organization_id": found.id}


def nobody(world: World) -> dict[str, Any]:
    return {"organization_id": uuid.UUID(int=0)}


def pair(world: World) -> dict[str, Any]:
    return {"kept_id": make(world).id, "merged_id": make(world).id}


def merged(world: World) -> dict[str, Any]:
    national = accounts.account_at(world.accounts["national"])
    done = merging.merge(make(world).id, make(world).id, [], by=national)
    return {"merge_id": done.id}


def merged_entry(world: World) -> dict[str, Any]:
    return {"organization_id": db.session.get_one(Merge, merged(world)["merge_id"]).merged_id}


def signed_pair(world: World) -> dict[str, Any]:
    """Two names that resemble each other; both signed the open campaign."""
    number = next(world.numbers)
    names = (f"Accueil Le Pont {number}", f"Accueil du Pont {number}")
    ids = []
    for name in names:
        ids.append(make_organization(name, MINE, CITY).id)
        world.sign("confirmed", organization_name=name)
    return dict(zip(("kept_id", "merged_id"), ids, strict=True))


def changed(world: World) -> dict[str, Any]:
    signed_pair(world)
    return {"region": MINE}


def doubtful(world: World) -> dict[str, Any]:
    signed_pair(world)
    comparing.compare_names()
    return {"region": MINE}


def typed(**changes: str) -> Values:
    """The form of an entry, with a name that nobody has yet."""
    return lambda world: {
        "name": f"Fiche {uuid.uuid5(uuid.NAMESPACE_OID, str(next(world.numbers))).hex}",
        "kind": "community",
        "riding": "",
        "region": MINE,
        **changes,
    }


def resembling(world: World) -> dict[str, Any]:
    """A name close to one that stands there."""
    make_organization("Accueil de la Pointe", MINE, CITY)
    return {"name": "Accueil de la Point", "kind": "community", "riding": "", "region": MINE, "apart": "x"}


def two(world: World) -> dict[str, Any]:
    return {"un": make(world).id, "autre": make(world).id, "region": MINE}


CASES: tuple[Case, ...] = (
    get("register.index", "", LIST),
    get("register.index", "searched", LIST, q="Fiche"),
    get("register.index", "searched by address", LIST, q="fiche@example.org"),
    get("register.index", "searched in vain", LIST, q="rien de tel"),
    get("register.index", "filtered", LIST, region=MINE, type="community", membres="oui", courriel="sans"),
    get("register.index", "archived", LIST, etat="archivees", page="9999"),
    get("register.one", "of chapter A", ENTRY, entry),
    get("register.one", "merged", ENTRY, merged_entry),
    get("register.one", "of nobody", NO_SUCH, nobody),
    get("register.add", "", LIST, nom="Nouvelle fiche", region=MINE),
    post("register.add", "", {**anybody(303), "chapter_b": 422}, form=typed()),
    post("register.add", "with a name close to another", anybody(422), form=resembling),
    post("register.add", "with mistakes", anybody(422), form=fixed(name="=1+1", region="99", emails="personne")),
    get("register.edit", "", ENTRY, entry),
    get("register.edit", "of nobody", NO_SUCH, nobody),
    post("register.edit", "", ACT, entry, typed(neq="12", emails="fiche@example.org")),
    post("register.edit", "with mistakes", REFUSED, entry, typed(name="", member_since="hier")),
    post("register.move", "", ACT, entry, fixed(region=FOREIGN)),
    post("register.move", "to no region", REFUSED, entry, fixed(region="")),
    post("register.archive", "", ACT, entry),
    post("register.restore", "", ACT, archived),
    get("doubts.index", "", LIST),
    get("doubts.index", "of chapter A", ENTRY, doubtful),
    get("doubts.index", "still to be compared", ENTRY, changed),
    get("doubts.index", "of no region", NO_SUCH, region="99"),
    get("doubts.preview", "", ENTRY, signed_pair),
    get(
        "doubts.preview", "of nothing", NO_SUCH, lambda world: dict.fromkeys(("kept_id", "merged_id"), uuid.UUID(int=0))
    ),
    post("doubts.merge", "", ACT, pair),
    post("doubts.merge", "of two that signed", ACT, signed_pair, fixed(champ="phone")),
    post("doubts.keep_apart", "", ACT, form=two),
    post("doubts.keep_apart", "with nothing", NO_SUCH),
    post("doubts.part", "", ACT, merged),
    post("doubts.part", "of no merge", NO_SUCH, lambda world: {"merge_id": uuid.UUID(int=0)}),
)
