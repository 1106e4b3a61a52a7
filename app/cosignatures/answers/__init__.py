"""The answers of an existing form (the usual sheet of Google Forms), read, sorted, and brought in as cosignatures."""
