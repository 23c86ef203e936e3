"""From headings and cells to people."""

import datetime as dt

import pytest

from participants.reading import match_columns, read_file, read_people


def people(text):
    table = read_file(text.encode())
    return read_people(table.rows, match_columns(table.headings))


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["E-mail", "Full name"], {"email": 0, "full_name": 1}),
        (["Work Email ", "FIRST NAME", "Surname"], {"email": 0, "first_name": 1, "last_name": 2}),
        (["Name", "Surname", "Email address"], {"first_name": 0, "last_name": 1, "email": 2}),
        (["First name", "Name", "Surname"], {"first_name": 0, "last_name": 2}),
        (
            ["Teacher reference number (TRN)", "Organisation", "Mentor’s e-mail"],
            {"trn": 0, "school": 1, "mentor_email": 2},
        ),
        (["Start date", "Joined", "School URN"], {"joined_on": 0, "urn": 2}),
        (["Telephone"], {}),
    ],
)
def test_headings_are_known_by_many_names(headings, columns):
    assert match_columns(headings) == columns


def test_a_row_becomes_a_person():
    (person,) = people(
        "First name,Surname,Email,TRN,School,URN,Start,Mentor email\n"
        "Amara,Okafor,Amara@X.org,1234567,Highams Park,123456,1/11/2021,Helen@X.org\n"
    )

    assert person.errors == {}
    assert (person.full_name, person.email, person.trn) == ("Amara Okafor", "amara@x.org", "1234567")
    assert (person.school, person.urn, person.joined_on) == ("Highams Park", "123456", dt.date(2021, 11, 1))
    assert person.mentor_email == "helen@x.org"


def test_every_field_that_is_wrong_says_so():
    (person,) = people("Full name,Email,TRN,Start\n=1,nowhere,99,soon\n")

    assert list(person.errors) == ["email", "full_name", "trn", "joined_on"]


def test_an_address_and_a_name_are_needed():
    rows = people("Full name,Email,TRN\n,,1234567\n")

    assert rows[0].errors == {"email": "The e-mail address is missing.", "full_name": "The name is missing."}


def test_one_name_is_a_name():
    assert people("First name,Last name,Email\nMadonna,,m@x.org\n")[0].full_name == "Madonna"


def test_two_names_may_be_too_long_together():
    (person,) = people(f"First name,Last name,Email\n{'A' * 100},{'B' * 100},a@x.org\n")

    assert person.errors == {"full_name": "The name is longer than 150 characters."}


def test_a_totals_row_is_refused_and_the_others_stay_good():
    rows = people("Full name,Email,TRN\nAmara,a@x.org,1234567\nTotal,,1\n")

    assert [bool(row.errors) for row in rows] == [False, True]


def test_who_is_in_the_file_twice_is_refused_the_second_time():
    rows = people("Full name,Email,TRN\nAmara,a@x.org,1234567\nAmara,A@X.ORG,\nBen,b@x.org,12/34567\n")

    assert [row.errors for row in rows] == [
        {},
        {"email": "Row 2 has this e-mail address already."},
        {"trn": "Row 2 has this TRN already."},
    ]


def test_nobody_is_their_own_mentor():
    rows = people("Full name,Email,Mentor\nAmara,a@x.org,A@x.org\n")

    assert rows[0].errors == {"mentor_email": "Nobody is their own mentor."}


def test_a_slipped_row_is_not_read_any_further():
    rows = people("Full name,Email\nOkafor,Amara,a@x.org\n")

    assert list(rows[0].errors) == ["row"]
    assert rows[0].written("trn") == ""
