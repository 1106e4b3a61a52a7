"""`flask up`: everything on one machine, with embedded engines, for a laptop, a demonstration or a small host."""
