"""Downloads open in Excel as they are meant, and nothing in them is ever evaluated."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from npq_portal.ui.csv import cell, csv_response


def test_a_file_begins_with_the_byte_order_mark_so_that_excel_reads_names_right():
    response = csv_response("cohort.csv", ["Name"], [["Zoë Łukasiewicz"]])

    assert b"".join(response) == "\ufeffName\r\nZoë Łukasiewicz\r\n".encode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="cohort.csv"'
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1+A1", "－A1", "＠x"]
)
def test_text_that_a_spreadsheet_would_evaluate_stays_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, Decimal("-2.5"), -0.1, "+44 20 7946 0018", "-3", "O’Neill-Smith", "e@x.org"])
def test_numbers_telephone_numbers_and_plain_text_are_left_alone(value):
    assert cell(value) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (dt.date(2022, 5, 11), "2022-05-11"),
        (dt.datetime(2022, 5, 11, 14, 45, tzinfo=dt.UTC), "2022-05-11 15:45"),
        ("A\0B", "AB"),
    ],
)
def test_other_values_are_written_so_that_people_and_machines_can_read_them(value, written):
    assert cell(value) == written


def test_what_is_written_can_be_read_back_cell_by_cell():
    rows = [["Amara, “AO”", 'said "yes"', "two\nlines"], ["=HYPERLINK(1)", "", "é"]]
    text = b"".join(csv_response("x.csv", ["a", "b", "c"], iter(rows))).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b", "c"],
        ["Amara, “AO”", 'said "yes"', "two\nlines"],
        ["'=HYPERLINK(1)", "", "é"],
    ]
