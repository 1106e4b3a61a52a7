"""Consent texts and their versions, notices, and the append-only ledger of what was agreed to."""
