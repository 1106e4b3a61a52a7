"""The delivery desk: what is on its way, what waits, what a person has to decide."""
