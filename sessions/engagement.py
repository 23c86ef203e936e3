"""Engagement so far against the target, and what is still possible: one arithmetic, shown to everyone the same.

Rows in, figures out. The percentage is of what is known: a session whose register is not in counts neither as attended
nor as missed. Lead providers differ (what counts, whether strands are judged separately, what an excuse is worth), so
the differences are an ``EngagementRule``. Being late is being there; an absence that was made up counts as engaged,
while the absence itself stays on record.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal

from sessions.forecast import WORST_FIRST, Counted, Figure, Line, figure_of
from sessions.items import Item, State, Strand


@dataclass(frozen=True, slots=True)
class EngagementRule:
    """What a lead provider asks for.

    An excused absence counts as missed until it is made up, unless the provider leaves excused absences out. Judged
    separately, every strand that has items must reach the target by itself.
    """

    target: int = 90
    counts: Literal["items", "minutes"] = "items"
    separate_strands: bool = False
    excused_counts: Literal["missed", "excluded"] = "missed"


NINETY_PER_CENT = EngagementRule()


@dataclass(frozen=True, slots=True)
class Engagement(Figure):
    """A person's engagement over a whole programme, with its working and the sentence that says what to do.

    Where strands are judged separately, the sums and percentages are of everything together, and the standing and the
    forecast are those of the strands that decide.
    """

    sentence: str
    strands: Mapping[Strand, Figure]
    working: tuple[Line, ...]

    def sentence_about(self, name: str) -> str:
        """The sentence as somebody else reads it."""
        return self.sentence.replace("You can", f"{name} can")


COUNTED = {
    State.ATTENDED: Counted.ENGAGED,
    State.LATE: Counted.ENGAGED,
    State.MADE_UP: Counted.ENGAGED,
    State.DONE: Counted.ENGAGED,
    State.MISSED: Counted.NOT_ENGAGED,
    State.EXCUSED: Counted.NOT_ENGAGED,
    State.OVERDUE: Counted.NOT_ENGAGED,
    State.UNKNOWN: Counted.UNKNOWN,
    State.IN_PROGRESS: Counted.TO_COME,
    State.UPCOMING: Counted.TO_COME,
    State.NOT_EXPECTED: Counted.LEFT_OUT,
}

WHY = {
    State.ATTENDED: "Attended",
    State.LATE: "Late, which counts as attended",
    State.MADE_UP: "Missed, then made up",
    State.DONE: "Done",
    State.MISSED: "Missed",
    State.EXCUSED: "Excused, which counts as missed until it is made up",
    State.OVERDUE: "Not done by {due}",
    State.UNKNOWN: "Not marked yet",
    State.IN_PROGRESS: "Started, to be done by {due}",
    State.UPCOMING: "To come, on {due}",
    State.NOT_EXPECTED: "Not expected: {reason}",
}


def measure(items: Iterable[Item], *, rule: EngagementRule = NINETY_PER_CENT) -> Engagement:
    """The engagement that ``items`` amount to under ``rule``."""
    working = tuple(_line(item, rule) for item in sorted(items, key=lambda item: item.due_on))
    by_strand = {
        strand: lines for strand in Strand if (lines := [line for line in working if line.item.strand == strand])
    }
    strands = {strand: figure_of(lines, target=rule.target) for strand, lines in by_strand.items()}
    figure = figure_of(working, target=rule.target)
    advice = _advice(figure, working) if figure.known else _outlook(working)
    if rule.separate_strands and strands:
        figure = _judged_separately(figure, list(strands.values()))
        decisive = min(strands, key=lambda strand: _urgency(strands[strand]))
        advice = _advice(strands[decisive], by_strand[decisive]) if figure.known else advice
    return Engagement(
        **{field.name: getattr(figure, field.name) for field in fields(Figure)},
        sentence=" ".join(filter(None, [advice, _not_marked(working)])),
        strands=strands,
        working=working,
    )


def _line(item: Item, rule: EngagementRule) -> Line:
    counted, why = COUNTED[item.state], WHY[item.state]
    if "{" in why:
        why = why.format(due=_day(item.due_on), reason=item.reason)
    if item.state == State.EXCUSED and rule.excused_counts == "excluded":
        counted, why = Counted.LEFT_OUT, "Excused, which is left out"
    if not item.is_compulsory:
        counted, why = Counted.LEFT_OUT, "Optional"
    return Line(item, counted, item.minutes if rule.counts == "minutes" else 1, why)


def _judged_separately(together: Figure, strands: Sequence[Figure]) -> Figure:
    """The figure of everything, with the worst standing of any strand and the forecast of those that bind."""
    returns = [figure.point_of_no_return for figure in strands if figure.point_of_no_return]
    return replace(
        together,
        can_miss=min((figure.can_miss for figure in strands if not figure.is_safe), default=together.left),
        point_of_no_return=min(returns, default=None),
        catch_ups=tuple(item for figure in strands for item in figure.catch_ups),
        standing=min((figure.standing for figure in strands), key=lambda standing: WORST_FIRST.index(standing.key)),
    )


def _urgency(figure: Figure) -> tuple[int, bool, int]:
    """What to speak of first: a strand out of reach, then one below, then the one that may be missed least."""
    return min(WORST_FIRST.index(figure.standing.key), WORST_FIRST.index("close")), figure.is_safe, figure.can_miss


def _advice(figure: Figure, lines: Sequence[Line]) -> str:
    target, catch_ups = f"{figure.target}%", figure.catch_ups
    coming = [line.item for line in lines if line.counted == Counted.TO_COME]
    if figure.standing.key == "out_of_reach":
        return f"{target} cannot be reached without {_count(len(catch_ups), 'catch-up')}: {_names(catch_ups)}."
    if figure.standing.key == "below":
        made_up = figure.engaged + sum(line.weight for line in lines if line.item in catch_ups)
        is_exact = made_up * 100 == figure.target * figure.known
        return f"{_verb(catch_ups)} {_names(catch_ups)} to be back {'at' if is_exact else 'above'} {target}."
    if figure.is_safe:
        return f"{target} is reached for the whole programme."
    if figure.can_miss:
        return f"You can miss {figure.can_miss} more {_noun(coming, figure.can_miss)}."
    return f"Do everything that is left to stay at {target} or above." if coming else "Nothing more is to come."


def _outlook(lines: Sequence[Line]) -> str:
    first = next((line.item for line in lines if line.counted == Counted.TO_COME), None)
    if first is None:
        return "Nothing counts yet."
    return f"Nothing counts yet. The first that will is {_name(first)} on {_day(first.due_on)}."


def _not_marked(lines: Sequence[Line]) -> str:
    unknown = sum(line.counted == Counted.UNKNOWN for line in lines)
    if not unknown:
        return ""
    return "1 session is not marked yet." if unknown == 1 else f"{unknown} sessions are not marked yet."


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

NOUNS = {Strand.LIVE: "session", Strand.STUDY: "self-study unit", Strand.COACHING: "coaching conversation"}


def _count(number: int, noun: str) -> str:
    word = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{word} {noun}" if number == 1 else f"{word} {noun}s"


def _noun(items: Sequence[Item], number: int) -> str:
    strands = {item.strand for item in items}
    words = [NOUNS[strands.pop()]] if len(strands) == 1 else ["session", "unit"]
    return " or ".join(words if number == 1 else [f"{word}s" for word in words])


def _verb(items: Sequence[Item]) -> str:
    """A session is made up, and study finished; said of both together, it is made up."""
    return "Finish" if all(item.state == State.OVERDUE for item in items) else "Make up"


def _names(items: Sequence[Item]) -> str:
    """All names where they are few; the first three where they are many."""
    names = [_name(item) for item in items]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _name(item: Item) -> str:
    """The title without its subject: "Seminar 5: Curriculum and assessment" is spoken of as "Seminar 5"."""
    return item.title.partition(":")[0]


# A whole cohort shares its days, and spelling them out would be most of the work.
@lru_cache(maxsize=1024)
def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
