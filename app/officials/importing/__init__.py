"""A spreadsheet of officials: who holds which office now, where to write to them, which seats are vacant."""
