"""Measuring two ways of doing the same thing, in turns."""

import gc
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

# A run in which the bare limit itself moved by more than this says nothing about anything.
STEADY = 0.4
WARM_UP = 3


class Cost(NamedTuple):
    """What doing something once took, in milliseconds; ``cpu`` is this process and the database's."""

    wall: float
    cpu: float


@dataclass
class Operation:
    """Something the portal does, beside the bare limit that reads and writes the same."""

    name: str
    limit: Callable[[], object]
    product: Callable[[], object]
    number: str = ""
    goal: float | None = None
    # By what the goal is judged: "cpu", or "wall" where waiting for another program is the work.
    by: str = "cpu"
    most_queries: int | None = None
    most_cpu: float | None = None
    rounds: int | None = None
    # Called before and after each turn, unmeasured: makes ready what is used up, takes back what was written.
    around: Callable = field(default=None)


class Figures(NamedTuple):
    """What came of measuring an operation."""

    limit: Cost
    product: Cost
    ratio: float
    moved: float
    queries: int


def nanoseconds_of(pid):
    """The processor time of another process, where the system tells (Linux)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0


def cost_of(action, backends):
    """Do something once; ``backends`` are the database's processes that work for it."""
    before = sum(map(nanoseconds_of, backends)) + time.process_time_ns()
    started = time.perf_counter_ns()
    action()
    wall = time.perf_counter_ns() - started
    cpu = sum(map(nanoseconds_of, backends)) + time.process_time_ns() - before
    return Cost(wall / 1e6, cpu / 1e6)


@contextmanager
def nothing_around():
    yield


def measure(operation, *, rounds, backends, count_queries):
    """Measure an operation and its limit in turns, the order changing each round; medians of what they took."""
    around = operation.around or nothing_around
    for _ in range(WARM_UP):
        for action in (operation.limit, operation.product):
            with around():
                action()
    with around():
        queries = count_queries(operation.product)
    taken = {operation.limit: [], operation.product: []}
    gc.collect()
    gc.freeze()
    for number in range(operation.rounds or rounds):
        turns = [operation.limit, operation.product]
        for action in turns if number % 2 else reversed(turns):
            with around():
                taken[action].append(cost_of(action, backends))
    limits, products = taken[operation.limit], taken[operation.product]
    kind = Cost._fields.index(operation.by)
    return Figures(
        limit=middle(limits),
        product=middle(products),
        ratio=median(product[kind] / limit[kind] for product, limit in zip(products, limits, strict=True)),
        moved=how_far_moved([limit[kind] for limit in limits]),
        queries=queries,
    )


def middle(costs):
    return Cost(*map(median, zip(*costs, strict=True)))


def how_far_moved(values):
    """How much the median of the second half of a run differs from that of the first."""
    half = len(values) // 2
    before, after = median(values[:half]), median(values[-half:])
    return abs(after - before) / min(before, after)
