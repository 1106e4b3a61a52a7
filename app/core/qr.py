"""QR codes, drawn here: no other site learns where they lead."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def drawn(text: str) -> Markup:
    """What the camera of a phone reads, as SVG; `.qr` gives it its size."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", border=4, light="#fff", xmldecl=False, svgns=False, svgclass="qr__code", lineclass=None,
        omitsize=True,
    )  # fmt: skip
    return Markup(drawing.getvalue().decode())  # noqa: S704 - made of squares only


def as_svg(text: str) -> bytes:
    """The same as a file that draws itself at any size."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=4, light="#fff", xmldecl=True, nl=True)
    return drawing.getvalue()


def as_png(text: str, *, least: int = 1000) -> bytes:
    """The same in squares of whole pixels, at least that many pixels across: to print, and to put into a page."""
    code, drawing = segno.make(text, error="m", micro=False), io.BytesIO()
    across = code.symbol_size(border=4)[0]
    code.save(drawing, kind="png", border=4, scale=-(-least // across))
    return drawing.getvalue()
