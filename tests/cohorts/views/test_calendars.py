"""School calendars in the browser."""

import datetime as dt
import io

import pytest
from django.urls import reverse

from cohorts.actions import reference
from cohorts.models import CalendarPeriod, PartnerManager, SchoolCalendar
from npq_portal import clock
from npq_portal.users.models import Role
from tests.factories.cohorts import (
    CalendarPeriodFactory,
    CohortFactory,
    HalfTermFactory,
    PartnerManagerFactory,
    SchoolCalendarFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
LIST = "kind,number,name,first day,last day\nHalf term,4,Spring 2,21/02/2022,01/04/2022\n"


@pytest.fixture(autouse=True)
def _may_2022():
    clock.move_to(dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC))


@pytest.fixture
def cohort():
    return CohortFactory(partner__name="Elm Hub", partner__slug="elm")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


@pytest.fixture
def calendar(cohort):
    return HalfTermFactory(
        calendar__partner=cohort.partner, calendar__key="elm-area", calendar__name="Elm area"
    ).calendar


def url(name, *args):
    return reverse(f"cohorts:{name}", args=args)


def page(client, address):
    return client.get(address).content.decode()


def file_of(text):
    return io.BytesIO(text.encode() if isinstance(text, str) else text)


def test_a_manager_copies_a_calendar_that_ships_and_adds_a_closure(client, cohort):
    reference.load()
    shipped = SchoolCalendar.objects.get(key="hertfordshire")

    assert f"?from={shipped.pk}" in page(client, url("show-calendar", shipped.key))
    assert f'<option value="{shipped.pk}" selected>' in page(client, f"{url('add-calendar')}?from={shipped.pk}")
    answer = client.post(
        url("add-calendar"), {"name": "Elm area", "partner": cohort.partner.pk, "source": "", "periods_of": shipped.pk}
    )
    own = SchoolCalendar.objects.get(partner=cohort.partner)
    closure = {"kind": "closure", "number": "", "name": "Flood", "starts_on": "16/05/2022", "ends_on": "17/05/2022"}
    added = client.post(url("add-period", own.key), closure, follow=True).content.decode()

    assert answer.url == own.get_absolute_url()
    assert "Flood saved." in added
    assert 'title="Flood">16' in added
    assert own.periods.filter(kind="closure").count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_calendars(client, cohort, rows, django_assert_num_queries):
    SchoolCalendarFactory.create_batch(rows, partner=cohort.partner)

    with django_assert_num_queries(3):
        assert client.get(url("list-calendars")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_year_costs_the_same_for_any_number_of_days(client, calendar, rows, django_assert_num_queries):
    for number in range(rows):
        CalendarPeriodFactory(
            calendar=calendar, starts_on=dt.date(2022, 3, number + 1), ends_on=dt.date(2022, 3, number + 1)
        )

    with django_assert_num_queries(6):
        assert client.get(calendar.get_absolute_url()).status_code == 200


def test_a_partners_own_calendar_is_nobody_elses(calendar):
    stranger = client_for(manager_of(CohortFactory()))

    assert stranger.get(calendar.get_absolute_url()).status_code == 404
    assert "Elm area" not in page(stranger, url("list-calendars"))


def test_those_who_do_not_plan_see_no_calendars(cohort, calendar):
    facilitator = client_for(facilitator_of(cohort))

    assert facilitator.get(url("list-calendars")).status_code == 403
    assert facilitator.get(url("show-calendar", cohort.calendar.key)).status_code == 403
    assert client_for(UserFactory(roles=[Role.MENTOR])).get(url("add-calendar")).status_code == 403


def test_a_calendar_that_ships_is_not_changed_in_the_browser(client, cohort):
    assert client.get(url("edit-calendar", cohort.calendar.key)).status_code == 403
    assert "Copy it" in page(client, url("show-calendar", cohort.calendar.key))


def test_where_there_is_no_calendar_the_list_says_what_for(client, cohort):
    cohort.delete()
    SchoolCalendar.objects.all().delete()

    assert "There is no school calendar yet" in page(client, url("list-calendars"))


def test_the_year_of_today_is_shown_first_and_others_by_choice(client, calendar):
    this = page(client, calendar.get_absolute_url())
    empty = page(client, f"{calendar.get_absolute_url()}?year=2030")

    assert "Half terms and closed days of 2021–22" in this
    assert "The calendar says nothing about 2030–31" in empty
    assert "Half terms and closed days of 2021–22" in page(client, f"{calendar.get_absolute_url()}?year=9999")


def test_an_empty_calendar_shows_the_year_of_today(client, cohort):
    own = SchoolCalendarFactory(partner=cohort.partner)

    assert "The calendar says nothing about 2021–22" in page(client, own.get_absolute_url())


def test_a_calendar_names_the_cohorts_that_are_planned_by_it(client, cohort):
    assert f">{cohort}</a>" in page(client, url("show-calendar", cohort.calendar.key))


def test_a_calendar_whose_days_contradict_each_other_says_so(client, calendar):
    CalendarPeriodFactory(
        calendar=calendar, kind="half_term", number=4, starts_on=dt.date(2022, 2, 1), ends_on=dt.date(2022, 3, 31)
    )

    assert "This calendar contradicts itself" in page(client, calendar.get_absolute_url())


def test_a_calendar_is_renamed(client, calendar, cohort):
    typed = {"name": "Elm and Ash", "partner": cohort.partner.pk, "source": "The council’s page"}

    answer = client.post(url("edit-calendar", calendar.key), typed, follow=True).content.decode()

    assert "Elm and Ash saved." in answer
    assert "From: The council’s page" in answer


def test_who_manages_for_one_partner_need_not_choose_it_and_for_two_does(client, cohort):
    assert f'<option value="{cohort.partner.pk}" selected>' in page(client, url("add-calendar"))

    PartnerManagerFactory(manager=PartnerManager.objects.get(partner=cohort.partner).manager)
    assert f'<option value="{cohort.partner.pk}" selected>' not in page(client, url("add-calendar"))


def test_a_calendar_without_a_name_is_refused_at_its_field(client, calendar, cohort):
    answer = client.post(url("edit-calendar", calendar.key), {"name": " ", "partner": cohort.partner.pk})

    assert answer.status_code == 422
    assert "“Name of the calendar” is missing." in answer.content.decode()


def test_days_are_changed_and_removed(client, calendar):
    period = CalendarPeriodFactory(calendar=calendar)
    edit = url("edit-period", calendar.key, period.pk)
    typed = {
        "kind": "training_day",
        "number": "",
        "name": "Staff day",
        "starts_on": "2022-02-22",
        "ends_on": "2022-02-22",
    }

    assert "Remove Training day" in page(client, edit)
    assert "Staff day saved." in client.post(edit, typed, follow=True).content.decode()
    removed = client.post(url("remove-period", calendar.key, period.pk), follow=True).content.decode()

    assert "Staff day removed." in removed
    assert not CalendarPeriod.objects.filter(kind="training_day").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": "20/02/2022"}, "The last day is before the first."),
        ({"kind": "half_term", "number": ""}, "A half term, and only a half term, has a number from 1 to 6."),
        (
            {"kind": "half_term", "number": "4", "starts_on": "01/02/2022", "ends_on": "01/04/2022"},
            "begins on Tuesday 1 February",
        ),
        ({"number": "9"}, "“Number of the half term”"),
        ({"starts_on": "31/11/2022"}, "“First day” is not a date."),
        ({"name": "\u202e"}, "Remove the hidden control characters"),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_place(client, calendar, fields, sentence):
    typed = {"kind": "closure", "number": "", "name": "Flood", "starts_on": "2022-02-22", "ends_on": "2022-02-22"}

    answer = client.post(url("add-period", calendar.key), typed | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert calendar.periods.count() == 1


def test_a_file_is_read_in_and_can_be_downloaded_as_it_was(client, calendar):
    read = client.post(url("import-periods", calendar.key), {"file": file_of(LIST)}, follow=True).content.decode()
    downloaded = client.get(url("download-periods", calendar.key)).getvalue()
    again = client.post(
        url("import-periods", calendar.key), {"file": file_of(downloaded)}, follow=True
    ).content.decode()

    assert "1 period new or changed, of 1 in the file." in read
    assert downloaded.decode("utf-8-sig").splitlines()[0] == "Kind,Number,Name,First day,Last day"
    assert "0 periods new or changed, of 2 in the file." in again


def test_of_an_empty_calendar_an_example_is_downloaded(client, cohort):
    own = SchoolCalendarFactory(partner=cohort.partner)

    assert "Autumn 1" in client.get(url("download-periods", own.key)).getvalue().decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty. Choose another."),
        ("kind,first day\nPicnic,01/09/2026\n", "Line 2: “Picnic” is none of"),
        ("kind,number,first day,last day\nHalf term,4,01/02/2022,01/04/2022\n", "begins on Tuesday 1 February 2022"),
        (f"kind,name,first day\nClosure,{'x' * 121},01/09/2026\n", "at most 120 characters"),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(client, calendar, text, sentence):
    answer = client.post(url("import-periods", calendar.key), {"file": file_of(text)})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert calendar.periods.count() == 1


def test_a_year_is_copied_as_a_start_for_the_next(client, calendar):
    copy = f"{url('copy-year', calendar.key)}?year=2021"

    assert "Copy to 2022–23" in page(client, calendar.get_absolute_url())
    copied = client.post(copy, follow=True).content.decode()
    again = client.post(copy, follow=True).content.decode()

    assert "1 period copied to 2022–23, 52 weeks on." in copied
    assert "Nothing was copied: the year has no days, or the next has some already." in again


def test_a_year_that_would_overlap_is_not_copied(client, calendar):
    CalendarPeriodFactory(
        calendar=calendar, kind="half_term", number=6, starts_on=dt.date(2022, 6, 1), ends_on=dt.date(2023, 1, 10)
    )

    answer = client.post(f"{url('copy-year', calendar.key)}?year=2021", follow=True).content.decode()

    assert "Nothing was copied: Half term 3 of 2022-23 begins" in answer
    assert calendar.periods.count() == 2
