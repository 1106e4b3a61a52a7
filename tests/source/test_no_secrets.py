"""Nothing that opens a door is in the repository: no private key, no token of a known service, no password in a URL."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOKENS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b",
    "GitLab token": r"\bglpat-[A-Za-z0-9_-]{20,}\b",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}\b",
    "Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{20,}\b",
    "SendGrid key": r"\bSG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\b",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "PyPI token": r"\bpypi-[A-Za-z0-9_-]{50,}\b",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    # A password in the address of a server elsewhere; `user:password@host` and the like are examples.
    "password in a URL": r"\b[a-z+]+://[^\s/:@]+:(?!password|mot-de-passe|secret|\{|\$|<|…)[^\s/:@]{6,}@(?!localhost|127\.)",
}
PLANTED = {
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "AWS key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "GitHub token": "ghp_" + "a" * 36,
    "password in a URL": "postgresql://portevoix:" + "Tr0ub4dor" + "@db.example.org/x",
}


def found_in(text: str) -> list[str]:
    return [kind for kind, pattern in TOKENS.items() if re.search(pattern, text)]


def committed_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listing.split(b"\0") if name]


def test_no_committed_file_holds_a_secret():
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in committed_files() if path.is_file()}
    assert texts
    assert {str(path.relative_to(ROOT)): kinds for path, text in texts.items() if (kinds := found_in(text))} == {}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found(kind):
    assert found_in(f"x = '{PLANTED[kind]}'") == [kind]
