"""Photographs are drawn anew: upright, small, without a place or a device; what is no picture is refused."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import pytest
from PIL import ExifTags, Image

from app.core import pictures
from app.core.pictures import PictureProblem, PictureRefused

LIMITS = pictures.Limits(
    formats=("JPEG", "PNG", "WEBP"), largest_file=200_000, largest_side=5000, largest_area=6_000_000
)


def photograph(size: tuple[int, int] = (300, 200), kind: str = "JPEG", mode: str = "RGB", turned: int = 1) -> bytes:
    noted = Image.Exif()
    noted[ExifTags.Base.Orientation] = turned
    noted[ExifTags.Base.Make] = "Appareil secret"
    noted.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 26.0, 51.0)
    drawn = io.BytesIO()
    Image.new(mode, size, 120).save(drawn, format=kind, exif=noted)
    return drawn.getvalue()


def redrawn(content: bytes) -> Image.Image:
    jpeg, size = pictures.as_jpeg(pictures.read(content, LIMITS, at_most=(160, 160)), largest_kept=50_000)
    found = Image.open(io.BytesIO(jpeg))
    assert (found.format, found.size) == ("JPEG", size)
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_keeps_neither_its_place_nor_its_device(kind: str) -> None:
    sent = photograph(kind=kind)
    assert b"Appareil secret" in sent
    found = redrawn(sent)
    assert dict(found.getexif()) == {}
    assert found.size == (160, 107)


def test_one_held_sideways_is_set_upright() -> None:
    assert redrawn(photograph(turned=6)).size == (107, 160)


def test_what_one_sees_through_stands_on_white() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(drawn, format="PNG")
    assert redrawn(drawn.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_a_heavy_one_is_made_smaller_until_it_is_light() -> None:
    noise = Image.effect_noise((160, 160), 200)
    jpeg, size = pictures.as_jpeg(noise, largest_kept=4_000)
    assert len(jpeg) <= 4_000
    assert size < (160, 160)


def test_what_is_unpacked_whole_may_have_fewer_pixels_than_what_a_camera_writes() -> None:
    limits = replace(LIMITS, largest_area_whole=50_000)
    assert pictures.read(photograph(), limits, at_most=(160, 160)).size == (160, 107)
    drawn = io.BytesIO()
    Image.new("RGB", (300, 200)).save(drawn, format="JPEG", progressive=True)
    for sent in (photograph(kind="PNG"), photograph(kind="WEBP"), drawn.getvalue()):
        with pytest.raises(PictureRefused) as refused:
            pictures.read(sent, limits, at_most=(160, 160))
        assert refused.value.problem is PictureProblem.TOO_WIDE


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    pieces = (
        b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0),
        b"IDAT" + zlib.compress(b"\0" * 99),
        b"IEND",
    )
    written = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in pieces)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (b"x" * 200_001, PictureProblem.TOO_HEAVY),
        (bomb(60_000), PictureProblem.TOO_WIDE),
        (bomb(4_900), PictureProblem.TOO_WIDE),
        (photograph((3000, 2500)), PictureProblem.TOO_WIDE),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", PictureProblem.HEIC),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureProblem.UNREADABLE),
        (photograph()[:200], PictureProblem.UNREADABLE),
        (b"", PictureProblem.UNREADABLE),
    ],
    ids=["heavy", "a bomb", "a smaller bomb", "large", "heic", "svg", "cut off", "nothing"],
)
def test_what_is_no_photograph_of_a_decent_size_is_refused(sent: bytes, problem: PictureProblem) -> None:
    with pytest.raises(PictureRefused) as refused:
        redrawn(sent)
    assert refused.value.problem is problem
