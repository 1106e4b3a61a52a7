"""Certificates for the SMTP sink: one that a careful sender accepts, and those it must refuse."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import trustme

Kind = Literal["good", "unknown", "expired", "other-host"]


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the tests; `ca_file` is what MAIL_CA_FILE names to trust it."""

    ca: trustme.CA
    ca_file: Path

    @classmethod
    def create(cls, folder: Path) -> Authority:
        ca = trustme.CA()
        path = folder / "authority.pem"
        ca.cert_pem.write_to_path(str(path))
        return cls(ca, path)

    def context(self, kind: Kind = "good") -> ssl.SSLContext:
        """What the relay shows: `SmtpSink(tls=authority.context("expired"))`."""
        issuer = trustme.CA() if kind == "unknown" else self.ca
        names = ["elsewhere.example.org"] if kind == "other-host" else ["localhost", "127.0.0.1"]
        expiry = datetime.now(UTC) + timedelta(days=-1 if kind == "expired" else 2)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(*names, not_before=expiry - timedelta(days=3), not_after=expiry).configure_cert(context)
        return context
