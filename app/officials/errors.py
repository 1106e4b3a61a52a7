"""What the register of officials refuses."""

from __future__ import annotations


class OfficialsFileError(ValueError):
    """A file of officials cannot be loaded: the message names the file, the line and what is wrong."""


class NoSuchMandate(LookupError):
    """Nobody holds or held that mandate."""


class NoSuchOfficial(LookupError):
    """Nobody of that number in the register, or the same person twice: the message is the number."""
