"""Logos of leaders are drawn anew from what was sent, whatever it was."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from app.campaigns import logos
from app.core.pictures import PictureProblem, PictureRefused
from tests.campaigns.leading import drawing

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    "sent",
    [drawing(), drawing(kind="JPEG"), drawing((2000, 40)), drawing(mode="L")],
    ids=["PNG", "JPEG", "wide", "grey"],
)
def test_a_picture_is_drawn_anew_within_bounds_and_always_the_same(sent: bytes) -> None:
    png = logos.redrawn(sent)
    with Image.open(io.BytesIO(png)) as found:
        assert found.format == "PNG"
        assert found.size <= logos.LARGEST
    assert logos.redrawn(png) == png


def test_nothing_of_the_file_that_came_is_kept_but_its_pixels() -> None:
    noted = PngImagePlugin.PngInfo()
    noted.add_text("Author", "Odile Essai, 12 rue du Secret")
    kept = io.BytesIO()
    Image.new("RGB", (20, 20)).save(kept, format="PNG", pnginfo=noted)
    assert b"Secret" in kept.getvalue()
    assert b"Secret" not in logos.redrawn(kept.getvalue())


def test_a_photograph_is_set_upright_whatever_else_its_camera_noted() -> None:
    senseless = struct.pack("<HHII", 0x010E, 5, 1, 38)  # a description that is a fraction
    sideways = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    noted = b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, 2) + senseless + sideways + struct.pack("<III", 0, 1, 2)
    sent = io.BytesIO()
    Image.new("RGB", (60, 30)).save(sent, format="JPEG", exif=noted)
    with Image.open(io.BytesIO(logos.redrawn(sent.getvalue()))) as found:
        assert found.size == (30, 60)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", PictureProblem.UNREADABLE),
        (b"", PictureProblem.UNREADABLE),
        (drawing()[:60], PictureProblem.UNREADABLE),
        (drawing(kind="GIF"), PictureProblem.UNREADABLE),
        (b"x" * 300_001, PictureProblem.TOO_HEAVY),
        (drawing((4001, 2)), PictureProblem.TOO_WIDE),
        (drawing((2001, 2000)), PictureProblem.TOO_WIDE),
    ],
    ids=["a drawing", "nothing", "cut off", "an animation", "heavy", "wide", "many pixels"],
)
def test_what_is_no_picture_of_a_decent_size_is_refused(sent: bytes, problem: PictureProblem) -> None:
    with pytest.raises(PictureRefused) as refused:
        logos.redrawn(sent)
    assert refused.value.problem is problem
