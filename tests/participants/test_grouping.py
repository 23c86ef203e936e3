"""Dividing people into groups of even size."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.models import Group
from participants.grouping import Person, deal, new_names, number_for

PEOPLE = [
    Person(1, "Amara", "Elm School"),
    Person(2, "Ben", "Oak School"),
    Person(3, "Chloe", "Elm School"),
    Person(4, "Dan", "Oak School"),
    Person(5, "Elif", ""),
]


def names(groups):
    return [[person.name for person in group] for group in groups]


def test_colleagues_are_dealt_apart():
    assert names(deal(PEOPLE, 2, colleagues="apart")) == [["Chloe", "Dan", "Elif"], ["Amara", "Ben"]]


def test_colleagues_are_kept_together():
    assert names(deal(PEOPLE, 2, colleagues="together")) == [["Amara", "Chloe", "Elif"], ["Ben", "Dan"]]


@given(
    people=st.integers(min_value=1, max_value=60),
    number=st.integers(min_value=1, max_value=20),
    schools=st.integers(min_value=1, max_value=9),
    colleagues=st.sampled_from(["apart", "together"]),
)
def test_everybody_is_in_one_group_and_sizes_differ_by_one_at_most(people, number, schools, colleagues):
    everybody = [Person(pk, f"Person {pk}", f"School {pk % schools}") for pk in range(people)]

    groups = deal(everybody, number, colleagues=colleagues)

    sizes = [len(group) for group in groups]
    assert len(groups) == number
    assert max(sizes) - min(sizes) <= 1
    assert sorted(person for group in groups for person in group) == sorted(everybody)


@pytest.mark.parametrize(("people", "at_most", "groups"), [(25, 4, 7), (24, 4, 6), (3, 4, 1), (5, 2, 3)])
def test_groups_of_at_most_so_many(people, at_most, groups):
    assert number_for(people, at_most=at_most) == groups


@pytest.mark.parametrize(
    ("kind", "taken", "expected"),
    [
        (Group.Kind.TEACHING, set(), ["Group A", "Group B", "Group C"]),
        (Group.Kind.TEACHING, {"Group A", "Group C"}, ["Group B", "Group D", "Group E"]),
        (Group.Kind.COMMUNITY, {"Community 2"}, ["Community 1", "Community 3", "Community 4"]),
        (Group.Kind.BUDDIES, set(), ["Buddies 1", "Buddies 2", "Buddies 3"]),
    ],
)
def test_names_go_on_where_others_stop(kind, taken, expected):
    assert list(islice(new_names(kind, taken), 3)) == expected


def test_letters_are_followed_by_numbers():
    assert list(islice(new_names(Group.Kind.TEACHING, set()), 25, 28)) == ["Group Z", "Group 1", "Group 2"]
