"""Destinataires: whoever can be written to, and the office each holds from one date to another."""
