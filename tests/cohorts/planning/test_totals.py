"""What a delivery model amounts to in hours."""

import pytest

from cohorts.planning.components import Delivery
from cohorts.planning.totals import credited_by_delivery, credited_minutes
from tests.cohorts.planning.builders import component, edge, on, week

WINDOW = {"by": "window", "opens": edge(1, 1, "monday"), "closes": edge(1, 2, "monday")}


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"minutes": 90}, 90),
        ({"minutes": 90, "credited_minutes": 0}, 0),
        ({"minutes": 90, "credited_minutes": 60, "days": 2}, 120),
        ({"minutes": 90, "repeat": {"every": "half_term", "times": 4}}, 360),
        ({"minutes": 90, "repeat": {"every": "half_term"}}, 90),
        ({"placement": on("2022-06-02", "15:30", "17:00")}, 90),
        ({"placement": week(1, 2, "monday") | {"end": None}}, None),
        ({"placement": {"by": "before", "component": "unit", "working_days": 3, "start": "15:30", "end": "16:30"}}, 60),
        ({"placement": WINDOW, "minutes": 600, "days": 2}, 600),
        ({"placement": WINDOW}, None),
        ({}, None),
    ],
)
def test_a_component_counts_on_all_its_days_and_each_time_that_it_comes_round(fields, minutes):
    assert credited_minutes(component(**fields)) == minutes


def test_hours_are_added_up_by_how_they_are_delivered_and_what_is_not_known_comes_last():
    components = [
        component("a", minutes=30),
        component("b", minutes=90, delivery="online"),
        component("c", minutes=60, delivery="online"),
        component("d", delivery="in_person"),
    ]

    totals = credited_by_delivery(components)

    assert list(totals.items()) == [(Delivery.IN_PERSON, None), (Delivery.ONLINE, 150), (None, 30)]
