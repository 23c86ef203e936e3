"""People on a programme: participants, schools, enrolments, groups, mentoring, coaching, assessment windows."""

from participants.models.assessment import AssessmentWindow
from participants.models.coaching import CoachingPeriod, Conversation
from participants.models.enrolments import Enrolment, Mentoring, StatusChange, away_periods
from participants.models.groups import GroupMembership
from participants.models.participants import Participant
from participants.models.schools import School
from participants.models.uploads import Upload

__all__ = [
    "AssessmentWindow",
    "CoachingPeriod",
    "Conversation",
    "Enrolment",
    "GroupMembership",
    "Mentoring",
    "Participant",
    "School",
    "StatusChange",
    "Upload",
    "away_periods",
]
