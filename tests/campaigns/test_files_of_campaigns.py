"""A campaign travels as a file: exported, taken in elsewhere, refused with its reasons."""

from __future__ import annotations

import html
import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service
from app.campaigns.errors import BundleError
from app.core.typography import NBSP
from tests.campaigns.editor import ADDRESS, EDITOR, fields, now_says
from tests.factories import BUNDLE, make_account

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("campaign")]


def test_a_campaign_travels_as_a_file(staff: FlaskClient) -> None:
    content = staff.get(f"{ADDRESS}/gabarit.zip").data
    assert content == staff.get(f"{ADDRESS}/gabarit.zip").data
    token = fields(staff.get(f"{EDITOR}/nouvelle").text)["csrf_token"]
    again = staff.post(f"{EDITOR}/importer", data={"csrf_token": token, "file": (io.BytesIO(content), "x.zip")})
    assert (again.status_code, "déjà celle d’une autre" in again.text) == (422, True)
    renamed = rewritten(content, BUNDLE, "autre-nom")
    answer = staff.post(f"{EDITOR}/importer", data={"csrf_token": token, "file": (io.BytesIO(renamed), "x.zip")})
    assert answer.location == f"{EDITOR}/autre-nom"
    assert service.bundle_of(service.find("autre-nom")).words == now_says().words


def rewritten(content: bytes, name: str, other: str) -> bytes:
    """The same zip with another name in its settings."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(kept, "w") as target:
        for entry in source.namelist():
            target.writestr(
                entry, source.read(entry).replace(f'slug = "{name}"'.encode(), f'slug = "{other}"'.encode())
            )
    return kept.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(name, text)
    return kept.getvalue()


def broken(content: bytes) -> bytes:
    """The same zip with what was packed in it overwritten."""
    start = content.index(b"campaign.toml") + len(b"campaign.toml")
    return content[:start] + b"\xff" * 4 + content[start + 4 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Ce n’est pas un fichier zip"),
        (b"not a zip", "Ce n’est pas un fichier zip"),
        (broken(zip_of({"campaign.toml": b"0" * 99})), "Ce n’est pas un fichier zip"),
        (zip_of({"../../etc/passwd": b"x"}), "gabarit/campaign.toml : ce fichier manque"),
        (zip_of({"a/campaign.toml": b"slug = 1", "b/campaign.toml": b"slug = 2"}), "campaign.toml : deux fois"),
        (zip_of({"campaign.toml": b"0" * 40_000_000}), "gabarit/campaign.toml : plus de 200 ko"),
        (zip_of({"campaign.toml": b'slug = "x"\ncolour = "\xff"'}), "x/campaign.toml : ligne 2 : pas du texte UTF-8"),
        (zip_of({f"{number}.txt": b"" for number in range(60)}), "au plus 40 fichiers"),
    ],
    ids=["empty", "text", "damaged on its way", "nothing of ours", "twice", "a bomb", "not UTF-8", "many"],
)
def test_a_file_that_cannot_serve_is_refused_with_its_reasons(staff: FlaskClient, content: bytes, reason: str) -> None:
    token = fields(staff.get(f"{EDITOR}/nouvelle").text)["csrf_token"]
    answer = staff.post(f"{EDITOR}/importer", data={"csrf_token": token, "file": (io.BytesIO(content), "x.zip")})
    assert answer.status_code == 422
    assert reason in html.unescape(answer.text).replace(NBSP, " ")
    assert len(service.every()) == 1


def test_a_file_weighs_so_much_at_most(app: Flask) -> None:
    with pytest.raises(BundleError, match=r"au plus 2.Mo"):
        service.from_zip(make_account("admin"), b"PK" + b"\0" * service.LARGEST_ZIP)
