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
