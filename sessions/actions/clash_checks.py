"""What is done about the clashes of sessions before they are written: some keep them back, some go through with a reason.

The portal finds clashes itself and says them in sentences. On PostgreSQL the database refuses a venue or a named
facilitator twice at once as well; should that happen, because somebody else was quicker, the same sentences are found anew.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from django.db import IntegrityError, transaction

from npq_portal.audit import log
from npq_portal.users.models import User
from sessions import clash_rows
from sessions.clash_rows import ALL_KINDS
from sessions.clashes import Clash, ClashKind, Level, fingerprint
from sessions.models import AcceptedClash, TrainingSession

# How the exclusion constraints are called.
DOUBLE_BOOKED = "double_booked"
SOMEBODY_WAS_QUICKER = "Somebody else has just booked the same people or the same place. Look again."
# Which clashes can come of a change of what.
OF_TIME = ALL_KINDS - {ClashKind.CLOSURE}
OF_PLACE = frozenset({ClashKind.VENUE, ClashKind.CAPACITY})
OF_PEOPLE = frozenset({ClashKind.FACILITATOR, ClashKind.HOURS})


class Acceptance(NamedTuple):
    """Why clashes are accepted, and the fingerprint of those that were read."""

    reason: str = ""
    shown: str = ""


NOT_ASKED = Acceptance()


class Clashing(Exception):
    """Something cannot be, or only with a reason; ``clashes`` say what."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(" ".join(clash.sentence for clash in clashes) or SOMEBODY_WAS_QUICKER)
        self.clashes = clashes

    @property
    def blocking(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.blocks]


def to_answer(found: Iterable[Clash], rows: Mapping[str, TrainingSession] | None = None) -> list[Clash]:
    """The clashes that block, and those that go through only with a reason that nobody has given yet. One query, or none.

    ``rows`` are sessions with the times that they are to have; what was accepted of them at these times is not asked again.
    """
    asked = [clash for clash in found if clash.level != Level.IGNORE]
    if not asked or not rows:
        return asked
    accepted = AcceptedClash.objects.filter(session__in=[session.pk for session in rows.values()])
    known = set(accepted.values_list("session", "starts_at", "ends_at", "kind", "sentence"))
    return [clash for clash in asked if clash.blocks or _named_by(rows[clash.ident], clash) not in known]


def _named_by(session: TrainingSession, clash: Clash) -> tuple:
    return session.pk, session.starts_at, session.ends_at, clash.kind.value, clash.sentence


def let_through(asked: list[Clash], given: Acceptance) -> list[Clash]:
    """The same clashes, if all were read and answered. Raises ``Clashing`` where not, or where one blocks."""
    is_answered = bool(given.reason) and given.shown == fingerprint(asked)
    if asked and (not is_answered or any(clash.blocks for clash in asked)):
        raise Clashing(asked)
    return asked


def share(rows: Mapping[str, TrainingSession], found: Iterable[Clash], *, kinds: Collection[ClashKind]) -> None:
    """Say of sessions whether a clash of them was let through, so that the database lets it through too; not saved."""
    clashing = {(clash.ident, clash.kind) for clash in found}
    for ident, session in rows.items():
        if ClashKind.FACILITATOR in kinds:
            session.shares_people = (ident, ClashKind.FACILITATOR) in clashing
        if ClashKind.VENUE in kinds:
            session.shares_venue = (ident, ClashKind.VENUE) in clashing


def take_out(sessions: Iterable[TrainingSession]) -> None:
    """Let sessions that change places meet for a moment: the database looks at each when it has its new flags."""
    rows = TrainingSession.objects.filter(pk__in=[session.pk for session in sessions if session.pk])
    rows.update(shares_people=True, shares_venue=True)


@contextmanager
def last_guard(look_again: Callable[[], list[Clash]]) -> Iterator[None]:
    """Say in the portal's words what the database refuses. Raises ``Clashing``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if DOUBLE_BOOKED not in str(refused):
            raise
        raise Clashing(look_again()) from refused


def keep(
    accepted: Iterable[Clash], rows: Mapping[str, TrainingSession], reason: str, *, now: dt.datetime, by: User | None
) -> None:
    """Keep the clashes that were accepted with why, when and by whom."""
    for clash in accepted:
        session = rows[clash.ident]
        AcceptedClash.objects.create(
            session=session,
            other_id=clash.other,
            kind=clash.kind.value,
            sentence=clash.sentence,
            reason=reason,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            accepted_at=now,
            accepted_by=by,
        )
        log.record("clash.accepted", subject=session, by=by, kind=clash.kind.value)


@contextmanager
def checked(
    session: TrainingSession,
    *,
    kinds: Collection[ClashKind],
    named: set[int] | None = None,
    accepting: Acceptance,
    now: dt.datetime,
    by: User | None,
) -> Iterator[list[Clash]]:
    """Let a block write a session that is about to change, if its clashes allow it; gives those that are accepted now.

    The block saves ``shares_people`` and ``shares_venue`` too. Raises ``Clashing``, and then nothing is written.
    """

    def look() -> list[Clash]:
        return clash_rows.of_session(session, kinds=kinds, named=named)

    found, rows = look(), {f"session-{session.component_key}": session}
    accepted = let_through(to_answer(found, rows), accepting)
    share(rows, found, kinds=kinds)
    with last_guard(look):
        yield accepted
    keep(accepted, rows, accepting.reason, now=now, by=by)
