"""Pictures that people send. Whatever comes is drawn anew: nothing of the file is kept but its pixels."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum

from PIL import ExifTags, Image

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
# What a camera notes of how it was held, and what sets the picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_OF_TELEPHONES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
_SMALLEST_SIDE = 64  # below it, a picture that is still too heavy is refused


class PictureProblem(StrEnum):
    TOO_HEAVY = "too_heavy"
    TOO_WIDE = "too_wide"
    HEIC = "heic"  # as some telephones take them; other programs seldom read it, and Pillow does not
    UNREADABLE = "unreadable"  # of no kind that is taken, or broken


class PictureRefused(ValueError):
    """A file that no picture can be made of."""

    def __init__(self, problem: PictureProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is taken: bytes as sent, pixels. A small file may hold a picture that fills the memory."""

    formats: tuple[str, ...]
    largest_file: int
    largest_side: int
    largest_area: int = 40_000_000
    largest_area_whole: int = 12_500_000  # of what is unpacked whole: all but a JPEG that can be read at a part of it


def read(content: bytes, limits: Limits, *, at_most: tuple[int, int] | None = None) -> Image.Image:
    """The picture in the file, upright, made no larger than `at_most`. Raises PictureRefused.

    A drawing (SVG) is a program as much as a picture: it is refused like everything that is not of these formats.
    """
    if len(content) > limits.largest_file:
        raise PictureRefused(PictureProblem.TOO_HEAVY)
    if content[4:12] in _OF_TELEPHONES:
        raise PictureRefused(PictureProblem.HEIC)
    try:
        with Image.open(io.BytesIO(content), formats=limits.formats) as opened:
            width, height = opened.size
            if max(width, height) > limits.largest_side or width * height > _largest_area(opened, limits):
                raise PictureRefused(PictureProblem.TOO_WIDE)
            if at_most is not None:
                opened.draft(None, at_most)  # a JPEG is read at an eighth of its size at once: memory stays small
                opened.thumbnail(at_most)
            return _upright(opened)
    except PictureRefused:
        raise
    except _BOMBS as error:
        raise PictureRefused(PictureProblem.TOO_WIDE) from error
    except _BROKEN as error:
        raise PictureRefused(PictureProblem.UNREADABLE) from error


def as_png(picture: Image.Image, *, largest_kept: int) -> bytes:
    """A PNG of these pixels, made smaller until it weighs no more than so many bytes."""
    picture = picture.convert("RGBA")
    while len(png := _written(picture, "RGBA", format="PNG", optimize=True)) > largest_kept:
        picture = _smaller(picture)
    return png


def as_jpeg(picture: Image.Image, *, largest_kept: int) -> tuple[bytes, tuple[int, int]]:
    """A JPEG of these pixels, on white where one sees through, made smaller until it weighs no more; and its size."""
    if picture.has_transparency_data:
        seen_through = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(seen_through, mask=seen_through)
    picture = picture.convert("RGB")
    while len(jpeg := _written(picture, "RGB", format="JPEG", quality=80, progressive=True)) > largest_kept:
        picture = _smaller(picture)
    return jpeg, picture.size


def _largest_area(picture: Image.Image, limits: Limits) -> int:
    """What cameras write is read in part. A JPEG that appears little by little, or a PNG, is whole in memory first."""
    is_read_in_part = picture.format == "JPEG" and not picture.info.get("progressive")
    return limits.largest_area if is_read_in_part else min(limits.largest_area, limits.largest_area_whole)


def _upright(picture: Image.Image) -> Image.Image:
    """As it was held. Pillow's own way writes the other notes anew, and stumbles over those that make no sense."""
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    if turn is None:
        picture.load()  # before the file is closed
        return picture.copy()
    return picture.transpose(turn)


def _smaller(picture: Image.Image) -> Image.Image:
    if max(picture.size) < _SMALLEST_SIDE:
        raise PictureRefused(PictureProblem.TOO_HEAVY)
    return picture.resize((max(1, picture.width * 4 // 5), max(1, picture.height * 4 // 5)))


def _written(picture: Image.Image, mode: str, **how: object) -> bytes:
    """Pixels alone: a picture made from another keeps notes of where it came from."""
    bare = Image.new(mode, picture.size)
    bare.paste(picture)
    drawn = io.BytesIO()
    bare.save(drawn, **how)  # type: ignore[arg-type]
    return drawn.getvalue()
