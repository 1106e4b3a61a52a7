"""The work on a long file: how far it is, and what a worker that dies leaves behind."""

from __future__ import annotations

import io
import os
import signal
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.core import progress, queues, tabular
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.imports import kinds, working
from app.imports import service as imports
from app.imports.models import MOST_ATTEMPTS, Import, Stage
from app.organizations.models import Organization
from tests.factories import form_token, make_account, make_organization, sign_in
from tests.imports.sheets import MEMBERS, sheet

pytestmark = pytest.mark.data

COLUMNS = {"name": "Organisme", "region": "Région administrative", "city": "Ville"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def waiting(app: Flask) -> Import:
    """An import that a worker has still to bring in."""
    rows = [(f"Maison Essai {number}", "01", f"Ville {number}", "", "", "") for number in range(60)]
    table = tabular.read(sheet(MEMBERS, rows))
    one = imports.receive(
        imports.named("register"), "troc-bas-saint-laurent", table, file_name="membres.csv",
        by=make_account("chapter", "troc-bas-saint-laurent"), region_codes=["01"],
    )  # fmt: skip
    imports.map_columns(one.id, COLUMNS)
    with unit_of_work():
        db.session.get_one(Import, one.id).begin()
    return db.session.get_one(Import, one.id)


@pytest.fixture
def deadly(app: Flask) -> Iterator[kinds.Kind]:
    """A sort of import whose worker is killed in the middle of its writing."""

    def die(one: Import, table: tabular.Table, decisions: object) -> dict[int, kinds.Made]:
        make_organization("À moitié")
        db.session.flush()
        os.kill(os.getpid(), signal.SIGKILL)
        return {}

    register = kinds.named("register")
    kind = kinds.Kind(
        name="deadly", right=register.right, fields=register.fields, outcomes=register.outcomes, plan=register.plan,
        carry_out=die, staying=register.staying, take_back=register.take_back, targets=register.targets,
        words=register.words,
    )  # fmt: skip
    kinds.register(kind)
    yield kind
    kinds._kinds.pop("deadly")


def killed(import_id: uuid.UUID) -> int:
    """A worker at work on it, in a process of its own; the signal that ended it."""
    db.session.remove()
    pid = os.fork()
    if not pid:
        db.engine.dispose(close=False)
        working.work_on(import_id)
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status)


def test_the_figure_climbs_with_the_lines_and_its_parts(app: Flask, waiting: Import) -> None:
    seen: list[int | None] = []
    with progress.holding(waiting.id) as is_ours:
        assert is_ours
        work = progress._work.get()
        assert work is not None
        for first, last in ((0, 0.5), (0.5, 1)):
            with progress.share(first, last):
                for _number in imports.counted(range(100)):
                    seen.append(imports.percent(waiting.id))
                    work.told_at = 0.0
        with progress.holding(waiting.id) as taken_twice:
            assert not taken_twice
    assert seen == sorted(seen)  # type: ignore[type-var]
    assert (seen[0], seen[100], seen[-1]) == (0, 50, 87)
    assert imports.percent(waiting.id) is None


def test_a_file_of_several_megabytes_is_taken_by_the_page(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_account())
    long = "Maison Essai".ljust(9_000, "é")
    file = io.BytesIO(sheet(MEMBERS, [(f"Maison {n}", "01", long, "", "", "") for n in range(120)]))
    form = {"csrf_token": form_token(client), "target": "", "file": FileStorage(file, "membres.csv")}
    boundary, body = encode_multipart(form)
    kind = f'multipart/form-data; boundary="{boundary}"'
    sent = client.post("/equipe/imports/nouveau/register", data=body, content_type=kind)
    assert sent.status_code == 303


def test_nothing_is_read_of_a_long_file_whose_sender_is_not_signed_in(client: FlaskClient, app: Flask) -> None:
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(bytes(2_000_000)), "membres.csv")})
    for path in ("imports/nouveau/register", "territoire/envoyer/carte"):
        sent = io.BytesIO(body)
        kind = f'multipart/form-data; boundary="{boundary}"'
        answer = client.post(f"/equipe/{path}", input_stream=sent, content_type=kind, content_length=len(body))
        assert (answer.status_code, answer.location, sent.tell()) == (303, "/equipe/connexion", 0)


def test_the_page_tells_how_far_it_is_and_calls_itself_again_when_it_is_done(
    client: FlaskClient, waiting: Import
) -> None:
    sign_in(client, make_account())
    page = f"/equipe/imports/{waiting.id}"
    assert "attend son tour" in client.get(page).text
    queues.connection().set(f"portevoix:work:{waiting.id}", 42)
    assert "Import en cours\N{NO-BREAK SPACE}: 42\N{NO-BREAK SPACE}%" in client.get(page).text
    assert 'value="42"' in client.get(f"{page}/avancement", headers=HTMX).text
    assert client.get(f"{page}/avancement").headers["Location"].endswith(page)
    queues.connection().delete(f"portevoix:work:{waiting.id}")
    imports.work_on_all()
    assert db.session.get_one(Import, waiting.id, populate_existing=True).stage is Stage.IMPORTED
    done = client.get(f"{page}/avancement", headers=HTMX)
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")


def test_a_worker_that_is_killed_leaves_nothing_half_done_and_the_page_says_so(
    client: FlaskClient, waiting: Import, deadly: kinds.Kind
) -> None:
    with unit_of_work():
        db.session.get_one(Import, waiting.id).kind = deadly.name
    assert killed(waiting.id) == signal.SIGKILL
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 0
    assert imports.percent(waiting.id) is not None  # held until it has been silent for long enough
    queues.connection().delete(f"portevoix:work:{waiting.id}")
    sign_in(client, make_account())
    assert "Le travail s’est interrompu" in client.get(f"/equipe/imports/{waiting.id}").text
    with unit_of_work():
        db.session.get_one(Import, waiting.id, populate_existing=True).kind = "register"
    imports.work_on_all()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 60


def test_what_kills_its_workers_is_given_up_and_may_be_tried_again(client: FlaskClient, waiting: Import) -> None:
    with unit_of_work():
        db.session.get_one(Import, waiting.id).attempts = MOST_ATTEMPTS
    imports.work_on_all()
    again = db.session.get_one(Import, waiting.id, populate_existing=True)
    assert (again.stage, again.has_failed) == (Stage.PLANNED, True)
    sign_in(client, make_account())
    assert "n’a pas pu se faire" in client.get(f"/equipe/imports/{waiting.id}").text
    assert imports.begin(waiting.id, by=None).stage is Stage.IMPORTED
