"""What is taught and what was done: sessions, registers, catch-up, self-study, calendar links."""

from sessions.models.clashes import AcceptedClash, ClashLevels
from sessions.models.plan_versions import PlanVersion, SeenPlan
from sessions.models.registers import (
    CLOSES_AFTER,
    CatchUp,
    ExcuseReason,
    Mark,
    MarkEvent,
    MarkStatus,
    Register,
    RegisterState,
    register_state,
)
from sessions.models.study import StudyRecord, StudyUnit
from sessions.models.subscriptions import CalendarSubscription
from sessions.models.training_sessions import OPENS_BEFORE, SessionFacilitator, TrainingSession
from sessions.models.venues import Venue

__all__ = [
    "CLOSES_AFTER",
    "OPENS_BEFORE",
    "AcceptedClash",
    "CalendarSubscription",
    "CatchUp",
    "ClashLevels",
    "ExcuseReason",
    "Mark",
    "MarkEvent",
    "MarkStatus",
    "PlanVersion",
    "Register",
    "RegisterState",
    "SeenPlan",
    "SessionFacilitator",
    "StudyRecord",
    "StudyUnit",
    "TrainingSession",
    "Venue",
    "register_state",
]
