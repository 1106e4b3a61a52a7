"""Where things are: regions, MRCs, municipalities, electoral maps with their ridings, postal codes."""
