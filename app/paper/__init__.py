"""Signatures on paper: a sheet to print, and how many came in, counted apart and never added to the others."""
