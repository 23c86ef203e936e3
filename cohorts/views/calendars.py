"""School calendars: a year at a glance, and the periods from which the planner reads when schools are open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import calendars
from cohorts.calendar_files import COLUMNS, EXAMPLE, UnreadableCalendar, lines_of, read_calendar_file
from cohorts.forms.calendars import CalendarFileForm, CalendarForm, NewCalendarForm, PeriodForm
from cohorts.models import CalendarPeriod, SchoolCalendar
from cohorts.planning.calendars import CalendarError
from cohorts.plans import read_calendar, school_year_of
from cohorts.school_year import months_of
from npq_portal import clock
from npq_portal.ui.csv import csv_response
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count


def require_planner(user) -> None:
    if not user.has_perm("cohorts.add_new_cohort"):
        raise PermissionDenied


def own_calendar(request, key) -> SchoolCalendar:
    """The calendar, for somebody who may change it."""
    calendar = get_object_or_404(SchoolCalendar.objects.visible_to(request.user).select_related("partner"), key=key)
    require_planner(request.user)
    if not request.user.has_perm("cohorts.change_school_calendar", calendar):
        raise PermissionDenied
    return calendar


def posted(request, *, files: bool = False) -> list:
    """What a form is bound to: an empty form that was sent is refused like any other."""
    if request.method != "POST":
        return [None]
    return [request.POST, request.FILES] if files else [request.POST]


def years_in_words(year: int) -> str:
    """2021-22, as schools say it."""
    return f"{year}–{(year + 1) % 100:02}"


@require_safe
def list_calendars(request):
    require_planner(request.user)
    rows = SchoolCalendar.objects.visible_to(request.user).for_listing()
    return render_page(request, "cohorts/list_calendars.html", {"calendars": rows})


@require_http_methods(["GET", "POST"])
def add_calendar(request):
    require_planner(request.user)
    form = NewCalendarForm(*posted(request), user=request.user, initial={"periods_of": request.GET.get("from")})
    if request.method == "POST" and form.is_valid():
        calendar = calendars.add(form.save(commit=False), periods_of=form.cleaned_data["periods_of"], by=request.user)
        messages.success(request, f"{calendar} added. Check its days, and add what is missing.")
        return redirect(calendar)
    return calendar_page(request, form)


@require_http_methods(["GET", "POST"])
def edit_calendar(request, key):
    calendar = own_calendar(request, key)
    form = CalendarForm(*posted(request), instance=calendar, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = calendars.change(form.save(commit=False), by=request.user)
        messages.success(request, f"{saved} saved.")
        return redirect(saved)
    return calendar_page(request, form, calendar)


def calendar_page(request, form, calendar: SchoolCalendar | None = None):
    context = {"form": form, "calendar": calendar}
    return render_page(request, "cohorts/edit_calendar.html", context, status=422 if form.errors else 200)


@require_safe
def show_calendar(request, key):
    require_planner(request.user)
    calendar = get_object_or_404(SchoolCalendar.objects.visible_to(request.user).select_related("partner"), key=key)
    periods = list(calendar.periods.order_by("starts_on", "pk"))
    years = sorted({school_year_of(period.starts_on) for period in periods})
    year = chosen_year(request, years)
    try:
        months, problem = months_of(read_calendar(periods, name=calendar.name), year), ""
    except CalendarError as error:
        months, problem = [], str(error)
    context = {
        "calendar": calendar,
        "months": months,
        "problem": problem,
        "periods": [period for period in periods if school_year_of(period.starts_on) == year],
        "year": year,
        "year_words": years_in_words(year),
        "next_year_words": years_in_words(year + 1),
        "years": [(each, years_in_words(each)) for each in sorted({*years, year})],
        "may_change": request.user.has_perm("cohorts.change_school_calendar", calendar),
        "may_copy_year": year in years and year + 1 not in years,
        "cohorts": calendar.cohorts.managed_by(request.user).for_listing(),
    }
    return render_page(request, "cohorts/show_calendar.html", context)


def chosen_year(request, years: list[int]) -> int:
    """The school year that the address asks for; otherwise today's, or the nearest that the calendar knows."""
    asked = request.GET.get("year", "")
    if len(asked) == 4 and asked.isascii() and asked.isdecimal() and 2015 <= int(asked) <= 2045:
        return int(asked)
    today = school_year_of(clock.today())
    return min(years, key=lambda year: abs(year - today), default=today)


@require_http_methods(["GET", "POST"])
def edit_period(request, key, pk=None):
    calendar = own_calendar(request, key)
    period = get_object_or_404(calendar.periods, pk=pk) if pk else CalendarPeriod(calendar=calendar)
    form = PeriodForm(*posted(request), instance=period)
    if request.method == "POST" and form.is_valid():
        try:
            kept = calendars.put(form.save(commit=False), by=request.user)
        except calendars.Contradiction as problem:
            form.add_error(None, ValidationError(str(problem)))
        else:
            messages.success(request, f"{kept.name} saved.")
            return redirect(year_page(calendar, school_year_of(kept.starts_on)))
    context = {"form": form, "calendar": calendar, "period": period if pk else None}
    return render_page(request, "cohorts/edit_period.html", context, status=422 if form.errors else 200)


def year_page(calendar: SchoolCalendar, year: int) -> str:
    return f"{reverse('cohorts:show-calendar', args=[calendar.key])}?year={year}"


@require_POST
def remove_period(request, key, pk):
    calendar = own_calendar(request, key)
    period = get_object_or_404(calendar.periods, pk=pk)
    calendars.remove(period, by=request.user)
    messages.success(request, f"{period.name} removed.")
    return redirect(year_page(calendar, school_year_of(period.starts_on)))


@require_POST
def copy_year(request, key):
    calendar = own_calendar(request, key)
    year = chosen_year(request, [])
    try:
        number = calendars.copy_year(calendar, school_year=year, by=request.user)
    except (calendars.NothingToCopy, calendars.YearNotEmpty):
        messages.info(request, "Nothing was copied: the year has no days, or the next has some already.")
        return redirect(year_page(calendar, year))
    except calendars.Contradiction as problem:
        messages.error(request, f"Nothing was copied: {problem}")
        return redirect(year_page(calendar, year))
    messages.success(
        request,
        f"{count(number, 'period,periods')} copied to {years_in_words(year + 1)}, 52 weeks on. Correct what is different.",
    )
    return redirect(year_page(calendar, year + 1))


@require_http_methods(["GET", "POST"])
def import_periods(request, key):
    calendar = own_calendar(request, key)
    form = CalendarFileForm(*posted(request, files=True))
    if request.method == "POST" and form.is_valid():
        try:
            periods = read_calendar_file(form.cleaned_data["file"].read())
            number = calendars.read_in(calendar, periods, by=request.user)
        except UnreadableCalendar as unreadable:
            form.add_error("file", ValidationError(list(unreadable.problems)))
        except (ValidationError, calendars.Contradiction) as problem:
            form.add_error("file", ValidationError(getattr(problem, "messages", None) or str(problem)))
        else:
            messages.success(
                request, f"{count(number, 'period,periods')} new or changed, of {len(periods)} in the file."
            )
            return redirect(year_page(calendar, school_year_of(periods[0].starts_on)))
    context = {"form": form, "calendar": calendar}
    return render_page(request, "cohorts/import_periods.html", context, status=422 if form.errors else 200)


@require_safe
def download_periods(request, key):
    """The calendar as the file that can be read in again; of an empty one, an example."""
    require_planner(request.user)
    calendar = get_object_or_404(SchoolCalendar.objects.visible_to(request.user), key=key)
    rows = lines_of(calendar.periods.order_by("starts_on", "pk"))
    return csv_response(f"{calendar.key}.csv", [name.capitalize() for name in COLUMNS], rows or EXAMPLE)
