"""The arithmetic of a target: how far somebody has come, what is still possible, and from which day it no longer is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from sessions.items import Item


class Counted(StrEnum):
    """How a line of the working enters the figure."""

    ENGAGED = "engaged"
    NOT_ENGAGED = "not engaged"
    UNKNOWN = "unknown"
    TO_COME = "to come"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: the item, how it counted, its weight in the figure, and why."""

    item: Item
    counted: Counted
    weight: int
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands against the target: a word, a glyph and a tone, never a colour alone."""

    key: Literal["out_of_reach", "below", "close", "on_track", "nothing_known"]
    word: str
    glyph: str
    tone: Literal["good", "warn", "risk", "neutral"]


# How far above the target still counts as close to it, in percentage points.
CLOSE_WITHIN = 5

WORST_FIRST = ("out_of_reach", "below", "close", "on_track", "nothing_known")


@dataclass(frozen=True, slots=True)
class Figure:
    """The sums over some lines and what follows from them; weights are items or minutes, as the rule says.

    Percentages are cut, never rounded up. A forecast leaves catch-ups aside and is claimed only where it holds
    whatever the missing registers turn out to say: the best possible takes them as attended, and ``can_miss`` as
    missed. ``point_of_no_return`` is the day on which the target goes out of reach if nothing more is attended.
    ``left`` is the number of items to come. ``catch_ups`` are the fewest items that, made up, lead back to the target:
    now, or, where it has gone out of reach, by the end.
    """

    target: int
    engaged: int
    known: int
    unknown: int
    to_come: int
    percent: Decimal | None
    best_possible_percent: Decimal | None
    can_miss: int
    point_of_no_return: dt.date | None
    left: int
    catch_ups: tuple[Item, ...]
    standing: Standing

    @property
    def is_safe(self) -> bool:
        """Whether the target is reached even if nothing more is attended."""
        return reaches(self.target, self.engaged, self.known + self.unknown + self.to_come)

    @property
    def whole_percent(self) -> int | None:
        """The percentage without its decimal, cut as well."""
        return None if self.percent is None else int(self.percent)

    @property
    def percent_text(self) -> str:
        """The percentage as it is shown; a dash where nothing is known."""
        return "–" if self.percent is None else f"{self.percent}%"


def reaches(target: int, engaged: int, of: int) -> bool:
    """Whether ``engaged`` out of ``of`` is at least ``target`` per cent, exactly."""
    return engaged * 100 >= target * of


def figure_of(lines: Sequence[Line], *, target: int) -> Figure:
    """What ``lines``, in the order of their days, amount to against ``target``."""
    weight = {counted: sum(line.weight for line in lines if line.counted == counted) for counted in Counted}
    engaged, unknown, to_come = weight[Counted.ENGAGED], weight[Counted.UNKNOWN], weight[Counted.TO_COME]
    known = engaged + weight[Counted.NOT_ENGAGED]
    best, total = engaged + unknown + to_come, known + unknown + to_come
    coming = [line for line in lines if line.counted == Counted.TO_COME]
    missed = [line for line in lines if line.counted == Counted.NOT_ENGAGED]
    catch_ups: tuple[Item, ...] = ()
    if not reaches(target, best, total):
        catch_ups = _fewest(missed, target, best, total)
    elif not reaches(target, engaged, known):
        catch_ups = _fewest(missed, target, engaged, known)
    return Figure(
        target=target,
        engaged=engaged,
        known=known,
        unknown=unknown,
        to_come=to_come,
        percent=_cut(engaged, known),
        best_possible_percent=_cut(best, total),
        can_miss=_can_miss(coming, target, engaged + to_come, total),
        point_of_no_return=_point_of_no_return(coming, target, best, total),
        left=len(coming),
        catch_ups=catch_ups,
        standing=_standing(target, engaged, known, is_in_reach=reaches(target, best, total)),
    )


def _cut(engaged: int, of: int) -> Decimal | None:
    """A percentage to one decimal, cut: 89.96 is 89.9 and never 90."""
    return Decimal(engaged * 1000 // of) / 10 if of else None


def _standing(target: int, engaged: int, known: int, *, is_in_reach: bool) -> Standing:
    if not is_in_reach:
        return Standing("out_of_reach", f"Cannot reach {target}% without catch-ups", "■", "risk")
    if not known:
        return Standing("nothing_known", "Nothing known yet", "○", "neutral")
    if not reaches(target, engaged, known):
        return Standing("below", f"Below {target}%", "▲", "risk")
    if not reaches(min(target + CLOSE_WITHIN, 100), engaged, known):
        return Standing("close", f"Close to {target}%", "◆", "warn")
    return Standing("on_track", "On track", "●", "good")


def _can_miss(coming: Sequence[Line], target: int, engaged: int, of: int) -> int:
    """How many items to come may be missed, whichever they are: the heaviest count first."""
    for count, weight in enumerate(sorted((line.weight for line in coming), reverse=True)):
        engaged -= weight
        if not reaches(target, engaged, of):
            return count
    return len(coming)


def _point_of_no_return(coming: Sequence[Line], target: int, engaged: int, of: int) -> dt.date | None:
    if reaches(target, engaged, of):
        for line in coming:
            engaged -= line.weight
            if not reaches(target, engaged, of):
                return line.item.due_on
    return None


def _fewest(missed: Sequence[Line], target: int, engaged: int, of: int) -> tuple[Item, ...]:
    """The fewest missed items that, made up, reach the target: the heaviest, and of equals the latest."""
    chosen: list[Item] = []
    candidates = sorted((line.weight, line.item.due_on, number) for number, line in enumerate(missed))
    while not reaches(target, engaged, of):
        weight, _, number = candidates.pop()
        engaged += weight
        chosen.append(missed[number].item)
    return tuple(sorted(chosen, key=lambda item: item.due_on))
