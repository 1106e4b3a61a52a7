"""The demonstration, loaded once: reference data, a register of real names, and invented people."""

from __future__ import annotations

from app.chapters import service as chapters

load_reference = chapters.load_reference
