"""``manage.py load_reference``: brings courses, milestones, calendars and blueprints in line with their files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cohorts.actions import reference


class Command(BaseCommand):
    help = (
        "Load courses, lead providers, milestones, school calendars and blueprints from their data files; repeatable."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--folder", type=Path, default=reference.SHIPPED, help="Where the data files are.")

    def handle(self, *args, folder: Path, **options) -> None:
        try:
            tallies = reference.load(folder=folder)
        except reference.BrokenReferenceData as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for noun, tally in tallies.items():
            self.stdout.write(f"{tally.rows:4} {noun}, {tally.changed} new or changed")
