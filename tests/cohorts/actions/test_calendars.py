"""Keeping a partner's own school calendars."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cohorts.actions import calendars, reference
from cohorts.models import CalendarPeriod, SchoolCalendar
from npq_portal.audit.models import Event
from tests.factories.cohorts import (
    CalendarPeriodFactory,
    DeliveryPartnerFactory,
    HalfTermFactory,
    SchoolCalendarFactory,
)

pytestmark = pytest.mark.django_db


def own(name="Elm area"):
    return SchoolCalendar(name=name, partner=DeliveryPartnerFactory(slug="elm"))


def period(**fields):
    return CalendarPeriod(
        **{"kind": "closure", "name": "Closed", "starts_on": dt.date(2022, 3, 4), "ends_on": dt.date(2022, 3, 4)}
        | fields
    )


def test_a_calendar_begins_with_the_days_of_one_that_ships():
    reference.load()
    shipped = SchoolCalendar.objects.get(key="hertfordshire")

    calendar = calendars.add(own(), periods_of=shipped, by=None)

    assert calendar.key == "elm-elm-area"
    assert calendar.periods.count() == shipped.periods.count()
    assert Event.objects.about(calendar).get().details == {"periods": calendar.periods.count()}


def test_calendars_of_one_name_have_addresses_of_their_own():
    first = calendars.add(own(), by=None)
    second = calendars.add(SchoolCalendar(name="Elm area", partner=first.partner), by=None)
    nameless = calendars.add(SchoolCalendar(name="研讨"), by=None)

    assert (first.key, second.key, nameless.key) == ("elm-elm-area", "elm-elm-area-2", "calendar")


def test_a_calendar_is_renamed():
    calendar = calendars.add(own(), by=None)
    calendar.name = "Elm and Ash"

    calendars.change(calendar, by=None)

    assert SchoolCalendar.objects.get().name == "Elm and Ash"


def test_a_period_is_kept_and_removed():
    calendar = SchoolCalendarFactory()

    kept = calendars.put(period(calendar=calendar), by=None)
    assert calendar.periods.get() == kept

    calendars.remove(kept, by=None)
    assert not calendar.periods.exists()
    actions = Event.objects.about(calendar).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["calendar.period_kept", "calendar.period_removed"]


def test_a_half_term_that_overlaps_another_is_refused_with_both_named():
    half_term = HalfTermFactory()

    with pytest.raises(calendars.Contradiction, match="begins on Friday 11 February 2022, before half term 3"):
        calendars.put(
            period(
                calendar=half_term.calendar,
                kind="half_term",
                number=4,
                starts_on=half_term.ends_on,
                ends_on=dt.date(2022, 4, 1),
            ),
            by=None,
        )

    assert half_term.calendar.periods.get() == half_term


@pytest.mark.parametrize(
    "fields", [{"ends_on": dt.date(2022, 3, 3)}, {"number": 2}, {"kind": "half_term"}, {"name": ""}, {"number": 7}]
)
def test_a_period_that_cannot_be_is_refused(fields):
    with pytest.raises(ValidationError):
        calendars.put(period(calendar=SchoolCalendarFactory(), **fields), by=None)


def test_a_file_replaces_what_begins_on_the_same_day_and_says_how_much_is_new():
    there = CalendarPeriodFactory(starts_on=dt.date(2022, 3, 4), ends_on=dt.date(2022, 3, 4))
    lines = [
        period(kind="training_day", ends_on=dt.date(2022, 3, 5)),
        period(kind="closure", starts_on=dt.date(2022, 6, 27), ends_on=dt.date(2022, 6, 27)),
    ]

    assert calendars.read_in(there.calendar, lines, by=None) == 2
    assert calendars.read_in(there.calendar, lines, by=None) == 0
    there.refresh_from_db()
    assert (there.name, there.ends_on) == ("Closed", dt.date(2022, 3, 5))
    assert Event.objects.about(there.calendar).get().details == {"periods": 2}


def test_a_year_is_copied_52_weeks_on():
    half_term = HalfTermFactory()
    CalendarPeriodFactory(calendar=half_term.calendar)

    assert calendars.copy_year(half_term.calendar, school_year=2021, by=None) == 2

    copied = half_term.calendar.periods.get(kind="half_term", starts_on__year=2023)
    assert (copied.number, copied.starts_on - half_term.starts_on) == (3, dt.timedelta(days=364))
    assert copied.starts_on.weekday() == half_term.starts_on.weekday()


def test_a_year_is_copied_only_where_there_is_one_and_nothing_after_it():
    calendar = HalfTermFactory().calendar

    with pytest.raises(calendars.NothingToCopy):
        calendars.copy_year(calendar, school_year=2025, by=None)
    calendars.copy_year(calendar, school_year=2021, by=None)
    with pytest.raises(calendars.YearNotEmpty):
        calendars.copy_year(calendar, school_year=2021, by=None)
    assert calendar.periods.count() == 2
