"""``manage.py plan COHORT``: the dated plan that a cohort's delivery model gives, with the reason for every moved date."""

import csv

from django.core.management.base import BaseCommand, CommandError

from cohorts.models import Cohort
from cohorts.planning.calendars import CalendarError
from cohorts.planning.fields import BlueprintError
from cohorts.plans import plan_of
from npq_portal.ui.csv import cell

COLUMNS = ["First day", "Last day", "From", "To", "Kind", "Delivery", "Title", "Minutes", "Why then"]


class Command(BaseCommand):
    help = "Print the dated plan that a cohort's delivery model, dates and school calendar give; nothing is written."

    def add_arguments(self, parser) -> None:
        parser.add_argument("cohort", help="the cohort's short name, as in its address")
        parser.add_argument("--format", choices=["text", "csv"], default="text")

    def handle(self, *, cohort: str, **options) -> None:
        plan = self.plan_of(cohort)
        if options["format"] == "csv":
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([cell(value) for value in self.row(item)] for item in plan.items)
        else:
            for item in plan.items:
                days, hours, words = self.in_words(item)
                self.stdout.write(f"{days:31}  {hours:11}  {words}")
        for problem in plan.problems:
            self.stderr.write(str(problem))

    def plan_of(self, slug: str):
        cohort = Cohort.objects.select_related("blueprint__programme", "calendar").filter(slug=slug).first()
        if cohort is None:
            names = ", ".join(Cohort.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no cohort “{slug}”. Cohorts: {names}.")
        if cohort.blueprint is None:
            raise CommandError(f"The {cohort} has no delivery model yet.")
        try:
            return plan_of(cohort)
        except (CalendarError, BlueprintError) as error:
            raise CommandError(str(error)) from error

    def row(self, item) -> list:
        start, end = (f"{time:%H:%M}" if time else "" for time in (item.start, item.end))
        delivery = item.delivery or ""
        days = [item.first_day.isoformat(), item.last_day.isoformat()]
        return [*days, start, end, item.kind, delivery, item.title, item.minutes, item.explanation]

    def in_words(self, item) -> tuple[str, str, str]:
        days = f"{item.first_day:%a %d %b %Y}" + (f" to {item.last_day:%a %d %b %Y}" if item.is_window else "")
        hours = f"{item.start:%H:%M}-{item.end:%H:%M}" if item.start and item.end else ""
        return days, hours, item.title + (f" ({item.explanation})" if item.explanation else "")
