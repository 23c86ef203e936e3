"""``manage.py import_blueprint FILE``: keeps a delivery model from a JSON file, the portal's own or a published one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cohorts.actions import blueprints
from cohorts.blueprint_files import read_blueprint_file
from cohorts.planning.fields import BlueprintError
from cohorts.plans import components_of


class Command(BaseCommand):
    help = "Keep a delivery model from a JSON file; a file that says nothing new changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="a file of export_blueprint, or a provider's published model")

    def handle(self, *, file: Path, **options) -> None:
        try:
            data = read_blueprint_file(file.read_bytes(), name=file.name)
            blueprint, is_new = blueprints.keep(data, place=file.name, by=None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except BlueprintError as error:
            raise CommandError(f"Nothing was kept. {error}") from error
        self.stdout.write(f"{blueprint} ({blueprint.key}): {'kept' if is_new else 'known already'}.")
        self.say_what_is_missing(blueprint)

    def say_what_is_missing(self, blueprint) -> None:
        components = components_of(blueprint)
        for component in components:
            if missing := list(dict.fromkeys((*component.lacks, *component.unknown))):
                self.stdout.write(f"  {component.title}: {', '.join(missing)}")
        dated = sum(not component.lacks for component in components)
        self.stdout.write(f"{dated} of {len(components)} components can be dated.")
