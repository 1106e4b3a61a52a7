"""What the register of officials refuses."""

from __future__ import annotations


class OfficialsFileError(ValueError):
    """A file of officials cannot be loaded: the message names the file, the line and what is wrong."""
