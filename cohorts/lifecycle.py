"""The life of a cohort: what each stage shows and sends, which stage may follow which, and who may move it there."""

from typing import NamedTuple

from cohorts.models.stages import Stage

# What a stage means to everybody concerned.
SAYS = {
    Stage.DRAFT: "Only those who manage the cohort see it, and no reminders go out.",
    Stage.RECRUITING: "People are enrolled and invited. They see the schedule, and reminders go out.",
    Stage.RUNNING: "Everybody sees what concerns them, registers are taken, and reminders go out.",
    Stage.ASSESSMENT: "The case study is written. Everything else goes on as before, and reminders go out.",
    Stage.CLOSED: "Everybody can still read. Registers are corrected only with a reason, and no reminders go out.",
}


class Move(NamedTuple):
    """One step in a cohort's life. Some are only for administrators: they undo what others rely on."""

    to: Stage
    is_for_administrators: bool = False


MOVES = {
    Stage.DRAFT: (Move(Stage.RECRUITING), Move(Stage.RUNNING)),
    Stage.RECRUITING: (Move(Stage.RUNNING), Move(Stage.DRAFT)),
    Stage.RUNNING: (Move(Stage.ASSESSMENT), Move(Stage.RECRUITING), Move(Stage.CLOSED)),
    Stage.ASSESSMENT: (Move(Stage.CLOSED), Move(Stage.RUNNING)),
    Stage.CLOSED: (Move(Stage.ASSESSMENT, is_for_administrators=True), Move(Stage.RUNNING, is_for_administrators=True)),
}


def stages_after(stage: Stage, *, is_administrator: bool) -> list[Stage]:
    """Where somebody who manages a cohort may move it from ``stage``, the likeliest first."""
    return [move.to for move in MOVES[stage] if is_administrator or not move.is_for_administrators]
