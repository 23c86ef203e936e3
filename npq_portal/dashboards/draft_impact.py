"""What publishing a draft of a plan will do: worked out by the rules that then do it, with the draft's dates put in."""

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from cohorts.models import Milestone
from cohorts.planning.calendars import SchoolCalendar
from cohorts.planning.milestones import warnings_of
from npq_portal.dashboards.school_years import calendars_of
from npq_portal.reminders import facts, occurrences
from npq_portal.reminders.actions import plans
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.occurrences import Occurrence
from npq_portal.ui.words import count, listing, plural
from sessions import clash_rows, plan_rows
from sessions.actions import clash_checks, plan_versions
from sessions.clashes import Clash
from sessions.milestones import milestone_days
from sessions.models import PlanVersion, TrainingSession
from sessions.plan_items import Difference, Kind, PlannedItem
from sessions.plan_rows import Told

# Where the facts of reminders keep each kind of row.
KEPT = {Kind.SESSION: "sessions", Kind.UNIT: "units", Kind.PERIOD: "periods", Kind.WINDOW: "windows"}


class Reminders(NamedTuple):
    """How many messages are called back, planned anew, and too late for their new date."""

    withdrawn: int = 0
    planned: int = 0
    too_late: int = 0


class Numbers(NamedTuple):
    """How many items a draft moves, adds and cancels."""

    moved: int
    added: int
    cancelled: int

    @property
    def in_words(self) -> str:
        """1 item moved, 2 added and 1 cancelled."""
        parts = [count(self.moved, "item,items") + " moved"] if self.moved or not (self.added or self.cancelled) else []
        parts += [
            f"{number} {what}" for number, what in ((self.added, "added"), (self.cancelled, "cancelled")) if number
        ]
        return listing(parts)


def numbers_of(changes: list[Difference]) -> Numbers:
    added = sum(change.before is None for change in changes)
    cancelled = sum(change.before is not None and change.item.is_cancelled for change in changes)
    return Numbers(len(changes) - added - cancelled, added, cancelled)


@dataclass(frozen=True)
class Impact:
    """Everything that a draft would do at a moment; each part is read when it is asked for."""

    draft: PlanVersion
    now: dt.datetime

    @cached_property
    def changes(self) -> list[Difference]:
        return self.draft.changes

    @cached_property
    def standing(self) -> Mapping[str, Any]:
        """The rows of the plan as it stands, by their items' names."""
        return plan_rows.rows_of(self.draft.cohort)

    @cached_property
    def rows(self) -> Mapping[str, Any]:
        """The same, and those that what is added will become."""
        standing = self.standing
        return {**standing, **plan_rows.added_rows(self.draft.cohort, self.draft.plan, standing)}

    @cached_property
    def live(self) -> list[PlannedItem]:
        return plan_rows.items_of(self.standing.values())

    @cached_property
    def out_of_date(self) -> list[str]:
        return plan_versions.out_of_date(self.draft, self.live, now=self.now)

    @cached_property
    def possible(self) -> list[Difference]:
        """The changes of items that are there: all of them, unless the draft is out of date."""
        return [change for change in self.changes if change.item.ident in self.rows]

    @property
    def moves(self) -> list[Difference]:
        """The same from where to where; what is cancelled goes nowhere."""
        return [change._replace(after=None) if change.item.is_cancelled else change for change in self.possible]

    @cached_property
    def clashes(self) -> list[Clash]:
        """Those that block, and those that go through with a reason."""
        known = [item for item in self.draft.plan if item.ident in self.rows]
        found = clash_rows.of_draft(self.draft.planned_cohort, known, self.rows, open_days=self.calendars[1])
        return clash_checks.to_answer(found)

    @property
    def blocking(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.blocks]

    @cached_property
    def told(self) -> Told:
        return plan_rows.concerned(self.draft.cohort, self.possible, self.rows)

    @property
    def told_in_words(self) -> str:
        """28 participants and 2 facilitators."""
        parts = (
            (self.told.participants, "participant,participants"),
            (self.told.facilitators, "facilitator,facilitators"),
        )
        return listing(count(len(people), nouns) for people, nouns in parts if people)

    @cached_property
    def endangered(self) -> list[str]:
        """The milestones whose evidence could not exist in time, if the draft is published."""
        days = milestone_days(Milestone.objects.of(self.draft.cohort))
        engaging = {
            item.first_day if item.kind == Kind.SESSION else item.last_day
            for item in self.draft.plan
            if item.kind in {Kind.SESSION, Kind.UNIT} and not item.is_cancelled
        }
        assessed = {item.last_day for item in self.draft.plan if item.kind == Kind.WINDOW}
        return [sentence for _, sentence in warnings_of(days, engaging=engaging, assessed=assessed)]

    @cached_property
    def calendars(self) -> tuple[SchoolCalendar | None, SchoolCalendar | None]:
        """When schools are open as the cohort has it, and as the draft does; nothing of one that contradicts itself."""
        cohorts = self.draft.cohort, self.draft.planned_cohort
        read = calendars_of(cohorts)
        return read[cohorts[0].calendar_id], read[cohorts[1].calendar_id]

    @cached_property
    def reminders(self) -> Reminders | None:
        """What the planner of reminders will do once it looks; nothing known where a calendar contradicts itself."""
        cohort = self.draft.cohort
        if not self.possible or not plans.cohorts_to_plan(self.now).filter(pk=cohort.pk).exists():
            return Reminders()
        was, becomes = self.calendars
        if was is None or becomes is None:
            return None
        known = facts.read(cohort)
        before = self._asked_for(known, was, is_draft=False)
        after = self._asked_for(known, becomes, is_draft=True)
        anew = [each for identity, each in after.items() if identity not in before and each.expires_at > self.now]
        too_late = [each for each in anew if each.slot.moment < self.now - plans.GRACE]
        withdrawn = [each for identity, each in before.items() if identity not in after and each.slot.moment > self.now]
        return Reminders(len(withdrawn), len(anew) - len(too_late), len(too_late))

    def _asked_for(self, known: Facts, calendar: SchoolCalendar, *, is_draft: bool) -> dict[tuple, Occurrence]:
        """Every message that the rules ask for about what the draft moves, as it is or as it would be."""
        with_dates = self._with(known, is_draft=is_draft)
        with_dates.calendar = calendar
        return {each.identity: each for each in occurrences.all_of(with_dates)}

    def _with(self, known: Facts, *, is_draft: bool) -> Facts:
        """The facts of what the draft moves; all else gets the same messages either way."""
        moved: dict[str, Any] = {name: {} for name in KEPT.values()}
        for number, change in enumerate(self.possible):
            item, row = change.item, self.rows[change.item.ident]
            if change.before is None:
                if is_draft:
                    # Nobody's number, so that it is told from all others.
                    shown = copy.copy(row)
                    shown.pk = -1 - number
                    moved[KEPT[item.kind]][shown.pk] = shown
                continue
            shown = copy.copy(getattr(known, KEPT[item.kind])[row.pk])
            if is_draft:
                for field, value in zip(plan_rows.DATES[item.kind], (item.begins, item.ends), strict=True):
                    setattr(shown, field, value)
                if item.is_cancelled:
                    shown.status = TrainingSession.Status.CANCELLED
            moved[KEPT[item.kind]][row.pk] = shown
        cohort = self.draft.planned_cohort if is_draft else self.draft.cohort
        return replace(known, cohort=cohort, catch_ups={}, **moved)

    # In words

    @property
    def clash_tags(self) -> dict[str, list[Clash]]:
        """By the name of an item, what it clashes with."""
        return {
            change.item.ident: [clash for clash in self.clashes if clash.ident == change.item.ident]
            for change in self.changes
        }

    @property
    def rows_of_changes(self) -> list[dict[str, Any]]:
        tags = self.clash_tags
        return [{"change": change, "clashes": tags[change.item.ident]} for change in self.changes]

    @property
    def _counted(self) -> list[tuple[int | str, str]]:
        """How many items move, come and go."""
        number = self.numbers
        said: list[tuple[int | str, str]] = []
        if number.moved or not self.changes:
            moves = plural(number.moved, "item moves,items move")
            said.append((number.moved, f"{moves}; none is deleted and no mark changes"))
        if number.added:
            said.append((number.added, f"{plural(number.added, 'item is,items are')} added"))
        if number.cancelled:
            said.append((number.cancelled, f"{plural(number.cancelled, 'session is,sessions are')} cancelled"))
        return said

    @property
    def numbers(self) -> Numbers:
        return numbers_of(self.changes)

    @property
    def effects(self) -> list[tuple[int | str, str]]:
        """Each number of what publishing does, with what it counts."""
        said: list[tuple[int | str, str]] = [
            *self._counted,
            (
                self.told.number,
                f"{'person is' if self.told.number == 1 else 'people are'} told in the portal and in their calendars"
                + (f": {self.told_in_words}" if self.told.number else ""),
            ),
        ]
        if self.reminders is None:
            said.append(("?", "reminders: the school calendar contradicts itself, so none is planned"))
        else:
            withdrawn, planned, too_late = self.reminders
            text = f"{'reminder is' if withdrawn == 1 else 'reminders are'} withdrawn and {planned} planned anew"
            said.append((withdrawn, text + (f"; {too_late} would be too late to go out" if too_late else "")))
        return said
