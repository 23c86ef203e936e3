"""Plans that cannot give the evidence for a milestone in time."""

import datetime as dt

import pytest

from cohorts.planning.milestones import MilestoneDay, warnings_of

STARTED = MilestoneDay("started", "Started", dt.date(2021, 12, 25))
RETAINED_1 = MilestoneDay("retained-1", "Retained 1", dt.date(2022, 6, 25))
RETAINED_2 = MilestoneDay("retained-2", "Retained 2", dt.date(2022, 11, 25))
COMPLETED = MilestoneDay("completed", "Completed", dt.date(2023, 8, 25))
CONTRACT = [STARTED, RETAINED_1, RETAINED_2, COMPLETED]
NOTHING_STARTED = "Started is due on Saturday 25 December 2021, and no session and no study is planned by then."
NOTHING_1 = (
    "Retained 1 is due on Saturday 25 June 2022, and no session and no study is planned between Started and then."
)
NOTHING_2 = (
    "Retained 2 is due on Friday 25 November 2022, and no session and no study is planned between Retained 1 and then."
)
TOO_LATE = "Completed is due on Friday 25 August 2023, and the assessment window ends only on Saturday 26 August 2023."


@pytest.mark.parametrize(
    ("case", "engaging", "assessed", "sentences"),
    [
        ("a sound plan", ["2021-11-10", "2022-03-01", "2022-09-20"], ["2023-04-24"], []),
        ("each on its last day", ["2021-12-25", "2022-06-25", "2022-11-25"], ["2023-08-25"], []),
        ("induction a day late", ["2021-12-26", "2022-09-20"], ["2023-04-24"], [NOTHING_STARTED]),
        ("nothing in the spring", ["2021-11-10", "2022-06-26"], ["2023-04-24"], [NOTHING_1]),
        ("nothing after the summer", ["2021-11-10", "2022-06-25", "2022-11-26"], ["2023-04-24"], [NOTHING_2]),
        ("what counted for one does not count for the next", ["2021-12-25"], [], [NOTHING_1, NOTHING_2]),
        ("assessed a day late", ["2021-11-10", "2022-03-01", "2022-09-20"], ["2023-08-26"], [TOO_LATE]),
        ("a second chance late", ["2021-11-10", "2022-03-01", "2022-09-20"], ["2023-04-24", "2023-10-02"], []),
        ("no assessment at all", ["2021-11-10", "2022-03-01", "2022-09-20"], [], []),
        ("only an assessment", [], ["2023-08-26"], [NOTHING_STARTED, NOTHING_1, NOTHING_2, TOO_LATE]),
        ("nothing planned yet", [], [], []),
    ],
)
def test_a_milestone_without_evidence_in_time_is_named(case, engaging, assessed, sentences):
    warnings = warnings_of(
        CONTRACT,
        engaging={dt.date.fromisoformat(day) for day in engaging},
        assessed={dt.date.fromisoformat(day) for day in assessed},
    )

    assert [sentence for _, sentence in warnings] == sentences, case


def test_a_contract_that_begins_with_a_retained_milestone_asks_for_anything_before_it():
    warnings = warnings_of([RETAINED_1], engaging={dt.date(2022, 7, 1)}, assessed=set())

    assert [milestone for milestone, _ in warnings] == [RETAINED_1]


def test_a_contract_without_milestones_warns_of_nothing():
    assert warnings_of([], engaging={dt.date(2022, 7, 1)}, assessed=set()) == []
