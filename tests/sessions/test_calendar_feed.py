"""What calendars read in a feed."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from npq_portal import clock
from sessions.calendar_feed import FeedEntry, etag, feed

SEMINAR = FeedEntry(
    uid="5b0e5d0c-seminar-6@npq.example.org",
    sequence=2,
    title="Seminar 6: Leading behaviour",
    updated_at=dt.datetime(2022, 5, 16, 8, 0, tzinfo=dt.UTC),
    starts_at=clock.at(dt.date(2022, 6, 22), dt.time(15, 45)),
    ends_at=clock.at(dt.date(2022, 6, 22), dt.time(17, 15)),
    location="Online",
    description="Read chapter 3.\nThe joining link opens in the portal 15 minutes before the start.",
    url="https://npq.example.org/sessions/6/",
    alarm_minutes=30,
)
MODULE = FeedEntry(
    uid="5b0e5d0c-module-4@npq.example.org",
    sequence=0,
    title="Module 4 is due",
    updated_at=dt.datetime(2021, 11, 1, 9, 0, tzinfo=dt.UTC),
    day=dt.date(2022, 5, 29),
)


def read(*entries, name="My NPQ"):
    return Calendar.from_ical(feed(entries, name=name))


def read_one(entry):
    (event,) = read(entry).events
    return event


def test_a_session_stands_at_its_local_time_with_place_text_and_page():
    event = read_one(SEMINAR)

    assert event["dtstart"].to_ical() == b"20220622T154500"
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event.decoded("dtend").astimezone(dt.UTC) == SEMINAR.ends_at
    assert str(event["summary"]) == "Seminar 6: Leading behaviour"
    assert str(event["location"]) == "Online"
    assert str(event["description"]) == SEMINAR.description
    assert str(event["url"]) == "https://npq.example.org/sessions/6/"
    assert str(event["transp"]) == "OPAQUE"


def test_an_entry_keeps_its_identity_and_counts_its_changes():
    event = read_one(SEMINAR)

    assert str(event["uid"]) == SEMINAR.uid
    assert event["sequence"] == 2
    assert str(event["status"]) == "CONFIRMED"
    assert event.decoded("dtstamp") == event.decoded("last-modified") == SEMINAR.updated_at


def test_a_cancelled_session_stays_as_cancelled_and_rings_no_alarm():
    event = read_one(replace(SEMINAR, is_cancelled=True, sequence=3))

    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 3)
    assert event.subcomponents == []


def test_self_study_is_an_all_day_entry_that_takes_up_no_time():
    event = read_one(MODULE)

    assert event["dtstart"].to_ical() == b"20220529"
    assert event.decoded("dtend") == dt.date(2022, 5, 30)
    assert str(event["transp"]) == "TRANSPARENT"
    assert {"location", "description", "url"}.isdisjoint(name.lower() for name in event)


def test_an_alarm_rings_before_the_start():
    (alarm,) = read_one(SEMINAR).subcomponents

    assert str(alarm["action"]) == "DISPLAY"
    assert alarm.decoded("trigger") == dt.timedelta(minutes=-30)


def test_the_calendar_has_its_name_and_says_how_often_to_look_again():
    calendar = read(SEMINAR, name="NPQ Senior Leadership, November 2021")
    raw = feed([SEMINAR], name="My NPQ")

    assert str(calendar["x-wr-calname"]) == "NPQ Senior Leadership, November 2021"
    assert str(calendar["method"]) == "PUBLISH"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in raw
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in raw


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (dt.date(2022, 3, 26), 16),
        (dt.date(2022, 3, 28), 15),
        (dt.date(2022, 10, 29), 15),
        (dt.date(2022, 10, 31), 16),
        (dt.date(2023, 3, 25), 16),
        (dt.date(2023, 3, 27), 15),
        (dt.date(2024, 2, 29), 16),
    ],
)
def test_a_session_keeps_its_local_time_across_the_clock_changes(day, utc_hour):
    starts_at = clock.at(day, dt.time(16))

    event = read_one(replace(SEMINAR, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1)))

    assert event["dtstart"].to_ical() == f"{day:%Y%m%d}T160000".encode()
    assert event.decoded("dtstart").astimezone(dt.UTC).hour == utc_hour


@pytest.mark.parametrize("hours", range(4))
@pytest.mark.parametrize("day", [dt.date(2022, 3, 27), dt.date(2022, 10, 30)])
def test_every_moment_of_a_night_when_clocks_change_is_read_back_as_itself(day, hours):
    starts_at = dt.datetime(day.year, day.month, day.day, hours, 30, tzinfo=dt.UTC)

    event = read_one(replace(SEMINAR, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1)))

    assert event.decoded("dtstart").astimezone(dt.UTC) == starts_at
    assert event.decoded("dtend").astimezone(dt.UTC) == starts_at + dt.timedelta(hours=1)


def test_all_day_entries_stand_on_leap_days_and_the_last_day_of_a_year():
    leap, last = (
        read_one(replace(MODULE, day=dt.date(2024, 2, 29))),
        read_one(replace(MODULE, day=dt.date(2022, 12, 31))),
    )

    assert leap.decoded("dtend") == dt.date(2024, 3, 1)
    assert last.decoded("dtend") == dt.date(2023, 1, 1)


def test_the_time_zone_in_the_feed_is_the_real_one():
    (zone,) = read(SEMINAR).timezones
    stated = zone.to_tz(lookup_tzid=False)
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=number) for number in range(365 * 6)]
    times = [dt.datetime.combine(day, time) for day in days for time in (dt.time(0, 30), dt.time(2, 30))]

    assert zone.tz_name == "Europe/London"
    assert [stated.utcoffset(time) for time in times] == [clock.LONDON.utcoffset(time) for time in times]


@pytest.mark.parametrize(
    ("title", "read_back"),
    [
        ("Tea, talk; and \\ slashes", "Tea, talk; and \\ slashes"),
        ("Seminar 6\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Not ours", None),
        ("Two\u2028lines\x85and\x0bmore", None),
        ("Nul\x00 and bell\x07", "Nul and bell"),
        ("A lone surrogate \ud800 here", "A lone surrogate here"),
        ("Well done 🎉👩🏽‍🏫 " * 12, ("Well done 🎉👩🏽‍🏫 " * 12).strip()),
        ("قيادة السلوك", "قيادة السلوك"),
    ],
)
def test_hostile_text_stays_text(title, read_back):
    hostile = replace(SEMINAR, title=title, location=title, description=title, url=f"https://npq.example.org/{title}")

    calendar = read(hostile, name=title)

    (event,) = calendar.events
    assert len(calendar.subcomponents) == 2
    assert str(event["uid"]) == SEMINAR.uid
    assert "\n" not in str(event["summary"])
    if read_back is not None:
        assert str(event["summary"]) == str(event["location"]) == str(calendar["x-wr-calname"]) == read_back


@given(title=st.text(max_size=120), description=st.text(max_size=120))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_text_whatever_breaks_the_feed(title, description):
    raw = feed([replace(SEMINAR, title=title, description=description), MODULE], name=title)

    assert [str(event["uid"]) for event in Calendar.from_ical(raw).events] == [MODULE.uid, SEMINAR.uid]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


def test_the_same_entries_give_the_same_bytes_in_any_order():
    assert feed([SEMINAR, MODULE], name="My NPQ") == feed([MODULE, SEMINAR], name="My NPQ")


def test_the_etag_is_weak_and_changes_with_the_version_and_the_name():
    tag = etag([1, "a"], name="My NPQ")

    assert tag.startswith('W/"')
    assert tag.endswith('"')
    assert len({tag, etag([2, "a"], name="My NPQ"), etag([1, "a"], name="Another")}) == 3


def test_an_empty_feed_is_still_a_calendar():
    assert read().events == []


def test_an_entry_without_times_or_day_is_refused():
    with pytest.raises(ValueError, match="needs its times or its day"):
        feed([replace(MODULE, day=None)], name="My NPQ")


def test_an_entry_has_no_place_for_people_or_joining_links():
    raw = feed([SEMINAR], name="My NPQ")

    assert b"ATTENDEE" not in raw
    assert b"ORGANIZER" not in raw
    assert not {"attendees", "organiser", "join_url"} & set(FeedEntry.__dataclass_fields__)
