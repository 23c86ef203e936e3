"""Engagement so far, what is still possible, and the words for it."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.engagement import EngagementRule, measure
from sessions.forecast import Counted
from sessions.items import Item, State, Strand

FIRST_DAY = dt.date(2021, 11, 18)
LETTERS = {
    "p": State.ATTENDED,
    "l": State.LATE,
    "c": State.MADE_UP,
    "a": State.MISSED,
    "e": State.EXCUSED,
    "?": State.UNKNOWN,
    "d": State.DONE,
    "s": State.IN_PROGRESS,
    "o": State.OVERDUE,
    ".": State.UPCOMING,
    "-": State.NOT_EXPECTED,
}
KINDS = {Strand.LIVE: "Seminar", Strand.STUDY: "Module", Strand.COACHING: "Coaching"}


def items(letters, *, strand=Strand.LIVE, minutes=90, compulsory=True, reason=""):
    """One item a letter, a week apart: (p)resent, (l)ate, (c)aught up, (a)bsent, (d)one, (o)verdue, . for to come."""
    return [
        Item(
            key=f"{strand}-{number}",
            strand=strand,
            title=f"{KINDS[strand]} {number}: A subject",
            short_title=f"{KINDS[strand][:3]} {number}",
            due=FIRST_DAY + dt.timedelta(weeks=number),
            minutes=minutes,
            is_compulsory=compulsory,
            state=LETTERS[letter],
            reason=reason,
        )
        for number, letter in enumerate(letters, start=1)
    ]


def measured(letters, **rule):
    return measure(items(letters), rule=EngagementRule(**rule))


# What counts


@pytest.mark.parametrize(
    ("letters", "engaged", "known", "unknown"),
    [
        ("pp", 2, 2, 0),
        ("pl", 2, 2, 0),
        ("pc", 2, 2, 0),
        ("dd", 2, 2, 0),
        ("pa", 1, 2, 0),
        ("pe", 1, 2, 0),
        ("do", 1, 2, 0),
        ("p?", 1, 1, 1),
        ("p.", 1, 1, 0),
        ("ds", 1, 1, 0),
        ("p-", 1, 1, 0),
    ],
)
def test_each_state_counts_as_the_rules_say(letters, engaged, known, unknown):
    engagement = measured(letters)

    assert (engagement.engaged, engagement.known, engagement.unknown) == (engaged, known, unknown)


def test_excused_absences_may_be_left_out():
    engagement = measured("pe", excused_counts="excluded")

    assert (engagement.engaged, engagement.known) == (1, 1)
    assert engagement.working[1].why == "Excused, which is left out"


def test_optional_items_are_left_out_even_when_attended():
    engagement = measure(items("pa") + items("p", compulsory=False))

    assert engagement.percent == Decimal("50")
    assert [line.counted for line in engagement.working if line.why == "Optional"] == [Counted.LEFT_OUT]


def test_minutes_may_count_instead_of_items():
    long, short = items("p", minutes=300), items("a", minutes=100, strand=Strand.STUDY)

    assert measure(long + short, rule=EngagementRule(counts="minutes")).percent == Decimal("75")


def test_the_working_tells_each_item_in_order_of_its_day_and_why():
    engagement = measure(reversed(items("plcdaeos?.") + items("-", strand=Strand.STUDY, reason="deferred")))

    assert [line.why for line in engagement.working] == [
        "Not expected: deferred",
        "Attended",
        "Late, which counts as attended",
        "Missed, then made up",
        "Done",
        "Missed",
        "Excused, which counts as missed until it is made up",
        "Not done by 6 January 2022",
        "Started, to be done by 13 January 2022",
        "Not marked yet",
        "To come, on 27 January 2022",
    ]


# How it is shown


@pytest.mark.parametrize(
    ("engaged", "missed", "text", "whole"),
    [(6, 1, "85.7%", 85), (9, 1, "90%", 90), (895, 100, "89.9%", 89), (1, 0, "100%", 100), (0, 0, "–", None)],
)
def test_a_percentage_is_cut_and_never_rounded_up(engaged, missed, text, whole):
    engagement = measured("p" * engaged + "a" * missed)

    assert (engagement.percent_text, engagement.whole_percent) == (text, whole)


@pytest.mark.parametrize(
    ("letters", "word", "glyph", "tone"),
    [
        ("p" * 20 + ".", "On track", "●", "good"),
        ("p" * 19 + "a" + ".", "On track", "●", "good"),
        ("p" * 18 + "a" + ".", "Close to 90%", "◆", "warn"),
        ("p" * 9 + "a", "Close to 90%", "◆", "warn"),
        ("p" * 8 + "a" + ".", "Below 90%", "▲", "risk"),
        ("p" * 8 + "a", "Cannot reach 90% without catch-ups", "■", "risk"),
        ("...", "Nothing known yet", "○", "neutral"),
        ("", "Nothing known yet", "○", "neutral"),
    ],
)
def test_standing_is_a_word_a_glyph_and_a_tone(letters, word, glyph, tone):
    standing = measured(letters).standing

    assert (standing.word, standing.glyph, standing.tone) == (word, glyph, tone)


def test_everything_attended_is_on_track_even_where_the_target_is_near_a_hundred():
    assert measured("pp.", target=98).standing.word == "On track"


# What is still possible


def test_the_forecast_knows_the_best_possible_the_spare_misses_and_the_day_after_which_it_is_too_late():
    engagement = measured("p" * 15 + "....." + ".....", target=80)

    assert engagement.best_possible_percent == Decimal("100")
    assert (engagement.can_miss, engagement.left) == (5, 10)
    assert engagement.point_of_no_return == FIRST_DAY + dt.timedelta(weeks=21)


def test_missing_registers_never_make_the_forecast_promise_or_threaten_too_much():
    sure, unsure = measured("p" * 9 + "."), measured("p" * 9 + "?" + ".")

    assert (sure.can_miss, unsure.can_miss) == (1, 0)
    assert measured("p" * 8 + "a" + "?").standing.key == "below"


def test_with_minutes_any_of_the_items_to_come_may_be_missed_the_longest_included():
    attended = items("p", minutes=900)
    coming = items(".", minutes=60, strand=Strand.STUDY) + items(".", minutes=101)

    assert measure(attended + coming, rule=EngagementRule(counts="minutes")).can_miss == 1
    assert measure(attended + coming + items(".", minutes=1), rule=EngagementRule(counts="minutes")).can_miss == 1


def weighted(states, weights):
    return [
        Item(f"{number}", Strand.LIVE, f"Seminar {number}", "", FIRST_DAY + dt.timedelta(number), weight, True, state)
        for number, (state, weight) in enumerate(zip(states, weights, strict=True))
    ]


some_items = st.integers(min_value=0, max_value=7).flatmap(
    lambda size: st.builds(
        weighted,
        st.lists(st.sampled_from(State), min_size=size, max_size=size),
        st.lists(st.integers(min_value=1, max_value=4), min_size=size, max_size=size),
    )
)
some_rule = st.builds(
    EngagementRule,
    target=st.sampled_from([50, 75, 90, 100]),
    counts=st.sampled_from(["items", "minutes"]),
    excused_counts=st.sampled_from(["missed", "excluded"]),
)
quick = settings(max_examples=150, deadline=None, derandomize=True)


def share(engaged, of):
    return Fraction(engaged * 100, of) if of else Fraction(100)


def endings(engagement):
    """Every way in which the programme can end: (missed items to come, share) for each answer of each open line."""
    open_lines = [line for line in engagement.working if line.counted in (Counted.UNKNOWN, Counted.TO_COME)]
    of = engagement.known + engagement.unknown + engagement.to_come
    for answers in product([True, False], repeat=len(open_lines)):
        engaged = engagement.engaged + sum(
            line.weight for line, was_there in zip(open_lines, answers, strict=True) if was_there
        )
        missed = [
            line.item
            for line, was_there in zip(open_lines, answers, strict=True)
            if line.counted == Counted.TO_COME and not was_there
        ]
        yield missed, share(engaged, of)


@given(items=some_items, rule=some_rule)
@quick
def test_the_forecast_equals_trying_every_ending(items, rule):
    engagement = measure(items, rule=rule)
    every = list(endings(engagement))
    best = max(result for _, result in every)
    spare = [
        number
        for number in range(engagement.left + 1)
        if all(result >= rule.target for missed, result in every if len(missed) <= number)
    ]
    coming = [line.item for line in engagement.working if line.counted == Counted.TO_COME]
    too_late = [
        item.due_on
        for number, item in enumerate(coming, start=1)
        if all(result < rule.target for missed, result in every if missed[:number] == coming[:number])
    ]

    assert engagement.can_miss == max(spare, default=0)
    assert (engagement.standing.key == "out_of_reach") == (best < rule.target)
    assert engagement.point_of_no_return == (min(too_late, default=None) if best >= rule.target else None)
    if engagement.best_possible_percent is not None:
        assert 0 <= best - Fraction(engagement.best_possible_percent) < Fraction(1, 10)


@given(items=some_items, rule=some_rule)
@quick
def test_the_working_always_adds_up_to_the_figure(items, rule):
    engagement = measure(items, rule=rule)
    total = {counted: sum(line.weight for line in engagement.working if line.counted == counted) for counted in Counted}

    assert sorted(line.item.key for line in engagement.working) == sorted(item.key for item in items)
    assert engagement.engaged == total[Counted.ENGAGED]
    assert engagement.known == total[Counted.ENGAGED] + total[Counted.NOT_ENGAGED]
    assert engagement.unknown == total[Counted.UNKNOWN]
    assert engagement.to_come == total[Counted.TO_COME]
    for part in ("engaged", "known", "unknown", "to_come", "left"):
        assert getattr(engagement, part) == sum(getattr(figure, part) for figure in engagement.strands.values())


@given(items=some_items, rule=some_rule)
@quick
def test_an_unknown_register_changes_neither_engaged_nor_known(items, rule):
    without = measure([item for item in items if item.state != State.UNKNOWN], rule=rule)
    engagement = measure(items, rule=rule)

    assert (engagement.engaged, engagement.known, engagement.percent) == (
        without.engaged,
        without.known,
        without.percent,
    )


@given(items=some_items, rule=some_rule, data=st.data())
@quick
def test_being_there_never_worsens_the_forecast_and_missing_never_betters_it(items, rule, data):
    upcoming = [number for number, item in enumerate(items) if item.state == State.UPCOMING]
    if not upcoming:
        return
    number = data.draw(st.sampled_from(upcoming))

    def then(state):
        changed = list(items)
        changed[number] = Item(
            *(state if name == "state" else getattr(items[number], name) for name in Item.__dataclass_fields__)
        )
        return measure(changed, rule=rule)

    before, came, missed = measure(items, rule=rule), then(State.ATTENDED), then(State.MISSED)
    assert came.best_possible_percent == before.best_possible_percent >= missed.best_possible_percent
    assert came.can_miss >= before.can_miss - 1
    assert missed.can_miss <= before.can_miss


@given(items=some_items, rule=some_rule)
@quick
def test_the_catch_ups_named_are_enough_and_none_is_spare(items, rule):
    engagement = measure(items, rule=rule)

    def after(made_up):
        return measure(
            [
                Item(
                    *(
                        State.MADE_UP if name == "state" and item in made_up else getattr(item, name)
                        for name in Item.__dataclass_fields__
                    )
                )
                for item in items
            ],
            rule=rule,
        ).standing.key

    bad = ("out_of_reach", "below") if engagement.standing.key == "below" else ("out_of_reach",)
    assert bool(engagement.catch_ups) == (engagement.standing.key in ("out_of_reach", "below"))
    assert after(engagement.catch_ups) not in bad
    if engagement.catch_ups:
        assert after(engagement.catch_ups[1:]) in bad or rule.counts == "minutes"


# Strands judged separately


def test_each_strand_must_reach_the_target_where_they_are_judged_separately():
    everything = items("p" * 18 + "......") + items("dooo" + "d" * 4, strand=Strand.STUDY)

    together, apart = measure(everything), measure(everything, rule=EngagementRule(separate_strands=True))

    assert together.percent == apart.percent == Decimal("88.4")
    assert together.standing.key == "below"
    assert apart.standing.key == "out_of_reach"
    assert apart.strands[Strand.LIVE].standing.key == "on_track"
    assert [item.key for item in apart.catch_ups] == ["study-2", "study-3", "study-4"]
    assert apart.sentence == "90% cannot be reached without three catch-ups: Module 2, Module 3 and Module 4."


def test_the_strand_with_the_least_to_spare_binds():
    everything = items("p" * 30 + "....") + items("d" * 18 + "..", strand=Strand.STUDY)

    engagement = measure(everything, rule=EngagementRule(separate_strands=True))

    assert engagement.can_miss == 3
    assert engagement.point_of_no_return == FIRST_DAY + dt.timedelta(weeks=34)
    assert engagement.sentence == "You can miss 3 more sessions."
    assert engagement.strands[Strand.STUDY].is_safe


def test_what_may_be_missed_whole_binds_nothing():
    everything = items("p" * 18 + "..") + items("d" * 9 + ".", strand=Strand.STUDY)

    engagement = measure(everything, rule=EngagementRule(separate_strands=True))

    assert (engagement.can_miss, engagement.left, engagement.point_of_no_return) == (3, 3, None)
    assert engagement.sentence == "90% is reached for the whole programme."


def test_what_may_be_missed_of_each_strand_binds_before_anything_is_known():
    everything = items("." * 9) + items("." * 9, strand=Strand.STUDY)

    together, apart = measure(everything), measure(everything, rule=EngagementRule(separate_strands=True))

    assert (together.can_miss, apart.can_miss) == (1, 0)
    assert apart.point_of_no_return == FIRST_DAY + dt.timedelta(weeks=1)


def test_judged_separately_nothing_at_all_is_nothing_known():
    assert measure([], rule=EngagementRule(separate_strands=True)).standing.key == "nothing_known"


def test_judged_separately_nothing_known_is_still_nothing_known():
    engagement = measure(items(".."), rule=EngagementRule(separate_strands=True))

    assert engagement.standing.key == "nothing_known"


# In words


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ("ppppapp.....", "Make up Seminar 5 to be back above 90%."),
        ("p" * 17 + "aaa" + "." * 20, "Make up Seminar 20 to be back at 90%."),
        ("ppaapp" + "." * 20, "Make up Seminar 3 and Seminar 4 to be back above 90%."),
        ("ddddodd.....", "Finish Seminar 5 to be back above 90%."),
        ("pppaa.", "90% cannot be reached without two catch-ups: Seminar 4 and Seminar 5."),
        ("ppppppa.", "90% cannot be reached without one catch-up: Seminar 7."),
        (
            "aaaaaa",
            "90% cannot be reached without six catch-ups: Seminar 1, Seminar 2, Seminar 3 and 3 more.",
        ),
        (
            "a" * 12,
            "90% cannot be reached without 11 catch-ups: Seminar 2, Seminar 3, Seminar 4 and 8 more.",
        ),
        ("p" * 9 + ".", "90% is reached for the whole programme."),
        ("p" * 18 + "....", "You can miss 2 more sessions."),
        ("p" * 9 + "..", "You can miss 1 more session."),
        ("p" * 9 + "a.", "Do everything that is left to stay at 90% or above."),
        ("p" * 9 + "?..", "Do everything that is left to stay at 90% or above. 1 session is not marked yet."),
        ("p" * 9 + "??", "Nothing more is to come. 2 sessions are not marked yet."),
        ("..", "Nothing counts yet. The first that will is Seminar 1 on 25 November 2021."),
        ("", "Nothing counts yet."),
    ],
)
def test_the_sentence_says_what_to_do(letters, sentence):
    assert measured(letters).sentence == sentence


def test_the_sentence_names_sessions_and_units_where_both_are_to_come():
    both = items("p" * 9 + ".") + items("d" * 9 + "...", strand=Strand.STUDY)

    assert measure(both).sentence == "You can miss 2 more sessions or units."


def test_somebody_else_reads_the_name():
    assert measured("p" * 9 + "..").sentence_about("Chloe") == "Chloe can miss 1 more session."
