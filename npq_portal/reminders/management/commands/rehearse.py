"""``manage.py rehearse COHORT``: every message that a cohort's programme will send, without sending or writing anything."""

import csv
import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from cohorts.models import Cohort
from cohorts.planning.calendars import CalendarError
from npq_portal.reminders import facts, occurrences, wording
from npq_portal.reminders.models import Anchor
from npq_portal.ui.csv import cell

COLUMNS = ["Local time", "Recipient", "Rule", "Subject", "Unless"]
UNLESS = {
    Anchor.REGISTER_UNTAKEN: "the register is taken",
    Anchor.STUDY_DUE: "it is done",
    Anchor.COACHING_DUE: "it is logged",
    Anchor.CATCH_UP_DUE: "it is handed in",
}


def day(text: str) -> dt.date:
    """A day as the command line writes it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day. Write it as 2022-05-16.") from error


class Command(BaseCommand):
    help = "List every message that a cohort's programme will send, at its local time; nothing is sent or written."

    def add_arguments(self, parser):
        parser.add_argument("cohort", help="the cohort's short name, as in its address")
        parser.add_argument("--from", dest="first", type=day, default=dt.date.min, help="from this day, as 2022-05-16")
        parser.add_argument("--until", dest="last", type=day, default=dt.date.max, help="up to and including this day")
        parser.add_argument("--format", choices=["text", "csv"], default="text")

    def handle(self, *, cohort, first, last, **options):
        known = facts.read(self.cohort_of(cohort))
        try:
            rows = list(self.rows(known, first, last))
        except CalendarError as error:
            raise CommandError(f"The calendar of {known.cohort} contradicts itself: {error}") from error
        if options["format"] == "csv":
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([cell(value) for value in row] for row in rows)
        else:
            for local, recipient, rule, subject, unless in rows:
                condition = f" (unless {unless})" if unless else ""
                self.stdout.write(f"{local}  {recipient}  [{rule}]  {subject}{condition}")
            self.stdout.write(f"{len(rows):,} messages.")

    def cohort_of(self, slug):
        rows = Cohort.objects.select_related("programme", "partner", "calendar")
        if found := rows.filter(slug=slug).first():
            return found
        names = ", ".join(Cohort.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no cohort “{slug}”. Cohorts: {names}.")

    def rows(self, known, first, last):
        for rule, user, enrolment_id, point, slot, _ in occurrences.all_of(known):
            if first <= slot.day <= last:
                subject, _ = wording.render(rule, user, enrolment_id, point.thing, known, slot.moment)
                local = f"{slot.day:%a %d %b %Y} {slot.time:%H:%M}"
                yield local, f"{user} <{user.email}>", rule.name, subject, UNLESS.get(rule.anchor, "")
