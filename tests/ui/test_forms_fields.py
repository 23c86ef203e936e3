"""Fields that several forms share."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from npq_portal.ui.forms import DayField, LinesField


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-04-03", dt.date(2022, 4, 3)),
        ("03/04/2022", dt.date(2022, 4, 3)),
        ("3 April 2022", dt.date(2022, 4, 3)),
        ("29/02/2028", dt.date(2028, 2, 29)),
    ],
)
def test_a_day_is_understood_as_people_in_england_write_it(typed, day):
    assert DayField().clean(typed) == day


@pytest.mark.parametrize("typed", ["29/02/2027", "31/11/2022", "0001-01-01", "9999-12-31", "2014-12-31", "soon"])
def test_a_day_that_is_none_or_far_away_is_refused(typed):
    with pytest.raises(ValidationError):
        DayField().clean(typed)


def test_a_day_that_may_be_missing_may_be_missing():
    assert DayField(required=False).clean("") is None


def test_lines_end_as_they_are_kept_so_that_an_untouched_text_has_not_changed():
    field = LinesField(required=False)

    assert field.clean("one\r\ntwo\r\n") == "one\ntwo"
    assert not field.has_changed("one\ntwo", "one\r\ntwo")
    assert field.clean(None) == ""
