"""Measures every operation, and prints what came of it as a table."""

import cProfile
import pstats
import time
from contextlib import closing

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import override_settings

from npq_portal import clock
from tests.benchmarks import planning, scenery
from tests.benchmarks.bare import Bare
from tests.benchmarks.measuring import STEADY, measure, nothing_around
from tests.benchmarks.pages import Pages
from tests.benchmarks.sending import sending
from tests.benchmarks.writes import Writes

HEADINGS = ("aim", "operation", "limit ms", "product ms", "CPU limit", "CPU product", "queries", "ratio", "goal", "")
LINE = "{:>3}  {:<40} {:>9} {:>10} {:>9} {:>11} {:>7} {:>6} {:>6}  {}"

PROFILED = 20


def count_queries(action):
    """How many statements an action asks of the database through Django."""
    counted = []

    def count(execute, sql, *rest):
        counted.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        action()
    return len(counted)


def backends(bare):
    """The database's processes that work for the portal and for the limits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [cursor.fetchone()[0], bare.connection.info.backend_pid]


def verdict(operation, figures):
    """Whether an operation reaches its goals, or why nobody knows."""
    if figures.moved > STEADY:
        return f"not judged: the limit itself moved by {figures.moved:.0%}"
    missed = [
        text
        for is_missed, text in (
            (operation.goal and figures.ratio > operation.goal, "ratio"),
            (
                operation.most_queries and figures.queries > operation.most_queries,
                f"over {operation.most_queries} queries",
            ),
            (operation.most_cpu and figures.product.cpu > operation.most_cpu, f"over {operation.most_cpu} ms of CPU"),
        )
        if is_missed
    ]
    has_goal = operation.goal or operation.most_queries or operation.most_cpu
    return f"MISSED: {', '.join(missed)}" if missed else "met" if has_goal else ""


def line_of(operation, figures):
    is_steady = figures.moved <= STEADY
    return LINE.format(
        operation.number,
        operation.name,
        f"{figures.limit.wall:,.1f}",
        f"{figures.product.wall:,.1f}",
        f"{figures.limit.cpu:,.1f}",
        f"{figures.product.cpu:,.1f}",
        figures.queries,
        f"{figures.ratio:.2f}" if is_steady else "-",
        f"{operation.goal:.2f}" if operation.goal else "",
        verdict(operation, figures),
    )


def run(chosen, *, host):
    """Measure and print; how long it took stands at the end."""
    started = time.monotonic()
    clock.move_to(scenery.NOW)
    with transaction.atomic():
        places = scenery.make()
    with override_settings(ROOT_URLCONF="tests.benchmarks.hello"), closing(Bare()) as bare:
        application = get_wsgi_application()
        print(LINE.format(*HEADINGS), flush=True)
        missed = 0
        for operation in operations(application, bare, host, places):
            if chosen.only in operation.name and chosen.profile:
                profile(operation)
            elif chosen.only in operation.name:
                figures = measure(operation, rounds=chosen.rounds, backends=backends(bare), count_queries=count_queries)
                missed += "MISSED" in verdict(operation, figures)
                print(line_of(operation, figures), flush=True)
    took = time.monotonic() - started
    print(
        f"\n{missed or 'No'} goals missed. Measured in {took:.0f} s beside {chosen.people:,} people; see docs/speed.md."
    )


def profile(operation):
    """Print where the portal's time goes."""
    profiler = cProfile.Profile()
    with (operation.around or nothing_around)():
        operation.product()
    for _ in range(operation.rounds or PROFILED):
        with (operation.around or nothing_around)():
            profiler.runcall(operation.product)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(90)


def operations(application, bare, host, places):
    pages = Pages(application, bare, host)
    yield from pages.operations(places)
    yield from planning.operations(pages)
    yield from Writes(application, bare, host).operations(places)
    yield sending()
