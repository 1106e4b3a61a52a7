"""A spreadsheet of organizations: which column holds what, what becomes of each line, how it goes into the register."""
