"""``manage.py import_blueprint FILE``: keeps a delivery model from a JSON file, the portal's own or a published one."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from cohorts.actions import blueprints
from cohorts.planning import published
from cohorts.planning.fields import BlueprintError
from cohorts.plans import components_of


class Command(BaseCommand):
    help = "Keep a delivery model from a JSON file; a file that says nothing new changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="a file of export_blueprint, or a provider's published model")

    def handle(self, *, file: Path, **options) -> None:
        try:
            data = json.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text: see byte {error.start}.") from error
        except json.JSONDecodeError as error:
            raise CommandError(f"{file} is not JSON: see line {error.lineno}, column {error.colno}.") from error
        try:
            if published.is_published(data):
                data = published.read_published(data, key=slugify(file.stem)[:60], place=file.name)
            blueprint, is_new = blueprints.keep(data, place=file.name, by=None)
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
