"""What stands on the timeline of one cohort, from its rows."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from cohorts.models import Cohort, Milestone
from cohorts.planning.calendars import SchoolCalendar
from npq_portal import clock
from npq_portal.dashboards.school_years import half_terms_of, holidays_of
from npq_portal.dashboards.standings import Person
from npq_portal.dashboards.timeline import Drawing, Lane, Shape, TimelineItem, draw
from npq_portal.ui.words import plain_date
from participants.models import AssessmentWindow, CoachingPeriod
from sessions.items import State
from sessions.models import StudyUnit, TrainingSession

LANES = {
    TrainingSession.Delivery.IN_PERSON: (Lane.IN_PERSON, Shape.SQUARE),
    TrainingSession.Delivery.ONLINE: (Lane.ONLINE, Shape.CIRCLE),
}


def drawing_of(
    cohort: Cohort,
    *,
    sessions: Sequence[TrainingSession],
    units: Sequence[StudyUnit],
    windows: Sequence[AssessmentWindow],
    people: Sequence[Person],
    milestones: Sequence[Milestone],
    calendar: SchoolCalendar | None,
    now: dt.datetime,
) -> Drawing:
    """The whole programme of a cohort, with how many of ``people`` have done what lies between the sessions."""
    today = clock.local(now).date()
    done = parts_done(people)
    items = [
        *[session_on(session, now=now) for session in sessions if not session.is_cancelled],
        *[unit_on(unit, done) for unit in units],
        *[period_on(period, done, today=today) for period in cohort.coaching_periods.order_by("opens_on", "pk")],
        *[window_on(window, now=now) for window in windows],
        *[milestone_on(milestone, today=today) for milestone in milestones],
    ]
    return draw(
        items,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        today=today,
        holidays=holidays_of(calendar) if calendar else (),
        half_terms=half_terms_of(calendar) if calendar else (),
    )


def parts_done(people: Sequence[Person]) -> dict[str, tuple[int, int]]:
    """By the key of an item, how many of those who take part have done it, of how many who are to."""
    done: dict[str, tuple[int, int]] = {}
    for person in people:
        for item in person.items if person.is_active else ():
            if item.state != State.NOT_EXPECTED:
                number, of = done.get(item.key, (0, 0))
                done[item.key] = (number + (item.state == State.DONE), of + 1)
    return done


def session_on(session: TrainingSession, *, now: dt.datetime) -> TimelineItem:
    day = clock.local(session.starts_at).date()
    lane, shape = LANES[TrainingSession.Delivery(session.delivery)]
    url, is_done = session.get_absolute_url(), session.ends_at <= now
    return TimelineItem(lane, day, day, session.title, shape, url=url, is_done=is_done)


def unit_on(unit: StudyUnit, done: dict[str, tuple[int, int]]) -> TimelineItem:
    number, of = done.get(f"study-{unit.pk}", (0, 0))
    return TimelineItem(
        Lane.STUDY,
        unit.opens_on,
        unit.due_on,
        f"{unit.title} ({number} of {of} have done it)" if of else unit.title,
        Shape.BAR,
        url=reverse("sessions:show-unit", args=[unit.pk]),
        is_done=bool(of) and number == of,
        progress=number / of if of else None,
        # "M4" is drawn as 4, as its lane says what it is.
        label=unit.short_title.removeprefix("M"),
    )


def period_on(period: CoachingPeriod, done: dict[str, tuple[int, int]], *, today: dt.date) -> TimelineItem:
    number, of = done.get(f"coaching-{period.pk}", (0, 0))
    title = f"{period.title} ({number} of {of} have talked)" if of else period.title
    is_done = period.due_on < today
    return TimelineItem(Lane.COACHING, period.opens_on, period.due_on, title, Shape.DIAMOND, is_done=is_done)


def window_on(window: AssessmentWindow, *, now: dt.datetime) -> TimelineItem:
    first, last = clock.local(window.opens_at).date(), clock.local(window.closes_at).date()
    title, is_done = "Case study window", window.closes_at <= now
    return TimelineItem(Lane.ASSESSMENT, first, last, title, Shape.WINDOW, is_done=is_done, label=title)


def milestone_on(milestone: Milestone, *, today: dt.date) -> TimelineItem:
    name, day = milestone.get_declaration_type_display(), milestone.due_on
    title = f"{name}: declarations by {plain_date(day)}"
    return TimelineItem(Lane.DECLARATIONS, day, day, title, Shape.FLAG, is_done=day < today, label=name)
