"""Who can be written to: everybody on the staff reads it; those who serve all regions keep it."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import tabular
from app.core.clock import today
from app.imports import service as imports
from app.officials import keeping
from app.officials import service as officials
from app.officials.models import AddressKind, Gender, Office, Official
from app.officials.service import Mailbox
from app.territory import service as territory
from tests.imports.sheets import sheet
from tests.pages.case import Answers, Case, Values, fixed, get, no_values, post, staff
from tests.world import RIDING, World

HEADINGS = ("Nom", "Genre", "Parti", "Circonscription", "Courriel")
COLUMNS = {"name": "Nom", "gender": "Genre", "party": "Parti", "riding": "Circonscription", "email": "Courriel"}
NOBODY = uuid.UUID(int=0)


def keeps(status: int) -> Answers:
    """Chapters and readers may not."""
    return {**staff(status, reader=403), "chapter_a": 403, "chapter_b": 403}


def national(world: World) -> Account:
    return accounts.account_at(world.accounts["national"])


def somebody(world: World) -> Official:
    """One more person, with one mailbox and no office."""
    number = next(world.numbers)
    return officials.add_official(
        name=f"Paule Essai {number}", gender=Gender.FEMININE, party="Parti de l’Exemple", contact_source="Inventé",
        mailboxes=(Mailbox(email=f"paule-{number}@example.org", kind=AddressKind.RIDING, source="Inventé"),),
    )  # fmt: skip


def person(world: World) -> dict[str, Any]:
    return {"official_id": somebody(world).id}


def of_nobody(world: World) -> dict[str, Any]:
    return {"official_id": NOBODY}


def mna(world: World) -> dict[str, Any]:
    """Who sits for Trois-Rivières."""
    mandate = officials.mna_of(territory.riding_named(RIDING).id)
    assert mandate is not None
    return {"official_id": mandate.official_id}


def mailbox(world: World) -> dict[str, Any]:
    official = somebody(world)
    return {"official_id": official.id, "address_id": official.addresses[0].id}


def other_mailbox(world: World) -> dict[str, Any]:
    return {"official_id": somebody(world).id, "address_id": NOBODY}


def mandate(world: World) -> dict[str, Any]:
    """One that begins today; critics are as many as one wants."""
    official = somebody(world)
    begun = officials.Function(office=Office.CRITIC, party="Parti de l’Exemple", portfolio="health")
    return {"mandate_id": keeping.begin(official.id, begun, since=today(), replaces=False,
                                        by=national(world)).id}  # fmt: skip


def described(**typed: str) -> Values:
    return fixed(**{"name": "Paule Essai", "gender": "f", "party": "Parti", "phone": "", "source": "Inventé", **typed})


def addressed(**typed: str) -> Values:
    def form(world: World) -> dict[str, Any]:
        address = f"bureau-{next(world.numbers)}@example.org"
        return {"email": address, "kind": "parliament", "source": "Inventé", "verified_on": "", **typed}

    return form


def undissolved(world: World) -> dict[str, Any]:
    """The Assembly sits again, whoever dissolved it before."""
    if officials.dissolution():
        officials.undo_dissolution(by=national(world))
    return {}


def dissolved(world: World) -> dict[str, Any]:
    undissolved(world)
    officials.dissolve(on=today(), by=national(world))
    return {}


def planned(*row: str) -> Values:
    """An import of a list, whose preview is ready."""

    def made(world: World) -> dict[str, Any]:
        table = tabular.read(sheet(HEADINGS, [row]))
        received = imports.receive(
            imports.named("officials"), "", table, file_name="elus.csv", by=national(world), region_codes=None
        )
        imports.map_columns(received.id, COLUMNS)
        return {"import_id": received.id}

    return made


GOOD = ("Renée Essai", "F", "Parti de l’Exemple", "Laviolette–Saint-Maurice", "renee@example.org")
WRONG = ("Renée Essai", "F", "Parti de l’Exemple", "Nulle-Part", "renee@ailleurs.example.com")
CASES: tuple[Case, ...] = (
    get("officials.index", "", staff(200)),
    get("officials.index", "looked through", staff(200), q="dominique", charge="mna", region="04"),
    get("officials.index", "of empty seats", staff(200), voir="vacants", page="2"),
    get("officials.index", "of mailboxes to verify", staff(200), voir="a-verifier"),
    get("officials.index", "of those without an office", staff(200), voir="anciens"),
    get("officials.one", "", staff(200), mna),
    get("officials.one", "without an office", staff(200), person),
    get("officials.one", "of nobody", staff(404), of_nobody),
    get("officials.add", "", keeps(200)),
    post("officials.add", "", keeps(303), no_values, described()),
    post("officials.add", "empty", keeps(422)),
    get("officials.edit", "", keeps(200), person),
    get("officials.edit", "of nobody", keeps(404), of_nobody),
    post("officials.edit", "", keeps(303), person, described(phone="418 555-0100")),
    post("officials.edit", "with mistakes", keeps(422), person, described(name="=1", gender="x")),
    get("officials.begin", "", keeps(200), person),
    post("officials.begin", "", keeps(303), person,
         fixed(office="critic", portfolio="Santé", party="Parti", since="2026-10-05")),
    post("officials.begin", "that somebody holds", keeps(422), person,
         fixed(office="minister", portfolio="Services sociaux", since="2026-11-01")),
    post("officials.begin", "with mistakes", keeps(422), person, fixed(office="head", since="demain")),
    post("officials.end", "", keeps(303), mandate, fixed(on="2030-01-01")),
    post("officials.end", "before its first day", keeps(422), mandate, fixed(on="2020-01-01")),
    post("officials.end", "without a day", keeps(422), mandate, fixed(on="")),
    post("officials.end", "of no mandate", keeps(404), lambda world: {"mandate_id": NOBODY}),
    post("officials.verify", "", keeps(303), person),
    get("mailboxes.add", "", keeps(200), person),
    post("mailboxes.add", "", keeps(303), person, addressed()),
    post("mailboxes.add", "of another domain", keeps(422), person, addressed(email="paule@ailleurs.example.com")),
    get("mailboxes.edit", "", keeps(200), mailbox),
    get("mailboxes.edit", "of another", keeps(404), other_mailbox),
    post("mailboxes.edit", "", keeps(303), mailbox, addressed(verified_on="2026-11-01")),
    post("mailboxes.edit", "empty", keeps(422), mailbox, fixed(email="", kind="", source="")),
    post("mailboxes.verify", "", keeps(303), mailbox),
    post("mailboxes.remove", "", keeps(303), mailbox),
    get("imports.send", "of officials", {**keeps(200), "chapter_a": 404, "chapter_b": 404},
        lambda world: {"kind_name": "officials"}),
    get("imports.preview", "of officials", {**keeps(200), "chapter_a": 404, "chapter_b": 404}, planned(*GOOD)),
    get("imports.preview", "of officials, refused", {**keeps(200), "chapter_a": 404, "chapter_b": 404},
        planned(*WRONG)),
    # The last one leaves the Assembly sitting, as everybody else finds it.
    post("dissolution.tell", "", keeps(303), undissolved, lambda world: {"on": str(today()), "is_sure": "y"}),
    post("dissolution.tell", "unsure", keeps(422), undissolved, fixed(on="2050-01-01")),
    get("dissolution.tell", "once it took place", keeps(200), dissolved),
    post("dissolution.undo", "", keeps(303), dissolved),
    get("dissolution.tell", "", keeps(200), undissolved),
)  # fmt: skip
