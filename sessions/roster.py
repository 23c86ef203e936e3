"""The rows of one session's register, read in three queries whatever their number."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import models

from npq_portal.ui.words import plain_date
from participants.models import Enrolment, StatusChange, away_periods
from sessions.expected import Groups
from sessions.items import local_day
from sessions.models import Mark, MarkStatus, TrainingSession

LAST = 3
MARK_WORDS = dict(MarkStatus.choices)


class Answer(NamedTuple):
    """What a mark says; no status is no mark."""

    status: str = ""
    minutes_late: int | None = None
    reason: str = ""


class Row(NamedTuple):
    """One person on a register: the mark in force, who made it, and why they are not expected, if they are not."""

    enrolment_id: int
    name: str
    school: str
    answer: Answer
    version: int
    marked_at: dt.datetime | None
    marked_by: str
    away: str
    last: tuple[str, ...] = ()

    @property
    def is_on_list(self) -> bool:
        """Whether the register is about this person: expected, or there all the same."""
        return not self.away or bool(self.answer.status)


@dataclass(frozen=True)
class Roster:
    """Everybody of a cohort, as one of its sessions sees them."""

    rows: list[Row]

    @cached_property
    def on_list(self) -> list[Row]:
        return [row for row in self.rows if row.is_on_list]

    @cached_property
    def not_expected(self) -> list[Row]:
        return [row for row in self.rows if not row.is_on_list]

    @cached_property
    def unmarked(self) -> list[Row]:
        return [row for row in self.on_list if not row.answer.status]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many are marked present, late, absent, excused."""
        return Counter(row.answer.status for row in self.on_list if row.answer.status)

    @property
    def total(self) -> int:
        return len(self.on_list)

    @property
    def marked(self) -> int:
        return self.counts.total()

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the latest mark was made."""
        return max((row.marked_at for row in self.rows if row.marked_at), default=None)


def roster_of(session: TrainingSession, *, with_last_marks: bool = False) -> Roster:
    """The register of a session as it stands now; with the marks of up to three sessions before, where asked."""
    changes = StatusChange.objects.filter(enrolment__cohort=session.cohort_id).by_enrolment()
    last = last_marks(session) if with_last_marks else {}
    day = local_day(session.starts_at)
    groups = Groups(Enrolment.objects.filter(cohort=session.cohort_id).values("pk"))
    return Roster(
        [
            Row(
                enrolment_id=pk,
                name=name,
                school=school or "",
                answer=Answer(status or "", minutes_late, reason or ""),
                version=version or 0,
                marked_at=marked_at,
                marked_by=marked_by or "",
                away=said_of_away(away_periods(joined_on, changes[pk]), on=day) or said_of_group(groups, pk, session),
                last=tuple(last.get(pk, ())),
            )
            for pk, joined_on, name, school, status, minutes_late, reason, version, marked_at, marked_by in (
                with_marks(Enrolment.objects.filter(cohort=session.cohort_id), session)
                .order_by("participant__user__full_name", "pk")
                .values_list(
                    "pk",
                    "joined_on",
                    "participant__user__full_name",
                    "participant__school__name",
                    *MARK_COLUMNS,
                )
            )
        ]
    )


MARK_COLUMNS = (
    "mark__status",
    "mark__minutes_late",
    "mark__reason",
    "mark__version",
    "mark__marked_at",
    "mark__marked_by__full_name",
)


def with_marks(enrolments: models.QuerySet, session: TrainingSession) -> models.QuerySet:
    """Enrolments joined with their mark at one session, as ``mark``."""
    return enrolments.annotate(mark=models.FilteredRelation("marks", condition=models.Q(marks__session=session.pk)))


def last_marks(session: TrainingSession) -> dict[int, list[str]]:
    """By enrolment id, the marks at the three sessions before this one, oldest first."""
    before = TrainingSession.objects.filter(cohort=session.cohort_id, starts_at__lt=session.starts_at).scheduled()
    if session.group_id is not None:
        before = before.filter(models.Q(group=None) | models.Q(group=session.group_id))
    latest = before.order_by("-starts_at", "-pk").values("pk")[:LAST]
    last: dict[int, list[str]] = defaultdict(list)
    marks = Mark.objects.filter(session__in=latest).exclude(status="").order_by("session__starts_at", "session")
    for enrolment, status in marks.values_list("enrolment", "status"):
        last[enrolment].append(MARK_WORDS[status])
    return last


def said_of_away(periods: list[tuple[dt.date, dt.date | None, str]], *, on: dt.date) -> str:
    """Why somebody is not expected on a day, in words; nothing where they are."""
    for from_on, until_on, reason in periods:
        if from_on <= on and (until_on is None or on <= until_on):
            if until_on is not None and from_on == dt.date.min:
                return f"Joins on {plain_date(until_on + dt.timedelta(days=1))}"
            return f"{reason.capitalize()} since {plain_date(from_on)}"
    return ""


def said_of_group(groups: Groups, enrolment_id: int, session: TrainingSession) -> str:
    """Where somebody is whom a session is not for, in words; nothing where it is."""
    day = local_day(session.starts_at)
    if session.group is None or groups.is_for(enrolment_id, session.group_id, day):
        return ""
    instead = groups.instead_of(enrolment_id, session.group, day)
    return f"In {instead}" if instead else f"Not in {session.group}"
