"""What comes after what, and where it goes round in a circle."""

from graphlib import CycleError, TopologicalSorter


def in_order(waits: dict[str, list[str]]) -> tuple[list[list[str]], list[str]]:
    """The circles in ``waits``, each from its first key round to it again, and the other keys, awaited ones first."""
    circles: list[list[str]] = []
    while True:
        try:
            return circles, list(TopologicalSorter(waits).static_order())
        except CycleError as error:
            # The sorter tells the circle from the awaited to the waiting.
            circle = list(reversed(error.args[1]))[:-1]
            first = min(map(list(waits).index, circle))
            begin = circle.index(list(waits)[first])
            circle = [*circle[begin:], *circle[: begin + 1]]
            circles.append(circle)
            waits = {
                key: [wanted for wanted in wanted_keys if wanted not in circle]
                for key, wanted_keys in waits.items()
                if key not in circle
            }
