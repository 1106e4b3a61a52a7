"""Whoever has not signed, confirmed or decided is written to, within limits, and may stop it."""
