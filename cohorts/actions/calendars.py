"""School calendars of a partner's own: copied from one that ships or begun empty, changed period by period or from a file."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from cohorts.models import CalendarPeriod, DeliveryPartner, SchoolCalendar
from cohorts.planning.calendars import CalendarError
from cohorts.plans import read_calendar, school_year_of
from npq_portal.audit import log
from npq_portal.users.models import User

# A school year later the same weekday is 52 weeks on.
A_SCHOOL_YEAR = dt.timedelta(weeks=52)


class Contradiction(Exception):
    """The periods of a calendar would contradict each other; the message says where."""


class NothingToCopy(Exception):
    """The calendar has no period in that school year."""


class YearNotEmpty(Exception):
    """The school year after it has periods already."""


@transaction.atomic
def add(calendar: SchoolCalendar, *, periods_of: SchoolCalendar | None = None, by: User | None) -> SchoolCalendar:
    """Keep a partner's new calendar, with the periods of another where asked. Raises ``ValidationError``."""
    calendar.key = free_key(calendar)
    calendar.full_clean()
    calendar.save(force_insert=True)
    copied = list(periods_of.periods.order_by("starts_on", "pk")) if periods_of else []
    CalendarPeriod.objects.bulk_create(moved(period, calendar) for period in copied)
    log.record("calendar.added", subject=calendar, by=by, periods=len(copied))
    return calendar


@transaction.atomic
def change(calendar: SchoolCalendar, *, by: User | None) -> SchoolCalendar:
    """Keep a calendar's new name or source. Raises ``ValidationError``."""
    calendar.full_clean()
    calendar.save(update_fields=["name", "source", "partner"])
    log.record("calendar.changed", subject=calendar, by=by)
    return calendar


@transaction.atomic
def put(period: CalendarPeriod, *, by: User | None) -> CalendarPeriod:
    """Keep a new or changed period. Raises ``ValidationError``, or ``Contradiction`` with what it would contradict."""
    lock(period.calendar)
    period.full_clean()
    period.save()
    require_sense(period.calendar)
    log.record("calendar.period_kept", subject=period.calendar, by=by, kind=period.kind, on=str(period.starts_on))
    return period


@transaction.atomic
def remove(period: CalendarPeriod, *, by: User | None) -> None:
    """Take a period out of its calendar. Cohorts planned by it stay as they are until their plan is made again."""
    lock(period.calendar)
    period.delete()
    log.record("calendar.period_removed", subject=period.calendar, by=by, kind=period.kind, on=str(period.starts_on))


@transaction.atomic
def read_in(calendar: SchoolCalendar, periods: Iterable[CalendarPeriod], *, by: User | None) -> int:
    """Keep the periods of a file, each in place of the one of its kind that begins on its day; gives how many were new
    or changed.

    Raises ``ValidationError`` or ``Contradiction``, and then keeps nothing.
    """
    lock(calendar)
    there = {(period.kind, period.starts_on): period for period in calendar.periods.all()}
    changed = 0
    for period in periods:
        row = there.get((period.kind, period.starts_on)) or CalendarPeriod(
            calendar=calendar, kind=period.kind, starts_on=period.starts_on
        )
        says = (period.number, period.name, period.ends_on)
        if row.pk and (row.number, row.name, row.ends_on) == says:
            continue
        row.number, row.name, row.ends_on = says
        row.full_clean()
        row.save()
        changed += 1
    require_sense(calendar)
    if changed:
        log.record("calendar.read_in", subject=calendar, by=by, periods=changed)
    return changed


@transaction.atomic
def copy_year(calendar: SchoolCalendar, *, school_year: int, by: User | None) -> int:
    """Write a school year's periods again 52 weeks on, as a start for the next; gives their number.

    Raises ``NothingToCopy``, ``YearNotEmpty`` or ``Contradiction``, and then keeps nothing.
    """
    lock(calendar)
    periods = list(calendar.periods.order_by("starts_on", "pk"))
    copied = [period for period in periods if school_year_of(period.starts_on) == school_year]
    if not copied:
        raise NothingToCopy
    if any(school_year_of(period.starts_on) == school_year + 1 for period in periods):
        raise YearNotEmpty
    CalendarPeriod.objects.bulk_create(moved(period, calendar, by=A_SCHOOL_YEAR) for period in copied)
    require_sense(calendar)
    log.record("calendar.year_copied", subject=calendar, by=by, school_year=school_year, periods=len(copied))
    return len(copied)


def lock(calendar: SchoolCalendar) -> None:
    """Let nobody else change the calendar until the transaction ends."""
    SchoolCalendar.objects.select_for_update().get(pk=calendar.pk)


def require_sense(calendar: SchoolCalendar) -> None:
    """Refuse periods that contradict each other: overlaps, half terms out of order. Raises ``Contradiction``."""
    try:
        read_calendar(calendar.periods.order_by("starts_on", "pk"), name=calendar.name)
    except CalendarError as error:
        raise Contradiction(str(error)) from error


def moved(period: CalendarPeriod, calendar: SchoolCalendar, *, by: dt.timedelta = dt.timedelta()) -> CalendarPeriod:
    """The same period of another calendar, or later; not kept yet."""
    return CalendarPeriod(
        calendar=calendar,
        kind=period.kind,
        number=period.number,
        name=period.name,
        starts_on=period.starts_on + by,
        ends_on=period.ends_on + by,
    )


def free_key(calendar: SchoolCalendar) -> str:
    """A key that no other calendar has: its partner's and its own name, with a number where that is taken."""
    partner: DeliveryPartner | None = calendar.partner
    stem = slugify(f"{partner.slug if partner else ''} {calendar.name}")[:50].strip("-") or "calendar"
    taken = set(SchoolCalendar.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
