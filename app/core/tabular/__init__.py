"""Tables that people send us (CSV, XLSX, XLS, ODS) and tables that they take away (CSV, XLSX).

Reading is bounded in size, time and memory whatever the file says of itself; every refusal names the line.
"""

from app.core.tabular.headings import Field, guess
from app.core.tabular.reading import read
from app.core.tabular.table import Limits, Row, Table, TabularError, TabularReason
from app.core.tabular.words import in_words
from app.core.tabular.writing import Cell, neutral, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Field",
    "Limits",
    "Row",
    "Table",
    "TabularError",
    "TabularReason",
    "guess",
    "in_words",
    "neutral",
    "read",
    "write_csv",
    "write_xlsx",
]
