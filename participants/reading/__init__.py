"""Reads lists of people as offices send them: CSV and workbooks in, tables and people out. Nothing here touches the database."""

from participants.reading.columns import FIELDS, match_columns
from participants.reading.files import read_file
from participants.reading.people import ReadPerson, read_people
from participants.reading.tables import Table, TableRow, Unreadable

__all__ = [
    "FIELDS",
    "ReadPerson",
    "Table",
    "TableRow",
    "Unreadable",
    "match_columns",
    "read_file",
    "read_people",
]
