"""A participant's programme, read as their own pages read it."""

from npq_portal.dashboards import course
from npq_portal.dashboards.own_rows import own_enrolments
from sessions.items import local_day


def course_of(enrolment, *, now):
    """The programme of somebody with this one enrolment."""
    [place] = own_enrolments(enrolment.participant.user, on=local_day(now))
    return course.course_of(place, now=now)
