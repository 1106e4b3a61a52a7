"""Invented spreadsheets, as chapters and forms send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

FORM = (
    "Horodateur",
    "Nom de votre organisme",
    "Région",
    "Ville",
    "Votre nom",
    "Fonction",
    "Adresse courriel",
    "Votre conseil d’administration a-t-il autorisé la signature?",
    "J’accepte que le nom de mon organisme soit publié",
)
MEMBERS = ("Organisme", "Région administrative", "Ville", "Courriel", "NEQ", "Membre depuis")


def sheet(headings: Sequence[str], rows: Sequence[Sequence[str]], *, delimiter: str = ";") -> bytes:
    """A CSV file as a spreadsheet program writes it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def answer(
    name: str,
    region: str = "01",
    city: str = "",
    *,
    person: str = "Odile Essai",
    title: str = "coordonnatrice",
    email: str = "odile@example.org",
    board: str = "Oui",
    publish: str = "J’accepte",
) -> tuple[str, ...]:
    """One answer to the form."""
    return ("2026/11/02 9:12:03 AM UTC−5", name, region, city, person, title, email, board, publish)


def form(*answers: Sequence[str]) -> bytes:
    return sheet(FORM, answers, delimiter=",")
