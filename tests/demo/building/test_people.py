"""Invented people."""

import pytest
from django.core.validators import validate_email

from npq_portal.demo.building.people import FEBRUARY, NOVEMBER, address, many


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Seán Gallagher", "sean.gallagher@school.example.org"),
        ("Niamh O'Rourke", "niamh.orourke@school.example.org"),
        ("Nguyễn Minh Anh", "nguyen.minh.anh@school.example.org"),
        ("Mei-Ling Zhou", "mei-ling.zhou@school.example.org"),
    ],
)
def test_a_name_becomes_an_address_under_example_org(name, expected):
    assert address(name) == expected


def test_the_intakes_are_30_and_42_different_people():
    addresses = {address(name) for name in NOVEMBER + FEBRUARY}

    assert (len(NOVEMBER), len(FEBRUARY), len(addresses)) == (30, 42, 72)


def test_as_many_people_as_wanted_have_an_address_each():
    people = many(500)

    assert len({person.email for person in people}) == 500
    for person in people:
        validate_email(person.email)
