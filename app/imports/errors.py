"""What an import refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchImport(NotFound):
    """None of that id, or somebody else's."""


class ImportMoved(DomainError):
    """It is not, or no longer, where this act finds it: somebody else was there before, or it is being worked on."""


class LinesRefused(DomainError):
    """Lines of a file that goes in whole or not at all are refused: it is set right, and sent again."""


class NowhereToGo(DomainError):
    """Where the file was to go takes nothing any more: its campaign was archived since, or is another chapter's."""


class PreviewOutdated(DomainError):
    """The register or the campaign changed since the preview: it was made anew, to be read again."""
