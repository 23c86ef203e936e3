"""The same facts as the drawing, in sections for a table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from npq_portal.dashboards.timeline.items import Period, spell
from npq_portal.dashboards.timeline.marks import Mark, Scale


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the table: a half term, a holiday, or a month, with what begins in it."""

    name: str
    dates: str
    is_current: bool
    holidays: tuple[str, ...]
    marks: tuple[Mark, ...]


def sections_of(
    marks: Sequence[Mark], scale: Scale, today: dt.date, holidays: Sequence[Period], half_terms: Sequence[Period]
) -> tuple[Section, ...]:
    """Everything stands in the section in which it begins."""
    parts = _school_year(scale, holidays, half_terms) if half_terms else _calendar_months(scale)

    def begins_in(number: int, day: dt.date) -> bool:
        is_last = number + 1 == len(parts)
        return parts[number].from_on <= day and (is_last or day < parts[number + 1].from_on)

    return tuple(
        Section(
            name=part.name,
            dates=spell(part.from_on, part.until_on) if half_terms else "",
            is_current=begins_in(number, today) and today <= scale.last,
            holidays=()
            if half_terms
            else tuple(
                f"{holiday.name}, {spell(holiday.from_on, holiday.until_on)}"
                for holiday in holidays
                if holiday.until_on >= scale.first
                and begins_in(number, max(holiday.from_on, scale.first))
                and holiday.from_on <= scale.last
            ),
            marks=tuple(
                sorted(
                    (mark for mark in marks if begins_in(number, mark.item.starts_on)),
                    key=lambda mark: mark.item.starts_on,
                )
            ),
        )
        for number, part in enumerate(parts)
    )


def _calendar_months(scale: Scale) -> list[Period]:
    firsts = [scale.first, *scale.later_months()]
    return [Period(first, first, f"{first:%B %Y}") for first in firsts]


def _school_year(scale: Scale, holidays: Sequence[Period], half_terms: Sequence[Period]) -> list[Period]:
    parts = sorted(
        (part for part in [*half_terms, *holidays] if part.from_on <= scale.last and part.until_on >= scale.first),
        key=lambda part: part.from_on,
    )
    if not parts or parts[0].from_on > scale.first:
        until_on = parts[0].from_on - dt.timedelta(days=1) if parts else scale.last
        parts.insert(0, Period(scale.first, until_on, "Earlier"))
    return parts
