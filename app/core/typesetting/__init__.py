"""Typeset documents and pictures: a template of `templates/print/` and facts give the same bytes each time.

Facts are data: what people wrote is shown, never read as code. A sign that no font has is replaced and reported;
nobody's name makes a document fail.
"""

from __future__ import annotations

from app.core.typesetting.composing import Composed, NotComposed, Reason, drawing, pdf, png
from app.core.typesetting.prose import prose
from app.core.typesetting.signs import SUBSTITUTE, unprintable

__all__ = ["SUBSTITUTE", "Composed", "NotComposed", "Reason", "drawing", "pdf", "png", "prose", "unprintable"]
