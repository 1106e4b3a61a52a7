"""Who takes the signature back, or the consent, is gone from every edition: pages, files, totals, and what was kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.errors import AlreadyPublished
from app.cosignatures.models import Cosignature
from app.cosignatures.service import Seen
from app.editions import jobs, service, store
from app.editions.service import FORMS
from tests.editions.conftest import TABLE, listed, names, sign, together
from tests.factories import make_account, make_submission

pytestmark = pytest.mark.data
NAME = "Côté cour"


@pytest.fixture
def published(campaign: Campaign, signed: dict[str, Cosignature]) -> Campaign:
    """Two editions, of which every file was asked for."""
    service.freeze(campaign)
    sign(campaign, "Nouveau venu")
    service.freeze(campaign)
    return campaign


def some_addresses(campaign: Campaign) -> Iterator[str]:
    """One of each sort: what is live, a page of an edition, a file as it is and a file that is zipped."""
    base = f"/campagnes/{campaign.slug}"
    yield from (f"{base}/signataires", f"{base}/signataires/regions/05", f"{base}/editions/1")
    yield from (f"{base}/editions/1/liste-fidele.txt", f"/en{base}/editions/2/regions/05/liste.xlsx")


def addresses(campaign: Campaign) -> Iterator[str]:
    """All of them."""
    base = f"/campagnes/{campaign.slug}"
    yield from (
        base,
        f"{base}/signataires",
        f"{base}/signataires/regions/05",
        f"{base}/signataires.txt",
        f"{base}/signataires.csv",
        f"{base}/editions",
    )
    for number in (1, 2):
        yield f"{base}/editions/{number}"
        yield f"{base}/editions/{number}/regions/05"
        yield f"{base}/editions/{number}/html"
        for name in [name for name, form in FORMS.items() if not form.takes_a_worker]:  # see test_documents
            yield f"{base}/editions/{number}/{name}"
            yield f"/en{base}/editions/{number}/regions/05/{name}"


def where_it_is(
    client: FlaskClient, campaign: Campaign, among: Callable[[Campaign], Iterator[str]] = some_addresses
) -> list[str]:
    """Every address at which the name can be read."""
    found = []
    for address in among(campaign):
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            text = zipped_text(answer.data) if address.endswith((".xlsx", ".docx")) else answer.text
        if NAME in text:
            found.append(address)
    return found


def zipped_text(data: bytes) -> str:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())


def kept_on_disk(app: Flask, campaign: Campaign) -> list[str]:
    home = Path(app.config["DATA_DIR"]) / "editions"
    files = [path for one in service.every(campaign) for path in (home / one.id.hex).rglob("*") if path.is_file()]
    return [path.name for path in files if NAME.encode() in path.read_bytes()]


def test_a_withdrawal_leaves_the_name_nowhere(
    app: Flask, client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    before = where_it_is(client, published, addresses)
    assert len(before) == len(list(addresses(published))) - 1  # the index names nobody
    assert kept_on_disk(app, published)
    cosignatures.withdraw(signed[NAME].id)
    assert kept_on_disk(app, published) == []
    assert where_it_is(client, published, addresses) == []
    assert NAME not in listed(published)
    assert "1 organisme a quitté cette édition" in client.get(f"/campagnes/{published.slug}/editions/1").text
    assert [one.erased for one in service.verify(published)] == [1, 1]


def test_the_total_that_is_printed_is_still_the_number_of_names(
    client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    cosignatures.withdraw(signed[NAME].id)
    cosignatures.withdraw(signed[TABLE].id)
    with client.get(f"/campagnes/{published.slug}/editions/2/liste-fidele.txt") as answer:
        text = answer.text
    assert "4 organismes communautaires autonomes cosignataires !" in text
    assert "05 Estrie" not in text
    assert names(service.numbered(published, 1)) == [name for name in names(service.numbered(published, 2))
                                                     if name != "Nouveau venu"]  # fmt: skip
    assert len(listed(published)) == 4


def test_who_takes_the_consent_back_leaves_at_once_and_may_come_back(
    client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    before = where_it_is(client, published)
    cosignatures.choose(signed[NAME].id, publishes_name=False, wants_news=False)
    assert where_it_is(client, published) == []
    assert [one.erased for one in service.verify(published)] == [0, 0]
    cosignatures.choose(signed[NAME].id, publishes_name=True, wants_news=False)
    assert where_it_is(client, published) == before


def test_what_staff_decline_after_all_leaves_at_once(
    client: FlaskClient, published: Campaign, signed: dict[str, Cosignature], staff: Account
) -> None:
    where_it_is(client, published)
    cosignatures.decline(Seen(signed[NAME].id, "validated"), "Ce n’est pas un organisme.", by=staff)
    assert where_it_is(client, published) == []
    cosignatures.reopen(Seen(signed[NAME].id, "declined"), by=staff)
    assert NAME in listed(published)


def corrects(cosignature: Cosignature, name: str) -> None:
    """The signatory writes another name: it waits to be validated again."""
    correction = cosignatures.Correction(
        organization_name=name, region_code="05", city="Sherbrooke", name="Nadia Essai", title="présidente"
    )
    cosignatures.correct(cosignature.id, correction)


def test_who_corrects_the_name_stays_as_it_was_frozen_and_can_still_withdraw(
    client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    corrects(signed[NAME], "Côté jardin")
    assert NAME in listed(published)
    where_it_is(client, published)
    cosignatures.withdraw(signed[NAME].id)
    assert where_it_is(client, published) == []


def test_files_of_a_name_that_is_shown_no_more_are_swept_whoever_made_them(
    app: Flask, client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    where_it_is(client, published)
    with unit_of_work():  # another process made them, and another one still took the consent back
        signed[NAME].publishes_name = False
    assert kept_on_disk(app, published)
    jobs.sweep()
    assert kept_on_disk(app, published) == []
    jobs.sweep()


def test_a_file_whose_folder_is_destroyed_in_between_is_made_anew_and_read_to_its_end(
    app: Flask, client: FlaskClient, published: Campaign
) -> None:
    edition = service.numbered(published, 1)
    home = Path(app.config["DATA_DIR"]) / "editions" / edition.id.hex
    turns = iter([True, False])

    def make() -> bytes:
        if next(turns):  # another process sweeps while this one is at work
            shutil.rmtree(home, ignore_errors=True)
        return b"liste"

    kept = store.kept(edition, "essai.txt", make)
    store.forget([edition.id])
    assert kept.size == 5
    assert kept.read() == b"liste"
    assert not home.exists()


def test_files_asked_for_while_others_destroy_them_are_all_answered(app: Flask, published: Campaign) -> None:
    edition_id = service.numbered(published, 1).id

    def ask() -> list[int]:
        answers = []
        for _ in range(15):
            with app.test_client().get(f"/campagnes/{published.slug}/editions/1/liste-soigne.txt") as answer:
                answers.append(answer.status_code)
        return answers

    def destroy() -> None:
        for _ in range(60):
            store.forget([edition_id])

    answered = together(app, ask, ask, destroy)
    assert answered[:2] == [[200] * 15] * 2


def is_said_to_have_signed(campaign: Campaign, name: str, region: str = "05", city: str = "Sherbrooke") -> bool:
    try:
        cosignatures.submit(campaign, make_submission(organization_name=name, region_code=region, city=city))
    except AlreadyPublished:
        return True
    return False


def test_what_the_list_says_of_an_organization_follows_the_latest_edition(
    published: Campaign, signed: dict[str, Cosignature]
) -> None:
    sign(published, "Arrivé après")
    assert is_said_to_have_signed(published, NAME)
    assert not is_said_to_have_signed(published, "Arrivé après", "01", "Rimouski")
    service.freeze(published)
    assert is_said_to_have_signed(published, "Arrivé après", "01", "Rimouski")
    cosignatures.withdraw(signed[NAME].id)
    assert not is_said_to_have_signed(published, NAME)


def test_nobody_is_told_of_a_new_name_that_no_edition_shows_yet(
    published: Campaign, signed: dict[str, Cosignature]
) -> None:
    corrects(signed[NAME], "Côté jardin")
    assert not is_said_to_have_signed(published, "Côté jardin")


def test_staff_of_a_chapter_read_the_names_of_their_regions_only(
    client: FlaskClient, published: Campaign, signed: dict[str, Cosignature]
) -> None:
    sign(published, "Un secret de l’Estrie", "05", "Sherbrooke")
    sign(published, "Un secret de la Mauricie", "04", "Trois-Rivières")
    shelf = service.shelf(make_account("chapter", "troccqm"), published.slug)
    assert [change.after for change in shelf.named.changes] == ["Un secret de la Mauricie, Trois-Rivières"]
    assert len(shelf.draft.changes) == 2
    assert not shelf.may_freeze
