"""Runs alone: reads an order from standard input, writes the document that it asks for.

The order is a line of JSON, then the bytes of its pictures. The answer is a line of JSON, empty when all is well, then
the bytes of the document. Imports nothing of the application; a template reads what lies in one folder, made for it.
"""

from __future__ import annotations

import datetime
import json
import resource
import shutil
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

import typst

PPI = 72.0  # a point of the page is a pixel of the picture
TOFU = "could not be displayed with any font"
NO_HOUR = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # facts say the day; nothing says now


def main() -> None:
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    order = json.loads(head)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refused: dict[str, str] = {}
    content = b""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, order, body)
        try:
            content = composed(root, order)
        except typst.TypstError as error:
            said = " ".join([error.message, *error.hints])
            refused = {"reason": "unknown_sign" if TOFU in said else "broken", "said": said}
    sys.stdout.buffer.write(json.dumps(refused).encode() + b"\n" + content)


def lay_out(root: Path, order: dict[str, Any], body: bytes) -> None:
    """Every file that the template may read: the templates, the facts, the pictures."""
    for path in Path(order["templates"]).glob("*.typ"):
        shutil.copyfile(path, root / path.name)
    (root / "facts.json").write_text(json.dumps(order["facts"], ensure_ascii=False), encoding="utf-8")
    for name, size in order["files"].items():
        (root / name).write_bytes(body[:size])
        body = body[size:]


def composed(root: Path, order: dict[str, Any]) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]])
    compiler = typst.Compiler(root / f"{order['template']}.typ", root=root, font_paths=fonts)
    if order["format"] == "pdf":
        return first(compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=NO_HOUR))
    picture = first(compiler.compile(format="png", ppi=PPI))
    if (width := across(picture)) != order["width"]:
        picture = first(compiler.compile(format="png", ppi=PPI * order["width"] / width))
    return picture


def first(pages: bytes | list[bytes] | None) -> bytes:
    return pages[0] if isinstance(pages, list) else pages or b""


def across(picture: bytes) -> int:
    """The width that a PNG says."""
    return int(struct.unpack(">I", picture[16:20])[0])


if __name__ == "__main__":
    main()
