"""The register: organizations, their other names, and the keys by which they are recognized."""
