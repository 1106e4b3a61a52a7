"""Notes and the next call, kept for colleagues."""
