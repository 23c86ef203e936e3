"""A participant's own pages: my programme, my schedule, my study, my engagement, my people."""

from django.http import Http404
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.dashboards import next_thing, own_rows, plan_news, support
from npq_portal.dashboards.course import Course, course_of
from npq_portal.dashboards.greetings import greeting, month_words, standing_aside
from npq_portal.dashboards.own_groups import own_groups
from npq_portal.dashboards.own_rows import Own
from npq_portal.dashboards.schedule import Fold, by_month, entries_of, first_lines
from npq_portal.dashboards.weeks import chosen_week, week_of
from npq_portal.ui.pages import render_page
from participants.models import Enrolment
from sessions.forecast import Counted
from sessions.models import StudyRecord

LINES_TO_COME = 8
LIKELIEST = (
    Enrolment.Status.ACTIVE,
    Enrolment.Status.DEFERRED,
    Enrolment.Status.COMPLETED,
    Enrolment.Status.WITHDRAWN,
)


def likeliest_first(own: list[Own]) -> list[Own]:
    """Those that run before those that ended, then the latest begun."""
    latest = sorted(own, key=lambda each: each.enrolment.cohort.starts_on, reverse=True)
    return sorted(latest, key=lambda each: LIKELIEST.index(each.enrolment.status))


def own_page(request, template, fill):
    """A page about the enrolment that the address names, or the likeliest; ``fill(course, frame)`` gives what it shows."""
    today = request.user.acting_on
    own = likeliest_first(own_rows.own_enrolments(request.user, on=today))
    wanted = request.GET.get("enrolment")
    if not own and wanted is None:
        return render_page(request, "dashboards/my_nothing.html")
    place = next((one for one in own if wanted in {None, str(one.enrolment.pk)}), None)
    if place is None:
        raise Http404
    enrolment, now = place.enrolment, clock.now()
    course = course_of(place, now=now)
    frame = {
        "own": [one.enrolment for one in own] if len(own) > 1 else [],
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "chosen": f"?enrolment={enrolment.pk}" if wanted else "",
        "aside": standing_aside(enrolment, course.changes),
        "mentor": place.mentor,
        "now": now,
        "today": today,
    }
    return render_page(request, template, frame | fill(course, frame))


@require_safe
def show_my_programme(request):
    def fill(course: Course, frame):
        entries = entries_of(course, mentor=frame["mentor"], now=frame["now"])
        past = [entry for entry in entries if entry.fold == Fold.SETTLED]
        shown = first_lines(entries, today=frame["today"], at_least=LINES_TO_COME)
        team = own_rows.besides(course.enrolment, request.user, on=frame["today"])
        helpers = support.helpers_of(course, team, mentor=frame["mentor"], on=frame["today"])
        return {
            "greeting": greeting(frame["now"]),
            "month": month_words(frame["cohort"], on=frame["today"]),
            "next": next_context(course, entries, team, now=frame["now"]),
            "months": by_month(shown),
            "past": by_month(past),
            "past_count": len(past),
            "hidden": len(entries) - len(past) - len(shown),
            "engagement": course.engagement,
            "window": next(iter(course.windows), None),
            "helpers": helpers,
            "news": plan_news.for_participant(course, team.known, today=frame["today"]),
        }

    return own_page(request, "dashboards/my_programme.html", fill)


def next_context(course: Course, entries, team, *, now) -> dict:
    """The card at the top: the next session, or else the next line of the schedule, or else nothing."""
    session = next_thing.next_session(course, now=now)
    if session is None:
        return {"line": next_thing.next_line(entries)}
    return {
        "session": session,
        "when": next_thing.when_words(session, now=now),
        "joining": next_thing.joining_of(session, now=now),
        "with": team.named.get(session.pk) or team.facilitators,
    }


@require_safe
def show_my_schedule(request):
    def fill(course: Course, frame):
        entries = entries_of(course, mentor=frame["mentor"], now=frame["now"])
        past = [entry for entry in entries if entry.fold == Fold.SETTLED]
        monday = chosen_week(request.GET.get("week", ""), today=frame["today"])
        return {
            "week": week_of(entries, monday, today=frame["today"]),
            "months": by_month(entry for entry in entries if entry.fold != Fold.SETTLED),
            "past": by_month(past),
            "past_count": len(past),
        }

    return own_page(request, "dashboards/my_schedule.html", fill)


@require_safe
def show_my_study(request):
    def fill(course: Course, frame):
        records = StudyRecord.objects.filter(enrolment=course.enrolment).values_list("unit", "done_at")
        done_at = dict(records)
        units = [
            {
                "unit": unit,
                "item": item,
                "spent": course.studied.get(unit.pk, 0),
                "done_at": done_at.get(unit.pk),
                "is_open": unit.opens_on <= frame["today"],
            }
            for unit, item in course.units
        ]
        return {
            "units": units,
            "spent": sum(course.studied.values()),
            "planned": sum(unit.minutes for unit, _ in course.units),
            "may_record": course.may_record,
        }

    return own_page(request, "dashboards/my_study.html", fill)


@require_safe
def show_my_engagement(request):
    def fill(course: Course, frame):
        return {"engagement": course.engagement, "counted": Counted, "window": next(iter(course.windows), None)}

    return own_page(request, "dashboards/my_engagement.html", fill)


@require_safe
def show_my_people(request):
    def fill(course: Course, frame):
        in_person = [
            session
            for session, item in course.sessions
            if not session.is_online
            and not session.is_cancelled
            and frame["now"] < session.ends_at
            and next_thing.concerns(item)
        ]
        team = own_rows.besides(course.enrolment, request.user, on=frame["today"])
        return {
            "helpers": support.helpers_of(course, team, mentor=frame["mentor"], on=frame["today"]),
            "groups": own_groups(course.enrolment, on=frame["today"]),
            "in_person": next(iter(in_person), None),
        }

    return own_page(request, "dashboards/my_people.html", fill)
