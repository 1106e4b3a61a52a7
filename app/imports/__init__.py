"""A file that staff send: its columns mapped, its lines previewed, brought in all or nothing, and taken back."""
