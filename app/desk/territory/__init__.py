"""The territory on the desk of national staff: maps, municipalities, postal codes, and the files that bring them."""
