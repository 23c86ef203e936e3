"""How far cohorts are in teaching weeks, and their holidays; calendars are read once for all cohorts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from cohorts.models import CalendarPeriod, Cohort
from cohorts.planning.calendars import CalendarError, SchoolCalendar
from cohorts.plans import read_calendar
from npq_portal.dashboards.timeline import Period

SEASONS = ("Autumn", "Spring", "Summer")


class Weeks(NamedTuple):
    """Teaching weeks begun, and of the whole programme."""

    begun: int
    total: int

    @property
    def percent(self) -> float:
        return self.begun * 100 / self.total if self.total else 0


def calendars_of(cohorts: Iterable[Cohort]) -> dict[int, SchoolCalendar | None]:
    """By calendar id, what the planner reads, in one query; nothing where the rows contradict each other."""
    names = {cohort.calendar_id: cohort.calendar.name for cohort in cohorts}
    periods = defaultdict(list)
    for period in CalendarPeriod.objects.filter(calendar__in=names).order_by("starts_on", "pk"):
        periods[period.calendar_id].append(period)
    return {calendar: _read(periods[calendar], name) for calendar, name in names.items()}


def _read(periods: list[CalendarPeriod], name: str) -> SchoolCalendar | None:
    try:
        return read_calendar(periods, name=name)
    except CalendarError:
        # The page of the plan says what contradicts what; a board goes on without.
        return None


def weeks_of(cohort: Cohort, calendar: SchoolCalendar | None, *, today) -> Weeks | None:
    """Where ``today`` is in a cohort's teaching weeks; nothing where its calendar cannot say."""
    if calendar is None or not calendar.half_terms:
        return None
    return Weeks(
        calendar.teaching_week(min(today, cohort.ends_on), cohort.starts_on),
        calendar.teaching_weeks_between(cohort.starts_on, cohort.ends_on),
    )


def holidays_of(calendar: SchoolCalendar) -> list[Period]:
    return [Period(holiday.starts_on, holiday.ends_on, _sentence(holiday.name)) for holiday in calendar.holidays]


def half_terms_of(calendar: SchoolCalendar) -> list[Period]:
    """Half terms as people name them: Autumn half term 1."""
    return [
        Period(
            half_term.starts_on,
            half_term.ends_on,
            f"{SEASONS[(half_term.number - 1) // 2]} half term {(half_term.number - 1) % 2 + 1}",
        )
        for half_term in calendar.half_terms
    ]


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]
