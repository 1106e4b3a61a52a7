"""Editions: the list of signatories, frozen, numbered and dated, and every form in which it is handed over."""
