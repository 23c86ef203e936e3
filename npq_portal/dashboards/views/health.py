"""Answers for whatever watches over the portal's processes. Neither needs Redis: pages work without it."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class MigrationsMissing(Exception):
    """The database is older than the code."""


@lru_cache(maxsize=1)
def require_migrations() -> None:
    """Raise ``MigrationsMissing`` unless all are applied; once they are, this process need not look again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing


def answer(text, *, status=200):
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)


@login_not_required
@never_cache
@require_safe
def healthz(request):
    return answer("The portal answers.")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    try:
        MigrationRecorder(connection).has_table()
        require_migrations()
    except Error:
        return answer("The database does not answer.", status=503)
    except MigrationsMissing:
        return answer("Migrations are missing. Run: manage.py migrate", status=503)
    return answer("The portal is ready.")
