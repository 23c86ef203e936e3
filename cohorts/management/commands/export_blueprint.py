"""``manage.py export_blueprint KEY [VERSION]``: prints a delivery model as the JSON that import_blueprint reads."""

from django.core.management.base import BaseCommand, CommandError

from cohorts.blueprint_files import blueprint_file
from cohorts.models import Blueprint


class Command(BaseCommand):
    help = "Print a delivery model as JSON."

    def add_arguments(self, parser) -> None:
        parser.add_argument("key", help="the delivery model's key")
        parser.add_argument("number", metavar="version", nargs="?", type=int, help="otherwise the latest")

    def handle(self, *, key: str, number: int | None, **options) -> None:
        found = Blueprint.objects.filter(key=key).select_related("programme").order_by("-version")
        blueprint = (found if number is None else found.filter(version=number)).first()
        if blueprint is None:
            known = Blueprint.objects.order_by("key", "version").values_list("key", "version")
            names = ", ".join(f"{name} (version {version})" for name, version in known) or "none yet"
            raise CommandError(f"There is no such delivery model. Delivery models: {names}.")
        self.stdout.write(blueprint_file(blueprint))
