"""Antennes régionales: the regional tables, and which regions each serves."""
