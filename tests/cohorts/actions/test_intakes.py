"""Adding and changing cohorts."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cohorts.actions import intakes
from cohorts.models import Cohort
from npq_portal.audit.models import Event
from tests.factories.cohorts import CohortFactory, manager_of

pytestmark = pytest.mark.django_db


def a_cohort_like(cohort, **fields):
    """An unsaved cohort of the same partner."""
    return Cohort(
        slug="another",
        **{
            "name": "February 2022",
            "programme": cohort.programme,
            "partner": cohort.partner,
            "calendar": cohort.calendar,
            "starts_on": dt.date(2022, 2, 1),
            "ends_on": dt.date(2023, 8, 31),
            "contract_year": 2021,
        }
        | fields,
    )


def test_a_cohort_is_added_and_the_log_says_by_whom():
    cohort = CohortFactory()
    manager = manager_of(cohort)

    added = intakes.add(a_cohort_like(cohort), by=manager)

    assert Event.objects.about(added).get().actor == manager


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": dt.date(2022, 1, 31)}, "The cohort ends before it starts."),
        ({"contract_year": 2020}, "Ensure this value is greater than or equal to 2021."),
        ({"name": "Febru\x00ary"}, "Remove the hidden control characters; type the text again if you pasted it."),
        ({"name": "F" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"places": 40000}, "Ensure this value is less than or equal to 10000."),
        ({"engagement_target": 101}, "Ensure this value is less than or equal to 100."),
    ],
)
def test_what_a_cohort_may_not_be_is_said_and_nothing_is_kept(fields, sentence):
    cohort = CohortFactory()

    with pytest.raises(ValidationError) as refused:
        intakes.add(a_cohort_like(cohort, **fields), by=None)

    assert sentence in refused.value.messages
    assert Cohort.objects.get() == cohort


def test_the_same_name_twice_for_a_partner_and_programme_is_refused():
    cohort = CohortFactory()

    with pytest.raises(ValidationError, match="has a cohort of that programme and name already"):
        intakes.add(a_cohort_like(cohort, name=cohort.name), by=None)


def test_a_change_names_the_fields_that_changed():
    cohort = CohortFactory()
    cohort.stage = Cohort.Stage.CLOSED

    intakes.change(cohort, by=None)

    assert Event.objects.about(cohort).get().details == {"fields": ["stage"], "stage": "closed"}
    assert Cohort.objects.get().stage == Cohort.Stage.CLOSED


def test_a_change_of_nothing_leaves_no_trace():
    intakes.change(CohortFactory(), by=None)

    assert not Event.objects.exists()
