"""A facilitator's home, which is the next register, and the list of all their sessions."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.dashboards import plan_news
from npq_portal.dashboards.greetings import greeting
from npq_portal.dashboards.teaching import Lesson, teaching_of
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import month_year
from npq_portal.users.models import Role
from sessions.models import CatchUp, TrainingSession

COMING = 6
REVIEWS = 5


def sessions_of(request):
    if not request.user.holds(Role.FACILITATOR):
        raise PermissionDenied
    return TrainingSession.objects.facilitated_by(request.user).for_listing()


@require_safe
def show_facilitating(request):
    sessions, now = sessions_of(request), clock.now()
    midnight = clock.at(clock.local(now).date(), dt.time(0))
    untaken = Q(pk__in=TrainingSession.objects.with_register_to_take(now).values("pk"))
    teaching = teaching_of(sessions.filter(untaken | Q(starts_at__gte=midnight)), now=now)
    waiting = CatchUp.objects.to_review_by(request.user).waiting()
    cohorts = list(Cohort.objects.visible_to(request.user).for_listing())
    context = {
        "greeting": greeting(now),
        "teaching": teaching,
        "coming": teaching.coming[:COMING],
        "catch_ups": list(waiting.for_listing()[:REVIEWS]),
        "waiting": waiting.count(),
        "cohorts": cohorts,
        "news": plan_news.for_facilitator(request.user, cohorts, today=request.user.acting_on),
    }
    return render_page(request, "dashboards/facilitating.html", context)


@require_safe
def list_facilitated_sessions(request):
    now = clock.now()
    lessons = [Lesson(session, now) for session in sessions_of(request)]
    coming = [lesson for lesson in lessons if now < lesson.session.ends_at or lesson.is_open]
    context = {
        "coming": by_month(coming),
        "past": by_month([lesson for lesson in lessons if lesson not in coming]),
    }
    return render_page(request, "dashboards/facilitating_schedule.html", context)


def by_month(lessons: list[Lesson]) -> dict[str, list[Lesson]]:
    months: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        months.setdefault(month_year(lesson.session.starts_at), []).append(lesson)
    return months
