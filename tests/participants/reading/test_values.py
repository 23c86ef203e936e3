"""What people write into cells."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from participants.reading import values
from participants.reading.values import Read


def why_refused(read, text, *more):
    with pytest.raises(ValidationError) as refusal:
        read(text, *more)
    return refusal.value.messages[0]


@pytest.mark.parametrize("text", ["1234567", " 1234567 ", "12 34 567", "1234567.0", "1234567.00", "1234567\n"])
def test_a_trn_is_seven_digits(text):
    assert values.read_trn(text).value == "1234567"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("12/34567", "TRN 12/34567 is read as 1234567."),
        ("12-34567", "TRN 12-34567 is read as 1234567."),
        ("RP12/34567", "TRN RP12/34567 is read as 1234567."),
        ("rp 1234567", "TRN rp1234567 is read as 1234567."),
        ("RP/1234567", "TRN RP/1234567 is read as 1234567."),
    ],
)
def test_a_trn_in_an_older_form_is_read_and_noted(text, note):
    assert values.read_trn(text) == Read("1234567", note)


@pytest.mark.parametrize(("text", "trn"), [("123456", "0123456"), ("12345", "0012345"), ("123456.0", "0123456")])
def test_a_short_trn_is_offered_with_the_zeros_that_excel_removes(text, trn):
    digits = text.removesuffix(".0")

    assert values.read_trn(text) == Read(
        trn, f"TRN {digits} is short: Excel removes zeros in front, so {trn} is likely.", is_guess=True
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0000000", "A TRN is seven digits, and not all of them 0."),
        ("00000", "A TRN is seven digits, and not all of them 0."),
        ("12345678", "This TRN has 8 digits; a TRN has seven."),
        ("1", "This TRN has 1 digit; a TRN has seven."),
        ("１２３４５６７", "Type the TRN with ordinary digits, 0 to 9."),
        ("²123456", "Type the TRN with ordinary digits, 0 to 9."),
        ("1.234567E+06", "Excel shortened this TRN. Format the column as text and type the TRN again."),
        ("123456O", "A letter O, l or I stands where the TRN has a digit. Type it again."),
        ("not known", "A TRN is seven digits, such as 1234567."),
    ],
)
def test_what_is_no_trn_is_refused_with_what_is_wrong(text, sentence):
    assert why_refused(values.read_trn, text) == sentence


@given(st.text())
def test_a_trn_is_seven_plain_digits_or_refused_whatever_stands_there(text):
    try:
        trn = values.read_trn(text).value
    except ValidationError:
        return
    assert re.fullmatch("[0-9]{7}", trn)
    assert trn != "0000000"


@given(st.integers(1, 9_999_999), st.data())
def test_a_trn_keeps_its_digits_wherever_somebody_puts_spaces(number, data):
    trn = f"{number:07}"
    place = data.draw(st.integers(0, 7))

    assert values.read_trn(f"{trn[:place]} {trn[place:]}").value == trn


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Amara@School.Example.org", "amara@school.example.org"),
        ("mailto:amara@school.example.org", "amara@school.example.org"),
        ("o'neil+npq@school.example.org", "o'neil+npq@school.example.org"),
    ],
)
def test_an_address_is_kept_in_lower_case(text, email):
    assert values.read_email(text) == email


@pytest.mark.parametrize(
    "text", ["amara", "a@b", "user@localhost", "a..b@c.org", "Amara <a@b.org>", "a@b.org, c@d.org", "a@b..org", "=A1"]
)
def test_what_is_no_address_is_refused(text):
    assert why_refused(values.read_email, text) == "Write one e-mail address, such as name@school.org.uk."


def test_an_address_with_a_letter_that_only_looks_like_one_is_refused():
    assert why_refused(values.read_email, "mıke@school.example.org") == (
        "Type the e-mail address with ordinary letters; one of these only looks like one."
    )


def test_an_endless_address_is_refused():
    assert why_refused(values.read_email, "a@" + "b" * 250 + ".org") == "An e-mail address has at most 254 characters."


@pytest.mark.parametrize(
    "name", ["O'Brien", "D'Souza-Smith", "Nguyễn Thị", "Null", "True", "X", "தமிழ்", "山田", "{{7*7}}"]
)
def test_real_names_are_names(name):
    assert values.read_name(name, "The name") == name


def test_a_name_is_composed_and_single_spaced():
    assert values.read_name("Zoe\u0308 \u00a0 O'Neill", "The name") == "Zoë O'Neill"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("=cmd|calc", "The name begins with “=”, like a formula. Type it again."),
        ("@SUM(A1)", "The name begins with “@”, like a formula. Type it again."),
        ("#REF!", "The name is an error of Excel, #REF!. Type it again."),
        ("A" * 151, "The name is longer than 150 characters."),
        ("\u200b", "Enter something that can be seen; this is only invisible characters."),
        ("Amara\u202e", "Remove the hidden control characters; type the text again if you pasted it."),
    ],
)
def test_what_is_no_name_is_refused(text, sentence):
    assert why_refused(values.read_name, text, "The name") == sentence


@pytest.mark.parametrize(("text", "urn"), [("123456", "123456"), ("123456.0", "123456"), ("ey 123456", "EY123456")])
def test_a_urn_is_six_digits_or_begins_with_ey(text, urn):
    assert values.read_urn(text) == urn


def test_what_is_no_urn_is_refused():
    assert why_refused(values.read_urn, "12345") == "A URN is six digits, or EY and six or seven digits."


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2022", "3/4/22", "3.4.2022", "3-4-2022", "2022-04-03", "2022-04-03 00:00:00", "2022-04-03T09:00:00Z",
        "3 April 2022", "3rd April 2022", "Sunday 3 April 2022", "Sun, 3 Apr 2022", "3-Apr-22", "April 3, 2022",
        "3/4/2022 00:00", "  3  April\u00a02022",
    ],
)  # fmt: skip
def test_a_day_is_read_day_first_however_it_is_written(text):
    assert values.read_day(text) == (dt.date(2022, 4, 3), "")


def test_one_of_excels_numbers_is_read_as_its_day_and_noted():
    assert values.read_day("44654") == (dt.date(2022, 4, 3), "Excel’s number 44654 is read as 3 April 2022.")


@pytest.mark.parametrize(
    "text", ["29/02/2027", "31/11/2022", "12/13/2022", "30 Smarch 2022", "Foo 3, 2022", "0/1/2022"]
)
def test_a_day_that_does_not_exist_is_refused(text):
    assert why_refused(values.read_day, text) == "There is no such day. Write the day first, such as 31/10/2022."


@pytest.mark.parametrize("text", ["soon", "April 2022", "60", "-1", "２/２/２０２２"])
def test_what_is_no_day_is_refused(text):
    assert why_refused(values.read_day, text) == (
        "Write the date with day, month and year, such as 3/4/2022 or 3 April 2022."
    )


@pytest.mark.parametrize("text", ["31/12/2014", "1/1/2046", "1/1/0027", "99999", "9999-12-31"])
def test_a_day_out_of_bounds_is_refused(text):
    assert why_refused(values.read_day, text) == "Choose a date between 2015 and 2045."


@given(st.dates(dt.date(2015, 1, 1), dt.date(2045, 12, 31)))
def test_every_day_comes_back_from_the_forms_in_which_offices_write_it(day):
    serial = str((day - dt.date(1899, 12, 30)).days)

    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", serial):
        assert values.read_day(text)[0] == day
