"""Tables that people send us (CSV, XLSX, XLS, ODS) and tables that they take away (CSV, XLSX).

Reading is bounded in size, time and memory whatever the file says of itself; every refusal names the line.
"""

from app.core.tabular.delimited import delimiter_of
from app.core.tabular.headings import Field, folded, guess
from app.core.tabular.reading import read
from app.core.tabular.streaming import Opener, lines_of, rows_of
from app.core.tabular.table import Limits, Row, Table, TabularError, TabularReason
from app.core.tabular.words import in_words
from app.core.tabular.writing import Cell, neutral, neutral_anywhere, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Field",
    "Limits",
    "Opener",
    "Row",
    "Table",
    "TabularError",
    "TabularReason",
    "delimiter_of",
    "folded",
    "guess",
    "in_words",
    "lines_of",
    "neutral",
    "neutral_anywhere",
    "read",
    "rows_of",
    "write_csv",
    "write_xlsx",
]
