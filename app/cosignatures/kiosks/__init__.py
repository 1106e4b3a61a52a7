"""A link on a table of an assembly: organizations sign on the spot."""
