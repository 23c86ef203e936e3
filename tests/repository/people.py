"""What people do with a new portal, from the first administrator's invitation to a participant's first mark."""

import datetime as dt
import re

from npq_portal import clock
from tests.browsing import follow
from tests.repository.composition import HOST, until

ADA, CHLOE = "ada.king@hub.example.org", "chloe.nyambura@school.example.org"
# First and last day of the half terms that every year of the example calendar has, as day and month.
HALF_TERMS = (
    ("01/09", "21/10"),
    ("01/11", "19/12"),
    ("05/01", "12/02"),
    ("22/02", "28/03"),
    ("14/04", "25/05"),
    ("04/06", "22/07"),
)
FIRST_AFTER_NEW_YEAR = 3


class Inbox:
    """The mail that has come to one address; each is opened once."""

    def __init__(self, sink, address):
        self.sink, self.address, self.opened = sink, address, 0

    def _to_me(self):
        return [received.mail for received in self.sink.received if received.to == [self.address]]

    def find(self, subject, pattern):
        """Wait for the next mail whose subject says so, and take what ``pattern`` finds in its text."""

        def arrived():
            return [mail for mail in self._to_me()[self.opened :] if re.search(subject, mail["Subject"])]

        assert until(arrived), [mail["Subject"] for mail in self._to_me()]
        mail = arrived()[0]
        self.opened = self._to_me().index(mail) + 1
        text = "\n".join(mail.get_body().get_content().splitlines())
        return re.search(pattern, text, re.MULTILINE)[0]


def take_up_invitation(page, inbox):
    """Follow the link in the invitation, and sign in with the code that is mailed then."""
    page.goto(inbox.find("invitation", rf"https://{HOST}/\S+"))
    follow(page.get_by_role("button", name="E-mail me a code"))
    page.get_by_label("Code").fill(inbox.find("is your code to sign in", "^[A-Z]{4}-[A-Z]{4}$"))
    follow(page.get_by_role("button", name="Sign in", exact=True))


def add_passkey(page):
    """Set up the second factor that staff need before anything else."""
    page.get_by_text("Add a passkey or an authenticator app first").wait_for()
    follow(page.get_by_role("link", name="Add a passkey"))
    page.get_by_label("Name of this passkey").fill("Office laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator("ul.codes li").count() == 10
    follow(page.get_by_role("link", name="I have kept them"))


def come_back_with_passkey(page, name):
    """Sign in anew, this time without any mail."""
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator(".topbar").get_by_text(name).wait_for()


def add_partner(page):
    page.goto("/cohorts/partners/new/")
    page.get_by_label("Name", exact=True).fill("North East London Hub")
    page.get_by_label("Short name in addresses").fill("nelt")
    page.get_by_label("Lead provider").select_option(index=1)
    follow(page.get_by_role("button", name="Save"))
    page.get_by_text("North East London Hub saved.").wait_for()


def add_calendar(page, file):
    """A calendar of the partner's own, for the years around today, whenever today is."""
    lines = ["kind,number,name,first day,last day"]
    for school_year in range(clock.today().year - 2, clock.today().year + 4):
        for number, days in enumerate(HALF_TERMS, start=1):
            year = school_year + (number >= FIRST_AFTER_NEW_YEAR)
            lines.append(f"Half term,{number},,{days[0]}/{year},{days[1]}/{year}")
    file.write_text("\r\n".join(lines))
    page.goto("/cohorts/calendars/new/")
    page.get_by_label("Name of the calendar").fill("Example County")
    follow(page.get_by_role("button", name="Add the calendar"))
    follow(page.get_by_role("link", name="Read a file"))
    page.get_by_label("CSV file").set_input_files(file)
    follow(page.get_by_role("button", name="Read the file"))


def first_day_of_programme():
    """The latest first day of a half term after which the launch, in the third week, is over."""
    today = clock.today()
    starts = [
        dt.date(year, int(first[3:]), int(first[:2]))
        for year in (today.year - 1, today.year)
        for first, _ in HALF_TERMS
    ]
    return max(day for day in starts if day <= today - dt.timedelta(weeks=4))


def add_cohort(page):
    """A cohort of the programme that ships with the portal, planned by its delivery model."""
    starts_on = first_day_of_programme()
    page.goto("/cohorts/new/")
    page.get_by_label("Delivery partner").select_option("North East London Hub")
    page.get_by_label("Programme").select_option("NPQ Senior Leadership")
    page.get_by_label("Name of the cohort").fill("Example")
    page.get_by_label("First day").fill(starts_on.isoformat())
    page.get_by_label("Last day").fill((starts_on + dt.timedelta(weeks=80)).isoformat())
    page.get_by_label("School calendar").select_option("Example County")
    page.get_by_label("Delivery model").select_option(index=1)
    page.get_by_label("DfE contract year").fill(str(starts_on.year))
    follow(page.get_by_role("button", name="Add cohort"))
    page.get_by_text("Example cohort added. Next, make its plan.").wait_for()


def plan_cohort(page):
    """Make the plan, move one session of it in a draft, and publish that."""
    follow(page.get_by_role("button", name="Make the plan"))
    page.get_by_text("Plan made:").wait_for()
    follow(page.get_by_role("button", name="Open a draft"))
    follow(page.get_by_role("link", name="Move Seminar 8"))
    page.get_by_label("Or by so many days").fill("7")
    follow(page.get_by_role("button", name="Show what moves"))
    follow(page.get_by_role("button", name="Move 1 item in the draft"))
    follow(page.get_by_role("link", name="Publish 1 change, tell 0 people"))
    follow(page.get_by_role("button", name="Move 1 item, tell 0 people"))
    page.get_by_text("Version 2 published: 1 item moved").wait_for()


def open_cohort(page):
    page.goto("/cohorts/")
    follow(page.get_by_role("link", name="Example", exact=True))


def move_cohort(page, *stages):
    for stage in stages:
        open_cohort(page)
        follow(page.get_by_role("link", name="change the stage"))
        follow(page.get_by_role("link", name=stage))
        follow(page.get_by_role("button", name=f"Move to {stage.lower()}"))
        page.get_by_text(f"Example cohort: {stage.lower()}.").wait_for()


def upload_participant(page, file):
    """Upload a list of one, apply it, and invite whom it names."""
    file.write_text(f"Name,Email,Joined on\r\nChloe Nyambura,{CHLOE},{first_day_of_programme():%d/%m/%Y}\r\n")
    follow(page.get_by_role("link", name="Add participants").first)
    page.get_by_label("List of participants").set_input_files(file)
    follow(page.get_by_role("button", name="Check the list"))
    follow(page.get_by_role("button", name="Apply 1 row"))
    page.get_by_text("Applied: 1 person joins the Example cohort.").wait_for()
    follow(page.get_by_role("button", name="Invite 1 person"))
    page.get_by_text("1 person is being invited by e-mail.").wait_for()


def take_register(page, *, session, person, choice):
    open_cohort(page)
    follow(page.get_by_role("link", name=f"{session}: register"))
    page.get_by_role("group", name=person).get_by_role("radio", name=choice, exact=True).click()
    page.locator("#counts", has_text="1 of 1 marked").wait_for()
    follow(page.get_by_role("button", name="Complete register"))
    page.get_by_text(f"The register of {session} is complete.").wait_for()
