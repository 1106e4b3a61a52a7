"""Lists of officials in their real forms, with invented lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.core import tabular

# As a spreadsheet of the Assembly has them, and as our own command wrote them before.
ASSEMBLY = (
    "Prénom", "Nom", "Civilité", "Affiliation politique", "Circonscription électorale", "Fonction(s)",
    "Courriel – circonscription", "Courriel – Assemblée nationale", "Courriel – ministère", "Téléphone",
    "Source", "Vérifié le",
)  # fmt: skip
OWN = ("name", "gender", "party", "email", "phone", "riding", "portfolio", "starts_on")
OFFICES = ("Nom", "Genre", "Titre", "Parti", "Fonction", "Portefeuille", "Établissement", "Région", "Courriel")


def csv_of(headings: Sequence[str], *rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([headings, *rows])
    return stream.getvalue().encode(encoding)


def xlsx_of(headings: Sequence[str], *rows: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    tabular.write_xlsx([headings, *rows], stream)
    return stream.getvalue()


def member(
    given: str = "Wanda", family: str = "Exemple", riding: str = "Rimouski", *, civility: str = "Mme",
    party: str = "Parti de l’Exemple", function: str = "", local: str = "", parliament: str = "", ministry: str = "",
    phone: str = "418 555-0100", verified: str = "2026-11-01",
) -> tuple[str, ...]:  # fmt: skip
    """One line of the Assembly's spreadsheet."""
    return (
        given, family, civility, party, riding, function, local, parliament, ministry, phone,
        "Page officielle de l’exemple", verified,
    )  # fmt: skip


WANDA = member(local="rimouski@bureaux.example.org", parliament="wanda@assnat.example.org")


def empty_seat(riding: str, said: str = "Siège vacant") -> tuple[str, ...]:
    return ("", said, "", "", riding, *("",) * 7)


def office(
    name: str, gender: str = "F", *, title: str = "", party: str = "", function: str = "", portfolio: str = "",
    institution: str = "", region: str = "", email: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """One line of a list of functions."""
    return (name, gender, title, party, function, portfolio, institution, region, email)
