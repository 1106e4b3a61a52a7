"""`flask up`: everything on one machine with embedded engines: a laptop, a demonstration, a small host."""
