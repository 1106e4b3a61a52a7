"""One e-mail on its way to one address: the outbox, the worker's machine, and nothing of who asked for it."""
