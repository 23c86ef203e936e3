"""Items of a plan, for tests of what moves them."""

import datetime as dt

from cohorts.planning.calendars import ClosedDay, ClosureKind, HalfTerm, SchoolCalendar
from npq_portal import clock
from sessions.plan_items import Kind, PlannedItem

DAY = dt.date.fromisoformat
MAY_16 = dt.date(2022, 5, 16)
CALENDAR = SchoolCalendar(
    [
        HalfTerm(2021, 5, DAY("2022-04-19"), DAY("2022-05-27")),
        HalfTerm(2021, 6, DAY("2022-06-06"), DAY("2022-07-20")),
        HalfTerm(2022, 1, DAY("2022-09-01"), DAY("2022-10-21")),
        HalfTerm(2022, 2, DAY("2022-10-31"), DAY("2022-12-16")),
    ],
    [ClosedDay(DAY("2022-06-24"), ClosureKind.TRAINING_DAY)],
    name="Elm schools",
)


def session(key="seminar-6", day="2022-06-22", starts="15:45", ends="17:15", **fields):
    begins, until = (clock.at(DAY(day), dt.time.fromisoformat(time)) for time in (starts, ends))
    return PlannedItem(Kind.SESSION, key, key.capitalize(), begins, until, **fields)


def unit(key="module-4", opens="2022-06-08", due="2022-07-03", kind=Kind.UNIT):
    return PlannedItem(kind, key, key.capitalize(), DAY(opens), DAY(due))


def window(opens="2022-10-03", closes="2022-10-10"):
    moments = (clock.at(DAY(opens), dt.time(0, 1)), clock.at(DAY(closes), dt.time(23, 59)))
    return PlannedItem(Kind.WINDOW, "case-study", "Case study", *moments)
