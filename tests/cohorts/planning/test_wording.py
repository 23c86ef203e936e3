import datetime as dt

import pytest

from cohorts.planning import wording


def test_a_day_is_said_with_its_weekday_and_without_leading_zeros():
    assert wording.day_in_words(dt.date(2022, 6, 2)) == "Thursday 2 June 2022"


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["one"], "one"), (["one", "two"], "one and two"), (["one", "two", "three"], "one, two and three")],
)
def test_a_list_is_said_with_an_and(words, said):
    assert wording.listed(words) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 weeks"), (1, "1 week"), (2, "2 weeks")])
def test_a_count_takes_the_plural(number, said):
    assert wording.counted(number, "week") == said
